"""Writes that a browser sends with somebody's session, but for a page of another site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from support import walk
from support.server import Service
from support.walk import Rows
from support.walks import WALKS
from support.world import World

REFUSED = (403, "A session cannot be used by pages of other sites")
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://attacker.example"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://attacker.example"},
    {"Origin": "null"},
]
# Of anybody, without a session.
PUBLIC = {"post_signup", "post_lost_password_confirm"} | {one for walked in WALKS for one in walked.public}
# What these are about stands in the path.
OF_INVITED = {"post_organization_accept_invitation", "post_reject_invitation"}


def writes(world: World) -> list[str]:
    """Each published operation that changes something, or is sent as if it did, for who has signed in."""
    return [
        operation
        for operation, (method, _) in sorted(walk.operations_of(world).items())
        if method != "GET" and operation not in PUBLIC
    ]


def session(world: World) -> str:
    """The cookie of a new session of the owner's."""
    answer = world.http("POST", "/me/sessions", as_=world.owner)
    cookie: str = answer.headers["Set-Cookie"].partition(";")[0]
    return cookie


@pytest.fixture(scope="module")
def rows(service: Service) -> Iterator[Rows]:
    with Rows(service.database_url) as opened:
        yield opened


def request_of(world: World, operation: str) -> walk.Request:
    if operation in OF_INVITED:
        return walk.Request({"invitation_code": walk.guest(world).code})
    if operation in {"me_sessions_delete", "post_reset_token"}:
        return walk.Request({})
    return walk.good(world, operation)


def test_no_write_is_carried_out_for_another_site(shared_world: World, rows: Rows) -> None:
    cookie = session(shared_world)
    walked = writes(shared_world)

    for operation in walked:
        request = request_of(shared_world, operation)
        before = rows.of(shared_world)
        for headers in FOREIGN:
            answer = walk.send(shared_world, operation, request, headers={"Cookie": cookie} | headers)
            assert (operation, answer.status, answer.refusal) == (operation, *REFUSED)
        assert rows.of(shared_world) == before, operation

    assert len(walked) >= 40
    assert shared_world.http("GET", "/me", headers={"Cookie": cookie}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://a.name.that.a.proxy.changed.example"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "{own}"},
        {"Origin": "https://people.example", "Host": "people.example"},
    ],
)
def test_programs_and_own_pages_write_with_a_session(world: World, headers: dict[str, str]) -> None:
    sent = {name: value.format(own=world.http.root_url) for name, value in headers.items()}

    answer = world.http("PUT", "/me", {"fullname": "Olivia Other"}, headers={"Cookie": session(world)} | sent)

    assert (answer.status, answer.json()["fullname"]) == (200, "Olivia Other")


@pytest.mark.parametrize("headers", FOREIGN)
def test_pages_of_other_sites_may_read_what_browsers_let_them(shared_world: World, headers: dict[str, str]) -> None:
    assert shared_world.http("GET", "/me/id", headers={"Cookie": session(shared_world)} | headers).status == 200


@pytest.mark.parametrize("headers", FOREIGN)
def test_who_sends_a_token_need_not_be_of_this_site(world: World, headers: dict[str, str]) -> None:
    answer = world.http("PUT", "/me", {"fullname": "Olivia Other"}, as_=world.owner, headers=headers)

    assert answer.status == 200


class Test_forms:
    @pytest.fixture
    def form(self, world: World) -> dict[str, Any]:
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        query = urlsplit(world.http.ok("POST", path, as_=world.owner)["url"]).query
        return {"raw": f"{query}&{urlencode({'password': 'a quite different phrase'})}".encode()}

    def send(self, world: World, form: dict[str, Any], **headers: str) -> int:
        sent = {"Content-Type": "application/x-www-form-urlencoded"} | headers
        return world.http("POST", "//reset-password", headers=sent, **form).status

    @pytest.mark.parametrize(
        "headers",
        [{"Sec-Fetch-Site": "cross-site", "Origin": "null"}, {"Origin": "https://attacker.example"}],
    )
    def test_of_other_sites_are_refused(self, world: World, form: dict[str, Any], headers: dict[str, str]) -> None:
        assert self.send(world, form, **headers) == 403
        assert self.send(world, form) == 200

    @pytest.mark.parametrize(
        # A page that tells nobody its address calls itself null, also to itself.
        "headers",
        [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "null"}],
    )
    def test_of_its_own_are_taken(self, world: World, form: dict[str, Any], headers: dict[str, str]) -> None:
        assert self.send(world, form, **headers) == 200
