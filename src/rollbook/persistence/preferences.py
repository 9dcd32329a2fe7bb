"""What accounts have chosen."""

import json
from typing import Any

from rollbook.persistence.database import Connection, Queries, Row


async def of_account(queries: Queries, account_id: int) -> Row | None:
    """What the account has chosen, as JSON text, and what it shows of itself beside that."""
    return await queries.fetchrow(
        "SELECT preferences, beginning_of_week, timezone FROM accounts WHERE id = $1", account_id
    )


async def choose(
    connection: Connection,
    account_id: int,
    chosen: dict[str, Any],  # Any: JSON.
    *,
    beginning_of_week: int,
    timezone: str,
) -> None:
    """Keeps what was chosen beside what was before."""
    await connection.execute(
        """
        UPDATE accounts
           SET preferences = preferences || $2::jsonb, beginning_of_week = $3, timezone = $4, updated_at = now()
         WHERE id = $1""",
        account_id,
        json.dumps(chosen),
        beginning_of_week,
        timezone,
    )
