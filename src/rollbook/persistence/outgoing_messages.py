"""What people are to be told, written in the transaction of what they are told about."""

import json

from rollbook.persistence.database import Connection


async def add(
    connection: Connection, kind: str, account_id: int, details: dict[str, object], *, organization_id: int | None
) -> None:
    """Adds a message to somebody; ``details`` must hold no secret."""
    await connection.execute(
        "INSERT INTO outgoing_messages (kind, account_id, organization_id, details) VALUES ($1, $2, $3, $4)",
        kind,
        account_id,
        organization_id,
        json.dumps(details),
    )
