"""Passwords that many people have are refused wherever one is set."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from support.world import PASSWORD, World, address

REFUSED = (400, "password should not be one of the 10,000 most common ones")
COMMON = ["password", "Password123", "12345678"]


def new_link(world: World) -> str:
    """The code of a link for the member."""
    path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
    (code,) = parse_qs(urlsplit(world.http.ok("POST", path, as_=world.owner)["url"]).query)["code"]
    return code


@pytest.mark.parametrize("password", COMMON)
def test_by_who_signs_up(shared_world: World, password: str) -> None:
    email = address("Paul Popular")

    answer = shared_world.http("POST", "/signup", {"email": email, "password": password})

    assert (answer.status, answer.refusal) == REFUSED
    shared_world.http.ok("POST", "/signup", {"email": email, "password": PASSWORD})


@pytest.mark.parametrize("password", COMMON)
def test_by_who_changes_theirs(shared_world: World, password: str) -> None:
    changes = {"password": password, "current_password": PASSWORD}

    answer = shared_world.http("PUT", "/me", changes, as_=shared_world.member)

    assert (answer.status, answer.refusal) == REFUSED
    assert shared_world.http("GET", "/me", as_=(shared_world.member.email, PASSWORD)).status == 200


@pytest.mark.parametrize("password", COMMON)
def test_by_who_has_lost_theirs_and_keeps_the_link(world: World, password: str) -> None:
    code = new_link(world)

    answer = world.http("POST", "/me/lost_passwords/confirm", {"code": code, "password": password})

    assert (answer.status, answer.refusal) == REFUSED
    world.http.ok("POST", "/me/lost_passwords/confirm", {"code": code, "password": "a quite different phrase"})


def test_on_the_page_that_says_so(world: World) -> None:
    form = urlencode({"code": new_link(world), "password": "Password123"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = world.http("POST", "//reset-password", raw=form, headers=headers)

    assert answer.status == REFUSED[0]
    assert re.search(rf'role="alert"[^>]*>{REFUSED[1]}<', answer.text)
    assert "<form" in answer.text
