"""Rates and labour costs of workspace users, with their history."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from rollbook.domain.payloads import ChangeMode
from rollbook.persistence.database import Connection

RateType = Literal["billable_rates", "labor_costs"]

_LAST_UPDATED = {"billable_rates": "rate_last_updated", "labor_costs": "labor_cost_last_updated"}


async def change(
    connection: Connection,
    organization_id: int,
    *,
    workspace_id: int,
    workspace_user_id: int,
    rate_type: RateType,
    amount: Decimal | None,
    mode: ChangeMode,
    since: datetime,
    creator_id: int,
) -> None:
    """Puts an amount in force: from today, in place of the current one, or of all there ever were (from ``since``)."""
    whose = (organization_id, workspace_user_id, rate_type)
    await _make_room(connection, whose, mode)
    await connection.execute(
        """
        INSERT INTO rates AS r (organization_id, workspace_id, workspace_user_id, type, amount, change_mode,
                                starts_at, creator_id)
        VALUES ($1, $4, $2, $3, $5, $6, COALESCE($7, date_trunc('day', now())), $8)
        ON CONFLICT (organization_id, workspace_id, COALESCE(workspace_user_id, 0), type) WHERE ends_at IS NULL
        DO UPDATE SET amount = EXCLUDED.amount, change_mode = EXCLUDED.change_mode,
                      creator_id = EXCLUDED.creator_id, updated_at = now()""",
        *whose,
        workspace_id,
        amount,
        mode,
        since if mode == "override-all" else None,
        creator_id,
    )
    await connection.execute(
        f"UPDATE workspace_users SET {_LAST_UPDATED[rate_type]} = now() WHERE organization_id = $1 AND id = $2",
        organization_id,
        workspace_user_id,
    )


async def _make_room(connection: Connection, whose: tuple[int, int, RateType], mode: ChangeMode) -> None:
    """Deletes or ends what the new amount does not replace itself."""
    if mode == "override-all":
        await connection.execute(
            "DELETE FROM rates WHERE organization_id = $1 AND workspace_user_id = $2 AND type = $3", *whose
        )
    elif mode == "start-today":
        # A rate that itself began today is replaced in its place: two of them on one day would leave an empty one.
        await connection.execute(
            """
            UPDATE rates SET ends_at = date_trunc('day', now()), updated_at = now()
             WHERE organization_id = $1 AND workspace_user_id = $2 AND type = $3
               AND ends_at IS NULL AND starts_at < date_trunc('day', now())""",
            *whose,
        )
