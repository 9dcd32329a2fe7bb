"""Organizations."""

from collections.abc import Sequence

from rollbook.persistence import audit_entries
from rollbook.persistence.database import Connection, Queries, Row
from rollbook.persistence.json_sql import microseconds

_ORGANIZATION = f"""json_build_object(
    'id', o.id,
    'name', o.name,
    'admin', ou.role <> 'member',
    'owner', ou.role = 'owner',
    'at', {microseconds("o.updated_at")},
    'created_at', {microseconds("o.created_at")},
    'is_multi_workspace_enabled', true,
    'is_unified', true,
    'max_data_retention_days', NULL,
    'max_workspaces', GREATEST(o.max_workspaces, $2::int),
    'permissions', NULL,
    'pricing_plan_enterprise', false,
    'pricing_plan_id', 0,
    'pricing_plan_name', 'Self-hosted',
    'subscription', NULL,
    'suspended_at', NULL,
    'trial_info', NULL,
    'user_count', (SELECT count(*) FROM organization_users them
                    WHERE them.organization_id = o.id AND them.joined AND NOT them.inactive))"""


async def lock(connection: Connection, organization_id: int) -> None:
    """Makes other writers of the organization wait until this transaction ends, and marks its lists as changed."""
    await connection.execute("SELECT lock_organization($1)", organization_id)


async def of_these(connection: Connection, organization_ids: Sequence[int]) -> list[int]:
    """Those of these that there are, in order."""
    rows = await connection.fetch(
        "SELECT id FROM organizations WHERE id = ANY($1::bigint[]) ORDER BY id", organization_ids
    )
    return [row["id"] for row in rows]


async def add(connection: Connection, name: str, max_workspaces: int) -> int:
    """Adds an organization and returns its id."""
    organization_id: int = await connection.fetchval(
        "INSERT INTO organizations (name, max_workspaces) VALUES ($1, $2) RETURNING id", name, max_workspaces
    )
    return organization_id


async def delete(connection: Connection, organization_id: int) -> None:
    """Deletes the organization and all that is in it, its audit log and messages included."""
    await connection.execute("DELETE FROM organizations WHERE id = $1", organization_id)
    await connection.execute("DELETE FROM outgoing_messages WHERE organization_id = $1", organization_id)
    # Last: entries of the log can be deleted only when their organization is gone.
    await audit_entries.delete_of_gone_organization(connection, organization_id)


async def of_account(queries: Queries, account_id: int, max_workspaces: int, organization_id: int | None = None) -> str:
    """The organizations that the account is an active member of, or the one of them, as a JSON array.

    Each may have ``max_workspaces``, or more where it was given more.
    """
    body: str = await queries.fetchval(
        f"""
        SELECT '[' || COALESCE(string_agg({_ORGANIZATION}::text, ',' ORDER BY lower(o.name), o.id), '') || ']'
          FROM organization_users ou JOIN organizations o ON o.id = ou.organization_id
         WHERE ou.account_id = $1 AND ou.joined AND NOT ou.inactive
           AND ($3::bigint IS NULL OR o.id = $3)""",
        account_id,
        max_workspaces,
        organization_id,
    )
    return body


async def name_and_limit(connection: Connection, organization_id: int) -> tuple[str, int]:
    """The organization's name, and how many workspaces it was given."""
    row = await connection.fetchrow("SELECT name, max_workspaces FROM organizations WHERE id = $1", organization_id)
    if row is None:
        return "", 0
    return row["name"], row["max_workspaces"]


async def rename(connection: Connection, organization_id: int, name: str) -> None:
    """Renames the organization."""
    await connection.execute(
        "UPDATE organizations SET name = $2, updated_at = now() WHERE id = $1", organization_id, name
    )


async def usage(queries: Queries, organization_id: int) -> Row:
    """How many of everything the organization has, and how many workspaces it was given."""
    row = await queries.fetchrow(
        """
        SELECT count(*) FILTER (WHERE joined AND NOT inactive) AS users,
               count(*) FILTER (WHERE NOT joined AND NOT inactive) AS invited,
               count(*) FILTER (WHERE inactive) AS inactive,
               (SELECT count(*) FROM workspaces WHERE organization_id = $1) AS workspaces,
               (SELECT count(*) FROM groups WHERE organization_id = $1) AS groups,
               (SELECT max_workspaces FROM organizations WHERE id = $1) AS max_workspaces
          FROM organization_users WHERE organization_id = $1""",
        organization_id,
    )
    assert row is not None, "an aggregate without GROUP BY gives one row"  # noqa: S101
    return row
