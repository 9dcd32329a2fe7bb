"""What the tz database says of time zones: their offsets from UTC, and the countries that they are in."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

from rollbook.domain.countries import Country, country_by_code
from rollbook.domain.people import timezones

_MINUTE = timedelta(minutes=1)


@cache
def names() -> list[str]:
    """All time zones, in the order of their names."""
    return sorted(timezones())


def offset(name: str, moment: datetime) -> str:
    """How far the time zone is from UTC at that moment, such as ``+02:00``."""
    minutes = (moment.astimezone(ZoneInfo(name)).utcoffset() or timedelta()) // _MINUTE
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def country_of(name: str) -> Country | None:
    """The country that a time zone is in; None where it is in none, or the machine has no table of them."""
    code = _country_codes().get(name) or _country_codes().get(_links().get(name, ""))
    return None if code is None else country_by_code(code)


@cache
def _country_codes() -> Mapping[str, str]:
    """The code of the country by time zone."""
    rows = [line.split("\t") for line in _lines("zone.tab") if not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


@cache
def _links() -> Mapping[str, str]:
    """What time zones are called today, by their other names: those are in no table of countries."""
    rows = [line.split() for line in _lines("tzdata.zi") if line.startswith("L ")]
    return {other: today for _, today, other in rows}


def _lines(file_name: str) -> Iterator[str]:
    """The lines of a file of the tz database: of the system's or, where there is none, of the tzdata package's."""
    for folder in TZPATH:
        file = Path(folder) / file_name
        if file.is_file():
            return iter(file.read_text(encoding="utf-8").splitlines())
    try:
        return iter(resources.files("tzdata.zoneinfo").joinpath(file_name).read_text(encoding="utf-8").splitlines())
    except (ModuleNotFoundError, FileNotFoundError):
        return iter(())
