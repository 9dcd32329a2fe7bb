"""What is known of time zones and countries without asking anybody."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec

import pytest

from rollbook.domain import countries, timezones


@pytest.mark.parametrize(
    ("name", "month", "offset"),
    [
        ("Europe/Tallinn", 1, "+02:00"),
        ("Europe/Tallinn", 7, "+03:00"),
        ("America/Santiago", 1, "-03:00"),
        ("America/Santiago", 7, "-04:00"),
        ("America/St_Johns", 1, "-03:30"),
        ("Asia/Kathmandu", 1, "+05:45"),
        ("Pacific/Kiritimati", 1, "+14:00"),
        ("UTC", 1, "+00:00"),
    ],
)
def test_an_offset_is_the_one_in_force_then(name: str, month: int, offset: str) -> None:
    assert timezones.offset(name, datetime(2024, month, 15, tzinfo=UTC)) == offset


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Europe/Tallinn", "EE"),
        ("Europe/Oslo", "NO"),
        ("Europe/Kiev", "UA"),
        ("Asia/Calcutta", "IN"),
        ("America/Argentina/Buenos_Aires", "AR"),
    ],
)
def test_a_time_zone_is_in_a_country_by_each_of_its_names(name: str, code: str) -> None:
    found = timezones.country_of(name)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", ["UTC", "Etc/GMT+3", "CET", "Moon/Tranquility", ""])
def test_a_time_zone_of_no_country_is_in_none(name: str) -> None:
    assert timezones.country_of(name) is None


def test_a_machine_without_a_tz_database_knows_what_the_package_knows_or_nothing() -> None:
    program = "from rollbook.domain.timezones import country_of; found = country_of('Europe/Tallinn'); print(found)"

    told = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ("EE" in told.stdout) == (find_spec("tzdata") is not None)
    assert ("None" in told.stdout) == (find_spec("tzdata") is None)


def test_every_subdivision_is_of_a_country_and_has_a_number_of_its_own() -> None:
    parts = [part for country in countries.countries() for part in countries.subdivisions(country.country_id)]

    assert len(parts) > 4000
    assert len({part.subdivision_id for part in parts}) == len({part.code for part in parts}) == len(parts)
    assert all(countries.is_country(part.country_id) for part in parts)


@pytest.mark.parametrize("country_id", [0, -1, 1, 999, 2**40])
def test_a_number_of_no_country_is_none(country_id: int) -> None:
    assert not countries.is_country(country_id)
    assert countries.country(country_id) is None
    assert countries.subdivisions(country_id) == ()
