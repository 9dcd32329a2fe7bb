"""The countries of ISO 3166, their subdivisions, and which country a time zone is in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pycountry

_SUBDIVISION_ID_BASE = 36


@dataclass(frozen=True, slots=True)
class Country:
    """A country; its number is the one of ISO 3166-1."""

    country_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Subdivision:
    """A part of a country; ``code`` is the one of ISO 3166-2."""

    subdivision_id: int
    country_id: int
    code: str
    name: str


# Both databases are read when they are first asked for: the larger one takes a while.


@cache
def countries() -> Sequence[Country]:
    """All countries, by name and number."""
    known = [Country(int(one.numeric), one.alpha_2, one.name) for one in pycountry.countries]
    return sorted(known, key=lambda country: (country.name.lower(), country.country_id))


@cache
def _by_id() -> Mapping[int, Country]:
    return {country.country_id: country for country in countries()}


@cache
def _by_code() -> Mapping[str, Country]:
    return {country.code: country for country in countries()}


def country(country_id: int) -> Country | None:
    """The country with that number."""
    return _by_id().get(country_id)


def country_by_code(code: str) -> Country | None:
    """The country with that code of two letters."""
    return _by_code().get(code)


def is_country(country_id: int) -> bool:
    """Whether that is a country's number."""
    return country_id in _by_id()


@cache
def _subdivisions() -> Mapping[int, Sequence[Subdivision]]:
    by_country: dict[int, list[Subdivision]] = defaultdict(list)
    for one in pycountry.subdivisions:
        country_id = _by_code()[one.country_code].country_id
        by_country[country_id].append(Subdivision(_subdivision_id(one.code), country_id, one.code, one.name))
    return {
        country_id: sorted(parts, key=lambda part: (part.name.lower(), part.subdivision_id))
        for country_id, parts in by_country.items()
    }


def _subdivision_id(code: str) -> int:
    """The code read as a number: it begins with a letter, so no two codes give the same one."""
    return int(code.replace("-", ""), _SUBDIVISION_ID_BASE)


def subdivisions(country_id: int) -> Sequence[Subdivision]:
    """The country's parts, by name and number; none where it is not divided."""
    return _subdivisions().get(country_id, ())
