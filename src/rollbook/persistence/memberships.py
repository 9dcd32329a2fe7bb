"""Who is in which workspace: directly, through groups, or both.

Every membership has a row in workspace_users. Direct ones are written by whoever makes them; ``settle`` then brings
the rows in line with the groups.
"""

from collections.abc import Sequence

from rollbook.domain.roles import WorkspaceRole
from rollbook.persistence.database import Connection


async def add_direct(
    connection: Connection,
    organization_id: int,
    workspace_id: int,
    organization_user_ids: Sequence[int],
    role: WorkspaceRole | None = None,
) -> int:
    """Puts people into the workspace directly, and gives newcomers and, if it is not None, everybody that role.

    Returns how many rows were made or changed.
    """
    result = await connection.execute(
        """
        INSERT INTO workspace_users AS wu (organization_id, workspace_id, organization_user_id, direct, role)
        SELECT $1, $2, id, true, COALESCE($4, 'user') FROM unnest($3::bigint[]) AS id
        ON CONFLICT (organization_id, workspace_id, organization_user_id)
        DO UPDATE SET direct = true, role = COALESCE($4, wu.role), updated_at = now()
                WHERE NOT wu.direct OR wu.role <> COALESCE($4, wu.role)""",
        organization_id,
        workspace_id,
        organization_user_ids,
        role,
    )
    return _number(result)


async def remove_direct(
    connection: Connection,
    organization_id: int,
    *,
    workspace_id: int,
    organization_user_ids: Sequence[int],
) -> int:
    """Ends direct memberships of a workspace; returns of how many. ``settle`` must follow."""
    result = await connection.execute(
        """
        UPDATE workspace_users SET direct = false, role = 'user', updated_at = now()
         WHERE organization_id = $1 AND workspace_id = $2 AND organization_user_id = ANY($3::bigint[]) AND direct""",
        organization_id,
        workspace_id,
        organization_user_ids,
    )
    return _number(result)


_HELD_BY_GROUPS = """
    FROM group_users gu
    JOIN group_workspaces gw ON gw.organization_id = gu.organization_id AND gw.group_id = gu.group_id
   WHERE gu.organization_id = $1"""
_ACCESS_CHANGED = """
        UPDATE accounts SET authorization_updated_at = now()
          FROM organization_users ou
         WHERE accounts.id = ou.account_id AND ou.organization_id = $1
           AND ou.id IN (SELECT organization_user_id FROM moved)"""


async def settle(
    connection: Connection,
    organization_id: int,
    *,
    organization_user_ids: Sequence[int] | None = None,
    workspace_ids: Sequence[int] | None = None,
) -> None:
    """Makes the memberships that groups give, and ends those that nothing holds; of these people and workspaces.

    Remembers of who came or went that their access has changed.
    """
    await connection.execute(
        f"""
        WITH moved AS (
            INSERT INTO workspace_users (organization_id, workspace_id, organization_user_id, direct)
            SELECT DISTINCT $1::bigint, gw.workspace_id, gu.organization_user_id, false
            {_HELD_BY_GROUPS}
             AND ($2::bigint[] IS NULL OR gu.organization_user_id = ANY($2))
             AND ($3::bigint[] IS NULL OR gw.workspace_id = ANY($3))
            ON CONFLICT (organization_id, workspace_id, organization_user_id) DO NOTHING
            RETURNING organization_user_id)
        {_ACCESS_CHANGED}""",
        organization_id,
        organization_user_ids,
        workspace_ids,
    )
    await connection.execute(
        f"""
        WITH moved AS (
            DELETE FROM workspace_users wu
             WHERE wu.organization_id = $1 AND NOT wu.direct
               AND ($2::bigint[] IS NULL OR wu.organization_user_id = ANY($2))
               AND ($3::bigint[] IS NULL OR wu.workspace_id = ANY($3))
               AND NOT EXISTS (SELECT {_HELD_BY_GROUPS}
                                  AND gu.organization_user_id = wu.organization_user_id
                                  AND gw.workspace_id = wu.workspace_id)
            RETURNING wu.organization_user_id)
        {_ACCESS_CHANGED}""",
        organization_id,
        organization_user_ids,
        workspace_ids,
    )


def _number(command_tag: str) -> int:
    return int(command_tag.rpartition(" ")[2])
