"""Nobody gets further by a field: whose it is not, they are refused each one, and what no operation has is ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from support import walk
from support.bodies import BODIES, IDS, LISTS, MEMBERSHIP, with_field
from support.rules import KINDS, NO_ACCESS, RULES
from support.server import Service
from support.walk import Request, Rows
from support.world import Person, World

# Values of fields that are of the right shape, where their kind alone does not say.
VALUES: dict[str, Any] = {
    "role": "admin",
    "role_id": 2,
    "rate_change_mode": "override-all",
    "labor_cost_change_mode": "override-all",
    "postedFields": ["rate", "labor_cost"],
    "report_locked_at": "2026-01-31T00:00:00Z",
    "calendar_suggestion_start_date": "2026-01-31",
    "default_currency": "EUR",
    "mode": "override-all",
    "start": "2026-01-31T00:00:00Z",
    "type": "billable_rates",
}
OF_KIND: dict[str, Any] = {"text": "Text", "flag": True, "id": 1, "number": 5, "object": {}}
RANKS = ["member", "admin", "owner"]


@pytest.fixture(scope="module")
def rows(service: Service) -> Iterator[Rows]:
    with Rows(service.database_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def guest(shared_world: World) -> Person:
    return walk.guest(shared_world)


def plausible(world: World, name: str, kind: str) -> Any:
    """A value that a field of that name may have."""
    if name == "workspaces" and kind == "object*":
        return [{"workspace_id": world.workspace_id, "admin": True}]
    value = VALUES.get(name, OF_KIND[kind.removesuffix("*")])
    return [value] if kind.endswith("*") and not isinstance(value, list) else value


def refusal(operation: str, kind: str) -> tuple[int, str]:
    rule = RULES[operation]
    return rule.status, rule.but.get(KINDS[kind], rule.text)


@pytest.mark.parametrize("operation", sorted(BODIES.keys() & RULES.keys() - IDS))
def test_who_may_not_is_refused_each_field_by_itself(
    shared_world: World, rows: Rows, guest: Person, operation: str
) -> None:
    refused = [kind for kind in KINDS if KINDS[kind] not in RULES[operation].allowed.split()]
    request = walk.good(shared_world, operation)
    before = rows.of(shared_world)

    told = {}
    for kind in refused:
        actor = guest if kind == "guest" else getattr(shared_world, kind)
        for name, of_kind in BODIES[operation].items():
            field = {name: plausible(shared_world, name, of_kind)}
            body = [field] if operation in LISTS else field
            answer = walk.send(shared_world, operation, replace(request, body=body), as_=actor)
            told[kind, name] = answer.status, answer.refusal

    assert told == {(kind, name): refusal(operation, kind) for kind, name in told}
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("name", sorted(BODIES["put_workspace_users"]))
@pytest.mark.parametrize("kind", ["member", "indirect"])
def test_nobody_changes_a_field_of_their_own_place(shared_world: World, rows: Rows, kind: str, name: str) -> None:
    person: Person = getattr(shared_world, kind)
    body = {name: plausible(shared_world, name, BODIES["put_workspace_users"][name])}
    path = {"workspace_id": shared_world.workspace_id, "user_id": person.user_id}
    before = rows.of(shared_world)

    answer = walk.send(shared_world, "put_workspace_users", Request(path, body), as_=person)

    assert (answer.status, answer.refusal) == (403, NO_ACCESS)
    assert rows.of(shared_world) == before


# More than an operation takes --------------------------------------------------------------------------------------


def everything(world: World, actor: Person) -> dict[str, Any]:
    """All that anything of the service has, as the actor would like it to be."""
    return {
        **{name: plausible(world, name, kind) for fields in BODIES.values() for name, kind in fields.items()},
        **{name: plausible(world, name, kind) for name, kind in MEMBERSHIP.items()},
        "admin": True,
        "organization_admin": True,
        "workspace_admin": True,
        "owner": True,
        "is_owner": True,
        "role": "owner",
        "role_id": 1,
        "organization_role": "owner",
        "privilege_level": 100,
        "permissions": ["*"],
        "id": actor.user_id,
        "uid": actor.user_id,
        "user_id": actor.user_id,
        "account_id": actor.user_id,
        "organization_id": world.organization_id,
        "workspace_id": world.workspace_id,
        "wid": world.workspace_id,
        "joined": True,
        "active": True,
        "inactive": False,
        "is_direct": True,
        "direct": True,
        "state": "active",
        "api_token": "0" * 32,
        "password_hash": "x",
        "has_password": False,
        "at": "2020-01-01T00:00:00Z",
        "new_owner_id": actor.user_id,
        "paying_user": True,
        "max_workspaces": 1_000_000,
        "version": 0,
    }


def powers(world: World) -> dict[int, tuple[int, bool, frozenset[int]]]:
    """What each of the world's people may do, by account: their rank, whether they are in, and what they administer."""
    listed = world.http.ok("GET", f"/organizations/{world.organization_id}/users?per_page=1000", as_=world.owner)
    owner = world.http.ok("GET", f"/organizations/{world.organization_id}/owner", as_=world.owner)["user_id"]
    own = {person.user_id for person in people(world).values()}
    old = {world.workspace_id, world.other_workspace_id}
    return {
        one["user_id"]: (
            RANKS.index("owner" if one["user_id"] == owner else "admin" if one["admin"] else "member"),
            one["joined"] and not one["inactive"],
            frozenset(place["workspace_id"] for place in one["workspaces"] if place["admin"]) & old,
        )
        for one in listed
        if one["user_id"] in own
    }


