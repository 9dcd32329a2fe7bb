"""The cookie of a session: what it is called and who gets it, with TLS and without."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from support.http import Http
from support.server import Service, database, serving
from support.world import sign_up

ENCRYPTED, PLAIN = "__Host-rollbook_session", "rollbook_session"


@pytest.fixture(scope="module")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with database(tmp_path_factory.mktemp("cookies")) as url:
        yield url


def begun(http: Http) -> tuple[str, str, set[str]]:
    """Name and value of the cookie of a new session, and its attributes in small letters."""
    _, _, token = sign_up(http, "Cora Cookie")
    header = http("POST", "/me/sessions", as_=(token, "api_token")).headers["Set-Cookie"]
    (morsel,) = SimpleCookie(header).values()
    return morsel.key, morsel.value, {part.strip().lower() for part in header.split(";")[1:]}


def is_signed_in(http: Http, cookie: str) -> bool:
    return http("GET", "/me", headers={"Cookie": cookie}).status == 200


def test_under_tls_it_is_bound_to_the_host(service: Service) -> None:
    name, value, attributes = begun(service.http)

    assert name == ENCRYPTED
    assert attributes == {"path=/", "secure", "httponly", "samesite=strict"}
    assert is_signed_in(service.http, f"{ENCRYPTED}={value}")


def test_under_tls_a_cookie_that_other_hosts_could_have_set_is_none(service: Service) -> None:
    _, value, _ = begun(service.http)

    assert not is_signed_in(service.http, f"{PLAIN}={value}")


def test_behind_a_proxy_that_speaks_tls_it_is_the_same(tmp_path: Path, database_url: str) -> None:
    public = ("--no-tls", "--public-url", "https://people.example.com")
    with serving(tmp_path, database_url, *public) as (_, plain):
        name, value, attributes = begun(plain.http)

        assert name == ENCRYPTED
        assert attributes == {"path=/", "secure", "httponly", "samesite=strict"}
        assert is_signed_in(plain.http, f"{ENCRYPTED}={value}")
        # Whose clients all seem to have one address is told.
        assert "see --trusted-proxies" in plain.log.read_text()


@pytest.mark.parametrize("public", [(), ("--public-url", "http://people.example.com")])
def test_without_tls_it_is_one_that_clients_send_back(
    tmp_path: Path, database_url: str, public: tuple[str, ...]
) -> None:
    with serving(tmp_path, database_url, "--no-tls", *public) as (_, plain):
        name, value, attributes = begun(plain.http)

        assert name == PLAIN
        assert attributes == {"path=/", "httponly", "samesite=strict"}
        assert is_signed_in(plain.http, f"{PLAIN}={value}")
        taken_back = plain.http("DELETE", "/me/sessions", headers={"Cookie": f"{PLAIN}={value}"})
        assert taken_back.headers["Set-Cookie"].startswith(f"{PLAIN}=")
        assert not is_signed_in(plain.http, f"{PLAIN}={value}")
