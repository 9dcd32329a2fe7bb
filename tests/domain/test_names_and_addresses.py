"""What people and things may be called, and which addresses are addresses."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rollbook.domain.errors import Invalid
from rollbook.domain.people import (
    MAX_EMAIL,
    MAX_NAME,
    is_email,
    name_of,
    person_name,
    thing_name,
    timezone,
)

untimed = settings(deadline=None)
# What can stand in a name: no control characters, nothing that nobody sees but space.
shown = st.characters(exclude_categories=("C", "Zl", "Zp"))


@untimed
@given(st.emails())
def test_what_mail_can_be_sent_to_is_an_address(email):
    assume(len(email) <= MAX_EMAIL)

    assert is_email(email)


@pytest.mark.parametrize(
    "email",
    [
        "mia@example.com",
        "mia.member+toggl@mail.example.co.uk",
        "o'hara@example.com",
        "MIA@EXAMPLE.COM",
        "õie@näide.example",
        "root@localhost",
        "x@1.example",
    ],
)
def test_usual_addresses(email):
    assert is_email(email)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "mia",
        "@",
        "@example.com",
        "mia@",
        "mia@@example.com",
        "mia@a@example.com",
        "mia member@example.com",
        "mia@exa mple.com",
        "mia@example..com",
        "mia@.example.com",
        "mia@example.com.",
        "mia@-example.com",
        "mia@example-.com",
        "mia@exam_ple_.com",
        "mia@example.com\n",
        "mia\n@example.com",
        "mia@example.com, eve@example.com",
        "Mia <mia@example.com>",
        "mia\0@example.com",
        "mia\u00a0m@example.com",
        "m" * 65 + "@example.com",
        "mia@" + "e" * 64 + ".com",
        "mia@" + "example." * 32 + "com",
    ],
)
def test_what_is_no_address(email):
    assert not is_email(email)


def test_an_address_has_at_most_254_characters():
    domain = ".".join(["e" * 63] * 3)

    assert is_email("m" * (254 - len(domain) - 1) + "@" + domain)
    assert not is_email("m" * (255 - len(domain) - 1) + "@" + domain)


@untimed
@given(st.text(max_size=300))
def test_no_address_has_space_in_it_or_two_ats(text):
    if is_email(text):
        assert not any(character.isspace() for character in text)
        assert text.count("@") == 1
        assert len(text) <= MAX_EMAIL


@untimed
@given(st.emails())
def test_an_address_gives_a_name(email):
    assert email.startswith(name_of(email) + "@")
    assert person_name(name_of(email)) == name_of(email)


@untimed
@given(st.text(shown, max_size=400))
def test_a_name_loses_its_surrounding_space_or_is_refused(text):
    if 0 < len(text.strip()) <= MAX_NAME:
        assert person_name(text) == text.strip()
        assert person_name(person_name(text)) == person_name(text)
    else:
        with pytest.raises(Invalid):
            person_name(text)


@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u2003"])
def test_a_person_has_a_name(name):
    with pytest.raises(Invalid) as refusal:
        person_name(name)

    assert refusal.value.text == "Field 'name' cannot be empty."


@untimed
@given(st.text(shown, max_size=300), st.integers(1, 250))
def test_a_things_name_loses_its_surrounding_space_or_is_refused_with_the_operations_text(text, limit):
    stripped = text.strip()

    if 0 < len(stripped) <= limit:
        assert thing_name(text, empty="empty", too_long="too long", limit=limit) == stripped
    else:
        with pytest.raises(Invalid) as refusal:
            thing_name(text, empty="empty", too_long="too long", limit=limit)
        assert refusal.value.text == ("too long" if stripped else "empty")


@pytest.mark.parametrize("name", ["UTC", "Europe/Tallinn", "America/Argentina/Ushuaia", "Asia/Kathmandu"])
def test_time_zones_of_the_tz_database(name):
    assert timezone(name) == name
    assert ZoneInfo(name).key == name


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "+02:00", "UTC "])
def test_refuses_other_time_zones(name):
    with pytest.raises(Invalid) as refusal:
        timezone(name)

    assert refusal.value.text == "invalid timezone value"


@pytest.mark.parametrize("name", ["Ann\u202elee", "Ann\x07", "Ann\nLee", "Ann\u2028Lee", "Ann\u2066Lee", "Ann\x85Lee"])
def test_names_that_deceive_are_refused(name):
    with pytest.raises(Invalid) as refusal:
        person_name(name)

    assert refusal.value.text == "Names cannot contain control characters."


@pytest.mark.parametrize("name", ["\u200b", "\u200b \u200d", "\ufeff", "\u00a0\u2060"])
def test_names_of_which_nothing_is_seen_are_empty(name):
    with pytest.raises(Invalid) as refusal:
        person_name(name)

    assert refusal.value.text == "Field 'name' cannot be empty."


@pytest.mark.parametrize("name", ["مريم", "שרה", "می\u200cخواهم", "🧑\u200d🚀 Ada", "Zoë O'Neil"])
def test_names_of_all_scripts_are_taken(name):
    assert person_name(name) == name


@pytest.mark.parametrize(
    "address", ["a\u200bb@example.com", "a\u202eb@example.com", "a\x85b@example.com", "a@exa_mple.com"]
)
def test_addresses_that_deceive_are_none(address):
    assert not is_email(address)


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules"])
def test_time_zones_that_depend_on_the_machine_are_none(name):
    with pytest.raises(Invalid):
        timezone(name)
