"""The walks over owners, transfers of ownership and the paying user."""

from __future__ import annotations

from typing import Any

from support.making import Request, newcomer
from support.walks.description import Rule, Walk, in_body
from support.world import Person, World, invite, join

NO_ACCESS = "User does not have access to this resource"
NOT_HERE = "User does not belong to the organization."

_admins: dict[int, Person] = {}
_foreign: dict[int, int] = {}


def another_admin(world: World) -> Person:
    """An admin who is none of the world's people, the same one each time."""
    if world.organization_id not in _admins:
        person = join(world.http, newcomer(world))
        path = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
        world.http.ok("PUT", path, {"organization_admin": True}, as_=world.owner)
        _admins[world.organization_id] = person
    return _admins[world.organization_id]


def _transfers(world: World) -> str:
    return f"/organizations/{world.organization_id}/owner/transfer"


def _end_transfer(world: World) -> None:
    for transfer in world.http.ok("GET", _transfers(world) + "?ongoing=true", as_=world.owner):
        world.http.ok("POST", f"{_transfers(world)}/{transfer['owner_transfer_id']}/cancel", as_=world.owner)


def _of(world: World, body: Any = None, **more: Any) -> Request:
    return Request({"organization_id": world.organization_id, **more}, body)


def _request(world: World, _workspace_id: int) -> Request:
    _end_transfer(world)
    return _of(world, {"new_owner_id": another_admin(world).user_id})


def _requested(world: World) -> int:
    """The number of a transfer that the world's admin has just asked for."""
    _end_transfer(world)
    number: int = world.http.ok("POST", _transfers(world), as_=world.admin)["owner_transfer_id"]
    return number


def _paying_user(world: World, _workspace_id: int) -> Request:
    path = f"/organizations/{world.organization_id}/paying_user"
    world.http.ok("PUT", path, {"user_id": world.owner.user_id}, as_=world.owner)
    return _of(world, {"user_id": another_admin(world).user_id})


def foreign_transfer(world: World) -> int:
    """A transfer of the stranger's organization, the same one each time."""
    if world.foreign_organization_id not in _foreign:
        workspaces = [{"workspace_id": world.foreign_workspace_id}]
        (person,) = invite(world.http, world.stranger, world.foreign_organization_id, workspaces, "Fay Foreign")
        joined = join(world.http, person)
        path = f"/organizations/{world.foreign_organization_id}/owner/transfer"
        asked = world.http.ok("POST", path, {"new_owner_id": joined.user_id}, as_=world.stranger)
        _foreign[world.foreign_organization_id] = asked["owner_transfer_id"]
    return _foreign[world.foreign_organization_id]


WALK = Walk(
    good={
        "get_organization_owner": lambda w, _: _of(w),
        "get_ownership_transfers": lambda w, _: _of(w),
        "get_ownership_transfer": lambda w, _: _of(w, transfer_id=_requested(w)),
        "post_ownership_transfer": _request,
        # Of a transfer that the admin has asked for: both they and the owner may call it off.
        "post_ownership_transfer_actions": lambda w, _: _of(w, transfer_id=_requested(w), action="cancel"),
        "put_organization_paying_user": _paying_user,
    },
    rules={
        "get_organization_owner": Rule("O A W M X", NO_ACCESS),
        "get_ownership_transfers": Rule("O A", NO_ACCESS),
        "get_ownership_transfer": Rule("O A", NO_ACCESS),
        "post_ownership_transfer": Rule("O A", NO_ACCESS),
        "post_ownership_transfer_actions": Rule("O A", NO_ACCESS),
        # Of the admins, the paying user alone.
        "put_organization_paying_user": Rule("O", NO_ACCESS),
    },
    places=[
        in_body("post_ownership_transfer", "new_owner_id", "user_id", lambda _, n: {"new_owner_id": n}),
        in_body("post_ownership_transfer", "user_id", "user_id", lambda _, n: {"user_id": n}),
        in_body("put_organization_paying_user", "user_id", "user_id", lambda _, n: {"user_id": n}),
    ],
    foreign={"transfer_id": foreign_transfer},
    unknown={"transfer_id": 10_999_999},
    bodies={
        "post_ownership_transfer": {"new_owner_id": "id", "user_id": "id"},
        "put_organization_paying_user": {"user_id": "id"},
    },
    missing_bodies={"post_ownership_transfer": "new_owner_id is required"},
    refusals=[
        ("post_ownership_transfer", {"new_owner_id": None}, "new_owner_id is required"),
        ("post_ownership_transfer", {"new_owner_id": 0}, NOT_HERE),
        ("post_ownership_transfer", {"new_owner_id": -1}, NOT_HERE),
        ("post_ownership_transfer", {"new_owner_id": None, "user_id": 0}, NOT_HERE),
        ("put_organization_paying_user", {"user_id": None}, "User does not exist in the organization."),
        ("put_organization_paying_user", {"user_id": 0}, "User does not exist in the organization."),
        ("put_organization_paying_user", {"user_id": -1}, "User does not exist in the organization."),
    ],
    refusals_in_own_words=[("post_ownership_transfer", {"user_id": 1})],
)
