"""Who is in which workspace: directly, through groups, or both.

Every membership has a row in workspace_users. Direct ones are written by whoever makes them; ``settle`` then brings
the rows in line with the groups. Whoever comes, goes or changes role has had their access changed.
"""

from collections.abc import Sequence

from rollbook.domain.roles import WorkspaceRole
from rollbook.persistence import invitations
from rollbook.persistence.database import Connection

# What follows a CTE ``moved`` with organization_user_id and workspace_id.
_ACCESS_CHANGED = """
        , touched AS (
            UPDATE accounts SET authorization_updated_at = now()
              FROM organization_users ou
             WHERE accounts.id = ou.account_id AND ou.organization_id = $1
               AND ou.id IN (SELECT organization_user_id FROM moved))
        SELECT count(*) FROM moved"""
_ACCESS_ENDED = """
        UPDATE accounts
           SET authorization_updated_at = now(),
               default_workspace_id = CASE
                   WHEN default_workspace_id IN (SELECT workspace_id FROM moved WHERE organization_user_id = ou.id)
                   THEN NULL ELSE default_workspace_id END
          FROM organization_users ou
         WHERE accounts.id = ou.account_id AND ou.organization_id = $1
           AND ou.id IN (SELECT organization_user_id FROM moved)"""


async def add_direct(
    connection: Connection,
    organization_id: int,
    workspace_id: int,
    organization_user_ids: Sequence[int],
    role: WorkspaceRole | None = None,
    *,
    only_newcomers: bool = False,
) -> int:
    """Puts people into the workspace directly, and gives them that role if it is not None.

    Who is in directly already keeps theirs where the role is for ``only_newcomers``. Returns how many rows were made
    or changed.
    """
    number: int = await connection.fetchval(
        f"""
        WITH moved AS (
            INSERT INTO workspace_users AS wu
                   (organization_id, workspace_id, organization_user_id, sort_name, direct, role)
            SELECT $1, $2, id, sort_name, true, COALESCE($4, 'user')
              FROM organization_users WHERE organization_id = $1 AND id = ANY($3::bigint[])
            ON CONFLICT (organization_id, workspace_id, organization_user_id)
            DO UPDATE SET direct = true, role = COALESCE($4, wu.role), updated_at = now()
                    WHERE NOT wu.direct OR (NOT $5 AND wu.role <> COALESCE($4, wu.role))
            RETURNING organization_user_id)
        {_ACCESS_CHANGED}""",
        organization_id,
        workspace_id,
        organization_user_ids,
        role,
        only_newcomers,
    )
    return number


async def give_role(
    connection: Connection,
    organization_id: int,
    workspace_id: int,
    organization_user_ids: Sequence[int],
    role: WorkspaceRole,
) -> int:
    """Gives people who are in the workspace directly that role there; returns how many had another."""
    number: int = await connection.fetchval(
        f"""
        WITH moved AS (
            UPDATE workspace_users SET role = $4, updated_at = now()
             WHERE organization_id = $1 AND workspace_id = $2 AND organization_user_id = ANY($3::bigint[])
               AND direct AND role <> $4
            RETURNING organization_user_id)
        {_ACCESS_CHANGED}""",
        organization_id,
        workspace_id,
        organization_user_ids,
        role,
    )
    return number


async def remove_direct(
    connection: Connection,
    organization_id: int,
    *,
    workspace_id: int,
    organization_user_ids: Sequence[int],
) -> int:
    """Ends direct memberships of a workspace; returns of how many. ``settle`` must follow."""
    number: int = await connection.fetchval(
        f"""
        WITH moved AS (
            UPDATE workspace_users SET direct = false, role = 'user', updated_at = now()
             WHERE organization_id = $1 AND workspace_id = $2 AND organization_user_id = ANY($3::bigint[]) AND direct
            RETURNING organization_user_id)
        {_ACCESS_CHANGED}""",
        organization_id,
        workspace_id,
        organization_user_ids,
    )
    return number


_HELD_BY_GROUPS = """
    FROM group_users gu
    JOIN group_workspaces gw ON gw.organization_id = gu.organization_id AND gw.group_id = gu.group_id
   WHERE gu.organization_id = $1"""
_MADE_BY_GROUPS = f"""
        WITH moved AS (
            INSERT INTO workspace_users (organization_id, workspace_id, organization_user_id, sort_name, direct)
            SELECT DISTINCT $1::bigint, gw.workspace_id, gu.organization_user_id, gu.sort_name, false
            {_HELD_BY_GROUPS}
             AND ($2::bigint[] IS NULL OR gu.organization_user_id = ANY($2))
             AND ($3::bigint[] IS NULL OR gw.workspace_id = ANY($3))
            ON CONFLICT (organization_id, workspace_id, organization_user_id) DO NOTHING
            RETURNING organization_user_id)
        {_ACCESS_CHANGED}"""
_HELD_BY_NOTHING = f"""
        WITH moved AS (
            DELETE FROM workspace_users wu
             WHERE wu.organization_id = $1 AND NOT wu.direct
               AND ($2::bigint[] IS NULL OR wu.organization_user_id = ANY($2))
               AND ($3::bigint[] IS NULL OR wu.workspace_id = ANY($3))
               AND NOT EXISTS (SELECT {_HELD_BY_GROUPS}
                                  AND gu.organization_user_id = wu.organization_user_id
                                  AND gw.workspace_id = wu.workspace_id)
            RETURNING wu.organization_user_id, wu.workspace_id)
        {_ACCESS_ENDED}"""


async def settle(
    connection: Connection,
    organization_id: int,
    *,
    organization_user_ids: Sequence[int] | None = None,
    workspace_ids: Sequence[int] | None = None,
) -> None:
    """Makes the memberships that groups give, and ends those that nothing holds; of these people and workspaces.

    Also ends the links of invited people that have come to lead to more than who has them may give.
    """
    where = (organization_id, organization_user_ids, workspace_ids)
    await connection.execute(_MADE_BY_GROUPS, *where)
    await connection.execute(_HELD_BY_NOTHING, *where)
    await invitations.end_outgrown_links(connection, organization_id, organization_user_ids)
