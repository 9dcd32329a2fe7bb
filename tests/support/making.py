"""What requests name: fresh names, people and groups that were just made; and the request itself."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from support.server import Service
from support.world import Person, World, address, invite, sign_up

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Request:
    """What an operation is asked: the parts of its path, its query, its body as JSON; or a file of some type."""

    path: dict[str, Any]
    body: Any = None
    query: dict[str, Any] = field(default_factory=dict)
    file: bytes | None = None
    file_type: str = ""


def fresh(name: str) -> str:
    """A name that nothing had before."""
    return f"{name} {next(_numbers)}"


def newcomer(world: World, workspace_id: int | None = None) -> Person:
    """Somebody who was just invited into the workspace, "Main" unless it is given."""
    membership = {"workspace_id": workspace_id or world.workspace_id}
    return invite(world.http, world.owner, world.organization_id, [membership], "Nora Newcomer")[0]


def invited_by_a_founder(service: Service) -> str:
    """The address of somebody who was just invited by somebody who just signed up."""
    _, _, token = sign_up(service.http, "Olivia Owner")
    owner, email = (token, "api_token"), address("Nora Newcomer")
    (organization,) = service.http.ok("GET", "/me/organizations", as_=owner)
    (workspace,) = service.http.ok("GET", "/me/workspaces", as_=owner)
    body = {"emails": [email], "workspaces": [{"workspace_id": workspace["id"]}]}
    service.http.ok("POST", f"/organizations/{organization['id']}/invitations", body, as_=owner)
    return email


def guest(world: World) -> Person:
    """Somebody with an account, and an organization, of their own who was invited into "Main"."""
    user_id, email, token = sign_up(world.http, "Greta Guest")
    payload = {"emails": [email], "workspaces": [{"workspace_id": world.workspace_id}]}
    sent = world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", payload, as_=world.owner)
    return Person(
        "Greta Guest",
        email,
        user_id,
        token,
        code=sent["invitations"][0]["code"],
        invitation_id=sent["data"][0]["invitation_id"],
    )


def new_group(world: World) -> int:
    """The id of an empty group."""
    path = f"/organizations/{world.organization_id}/groups"
    group_id: int = world.http.ok("POST", path, {"name": fresh("Group")}, as_=world.owner)["group_id"]
    return group_id


def make_paying(world: World, person: Person) -> None:
    """Makes an admin of the world's organization its paying user, in the place of who was."""
    path = f"/organizations/{world.organization_id}/paying_user"
    world.http.ok("PUT", path, {"user_id": person.user_id}, as_=world.owner)
