"""Groups: their names, and the people and workspaces in them."""

from collections.abc import Sequence

from rollbook.persistence.conditions import Conditions
from rollbook.persistence.database import Connection, Queries, affected
from rollbook.persistence.json_sql import seconds
from rollbook.persistence.searching import literal_pattern


def _group(avatars_url: str) -> str:
    return f"""json_build_object(
    'group_id', g.id,
    'name', g.name,
    'at', {seconds("g.updated_at")},
    'permissions', NULL,
    'users', COALESCE(
        (SELECT json_agg(json_build_object('user_id', ou.account_id, 'name', ou.name, 'joined', ou.joined,
                                           'inactive', ou.inactive, 'avatar_url', {avatars_url}::text || ou.avatar)
                         ORDER BY gu.sort_name, ou.id)
           FROM group_users gu
           JOIN organization_users ou ON ou.organization_id = gu.organization_id AND ou.id = gu.organization_user_id
          WHERE gu.organization_id = g.organization_id AND gu.group_id = g.id), '[]'),
    'workspaces', COALESCE(
        (SELECT json_agg(gw.workspace_id ORDER BY gw.workspace_id)
           FROM group_workspaces gw WHERE gw.organization_id = g.organization_id AND gw.group_id = g.id), '[]'))"""


async def listed(
    queries: Queries,
    organization_id: int,
    *,
    avatars_url: str,
    name: str | None = None,
    workspace_ids: Sequence[int] | None = None,
) -> str:
    """The organization's groups, or those with ``name`` in their name and in one of the workspaces, as a JSON array."""
    conditions = Conditions("g.organization_id = $1", organization_id)
    if name:
        conditions.add(f"lower(g.name) LIKE lower({conditions.value(literal_pattern(name))})")
    if workspace_ids is not None:
        conditions.add(f"""EXISTS (
                SELECT FROM group_workspaces gw
                 WHERE gw.organization_id = $1 AND gw.group_id = g.id
                   AND gw.workspace_id = ANY({conditions.value(workspace_ids)}::bigint[]))""")
    group = _group(conditions.value(avatars_url))
    body: str = await queries.fetchval(
        f"""
        SELECT '[' || COALESCE(string_agg({group}::text, ',' ORDER BY lower(g.name), g.id), '') || ']'
          FROM groups g WHERE {conditions}""",
        *conditions.values,
    )
    return body


async def named(queries: Queries, organization_id: int) -> str:
    """The organization's groups, with how many people are in each and in which workspaces it is, as a JSON array."""
    body: str = await queries.fetchval(
        """
        SELECT '[' || COALESCE(string_agg(json_build_object(
                   'group_id', g.id, 'name', g.name, 'user_count', g.user_count,
                   'workspaces', COALESCE(
                       (SELECT json_agg(gw.workspace_id ORDER BY gw.workspace_id) FROM group_workspaces gw
                         WHERE gw.organization_id = g.organization_id AND gw.group_id = g.id), '[]')
               )::text, ',' ORDER BY lower(g.name), g.id), '') || ']'
          FROM groups g WHERE g.organization_id = $1""",
        organization_id,
    )
    return body


async def losses(
    queries: Queries, organization_id: int, group_id: int, account_ids: Sequence[int] | None = None
) -> dict[int, int]:
    """How many people, of these accounts, are in which workspace through this group and nothing else, by workspace."""
    rows = await queries.fetch(
        """
        SELECT gw.workspace_id, count(*) AS number
          FROM group_workspaces gw
          JOIN group_users gu ON gu.organization_id = gw.organization_id AND gu.group_id = gw.group_id
          JOIN workspace_users wu ON wu.organization_id = gw.organization_id AND wu.workspace_id = gw.workspace_id
                                 AND wu.organization_user_id = gu.organization_user_id
         WHERE gw.organization_id = $1 AND gw.group_id = $2 AND NOT wu.direct
           AND ($3::bigint[] IS NULL OR gu.organization_user_id IN (
               SELECT id FROM organization_users WHERE organization_id = $1 AND account_id = ANY($3)))
           AND NOT EXISTS (
               SELECT FROM group_workspaces also
                 JOIN group_users theirs ON theirs.organization_id = also.organization_id
                                        AND theirs.group_id = also.group_id
                WHERE also.organization_id = $1 AND also.workspace_id = gw.workspace_id AND also.group_id <> $2
                  AND theirs.organization_user_id = gu.organization_user_id)
         GROUP BY gw.workspace_id""",
        organization_id,
        group_id,
        account_ids,
    )
    return {row["workspace_id"]: row["number"] for row in rows}


