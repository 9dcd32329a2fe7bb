"""The walks over groups in their workspace form."""

from __future__ import annotations

from typing import Any

from support.making import Request, fresh
from support.walks.description import Rule, Walk
from support.world import World

NO_ACCESS = "User does not have access to this resource"


def new_group_in(world: World, workspace_id: int) -> int:
    """The id of an empty group that is in the workspace alone."""
    path = f"/workspaces/{workspace_id}/groups"
    group_id: int = world.http.ok("POST", path, {"name": fresh("Group")}, as_=world.owner)["id"]
    return group_id


def _of_a_group(world: World, workspace_id: int, body: Any = None) -> Request:
    return Request({"workspace_id": workspace_id, "group_id": new_group_in(world, workspace_id)}, body)


WALK = Walk(
    good={
        "get_organization_workspaces_groups": lambda w, ws: Request(
            {"organization_id": w.organization_id, "workspace_id": ws}
        ),
        "get_workspace_groups": lambda _, ws: Request({"workspace_id": ws}),
        "post_workspace_group": lambda _, ws: Request({"workspace_id": ws}, {"name": fresh("Group")}),
        "put_workspace_group": lambda w, ws: _of_a_group(w, ws, {"name": fresh("Group")}),
        "delete_workspace_group": _of_a_group,
    },
    rules={
        "get_organization_workspaces_groups": Rule("O A", "Forbidden"),
        "get_workspace_groups": Rule("O A W M", NO_ACCESS),
        "post_workspace_group": Rule("O A W", NO_ACCESS),
        "put_workspace_group": Rule("O A W", NO_ACCESS),
        "delete_workspace_group": Rule("O A W", NO_ACCESS),
    },
    of_a_workspace={
        "get_organization_workspaces_groups",
        "get_workspace_groups",
        "post_workspace_group",
        "put_workspace_group",
        "delete_workspace_group",
    },
    bodies={"post_workspace_group": {"name": "text"}, "put_workspace_group": {"name": "text"}},
    refusals=[
        refusal
        for operation in ("post_workspace_group", "put_workspace_group")
        for refusal in (
            (operation, {"name": None}, "Group name must be present"),
            (operation, {"name": ""}, "Group name must be present"),
            (operation, {"name": " \t "}, "Group name must be present"),
            (operation, {"name": "n" * 201}, "Group name too long, maximum length is 200"),
            (operation, {"name": "n" * 10_000}, "Group name too long, maximum length is 200"),
            (operation, {"name": "cReW"}, "Name has already been taken"),
        )
    ],
    refusals_in_own_words=[("post_workspace_group", {"name": "Crew\u202e"})],
)
