"""What the audit log keeps of groups and people: as they are, to be compared with how they are afterwards."""

import json
from collections.abc import Sequence
from typing import Any

from rollbook.persistence import audit_entries
from rollbook.persistence.audit_entries import AuditEntry
from rollbook.persistence.database import Connection, Row


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


# Of the organization user ``ou`` who they are and as what, their groups, and where they are directly.
PERSON = """json_build_object(
    'user_id', ou.account_id,
    'name', ou.name,
    'email', ou.email,
    'role', ou.role,
    'inactive', ou.inactive,
    'groups', COALESCE(
        (SELECT json_agg(gu.group_id ORDER BY gu.group_id) FROM group_users gu
          WHERE gu.organization_id = ou.organization_id AND gu.organization_user_id = ou.id), '[]'),
    'workspaces', COALESCE(
        (SELECT json_agg(json_build_object('workspace_id', wu.workspace_id, 'role', wu.role) ORDER BY wu.workspace_id)
           FROM workspace_users wu
          WHERE wu.organization_id = ou.organization_id AND wu.organization_user_id = ou.id AND wu.direct), '[]'))"""


async def people(
    connection: Connection, organization_id: int, organization_user_ids: Sequence[int]
) -> dict[int, dict[str, Any]]:  # Any: JSON.
    """Of each organization user who they are and as what, their groups, and where they are directly."""
    if not organization_user_ids:
        return {}
    rows = await connection.fetch(
        f"""
        SELECT ou.id, {PERSON} AS state
          FROM organization_users ou WHERE ou.organization_id = $1 AND ou.id = ANY($2::bigint[])""",
        organization_id,
        organization_user_ids,
    )
    return {row["id"]: json.loads(row["state"]) for row in rows}


async def person(
    connection: Connection, organization_id: int, organization_user_id: int
) -> tuple[Row, dict[str, Any]] | None:  # Any: JSON.
    """The organization user as ``organization_users.some`` has them, and what ``people`` has of them."""
    row = await connection.fetchrow(
        f"""
        SELECT ou.id, ou.account_id, ou.role, ou.paying, ou.joined, ou.inactive, ou.name, ou.email, {PERSON} AS state
          FROM organization_users ou WHERE ou.organization_id = $1 AND ou.id = $2""",
        organization_id,
        organization_user_id,
    )
    return None if row is None else (row, json.loads(row["state"]))


async def add_people(
    connection: Connection, organization_id: int, entry: AuditEntry, organization_user_ids: Sequence[int]
) -> None:
    """Adds an entry like that one of each of these people, with what ``people`` has of them as what was."""
    await audit_entries.add_found(
        connection,
        organization_id,
        entry,
        f"""
        SELECT ou.id AS entity_id, {PERSON}::jsonb AS was, '{{}}'::jsonb AS is_now
          FROM organization_users ou WHERE ou.organization_id = $1 AND ou.id = ANY($8::bigint[])""",
        organization_user_ids,
    )
