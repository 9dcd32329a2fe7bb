"""Workspaces."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rollbook.domain.workspace_preferences import FLAGS
from rollbook.persistence.database import Connection, Queries, Row
from rollbook.persistence.json_sql import seconds

# What can be changed of a workspace beside its name; its rate has a history, and persistence/rates.py to itself.
SETTINGS = (
    "default_currency",
    "rounding",
    "rounding_minutes",
    "projects_billable_by_default",
    "projects_enforce_billable",
    "projects_private_by_default",
    "only_admins_may_create_projects",
    "only_admins_may_create_tags",
    "only_admins_see_team_dashboard",
    "limit_public_project_data",
    "reports_collapse",
)

_WORKSPACE = f"""json_build_object(
    'id', w.id,
    'organization_id', w.organization_id,
    'name', w.name,
    'admin', ou.role <> 'member' OR COALESCE(wu.role = 'admin', false),
    'role', CASE WHEN ou.role <> 'member' THEN 'admin' ELSE wu.role END,
    'at', {seconds("w.updated_at")},
    'last_modified', {seconds("w.updated_at")},
    'rate_last_updated', {seconds("w.rate_last_updated")},
    'default_hourly_rate', w.default_hourly_rate,
    {", ".join(f"'{name}', w.{name}" for name in SETTINGS)},
    'working_hours_in_minutes', wu.working_hours_in_minutes,
    'active_project_count', 0,
    'api_token', NULL,
    'business_ws', false,
    'csv_upload', NULL,
    {", ".join(f"'{name}', COALESCE((w.preferences ->> '{name}')::boolean, false)" for name in FLAGS)},
    'ical_enabled', false,
    'ical_url', NULL,
    'logo_url', NULL,
    'max_data_retention_days', NULL,
    'permissions', NULL,
    'premium', true,
    'subscription', NULL,
    'suspended_at', NULL,
    'te_constraints', NULL)"""

_VISIBLE = """
  FROM organization_users ou
  JOIN workspaces w ON w.organization_id = ou.organization_id
  LEFT JOIN workspace_users wu ON wu.organization_id = w.organization_id AND wu.workspace_id = w.id
                              AND wu.organization_user_id = ou.id
 WHERE ou.account_id = $1 AND ou.joined AND NOT ou.inactive
   AND (ou.role <> 'member' OR (wu.id IS NOT NULL AND NOT wu.inactive))"""


async def of_account(queries: Queries, account_id: int, since: int | None = None) -> str:
    """The workspaces that the account may see, or those changed since that Unix time, as a JSON array."""
    body: str = await queries.fetchval(
        f"""
        SELECT '[' || COALESCE(string_agg({_WORKSPACE}::text, ',' ORDER BY lower(w.name), w.id), '') || ']'
        {_VISIBLE} AND ($2::float8 IS NULL OR w.updated_at >= to_timestamp($2::float8))""",
        account_id,
        since,
    )
    return body


async def one_of_account(queries: Queries, account_id: int, workspace_id: int) -> str | None:
    """The workspace as the account sees it, as a JSON object."""
    body: str | None = await queries.fetchval(
        f"SELECT {_WORKSPACE}::text {_VISIBLE} AND w.id = $2", account_id, workspace_id
    )
    return body


async def counted(queries: Queries, organization_id: int, *, administrator: int | None) -> list[Row]:
    """How many there are in each workspace, or in those that the organization user administers, by name.

    id, name, people (in whatever state), administrators (by their role there), groups.
    """
    return await queries.fetch(
        """
        WITH appointed AS (
            SELECT workspace_id, count(*) AS number FROM workspace_users
             WHERE organization_id = $1 AND role = 'admin' GROUP BY workspace_id),
        held AS (
            SELECT workspace_id, count(*) AS number FROM group_workspaces
             WHERE organization_id = $1 GROUP BY workspace_id)
        SELECT w.id, w.name, w.user_count AS people, COALESCE(appointed.number, 0) AS administrators,
               COALESCE(held.number, 0) AS groups
          FROM workspaces w
          LEFT JOIN appointed ON appointed.workspace_id = w.id
          LEFT JOIN held ON held.workspace_id = w.id
         WHERE w.organization_id = $1
           AND ($2::bigint IS NULL OR EXISTS (
                SELECT FROM workspace_users own
                 WHERE own.organization_id = $1 AND own.workspace_id = w.id AND own.organization_user_id = $2
                   AND own.role = 'admin' AND NOT own.inactive))
         ORDER BY lower(w.name), w.id""",
        organization_id,
        administrator,
    )


async def add(
    connection: Connection,
    organization_id: int,
    name: str,
    settings: Mapping[str, Any] | None = None,  # Any: a value of one of SETTINGS' columns.
) -> int:
    """Adds a workspace and returns its id; Duplicate when the organization has one of that name."""
    chosen = _known(settings or {}, SETTINGS)
    columns = "".join(f", {column}" for column in chosen)
    values = "".join(f", ${number}" for number in range(3, 3 + len(chosen)))
    workspace_id: int = await connection.fetchval(
        f"INSERT INTO workspaces (organization_id, name{columns}) VALUES ($1, $2{values}) RETURNING id",
        organization_id,
        name,
        *chosen.values(),
    )
    return workspace_id


def _known(values: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:  # Any: as in ``add``.
    return {column: value for column, value in values.items() if column in columns}


async def settings(connection: Connection, organization_id: int, workspace_id: int) -> Row:
    """The workspace's name, rate and SETTINGS."""
    row = await connection.fetchrow(
        f"""
        SELECT name, default_hourly_rate, {", ".join(SETTINGS)} FROM workspaces
         WHERE organization_id = $1 AND id = $2""",
        organization_id,
        workspace_id,
    )
    assert row is not None, "the path's workspace was found under the organization's lock"  # noqa: S101
    return row


