"""The audit log as an organization's owner sees it."""

from __future__ import annotations

from typing import Any

from support.http import Answer
from support.world import PASSWORD, Person, World


def log(world: World, organization_id: int | None = None, **query: object) -> list[dict[str, Any]]:
    """The newest entries, as the owner sees them."""
    asked = "&".join(f"{name}={value}" for name, value in ({"page_size": 1000} | query).items())
    path = f"/audit_logs/{organization_id or world.organization_id}/2020-01-01/2999-12-31?{asked}"
    listed: list[dict[str, Any]] = world.http.ok("GET", path, as_=world.owner)
    return listed


def of_request(world: World, answer: Answer, organization_id: int | None = None) -> list[dict[str, Any]]:
    """The entries of the request that was answered."""
    number = answer.headers["X-Request-ID"]
    return [entry for entry in log(world, organization_id) if entry["request_id"] == number]


def what(entries: list[dict[str, Any]]) -> list[tuple[str, str, int, dict[str, Any], dict[str, Any]]]:
    """Of each entry what was done to which thing, how it was and how it is."""
    return [
        (entry["action"], entry["entity_type"], entry["entity_id"], entry["before"], entry["after"])
        for entry in entries
    ]


def joining(person: Person) -> dict[str, str]:
    """What somebody who was invited signs up with."""
    return {"email": person.email, "password": PASSWORD, "full_name": person.name, "invitation_code": person.code}
