"""The audit log's rows."""

import json
from typing import Any

from rollbook.persistence.database import Connection


async def add(
    connection: Connection,
    *,
    organization_id: int,
    account_id: int | None,
    workspace_id: int | None,
    signed_in_by: str,
    request_id: str,
    action: str,
    entity_type: str,
    entity_id: int | None,
    details: dict[str, Any],  # Any: JSON.
) -> None:
    """Adds one entry."""
    await connection.execute(
        """
        INSERT INTO audit_entries (organization_id, account_id, workspace_id, signed_in_by, request_id,
                                   action, entity_type, entity_id, details)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        organization_id,
        account_id,
        workspace_id,
        signed_in_by,
        request_id,
        action,
        entity_type,
        entity_id,
        json.dumps(details),
    )
