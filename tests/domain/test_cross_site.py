"""Which requests a browser sends for pages of other sites."""

from __future__ import annotations

import pytest

from rollbook.domain.origins import is_cross_site, origin_of

OWN = frozenset({"https://rollbook.example.com"})


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Rollbook.Example.com", "https://rollbook.example.com"),
        ("https://rollbook.example.com:443/people", "https://rollbook.example.com"),
        ("https://rollbook.example.com:8443", "https://rollbook.example.com:8443"),
        ("http://rollbook.example.com:80", "http://rollbook.example.com"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    ("fetch_site", "origin", "foreign"),
    [
        ("same-origin", "https://rollbook.example.com", False),
        # A proxy may have another name for the service than people.
        ("same-origin", "https://rollbook.example.org", False),
        ("none", None, False),
        ("cross-site", "https://rollbook.example.com", True),
        ("same-site", "https://other.example.com", True),
        ("anything", None, True),
        ("", None, True),
        (None, None, False),
        (None, "https://rollbook.example.com", False),
        (None, "http://rollbook.example.com", True),
        (None, "https://rollbook.example.com:8443", True),
        (None, "https://rollbook.example.com.attacker.example", True),
        (None, "null", True),
        (None, "", True),
    ],
)
def test_who_had_a_request_sent(fetch_site: str | None, origin: str | None, *, foreign: bool) -> None:
    assert is_cross_site(fetch_site, origin, OWN) is foreign
