"""Time zones and countries, and where the caller is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from support.world import PASSWORD, Person, address

ESTONIA, GERMANY, ANTARCTICA = 233, 276, 10


def somebody(http, **fields):
    """A new account with those fields."""
    email = address("Mia Member")
    account = http.ok("POST", "/signup", {"email": email, "password": PASSWORD, **fields})
    return Person("Mia Member", email, account["id"], account["api_token"])


class Test_get_timezones:
    def test_lists_the_names_in_order(self, service):
        names = service.http.ok("GET", "/timezones")

        assert {"UTC", "Europe/Tallinn", "America/Argentina/Buenos_Aires"} <= set(names)
        assert names == sorted(set(names))

    def test_everything_it_lists_can_be_an_accounts_time_zone(self, service):
        last = service.http.ok("GET", "/timezones")[-1]

        person = somebody(service.http, timezone=last)

        assert service.http.ok("GET", "/me", as_=person)["timezone"] == last

    def test_says_nothing_of_the_machine(self, service):
        names = service.http.ok("GET", "/timezones")

        assert not {"localtime", "posixrules", "Factory"} & set(names)


class Test_get_offsets:
    def test_has_every_time_zone_in_order(self, service):
        offsets = service.http.ok("GET", "/timezones/offsets")

        assert [one["name"] for one in offsets] == service.http.ok("GET", "/timezones")
        assert all(re.fullmatch(r"[+-]\d\d:\d\d", one["utc"]) for one in offsets)

    @pytest.mark.parametrize(
        ("name", "utc"),
        [("UTC", "+00:00"), ("Asia/Kolkata", "+05:30"), ("Etc/GMT+12", "-12:00"), ("Pacific/Marquesas", "-09:30")],
    )
    def test_tells_how_far_a_time_zone_is_from_utc(self, service, name, utc):
        offsets = service.http.ok("GET", "/timezones/offsets")

        assert {one["name"]: one["utc"] for one in offsets}[name] == utc

    def test_tells_the_offset_that_is_in_force_now(self, service):
        now = datetime.now(UTC)

        offsets = service.http.ok("GET", "/timezones/offsets")

        # Of two zones on either side of the equator one always has summer time.
        for name in ("Europe/Tallinn", "America/Santiago"):
            local = now.astimezone(ZoneInfo(name)).strftime("%z")
            assert {one["name"]: one["utc"] for one in offsets}[name] == f"{local[:3]}:{local[3:]}"


class Test_get_countries:
    def test_shows_all_of_a_country(self, service):
        countries = service.http.ok("GET", "/countries")

        assert next(one for one in countries if one["id"] == ESTONIA) == {
            "id": ESTONIA,
            "name": "Estonia",
            "country_code": "EE",
            "default_currency_id": None,
            "requires_postal_code": False,
            "vat_applicable": False,
            "vat_percentage": None,
            "vat_regex": None,
        }

    def test_lists_them_by_name_each_once(self, service):
        countries = service.http.ok("GET", "/countries")

        order = [(one["name"].lower(), one["id"]) for one in countries]
        assert len(order) > 190
        assert order == sorted(set(order))
        assert len({one["id"] for one in countries}) == len({one["country_code"] for one in countries}) == len(order)

    def test_any_of_them_can_be_an_accounts_country(self, service):
        country_id = service.http.ok("GET", "/countries")[-1]["id"]

        person = somebody(service.http, country_id=country_id)

        assert service.http.ok("GET", "/me", as_=person)["country_id"] == country_id


class Test_get_countries_country_id_subdivisions:
    def test_shows_all_of_a_subdivision(self, service):
        parts = service.http.ok("GET", f"/countries/{ESTONIA}/subdivisions")

        assert next(part for part in parts if part["iso_code"] == "EE-37") == {
            "country_subdivision_id": int("EE37", 36),
            "country_id": ESTONIA,
            "company_id": None,
            "iso_code": "EE-37",
            "name": "Harjumaa",
        }

    def test_lists_those_of_the_country_alone_by_name(self, service):
        parts = service.http.ok("GET", f"/countries/{GERMANY}/subdivisions")

        order = [(part["name"].lower(), part["country_subdivision_id"]) for part in parts]
        assert len(order) == 16
        assert order == sorted(set(order))
        assert {part["country_id"] for part in parts} == {GERMANY}

    def test_is_empty_for_a_country_without_any(self, service):
        assert service.http.ok("GET", f"/countries/{ANTARCTICA}/subdivisions") == []

    @pytest.mark.parametrize("country_id", [1, 999, 2**63 - 1])
    def test_of_no_country_are_not_found(self, service, country_id):
        answer = service.http("GET", f"/countries/{country_id}/subdivisions")

        assert (answer.status, answer.json()) == (404, "Invalid country code.")

    @pytest.mark.parametrize("country_id", ["0", "-1", "EE", "1.5"])
    def test_of_what_is_no_number_are_refused(self, service, country_id):
        answer = service.http("GET", f"/countries/{country_id}/subdivisions")

        assert (answer.status, answer.json()) == (400, "Missing or invalid country_id")


class Test_get_me_location:
    def test_is_the_accounts_country(self, service):
        person = somebody(service.http, country_id=GERMANY, timezone="Europe/Tallinn")

        location = service.http.ok("GET", "/me/location", as_=person)

        assert location == {
            "country_code": "DE",
            "country_name": "Germany",
            "city": "",
            "city_lat_long": "",
            "state": "",
        }

    @pytest.mark.parametrize(
        ("timezone", "code"),
        [("Europe/Tallinn", "EE"), ("Europe/Oslo", "NO"), ("Asia/Calcutta", "IN"), ("US/Pacific", "US")],
    )
    def test_is_the_country_of_the_time_zone_where_the_account_names_none(self, service, timezone, code):
        person = somebody(service.http, timezone=timezone)

        location = service.http.ok("GET", "/me/location", as_=person)

        assert location["country_code"] == code

    def test_is_not_found_where_no_country_is_known(self, service):
        person = somebody(service.http, timezone="UTC")

        answer = service.http("GET", "/me/location", as_=person)

        assert (answer.status, answer.json()) == (404, "Country with given ISO code not found")


class Test_post_signup:
    @pytest.mark.parametrize("country_id", [0, 1, 999, -ESTONIA])
    def test_refuses_what_is_no_country(self, service, country_id):
        payload = {"email": address("Sam Signup"), "password": PASSWORD, "country_id": country_id}

        answer = service.http("POST", "/signup", payload)

        assert (answer.status, answer.json()) == (400, "Invalid country ID")
