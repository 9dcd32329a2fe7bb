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


async def end_direct(
    connection: Connection, organization_id: int, *, workspace_id: int, organization_user_ids: Sequence[int]
) -> None:
    """Ends direct memberships of a workspace, and settles them: who is also in through a group stays so."""
    # What hangs on a membership goes with it, all at once: a cascade deletes row by row, and is left nothing to find.
    await connection.execute(
        """
        WITH held AS MATERIALIZED (
            SELECT DISTINCT gu.organization_user_id
              FROM group_workspaces gw
              JOIN group_users gu ON gu.organization_id = gw.organization_id AND gu.group_id = gw.group_id
             WHERE gw.organization_id = $1 AND gw.workspace_id = $2
               AND gu.organization_user_id = ANY($3::bigint[])),
        stays AS (
            UPDATE workspace_users wu SET direct = false, role = 'user', updated_at = now()
              FROM held
             WHERE wu.organization_id = $1 AND wu.workspace_id = $2 AND wu.direct
               AND wu.organization_user_id = held.organization_user_id
            RETURNING wu.organization_user_id),
        gone AS (
            DELETE FROM workspace_users wu
             WHERE wu.organization_id = $1 AND wu.workspace_id = $2 AND wu.direct
               AND wu.organization_user_id = ANY($3::bigint[])
               AND wu.organization_user_id NOT IN (SELECT organization_user_id FROM held)
            RETURNING wu.id, wu.organization_user_id),
        no_rates AS (
            DELETE FROM rates r USING gone WHERE r.organization_id = $1 AND r.workspace_user_id = gone.id),
        moved AS (
            SELECT organization_user_id, false AS is_in FROM gone
            UNION ALL SELECT organization_user_id, true FROM stays)
        UPDATE accounts
           SET authorization_updated_at = now(),
               default_workspace_id = CASE WHEN NOT moved.is_in AND default_workspace_id = $2 THEN NULL
                                           ELSE default_workspace_id END
          FROM moved JOIN organization_users ou ON ou.organization_id = $1 AND ou.id = moved.organization_user_id
         WHERE accounts.id = ou.account_id""",
        organization_id,
        workspace_id,
        organization_user_ids,
    )
    await invitations.end_outgrown_links(connection, organization_id, organization_user_ids)


_HELD_BY_GROUPS = """
    FROM group_users gu
    JOIN group_workspaces gw ON gw.organization_id = gu.organization_id AND gw.group_id = gu.group_id
   WHERE gu.organization_id = $1"""


def _made_by_groups(people: str, places: str) -> str:
    return f"""
        WITH moved AS (
            INSERT INTO workspace_users (organization_id, workspace_id, organization_user_id, sort_name, direct)
            SELECT DISTINCT $1::bigint, gw.workspace_id, gu.organization_user_id, gu.sort_name, false
            {_HELD_BY_GROUPS} {people.format("gu")} {places.format("gw")}
            ON CONFLICT (organization_id, workspace_id, organization_user_id) DO NOTHING
            RETURNING organization_user_id)
        {_ACCESS_CHANGED}"""


def _held_by_nothing(people: str, places: str) -> str:
    return f"""
        WITH moved AS (
            DELETE FROM workspace_users wu
             WHERE wu.organization_id = $1 AND NOT wu.direct {people.format("wu")} {places.format("wu")}
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
    # A statement for each shape: a plan for all of them could use no index for any.
    values: list[object] = [organization_id]
    people = places = ""
    if organization_user_ids is not None:
        values.append(organization_user_ids)
        people = f"AND {{}}.organization_user_id = ANY(${len(values)}::bigint[])"
    if workspace_ids is not None:
        values.append(workspace_ids)
        places = f"AND {{}}.workspace_id = ANY(${len(values)}::bigint[])"
    await connection.execute(_made_by_groups(people, places), *values)
    await connection.execute(_held_by_nothing(people, places), *values)
    await invitations.end_outgrown_links(connection, organization_id, organization_user_ids)
