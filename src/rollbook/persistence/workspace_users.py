"""People's places in a workspace."""

from collections.abc import Sequence

from rollbook.domain.protection import Place
from rollbook.domain.workspace_users import WorkspaceUserValues
from rollbook.persistence import audit_entries
from rollbook.persistence.audit_entries import AuditEntry
from rollbook.persistence.database import Connection, Queries, Row

_SELECT = """
    SELECT wu.id, wu.organization_id, wu.workspace_id, wu.organization_user_id, wu.direct, wu.role, wu.inactive,
           wu.rate, wu.labor_cost, wu.working_hours_in_minutes, wu.view_edit_billable_rates,
           wu.view_edit_labor_costs, wu.created_at,
           ou.account_id, ou.role AS organization_role, ou.paying, ou.joined, ou.inactive AS organization_inactive
      FROM workspace_users wu
      JOIN organization_users ou ON ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id
     WHERE wu.organization_id = $1 AND wu.workspace_id = $2"""


async def some(queries: Queries, organization_id: int, workspace_id: int, ids: Sequence[int]) -> list[Row]:
    """The workspace users with these ids that the workspace has."""
    return await queries.fetch(f"{_SELECT} AND wu.id = ANY($3::bigint[])", organization_id, workspace_id, ids)


async def of_accounts(
    connection: Connection, organization_id: int, workspace_id: int, account_ids: Sequence[int]
) -> list[Row]:
    """The workspace users of these accounts that the workspace has."""
    return await connection.fetch(
        f"{_SELECT} AND ou.account_id = ANY($3::bigint[])", organization_id, workspace_id, account_ids
    )


async def administrators_and(
    connection: Connection, organization_id: int, workspace_id: int, account_ids: Sequence[int]
) -> list[Row]:
    """Who is an admin by the role in the workspace, and those of these accounts that the organization has.

    account_id, organization_user_id, organization_role; and role and direct, which are NULL outside the workspace.
    """
    return await connection.fetch(
        """
        SELECT ou.account_id, ou.id AS organization_user_id, ou.role AS organization_role, wu.role, wu.direct
          FROM organization_users ou
          LEFT JOIN workspace_users wu ON wu.organization_id = ou.organization_id AND wu.workspace_id = $2
                                      AND wu.organization_user_id = ou.id
         WHERE ou.organization_id = $1 AND (ou.account_id = ANY($3::bigint[]) OR wu.role = 'admin')""",
        organization_id,
        workspace_id,
        account_ids,
    )


async def of_person(connection: Connection, organization_id: int, organization_user_id: int) -> list[Row]:
    """The person's places in all workspaces of the organization: workspace_id, role, direct."""
    return await connection.fetch(
        """
        SELECT workspace_id, role, direct FROM workspace_users
         WHERE organization_id = $1 AND organization_user_id = $2""",
        organization_id,
        organization_user_id,
    )


async def of_people(connection: Connection, organization_id: int, organization_user_ids: Sequence[int]) -> list[Row]:
    """The places of these people: id, workspace_id, organization_user_id."""
    return await connection.fetch(
        """
        SELECT id, workspace_id, organization_user_id FROM workspace_users
         WHERE organization_id = $1 AND organization_user_id = ANY($2::bigint[])
         ORDER BY workspace_id, id""",
        organization_id,
        organization_user_ids,
    )


async def direct_places(queries: Queries, organization_id: int, organization_user_ids: Sequence[int]) -> list[Row]:
    """Where these people are in directly: account_id, workspace_id."""
    return await queries.fetch(
        """
        SELECT ou.account_id, wu.workspace_id
          FROM workspace_users wu
          JOIN organization_users ou ON ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id
         WHERE wu.organization_id = $1 AND wu.organization_user_id = ANY($2::bigint[]) AND wu.direct""",
        organization_id,
        organization_user_ids,
    )


async def administered(queries: Queries, organization_id: int, organization_user_id: int) -> list[int]:
    """The workspaces that the person is an active admin of by their role there."""
    rows = await queries.fetch(
        """
        SELECT workspace_id FROM workspace_users
         WHERE organization_id = $1 AND organization_user_id = $2 AND role = 'admin' AND NOT inactive""",
        organization_id,
        organization_user_id,
    )
    return [row["workspace_id"] for row in rows]


