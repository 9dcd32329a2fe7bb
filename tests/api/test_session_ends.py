"""What ends sessions, wherever they are used."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from support.world import PASSWORD, World

NEXT = "a quite different phrase"
# A new connection each, so that it goes to any worker.
ANY_WORKER = {"Connection": "close"}
TIMES_TO_MEET_EVERY_WORKER = 12


def begin(world: World) -> str:
    """The cookie of a new session of the member's."""
    return world.http("POST", "/me/sessions", as_=world.member).headers["Set-Cookie"].partition(";")[0]


def change_password(world: World) -> None:
    world.http.ok("PUT", "/me", {"password": NEXT, "current_password": PASSWORD}, as_=world.member)


def follow_link(world: World) -> None:
    path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
    (code,) = parse_qs(urlsplit(world.http.ok("POST", path, as_=world.owner)["url"]).query)["code"]
    world.http.ok("POST", "/me/lost_passwords/confirm", {"code": code, "password": NEXT})


def sign_out_elsewhere(world: World) -> None:
    for session in world.http.ok("GET", "/me/sessions", as_=world.member):
        world.http.ok("DELETE", f"/me/sessions/{session['id']}", as_=world.member)


def close_account(world: World) -> None:
    world.http.ok("POST", "/me/close_account", as_=world.member)


ENDS: list[Callable[[World], None]] = [change_password, follow_link, sign_out_elsewhere, close_account]


def statuses(world: World, cookie: str, path: str) -> set[int]:
    """How that is answered to who comes with the cookie, by all workers."""
    headers = {"Cookie": cookie} | ANY_WORKER
    return {world.http("GET", path, headers=headers).status for _ in range(TIMES_TO_MEET_EVERY_WORKER)}


@pytest.mark.parametrize("end", ENDS)
def test_ends_all_at_once_on_every_worker(world: World, end: Callable[[World], None]) -> None:
    cookies = [begin(world) for _ in range(2)]
    for cookie in cookies:
        assert statuses(world, cookie, "/me") == {200}

    end(world)

    for cookie in cookies:
        assert statuses(world, cookie, "/me") == {401}


@pytest.mark.parametrize("path", ["/organizations/{organization}", "/workspaces/{workspace}/users"])
def test_deactivation_shuts_the_organization_to_them_on_every_worker(world: World, path: str) -> None:
    cookie = begin(world)
    asked = path.format(organization=world.organization_id, workspace=world.workspace_id)
    assert statuses(world, cookie, asked) == {200}

    users = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"
    world.http.ok("PUT", users, {"inactive": True}, as_=world.owner)

    assert statuses(world, cookie, asked) <= {403, 404}
    assert statuses(world, cookie, "/me") == {200}
