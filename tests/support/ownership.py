"""Transfers of ownership as tests ask for them, answer them and look at them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from support.database import write
from support.world import Person, World

NO_ACCESS = "User does not have access to this resource"
FINISHED = "The ownership transfer is finished."


def path(world: World, *parts: object) -> str:
    return "/".join(map(str, (f"/organizations/{world.organization_id}/owner", *parts)))


def ask(world: World, person: Person, body: Any = None) -> Any:
    """A transfer that the person has asked for."""
    return world.http.ok("POST", path(world, "transfer"), body, as_=person)


def for_member(world: World, person: Person) -> Any:
    """A transfer to the world's member that the person has asked for."""
    return ask(world, person, {"new_owner_id": world.member.user_id})


def act(world: World, person: Person, transfer: Any, action: str) -> tuple[int, Any]:
    """The status and the answer."""
    number = transfer["owner_transfer_id"]
    answer = world.http("POST", path(world, "transfer", number, action), as_=person)
    return answer.status, answer.json()


def hand_over(world: World) -> None:
    """Makes the admin the owner."""
    assert act(world, world.owner, ask(world, world.admin), "accept")[0] == 200


def owner_of(world: World) -> int:
    number: int = world.http.ok("GET", path(world), as_=world.admin)["user_id"]
    return number


def shown(world: World, transfer: Any) -> Any:
    """The transfer as the owner of the beginning sees it now."""
    return world.http.ok("GET", path(world, "transfer", transfer["owner_transfer_id"]), as_=world.owner)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def let_pass(world: World, transfer: Any, *, days: int = 7) -> None:
    """Makes a transfer so much older."""
    write(
        world.service,
        (
            """
            UPDATE ownership_transfers
               SET created_at = created_at - $3::interval, expires_at = expires_at - $3::interval
             WHERE organization_id = $1 AND id = $2""",
            world.organization_id,
            transfer["owner_transfer_id"],
            timedelta(days=days),
        ),
    )


def messages(rows: Any, world: World) -> set[tuple[str, int]]:
    """Whom is told what of transfers."""
    found = rows(
        "SELECT kind, account_id FROM outgoing_messages WHERE organization_id = $1 AND kind LIKE 'ownership%'", world
    )
    return {(one["kind"].removeprefix("ownership_transfer_"), one["account_id"]) for one in found}


def entries(rows: Any, world: World, entity_type: str) -> list[dict[str, Any]]:
    """What the audit log keeps of things of that type, the newest last."""
    found = rows(
        """SELECT action, entity_id, account_id, signed_in_by, before::text, after::text FROM audit_entries
            WHERE organization_id = $1 AND entity_type = $2 ORDER BY happened_at""",
        world,
        entity_type,
    )
    return [one | {name: json.loads(one[name]) for name in ("before", "after")} for one in found]