async def change(
    connection: Connection,
    organization_id: int,
    workspace_id: int,
    values: Mapping[str, Any],  # Any: as in ``add``.
) -> None:
    """Gives the workspace a name or SETTINGS; Duplicate when the organization has another of that name."""
    wanted = _known(values, ("name", *SETTINGS))
    columns = "".join(f"{column} = ${number}, " for number, column in enumerate(wanted, 3))
    await connection.execute(
        f"UPDATE workspaces SET {columns}updated_at = now() WHERE organization_id = $1 AND id = $2",
        organization_id,
        workspace_id,
        *wanted.values(),
    )


async def preferences(queries: Queries, organization_id: int, workspace_id: int) -> dict[str, Any]:  # Any: JSON.
    """What was chosen for all who work in the workspace."""
    text: str | None = await queries.fetchval(
        "SELECT preferences FROM workspaces WHERE organization_id = $1 AND id = $2", organization_id, workspace_id
    )
    kept: dict[str, Any] = json.loads(text or "{}")
    return kept


async def choose(
    connection: Connection,
    organization_id: int,
    workspace_id: int,
    chosen: Mapping[str, bool | str | None],
) -> None:
    """Keeps what was chosen beside what was before; what is None is no longer chosen."""
    await connection.execute(
        """
        UPDATE workspaces SET preferences = jsonb_strip_nulls(preferences || $3::jsonb), updated_at = now()
         WHERE organization_id = $1 AND id = $2""",
        organization_id,
        workspace_id,
        json.dumps(chosen),
    )


async def count(connection: Connection, organization_id: int) -> int:
    """How many workspaces the organization has."""
    number: int = await connection.fetchval(
        "SELECT count(*) FROM workspaces WHERE organization_id = $1", organization_id
    )
    return number


async def existing(connection: Connection, organization_id: int, ids: Sequence[int]) -> set[int]:
    """Which of these ids are workspaces of the organization."""
    rows = await connection.fetch(
        "SELECT id FROM workspaces WHERE organization_id = $1 AND id = ANY($2::bigint[])", organization_id, ids
    )
    return {row["id"] for row in rows}
