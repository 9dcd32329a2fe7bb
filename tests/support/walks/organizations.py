"""The walks over organizations: settings, owner, usage, statistics."""

from __future__ import annotations

from typing import Any

from support.making import Request, fresh
from support.walks.description import Rule, Walk
from support.world import World


def _organization(world: World, body: Any = None) -> Request:
    return Request({"organization_id": world.organization_id}, body)


WALK = Walk(
    good={
        "put_organization": lambda w, _: _organization(w, {"name": fresh("Organization")}),
        "get_organization_usage": lambda w, _: _organization(w),
        "get_organization_workspaces_statistics": lambda w, _: _organization(w),
    },
    rules={
        "put_organization": Rule("O A", "User is not authorized to update the organization"),
        "get_organization_usage": Rule("O A W M X", "User not part of organization", status=404),
        "get_organization_workspaces_statistics": Rule("O A W", "Forbidden"),
    },
    bodies={"put_organization": {"name": "text"}},
    refusals=[
        ("put_organization", {"name": None}, "At least one field is required"),
        ("put_organization", {"name": ""}, "field 'name' cannot be empty"),
        ("put_organization", {"name": " \t "}, "field 'name' cannot be empty"),
        ("put_organization", {"name": "n" * 141}, "organization name too long, maximum length is 140"),
        ("put_organization", {"name": "n" * 10_000}, "organization name too long, maximum length is 140"),
    ],
    refusals_in_own_words=[("put_organization", {"name": "Guild\u202e"})],
)
