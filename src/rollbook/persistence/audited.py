"""What the audit log keeps of groups and people: as they are, to be compared with how they are afterwards."""

from collections.abc import Sequence
from typing import Any

from rollbook.persistence.database import Connection


async def group(connection: Connection, organization_id: int, group_id: int) -> dict[str, Any]:  # Any: JSON.
    """The group's name, people (by account) and workspaces; nothing where there is none."""
    row = await connection.fetchrow(
        """
        SELECT g.name,
               ARRAY(SELECT ou.account_id FROM group_users gu
                       JOIN organization_users ou ON ou.organization_id = gu.organization_id
                                                 AND ou.id = gu.organization_user_id
                      WHERE gu.organization_id = g.organization_id AND gu.group_id = g.id) AS users,
               ARRAY(SELECT gw.workspace_id FROM group_workspaces gw
                      WHERE gw.organization_id = g.organization_id AND gw.group_id = g.id
                      ORDER BY gw.workspace_id) AS workspaces
          FROM groups g WHERE g.organization_id = $1 AND g.id = $2""",
        organization_id,
        group_id,
    )
    if row is None:
        return {}
    # Of what may be thousands of people, a change is kept as who came and who went.
    return {"name": row["name"], "users": frozenset(row["users"]), "workspaces": row["workspaces"]}


async def group_workspaces(
    connection: Connection, organization_id: int, group_ids: Sequence[int]
) -> dict[int, dict[str, Any]]:  # Any: JSON.
    """Of each group the workspaces that it is in."""
    rows = await connection.fetch(
        """
        SELECT g.id, ARRAY(SELECT gw.workspace_id FROM group_workspaces gw
                            WHERE gw.organization_id = g.organization_id AND gw.group_id = g.id
                            ORDER BY gw.workspace_id) AS workspaces
          FROM groups g WHERE g.organization_id = $1 AND g.id = ANY($2::bigint[])""",
        organization_id,
        group_ids,
    )
    return {row["id"]: {"workspaces": row["workspaces"]} for row in rows}


async def people(
    connection: Connection, organization_id: int, organization_user_ids: Sequence[int]
) -> dict[int, dict[str, Any]]:  # Any: JSON.
    """Of each organization user who they are and as what, their groups, and where they are directly."""
    rows = await connection.fetch(
        """
        SELECT ou.id, ou.account_id, ou.name, ou.email, ou.role, ou.inactive,
               ARRAY(SELECT gu.group_id FROM group_users gu
                      WHERE gu.organization_id = ou.organization_id AND gu.organization_user_id = ou.id
                      ORDER BY gu.group_id) AS groups,
               ARRAY(SELECT wu.workspace_id FROM workspace_users wu
                      WHERE wu.organization_id = ou.organization_id AND wu.organization_user_id = ou.id AND wu.direct
                      ORDER BY wu.workspace_id) AS workspaces,
               ARRAY(SELECT wu.role FROM workspace_users wu
                      WHERE wu.organization_id = ou.organization_id AND wu.organization_user_id = ou.id AND wu.direct
                      ORDER BY wu.workspace_id) AS roles
          FROM organization_users ou WHERE ou.organization_id = $1 AND ou.id = ANY($2::bigint[])""",
        organization_id,
        organization_user_ids,
    )
    return {
        row["id"]: {
            "user_id": row["account_id"],
            **{name: row[name] for name in ("name", "email", "role", "inactive", "groups")},
            "workspaces": [
                {"workspace_id": workspace_id, "role": role}
                for workspace_id, role in zip(row["workspaces"], row["roles"], strict=True)
            ],
        }
        for row in rows
    }
