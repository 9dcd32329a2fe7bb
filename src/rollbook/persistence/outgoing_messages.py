"""What people are to be told, written in the transaction of what they are told about."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from rollbook.persistence.database import Connection


async def add(
    connection: Connection,
    kind: str,
    account_id: int,
    details: dict[str, object],
    *,
    organization_id: int | None,
    message_id: UUID | None = None,
    address: str | None = None,
) -> None:
    """Adds a message to somebody; ``details`` must hold no secret.

    It goes to ``address``, or else to the one that the account has when it is sent. A message whose link is derived
    from its number is given that number.
    """
    await connection.execute(
        """
        INSERT INTO outgoing_messages (id, kind, account_id, organization_id, details, address)
        VALUES (COALESCE($1, gen_random_uuid()), $2, $3, $4, $5, $6)""",
        message_id,
        kind,
        account_id,
        organization_id,
        json.dumps(details),
        address,
    )


@dataclass(frozen=True, slots=True)
class Message:
    """A message with a number of its own, to an account; ``details`` must hold no secret."""

    id: UUID
    account_id: int
    details: dict[str, object]


async def add_all(connection: Connection, kind: str, messages: Sequence[Message], *, organization_id: int) -> None:
    """Adds messages of one kind, by one statement."""
    if not messages:
        return
    await connection.execute(
        """
        INSERT INTO outgoing_messages (id, kind, account_id, organization_id, details)
        SELECT id, $1, account_id, $2, details
          FROM unnest($3::uuid[], $4::bigint[], $5::jsonb[]) AS new (id, account_id, details)""",
        kind,
        organization_id,
        [one.id for one in messages],
        [one.account_id for one in messages],
        [json.dumps(one.details) for one in messages],
    )


async def was_added(connection: Connection, kind: str, account_id: int, *, within: timedelta) -> bool:
    """Whether a message of that kind to the account was added so recently."""
    added: bool = await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM outgoing_messages
                        WHERE account_id = $1 AND kind = $2 AND created_at > now() - $3::interval)""",
        account_id,
        kind,
        within,
    )
    return added
