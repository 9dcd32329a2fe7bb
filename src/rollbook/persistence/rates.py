"""Rates and labour costs of workspaces and the people in them, with their history."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rollbook.domain.payloads import ChangeMode
from rollbook.domain.rates import RateType
from rollbook.persistence.database import Connection, Queries
from rollbook.persistence.json_sql import seconds

# Where the amount in force stands; of labour costs a workspace has the history alone.
_OF_PERSON = {
    "billable_rates": "UPDATE workspace_users SET rate = $3, rate_last_updated = now(), updated_at = now()",
    "labor_costs": "UPDATE workspace_users SET labor_cost = $3, labor_cost_last_updated = now(), updated_at = now()",
}
_OF_WORKSPACE = {
    "billable_rates": "UPDATE workspaces SET default_hourly_rate = $3, rate_last_updated = now(), updated_at = now()",
}
_TODAY = "date_trunc('day', now())"


@dataclass(frozen=True, slots=True)
class _History:
    """The entries of one workspace user, or of a workspace itself, of one type or both."""

    organization_id: int
    workspace_id: int
    workspace_user_id: int | None
    rate_type: RateType | None

    @property
    def keys(self) -> tuple[int, int, int | None, RateType | None]:
        """The first four parameters of each statement."""
        return self.organization_id, self.workspace_id, self.workspace_user_id, self.rate_type

    @property
    def condition(self) -> str:
        """Which rows of the table they are, by these parameters."""
        # Spelled out for NULL, too: no index helps with IS NOT DISTINCT FROM.
        person = "$3::bigint IS NULL AND workspace_user_id IS NULL"
        if self.workspace_user_id is not None:
            person = "workspace_user_id = $3"
        return f"organization_id = $1 AND workspace_id = $2 AND {person} AND type = COALESCE($4, type)"


async def change(
    connection: Connection,
    organization_id: int,
    *,
    workspace_id: int,
    workspace_user_id: int | None,
    rate_type: RateType,
    amount: Decimal | None,
    mode: ChangeMode,
    creator_id: int,
    start: datetime | None = None,
) -> int:
    """Puts an amount in force for a workspace user, or for the workspace itself; returns the number of the entry.

    In force from ``start`` (without it from today), in place of the current amount, or in place of all there ever were.
    The amount is stored on the workspace user or workspace, too.
    """
    history = _History(organization_id, workspace_id, workspace_user_id, rate_type)
    begins: datetime | None = None
    if mode == "start-today":
        begins = start
        await _end(connection, history, start)
    elif mode == "override-all":
        begins = await _forget(connection, history)
    entry: int = await connection.fetchval(
        f"""
        INSERT INTO rates (organization_id, workspace_id, workspace_user_id, type, amount, change_mode, starts_at,
                           creator_id)
        VALUES ($1, $2, $3, $4, $5, $6, COALESCE($7, {_TODAY}), $8)
        ON CONFLICT (organization_id, workspace_id, COALESCE(workspace_user_id, 0), type) WHERE ends_at IS NULL
        DO UPDATE SET amount = EXCLUDED.amount, change_mode = EXCLUDED.change_mode,
                      creator_id = EXCLUDED.creator_id, updated_at = now()
        RETURNING id""",
        *history.keys,
        amount,
        mode,
        begins,
        creator_id,
    )
    await _store(connection, history, amount)
    return entry


async def _end(connection: Connection, history: _History, start: datetime | None) -> None:
    """Ends what is in force when the new amount begins, and deletes what begins then or later."""
    await connection.execute(
        f"""
        WITH replaced AS (
            DELETE FROM rates WHERE {history.condition} AND starts_at >= COALESCE($5::timestamptz, {_TODAY})
        )
        UPDATE rates SET ends_at = COALESCE($5::timestamptz, {_TODAY}), updated_at = now()
         WHERE {history.condition} AND starts_at < COALESCE($5::timestamptz, {_TODAY})
           AND (ends_at IS NULL OR ends_at > COALESCE($5::timestamptz, {_TODAY}))""",
        *history.keys,
        start,
    )


async def _forget(connection: Connection, history: _History) -> datetime:
    """Deletes the whole history; returns when it began, or when that whose it is was made if that was earlier."""
    table, number = ("workspaces", "$2") if history.workspace_user_id is None else ("workspace_users", "$3")
    began: datetime = await connection.fetchval(
        f"""
        WITH replaced AS (DELETE FROM rates WHERE {history.condition} RETURNING starts_at)
        SELECT LEAST((SELECT min(starts_at) FROM replaced),
                     (SELECT created_at FROM {table} WHERE organization_id = $1 AND id = {number}))""",
        *history.keys,
    )
    return began


async def _store(connection: Connection, history: _History, amount: Decimal | None) -> None:
    """Writes the amount where the lists read it."""
    of_workspace = history.workspace_user_id is None
    statement = (_OF_WORKSPACE if of_workspace else _OF_PERSON).get(history.rate_type or "")
    if statement is not None:
        number = history.workspace_id if of_workspace else history.workspace_user_id
        await connection.execute(
            f"{statement} WHERE organization_id = $1 AND id = $2", history.organization_id, number, amount
        )


async def in_force(
    connection: Connection,
    organization_id: int,
    *,
    workspace_id: int,
    workspace_user_id: int | None,
    rate_type: RateType,
) -> Decimal | None:
    """The amount in force; None where there is none."""
    history = _History(organization_id, workspace_id, workspace_user_id, rate_type)
    amount: Decimal | None = await connection.fetchval(
        f"SELECT amount FROM rates WHERE {history.condition} AND ends_at IS NULL", *history.keys
    )
    return amount


async def listed(
    queries: Queries,
    organization_id: int,
    *,
    workspace_id: int,
    workspace_user_id: int | None,
    rate_type: RateType | None,
) -> str:
    """The history of a workspace user, or of the workspace itself, of both types or one: newest first, as JSON."""
    history = _History(organization_id, workspace_id, workspace_user_id, rate_type)
    body: str = await queries.fetchval(
        f"""
        SELECT '[' || COALESCE(string_agg({_RATE}::text, ',' ORDER BY starts_at DESC, id DESC), '') || ']'
          FROM rates WHERE {history.condition}""",
        *history.keys,
    )
    return body


_RATE = f"""json_build_object(
    'id', id,
    'amount', amount,
    'created_at', {seconds("created_at")},
    'creator_id', creator_id,
    'deleted_at', NULL,
    'end', {seconds("ends_at")},
    'planned_task_id', NULL,
    'project_id', NULL,
    'project_user_id', NULL,
    'rate_change_mode', change_mode,
    'start', {seconds("starts_at")},
    'type', type,
    'updated_at', {seconds("updated_at")},
    'workspace_id', workspace_id,
    'workspace_user_id', workspace_user_id)"""
