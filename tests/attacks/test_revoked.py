"""What was taken away through one worker is gone at once on every worker, from lists that they remember too."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from support import walk, workers
from support.http import Answer, Http
from support.rules import NO_ACCESS
from support.world import PASSWORD, Person, World, invite, join

SOAK = os.environ.get("ROLLBOOK_SOAK") == "1"
ANOTHER_PASSWORD = "a quite different phrase"
COOKIE = "__Host-rollbook_session"
WRONG = (403, "Incorrect username and/or password")
NOBODY = (401, "")

Revoke = Callable[[World, Person, Http], Answer]
# Signs somebody in: what is passed to Http for it.
Credentials = dict[str, Any]


@dataclass(frozen=True)
class Revocation:
    """What is taken away from whom, and what they are told of each operation afterwards."""

    kind: str
    revoke: Revoke
    told: dict[str, tuple[int, str]]
    credentials: Callable[[World, Person], Credentials] = field(default=lambda _, person: {"as_": person})


def _path(world: World, *, users: str = "users") -> str:
    return f"/organizations/{world.organization_id}/{users}"


def _change_person(**change: Any) -> Revoke:
    def revoke(world: World, person: Person, http: Http) -> Answer:
        return http("PUT", f"{_path(world)}/{person.organization_user_id}", change, as_=world.owner)

    return revoke


def _change_place(**change: Any) -> Revoke:
    def revoke(world: World, person: Person, http: Http) -> Answer:
        return http("PUT", f"/workspaces/{world.workspace_id}/users/{person.user_id}", change, as_=world.owner)

    return revoke


def _remove_group(world: World, person: Person, http: Http) -> Answer:
    (group, *_) = [
        one["group_id"]
        for one in http.ok("GET", _path(world, users="groups"), as_=world.owner)
        if person.user_id in {user["user_id"] for user in one["users"]}
    ]
    return http("DELETE", f"{_path(world, users='groups')}/{group}", as_=world.owner)


def _session(world: World, person: Person) -> Credentials:
    begun = world.http("POST", "/me/sessions", as_=(person.email, PASSWORD))
    value = begun.headers["Set-Cookie"].partition(f"{COOKIE}=")[2].partition(";")[0]
    return {"headers": {"Cookie": f"{COOKIE}={value}"}}


def _password(_world: World, person: Person) -> Credentials:
    return {"as_": (person.email, PASSWORD)}


def _end_sessions(_world: World, person: Person, http: Http) -> Answer:
    (session, *_) = http.ok("GET", "/me/sessions", as_=person)
    return http("DELETE", f"/me/sessions/{session['id']}", as_=person)


def _set_password(_world: World, person: Person, http: Http) -> Answer:
    body = {"password": ANOTHER_PASSWORD, "current_password": PASSWORD}
    return http("PUT", "/me", body, as_=person)


def _set_password_by_link(world: World, person: Person, http: Http) -> Answer:
    path = f"/workspaces/{world.workspace_id}/users/{person.user_id}/lost_password"
    code = http.ok("POST", path, as_=world.owner)["url"].partition("code=")[2]
    return http("POST", "/me/lost_passwords/confirm", {"code": code, "password": ANOTHER_PASSWORD})


def _everything(told: tuple[int, str]) -> dict[str, tuple[int, str]]:
    """One answer to all."""
    operations = (
        "get_organization_users",
        "get_organization_users_detailed",
        "get_workspace_users",
        "put_organization",
    )
    return dict.fromkeys(operations, told)


LISTED = (403, "User is not authorized to list the organization users")
NO_ADMIN = {
    "get_organization_users": LISTED,
    "get_organization_users_detailed": (403, "Forbidden"),
    "get_organization_groups": (403, "Forbidden"),
    "put_organization": (403, "User is not authorized to update the organization"),
}
OUT_OF_WORKSPACE = {"get_workspace_users": (403, NO_ACCESS), "get_workspace_workspace_users": (403, NO_ACCESS)}
NO_WORKSPACE_ADMIN = {
    "get_organization_users_detailed": (403, "Forbidden"),
    "get_organization_workspaces_workspaceusers": (403, "Forbidden"),
    "put_workspaces": (403, NO_ACCESS),
}

REVOCATIONS: dict[str, Revocation] = {
    "deactivation of an admin": Revocation("admin", _change_person(inactive=True), NO_ADMIN | OUT_OF_WORKSPACE),
    "deactivation of a member": Revocation("member", _change_person(inactive=True), OUT_OF_WORKSPACE),
    "an admin's role": Revocation("admin", _change_person(organization_admin=False), NO_ADMIN),
    "a workspace admin's role": Revocation("workspace_admin", _change_place(role="user"), NO_WORKSPACE_ADMIN),
    "deactivation in the workspace": Revocation(
        "workspace_admin", _change_place(inactive=True), NO_WORKSPACE_ADMIN | OUT_OF_WORKSPACE
    ),
    "removal from the workspace": Revocation(
        "workspace_admin",
        lambda w, p, http: http(
            "DELETE",
            f"/workspaces/{w.workspace_id}/workspace_users/{p.workspace_user_id}",
            as_=w.owner,
        ),
        NO_WORKSPACE_ADMIN | OUT_OF_WORKSPACE,
    ),
    "removal of the group that held them": Revocation(
        "indirect",
        _remove_group,
        OUT_OF_WORKSPACE,
    ),
    "removal of all workspaces": Revocation("member", _change_person(workspaces=[], groups=[]), OUT_OF_WORKSPACE),
    "deletion": Revocation(
        "admin",
        lambda w, p, http: http("PATCH", _path(w), {"delete": [p.organization_user_id]}, as_=w.owner),
        NO_ADMIN | OUT_OF_WORKSPACE,
    ),
    "leaving": Revocation(
        "admin",
        lambda w, p, http: http("DELETE", f"{_path(w)}/leave", as_=p),
        NO_ADMIN | OUT_OF_WORKSPACE,
    ),
    "a new token": Revocation("admin", lambda _, p, http: http("POST", "/me/reset_token", as_=p), _everything(WRONG)),
    "signing out": Revocation(
        "admin",
        _end_sessions,
        _everything(NOBODY),
        _session,
    ),
    "a new password ends sessions": Revocation("admin", _set_password, _everything(NOBODY), _session),
    "a new password ends the old one": Revocation("admin", _set_password, _everything(WRONG), _password),
    "a link's password ends sessions": Revocation("admin", _set_password_by_link, _everything(NOBODY), _session),
    "a link's password ends the old one": Revocation("admin", _set_password_by_link, _everything(WRONG), _password),
}


def somebody(world: World, kind: str) -> Person:
    """Somebody of that kind, of whom no other test knows."""
    indirect = kind == "indirect"
    place = {"workspace_id": world.other_workspace_id if indirect else world.workspace_id}
    role = {"role": "admin"} if kind == "workspace_admin" else {}
    (invited,) = invite(world.http, world.owner, world.organization_id, [place | role], "Sofia Somebody")
    person = join(world.http, invited)
    if kind == "admin":
        path = f"{_path(world)}/{person.organization_user_id}"
        world.http.ok("PUT", path, {"organization_admin": True}, as_=world.owner)
    if indirect:
        group = {"name": walk.fresh("Group"), "users": [person.user_id], "workspaces": [world.workspace_id]}
        world.http.ok("POST", _path(world, users="groups"), group, as_=world.owner)
    return person


def ask(http: Http, world: World, operation: str, credentials: Credentials, etag: str = "") -> Answer:
    method, path = walk.operations_of(world)[operation]
    numbers = {"organization_id": world.organization_id, "workspace_id": world.workspace_id}
    headers = credentials.get("headers", {}) | ({"If-None-Match": etag} if etag else {})
    body = None if method == "GET" else {"name": walk.fresh("Name")}
    return http(method, path.format(**numbers), body, as_=credentials.get("as_"), headers=headers)


@pytest.mark.parametrize("reversed_", [False, True] if SOAK else [False])
@pytest.mark.parametrize("what", sorted(REVOCATIONS))
def test_what_was_taken_away_is_gone_at_once_on_every_worker(shared_world: World, what: str, reversed_: bool) -> None:
    revocation = REVOCATIONS[what]
    world, person = shared_world, somebody(shared_world, revocation.kind)
    credentials = revocation.credentials(world, person)
    (here,), (there,) = reversed(workers.of_both(world.service)) if reversed_ else workers.of_both(world.service)
    # Twice, so that both workers remember what they can.
    known = {
        (operation, http): [ask(http, world, operation, credentials) for _ in range(2)][-1]
        for operation in revocation.told
        for http in (here, there)
    }
    assert {answer.status for answer in known.values()} == {200}

    revoked = revocation.revoke(world, person, here)

    assert revoked.status == 200, revoked.text
    told = {
        (operation, tag is not None, http is here): (answer.status, answer.refusal)
        for http in (there, here)
        for operation in revocation.told
        for tag in (None, known[operation, http].headers.get("ETag"))
        if (answer := ask(http, world, operation, credentials, tag or ""))
    }
    assert told == {(operation, *how): revocation.told[operation] for operation, *how in told}
