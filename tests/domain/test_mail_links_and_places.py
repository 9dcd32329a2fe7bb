"""Codes that are derived for mails, and places of sign-ins."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from rollbook.domain.places import place_hash
from rollbook.domain.secrets import link_code

KEY = b"k" * 32
MESSAGE = UUID("00000000-0000-4000-8000-000000000001")


def test_a_code_is_the_same_each_time_and_fits_into_a_link() -> None:
    assert link_code(KEY, MESSAGE) == link_code(KEY, MESSAGE)
    assert re.fullmatch(r"[\w-]{32}", link_code(KEY, MESSAGE))


@pytest.mark.parametrize(("key", "message"), [(b"l" * 32, MESSAGE), (KEY, UUID(int=MESSAGE.int + 1))])
def test_another_key_or_message_has_another_code(key: bytes, message: UUID) -> None:
    assert link_code(key, message) != link_code(KEY, MESSAGE)


@pytest.mark.parametrize(
    ("program", "address"),
    [("Browser/2.0 (Linux)", "10.1.2.99"), ("Browser/1.7.3 (Linux)", "::ffff:10.1.2.3")],
)
def test_an_update_and_the_same_network_are_the_same_place(program: str, address: str) -> None:
    assert place_hash(program, address) == place_hash("Browser/1.0 (Linux)", "10.1.2.3")


@pytest.mark.parametrize(
    ("program", "address"), [("Other/1.0 (Linux)", "10.1.2.3"), ("Browser/1.0 (Linux)", "10.1.3.3"), ("", "")]
)
def test_another_program_or_network_is_another_place(program: str, address: str) -> None:
    assert place_hash(program, address) != place_hash("Browser/1.0 (Linux)", "10.1.2.3")


def test_of_ipv6_the_first_half_counts() -> None:
    assert place_hash("", "2001:db8::1") == place_hash("", "2001:db8::ffff:1")
    assert place_hash("", "2001:db8::1") != place_hash("", "2001:db8:0:1::1")
