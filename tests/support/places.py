"""Where ids stand in requests beside the path, and ids to put there: a stranger's, and nobody's."""

from __future__ import annotations

from support.walks import WALKS
from support.walks.description import in_body, in_query
from support.world import World, address

# As many digits as the ids in use have, and far beyond them.
UNKNOWN = {
    "organization_id": 2_999_999,
    "organization_user_id": 3_999_999,
    "workspace_id": 4_999_999,
    "workspace_user_id": 5_999_999,
    "group_id": 6_999_999,
    "invitation_id": 7_999_999,
    "user_id": 1_999_999,
    **{kind: number for one in WALKS for kind, number in one.unknown.items()},
}
PLACES = [
    in_query("get_organization_users", "groups", "group_id"),
    in_query("get_organization_users", "workspaces", "workspace_id"),
    in_query("get_organization_users_detailed", "groups", "group_id"),
    in_query("get_organization_users_detailed", "workspaces", "workspace_id"),
    in_query("get_organization_groups", "workspace", "workspace_id"),
    in_body("patch_organization_users", "delete", "organization_user_id", lambda _, n: {"delete": [n]}),
    in_body(
        "patch_organization_users", "delete others", "organization_user_id", lambda b, n: {"delete": [*b["delete"], n]}
    ),
    in_body("patch_organization_workspace_users", "delete", "workspace_user_id", lambda _, n: {"delete": [n]}),
    in_body(
        "patch_organization_workspace_users",
        "delete others",
        "workspace_user_id",
        lambda b, n: {"delete": [*b["delete"], n]},
    ),
    in_body("put_organization_users", "groups", "group_id", lambda b, n: b | {"groups": [*b["groups"], n]}),
    in_body(
        "put_organization_users",
        "workspaces",
        "workspace_id",
        lambda b, n: b | {"workspaces": [*b["workspaces"], {"workspace_id": n, "admin": True}]},
    ),
    in_body(
        "put_organization_workspaces_assignments",
        "add user_id",
        "user_id",
        lambda b, n: [*b, {"operation": "add", "user_id": n}],
    ),
    in_body(
        "put_organization_workspaces_assignments",
        "remove user_id",
        "user_id",
        lambda b, n: [*b, {"operation": "remove", "user_id": n}],
    ),
    in_body(
        "put_organization_workspaces_assignments",
        "add group_id",
        "group_id",
        lambda b, n: [*b, {"operation": "add", "group_id": n}],
    ),
    in_body(
        "put_organization_workspaces_assignments",
        "remove group_id",
        "group_id",
        lambda b, n: [*b, {"operation": "remove", "group_id": n}],
    ),
    in_body("post_organization_group", "users", "user_id", lambda b, n: b | {"users": [*b["users"], n]}),
    in_body(
        "post_organization_group", "workspaces", "workspace_id", lambda b, n: b | {"workspaces": [*b["workspaces"], n]}
    ),
    in_body("put_organization_group", "users", "user_id", lambda b, n: b | {"users": [*b["users"], n]}),
    in_body(
        "put_organization_group", "workspaces", "workspace_id", lambda b, n: b | {"workspaces": [*b["workspaces"], n]}
    ),
    in_body(
        "patch_organization_group",
        "add /users",
        "user_id",
        lambda _, n: [{"op": "add", "path": "/users", "value": [n]}],
    ),
    in_body(
        "patch_organization_group",
        "remove /users",
        "user_id",
        lambda _, n: [{"op": "remove", "path": "/users", "value": [n]}],
    ),
    in_body(
        "patch_organization_group",
        "add /workspaces",
        "workspace_id",
        lambda _, n: [{"op": "add", "path": "/workspaces", "value": [n]}],
    ),
    in_body(
        "patch_organization_group",
        "remove /workspaces",
        "workspace_id",
        lambda _, n: [{"op": "remove", "path": "/workspaces", "value": [n]}],
    ),
    in_body(
        "post_organization_invitation",
        "workspaces",
        "workspace_id",
        lambda b, n: b | {"workspaces": [*b["workspaces"], {"workspace_id": n}]},
    ),
    in_body("post_organization_invitation", "groups", "group_id", lambda b, n: b | {"groups": [n]}),
    in_body("post_organization_workspaces", "admins", "user_id", lambda b, n: b | {"admins": [*b["admins"], n]}),
    *(place for one in WALKS for place in one.places),
]


def foreign_ids(world: World) -> dict[str, int]:
    """The stranger's ids, an invitation of theirs among them."""
    payload = {"emails": [address("Fay Foreign")], "workspaces": [{"workspace_id": world.foreign_workspace_id}]}
    sent = world.http.ok(
        "POST", f"/organizations/{world.foreign_organization_id}/invitations", payload, as_=world.stranger
    )
    return {
        "organization_id": world.foreign_organization_id,
        "organization_user_id": world.stranger.organization_user_id,
        "workspace_id": world.foreign_workspace_id,
        "workspace_user_id": world.stranger.workspace_user_id,
        "group_id": world.foreign_group_id,
        "invitation_id": sent["data"][0]["invitation_id"],
        "user_id": world.stranger.user_id,
        **{kind: find(world) for one in WALKS for kind, find in one.foreign.items()},
    }