async def one(connection: Connection, organization_id: int, group_id: int, *, avatars_url: str) -> str | None:
    """The group as a JSON object."""
    body: str | None = await connection.fetchval(
        f"SELECT {_group('$3')}::text FROM groups g WHERE g.organization_id = $1 AND g.id = $2",
        organization_id,
        group_id,
        avatars_url,
    )
    return body


# In the workspace $2.
_GROUP_OF_WORKSPACE = f"""json_build_object(
    'id', g.id,
    'name', g.name,
    'workspace_id', $2::bigint,
    'has_users', EXISTS (SELECT FROM group_users gu
                          WHERE gu.organization_id = g.organization_id AND gu.group_id = g.id),
    'at', {seconds("g.updated_at")},
    'permissions', NULL)"""


async def of_workspace(queries: Queries, organization_id: int, workspace_id: int) -> str:
    """The groups in the workspace, in short, as a JSON array."""
    body: str = await queries.fetchval(
        f"""
        SELECT '[' || COALESCE(string_agg({_GROUP_OF_WORKSPACE}::text, ',' ORDER BY lower(g.name), g.id), '') || ']'
          FROM groups g
         WHERE g.organization_id = $1
           AND g.id IN (SELECT group_id FROM group_workspaces WHERE organization_id = $1 AND workspace_id = $2)""",
        organization_id,
        workspace_id,
    )
    return body


async def one_of_workspace(queries: Queries, organization_id: int, workspace_id: int, group_id: int) -> str | None:
    """The group in short as a JSON object; None where it is not in the workspace."""
    body: str | None = await queries.fetchval(
        f"""
        SELECT {_GROUP_OF_WORKSPACE}::text
          FROM groups g
          JOIN group_workspaces gw ON gw.organization_id = g.organization_id AND gw.group_id = g.id
         WHERE g.organization_id = $1 AND gw.workspace_id = $2 AND g.id = $3""",
        organization_id,
        workspace_id,
        group_id,
    )
    return body


async def name_of(connection: Connection, organization_id: int, group_id: int) -> str | None:
    """What the group is called; None where the organization has none such."""
    name: str | None = await connection.fetchval(
        "SELECT name FROM groups WHERE organization_id = $1 AND id = $2", organization_id, group_id
    )
    return name


async def add(connection: Connection, organization_id: int, name: str) -> int:
    """Adds an empty group and returns its id; Duplicate when the organization has one of that name."""
    group_id: int = await connection.fetchval(
        "INSERT INTO groups (organization_id, name) VALUES ($1, $2) RETURNING id", organization_id, name
    )
    return group_id


async def rename(connection: Connection, organization_id: int, group_id: int, name: str) -> None:
    """Renames the group; Duplicate when the organization has another of that name."""
    await connection.execute(
        "UPDATE groups SET name = $3, updated_at = now() WHERE organization_id = $1 AND id = $2",
        organization_id,
        group_id,
        name,
    )


async def delete(connection: Connection, organization_id: int, group_id: int) -> bool:
    """Deletes the group; whether there was one."""
    return (
        await connection.execute("DELETE FROM groups WHERE organization_id = $1 AND id = $2", organization_id, group_id)
        == "DELETE 1"
    )


