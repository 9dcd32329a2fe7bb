"""Whose word is taken for a client's address."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from rollbook.domain.proxies import Proxies

PROXIES = Proxies((ip_network("10.0.0.0/8"), ip_network("::1")))


@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("::1", ["203.0.113.9"], "203.0.113.9"),
        ("::ffff:10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["2001:db8::7"], "2001:db8::7"),
        ("10.0.0.1", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ("10.0.0.1", ["203.0.113.9:4711"], "203.0.113.9"),
        # Through two proxies; and what the client made up before its own address.
        ("10.0.0.1", ["203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["10.0.0.3", "10.0.0.2"], "10.0.0.3"),
        # Nobody's word, and what is no address.
        ("203.0.113.1", ["198.51.100.1"], "203.0.113.1"),
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9, "], "10.0.0.1"),
        ("10.0.0.1", ["\xff"], "10.0.0.1"),
        ("", ["203.0.113.9"], ""),
    ],
)
def test_the_client_is_whom_the_last_trusted_proxy_speaks_for(peer: str, told: list[str], client: str) -> None:
    assert PROXIES.client(peer, [value.encode("latin-1") for value in told]) == client


def test_nobody_is_trusted_who_was_not_named() -> None:
    assert Proxies().client("127.0.0.1", [b"203.0.113.9"]) == "127.0.0.1"
