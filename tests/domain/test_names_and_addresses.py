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
    same_email,
    thing_name,
    timezone,
)

untimed = settings(deadline=None)
# Letters whose upper case is theirs alone; a few of the world's are not so.
letters = st.text(st.characters(codec="ascii"), min_size=1, max_size=40)


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
@given(letters, letters)
def test_letter_case_makes_no_other_address(one, other):
    assert same_email(one.upper(), one)
    assert same_email(one, other) is same_email(other, one)
    assert same_email(one, other) is (one.lower() == other.lower())


@untimed
@given(st.emails())
def test_an_address_gives_a_name(email):
    assert email.startswith(name_of(email) + "@")
    assert person_name(name_of(email)) == name_of(email)


@untimed
@given(st.text(max_size=400))
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
@given(st.text(max_size=300), st.integers(1, 250))
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