async def existing(connection: Connection, organization_id: int, ids: Sequence[int]) -> set[int]:
    """Which of these ids are groups of the organization."""
    if not ids:
        return set()
    rows = await connection.fetch(
        "SELECT id FROM groups WHERE organization_id = $1 AND id = ANY($2::bigint[])", organization_id, ids
    )
    return {row["id"] for row in rows}


async def people(connection: Connection, organization_id: int, group_id: int) -> list[int]:
    """The organization users in the group."""
    rows = await connection.fetch(
        "SELECT organization_user_id FROM group_users WHERE organization_id = $1 AND group_id = $2",
        organization_id,
        group_id,
    )
    return [row["organization_user_id"] for row in rows]


async def of_person(connection: Connection, organization_id: int, organization_user_id: int) -> list[int]:
    """The groups that the person is in."""
    rows = await connection.fetch(
        "SELECT group_id FROM group_users WHERE organization_id = $1 AND organization_user_id = $2",
        organization_id,
        organization_user_id,
    )
    return [row["group_id"] for row in rows]


async def workspaces(connection: Connection, organization_id: int, group_ids: Sequence[int]) -> list[int]:
    """The workspaces that any of the groups is in."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT workspace_id FROM group_workspaces
         WHERE organization_id = $1 AND group_id = ANY($2::bigint[])""",
        organization_id,
        group_ids,
    )
    return [row["workspace_id"] for row in rows]


async def add_people(
    connection: Connection, organization_id: int, group_ids: Sequence[int], organization_user_ids: Sequence[int]
) -> int:
    """Puts every one of these people into every one of the groups; returns how many were not there."""
    result = await connection.execute(
        """
        INSERT INTO group_users (organization_id, group_id, organization_user_id, sort_name)
        SELECT $1, g, ou.id, ou.sort_name
          FROM unnest($2::bigint[]) AS g
          JOIN organization_users ou ON ou.organization_id = $1 AND ou.id = ANY($3::bigint[])
        ON CONFLICT DO NOTHING""",
        organization_id,
        group_ids,
        organization_user_ids,
    )
    return affected(result)


async def remove_people(
    connection: Connection, organization_id: int, group_ids: Sequence[int], organization_user_ids: Sequence[int]
) -> int:
    """Takes these people out of the groups; returns how many were there."""
    result = await connection.execute(
        """
        DELETE FROM group_users
         WHERE organization_id = $1 AND group_id = ANY($2::bigint[]) AND organization_user_id = ANY($3::bigint[])""",
        organization_id,
        group_ids,
        organization_user_ids,
    )
    return affected(result)


async def add_workspaces(
    connection: Connection, organization_id: int, group_ids: Sequence[int], workspace_ids: Sequence[int]
) -> int:
    """Puts every one of the groups into every one of the workspaces; returns how many were not there."""
    result = await connection.execute(
        """
        INSERT INTO group_workspaces (organization_id, group_id, workspace_id)
        SELECT $1, g, w FROM unnest($2::bigint[]) AS g, unnest($3::bigint[]) AS w
        ON CONFLICT DO NOTHING""",
        organization_id,
        group_ids,
        workspace_ids,
    )
    return affected(result)


async def remove_workspaces(
    connection: Connection, organization_id: int, group_ids: Sequence[int], workspace_ids: Sequence[int]
) -> int:
    """Takes the groups out of the workspaces; returns how many were there."""
    result = await connection.execute(
        """
        DELETE FROM group_workspaces
         WHERE organization_id = $1 AND group_id = ANY($2::bigint[]) AND workspace_id = ANY($3::bigint[])""",
        organization_id,
        group_ids,
        workspace_ids,
    )
    return affected(result)


async def touch(connection: Connection, organization_id: int, group_ids: Sequence[int]) -> None:
    """Marks the groups as changed now."""
    await connection.execute(
        "UPDATE groups SET updated_at = now() WHERE organization_id = $1 AND id = ANY($2::bigint[])",
        organization_id,
        group_ids,
    )