def people(world: World) -> dict[str, Person]:
    kinds = ["admin", "workspace_admin", "member", "outside", "indirect", "inactive"]
    return {kind: getattr(world, kind) for kind in kinds}


# What waits, whatever is sent, lest it tell of an address.
WAITING = {"post_lost_password"}


@pytest.mark.parametrize("operation", sorted(BODIES.keys() - IDS - WAITING))
def test_fields_that_are_no_operations_give_nobody_anything(shared_world: World, operation: str) -> None:
    before = powers(shared_world)

    told = {}
    for kind, actor in people(shared_world).items():
        plain = walk.send(shared_world, operation, walk.good(shared_world, operation), as_=actor)
        request = walk.good(shared_world, operation)
        body = request.body
        for name, value in everything(shared_world, actor).items():
            if name not in BODIES[operation]:
                body = with_field(operation, body, name, value)
        told[kind] = plain.status, walk.send(shared_world, operation, replace(request, body=body), as_=actor).status

    assert {kind: more for kind, (_, more) in told.items()} == {kind: plain for kind, (plain, _) in told.items()}
    assert powers(shared_world) == before


# More than one's own power -----------------------------------------------------------------------------------------

Attempt = Callable[[World], tuple[str, Request]]


def _workspace_user(world: World, person: Person, body: dict[str, Any]) -> tuple[str, Request]:
    return "put_workspace_users", Request({"workspace_id": world.workspace_id, "user_id": person.user_id}, body)


def _organization_user(world: World, person: Person, body: dict[str, Any]) -> tuple[str, Request]:
    path = {"organization_id": world.organization_id, "organization_user_id": person.organization_user_id}
    return "put_organization_users", Request(path, body)


def _invitation(world: World, *memberships: dict[str, Any], **more: Any) -> tuple[str, Request]:
    body = {"emails": [f"new{len(memberships)}@example.com"], "workspaces": list(memberships), **more}
    return "post_organization_invitation", Request({"organization_id": world.organization_id}, body)


# Who tries what, and how they are refused.
BEYOND: dict[str, tuple[str, Attempt, tuple[int, str]]] = {
    **{
        f"a workspace admin makes themself {role_id} of the organization": (
            "workspace_admin",
            lambda w, role_id=role_id: _workspace_user(w, w.workspace_admin, {"role_id": role_id}),  # type: ignore[misc]
            (400, "Invalid role_id."),
        )
        for role_id in (1, 2, 3)
    },
    "a workspace admin invites an admin of the organization": (
        "workspace_admin",
        lambda w: _invitation(w, {"workspace_id": w.workspace_id, "role_id": 2}),
        (400, "Invalid workspace role with ID: 2."),
    ),
    "a workspace admin invites to another workspace beside their own": (
        "workspace_admin",
        lambda w: _invitation(w, {"workspace_id": w.workspace_id}, {"workspace_id": w.other_workspace_id}),
        (403, "Forbidden"),
    ),
    "a workspace admin invites into a group": (
        "workspace_admin",
        lambda w: _invitation(w, {"workspace_id": w.workspace_id}, groups=[w.group_id]),
        (403, "Forbidden"),
    ),
    "a workspace admin changes the owner's role": (
        "workspace_admin",
        lambda w: _workspace_user(w, w.owner, {"role": "user"}),
        (403, NO_ACCESS),
    ),
    "a workspace admin deactivates an admin": (
        "workspace_admin",
        lambda w: _workspace_user(w, w.admin, {"inactive": True}),
        (403, NO_ACCESS),
    ),
    "an admin makes themself the owner": (
        "admin",
        lambda w: _organization_user(w, w.admin, {"role_id": 1}),
        (400, "Invalid organization role."),
    ),
    "an admin deactivates the owner": (
        "admin",
        lambda w: _organization_user(w, w.owner, {"inactive": True}),
        (400, "Cannot deactivate owner."),
    ),
    "an admin makes the owner a member": (
        "admin",
        lambda w: _organization_user(w, w.owner, {"organization_admin": False}),
        (400, "Cannot remove admin privileges from owner."),
    ),
    "an admin makes themself the paying user": (
        "admin",
        lambda w: (
            "put_organization_paying_user",
            Request({"organization_id": w.organization_id}, {"user_id": w.admin.user_id}),
        ),
        (403, "User does not have access to this resource"),
    ),
    "an admin asks for a link to the owner's password": (
        "admin",
        lambda w: (
            "post_workspace_users_lost_password",
            Request({"workspace_id": w.workspace_id, "user_id": w.owner.user_id}),
        ),
        (403, NO_ACCESS),
    ),
}


@pytest.mark.parametrize("attempt", sorted(BEYOND))
def test_nobody_gives_more_than_they_have(shared_world: World, rows: Rows, attempt: str) -> None:
    kind, make, refused = BEYOND[attempt]
    operation, request = make(shared_world)
    before = rows.of(shared_world)

    answer = walk.send(shared_world, operation, request, as_=getattr(shared_world, kind))

    assert (answer.status, answer.refusal) == refused
    assert rows.of(shared_world) == before