async def refusable(
    connection: Connection, organization_id: int, workspace_id: int, ids: Sequence[int]
) -> tuple[set[int], bool, list[Place]]:
    """Which of these ids the workspace does not have; whether others are of people in it through groups alone; and
    the places of those who may be protected.
    """
    rows = await connection.fetch(
        """
        SELECT wanted.id, wu.organization_user_id, wu.direct, ou.role AS organization_role, ou.paying
          FROM unnest($3::bigint[]) AS wanted (id)
          LEFT JOIN workspace_users wu ON wu.organization_id = $1 AND wu.workspace_id = $2 AND wu.id = wanted.id
          LEFT JOIN organization_users ou ON ou.organization_id = $1 AND ou.id = wu.organization_user_id
         WHERE wu.id IS NULL OR NOT wu.direct OR ou.role <> 'member' OR ou.paying""",
        organization_id,
        workspace_id,
        ids,
    )
    there = [row for row in rows if row["organization_user_id"] is not None]
    unknown = {row["id"] for row in rows if row["organization_user_id"] is None}
    return unknown, not all(row["direct"] for row in there), [place(row) for row in there]


async def record_deletion(
    connection: Connection, organization_id: int, workspace_id: int, ids: Sequence[int], entry: AuditEntry
) -> list[int]:
    """Adds an entry like that one of each of these workspace users; returns which organization users they are."""
    await audit_entries.add_found(
        connection,
        organization_id,
        entry,
        """
        SELECT wu.id AS entity_id, '{}'::jsonb AS is_now,
               jsonb_build_object(
                   'user_id', ou.account_id,
                   'role', wu.role,
                   'inactive', wu.inactive,
                   'rate', wu.rate::text,
                   'labor_cost', wu.labor_cost::text,
                   'working_hours_in_minutes', wu.working_hours_in_minutes,
                   'view_edit_billable_rates', wu.view_edit_billable_rates,
                   'view_edit_labor_costs', wu.view_edit_labor_costs) AS was
          FROM workspace_users wu
          JOIN organization_users ou ON ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id
         WHERE wu.organization_id = $1 AND wu.workspace_id = $8 AND wu.id = ANY($9::bigint[])""",
        workspace_id,
        ids,
    )
    people: list[int] = await connection.fetchval(
        """
        SELECT array_agg(organization_user_id) FROM workspace_users
         WHERE organization_id = $1 AND workspace_id = $2 AND id = ANY($3::bigint[])""",
        organization_id,
        workspace_id,
        ids,
    )
    return people


async def change(
    connection: Connection, organization_id: int, workspace_user_id: int, values: WorkspaceUserValues
) -> None:
    """Gives the workspace user these values."""
    await connection.execute(
        """
        UPDATE workspace_users
           SET role = $3, inactive = $4, rate = $5, labor_cost = $6, working_hours_in_minutes = $7,
               view_edit_billable_rates = $8, view_edit_labor_costs = $9, updated_at = now()
         WHERE organization_id = $1 AND id = $2""",
        organization_id,
        workspace_user_id,
        values.role,
        values.inactive,
        values.rate,
        values.labor_cost,
        values.working_hours_in_minutes,
        values.view_edit_billable_rates,
        values.view_edit_labor_costs,
    )


def values(row: Row) -> WorkspaceUserValues:
    """What can be changed of the workspace user in a row of ``some`` or ``of_accounts``."""
    return WorkspaceUserValues(
        role=row["role"],
        inactive=row["inactive"],
        rate=row["rate"],
        labor_cost=row["labor_cost"],
        working_hours_in_minutes=row["working_hours_in_minutes"],
        view_edit_billable_rates=row["view_edit_billable_rates"],
        view_edit_labor_costs=row["view_edit_labor_costs"],
    )


def place(row: Row) -> Place:
    """What protects the workspace user in a row of ``some`` or ``of_accounts``."""
    return Place(row["organization_user_id"], row["organization_role"], row["paying"])
