"""Messages on their way out: claimed, sent, given up; and what their mails speak of."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from rollbook.persistence.database import Connection, Queries, Row

_WAITING = "sent_at IS NULL AND given_up_at IS NULL"
_COLUMNS = """m.id, m.kind, m.account_id, m.organization_id, m.details::text AS details, m.created_at, m.attempts,
              COALESCE(m.address, a.email) AS address, a.name"""


async def claim(connection: Connection, *, most: int, lasts: timedelta) -> list[Row]:
    """The messages that are due longest, which nobody else gets while the claim lasts."""
    return await connection.fetch(
        f"""
        WITH due AS (
            SELECT id FROM outgoing_messages
             WHERE {_WAITING} AND next_attempt_at <= now() AND (claimed_until IS NULL OR claimed_until <= now())
             ORDER BY next_attempt_at, id LIMIT $1 FOR UPDATE SKIP LOCKED),
        claimed AS (
            UPDATE outgoing_messages m SET claimed_until = now() + $2::interval, attempts = m.attempts + 1
              FROM due WHERE m.id = due.id RETURNING m.*)
        SELECT {_COLUMNS} FROM claimed m JOIN accounts a ON a.id = m.account_id
         ORDER BY m.next_attempt_at, m.id""",
        most,
        lasts,
    )


async def release(connection: Connection, ids: Sequence[UUID]) -> None:
    """Gives claimed messages back as if they had not been tried."""
    await connection.execute(
        f"""
        UPDATE outgoing_messages SET claimed_until = NULL, attempts = attempts - 1
         WHERE id = ANY($1::uuid[]) AND claimed_until IS NOT NULL AND {_WAITING}""",
        ids,
    )


async def mark_sent(connection: Connection, message_id: UUID) -> None:
    """Remembers that the message has been taken."""
    await connection.execute(
        "UPDATE outgoing_messages SET sent_at = now(), claimed_until = NULL, last_error = NULL WHERE id = $1",
        message_id,
    )


async def postpone(connection: Connection, message_id: UUID, error: str, *, pause: timedelta, lasts: timedelta) -> None:
    """Has the message tried again after the pause; or gives it up where it has been waiting for as long as it may."""
    await connection.execute(
        f"""
        UPDATE outgoing_messages
           SET last_error = $2, claimed_until = NULL, next_attempt_at = now() + $3::interval,
               given_up_at = CASE WHEN created_at + $4::interval <= now() THEN now() END
         WHERE id = $1 AND {_WAITING}""",
        message_id,
        error,
        pause,
        lasts,
    )


async def give_up(connection: Connection, message_id: UUID, error: str) -> None:
    """Has the message not tried again."""
    await connection.execute(
        f"""
        UPDATE outgoing_messages SET given_up_at = now(), claimed_until = NULL, last_error = $2
         WHERE id = $1 AND {_WAITING}""",
        message_id,
        error,
    )


async def message(queries: Queries, message_id: UUID) -> Row | None:
    """One message, as ``claim`` returns it."""
    return await queries.fetchrow(
        f"SELECT {_COLUMNS} FROM outgoing_messages m JOIN accounts a ON a.id = m.account_id WHERE m.id = $1", message_id
    )


async def newest(queries: Queries, most: int) -> list[Row]:
    """The newest messages, the newest last: id, state, kind, address, created_at, settled_at, attempts, last_error."""
    return await queries.fetch(
        """
        SELECT * FROM (
            SELECT m.id, m.kind, m.created_at, m.attempts, m.last_error,
                   COALESCE(m.sent_at, m.given_up_at) AS settled_at,
                   CASE WHEN m.sent_at IS NOT NULL THEN 'sent'
                        WHEN m.given_up_at IS NOT NULL THEN 'given up' ELSE 'waiting' END AS state,
                   COALESCE(m.address, i.email, a.email) AS address
              FROM outgoing_messages m
              JOIN accounts a ON a.id = m.account_id
              LEFT JOIN invitations i ON m.kind = 'invitation' AND i.organization_id = m.organization_id
                                     AND i.id = (m.details ->> 'invitation_id')::bigint
             ORDER BY m.created_at DESC, m.id DESC LIMIT $1) newest
         ORDER BY created_at, id""",
        most,
    )


async def newest_of_kind(queries: Queries, account_id: int, kind: str) -> Row | None:
    """The newest message of that kind to the account: created_at, settled_at, state, attempts, last_error, address."""
    return await queries.fetchrow(
        """
        SELECT m.created_at, m.attempts, m.last_error, COALESCE(m.sent_at, m.given_up_at) AS settled_at,
               CASE WHEN m.sent_at IS NOT NULL THEN 'sent'
                    WHEN m.given_up_at IS NOT NULL THEN 'given up' ELSE 'waiting' END AS state,
               COALESCE(m.address, a.email) AS address
          FROM outgoing_messages m JOIN accounts a ON a.id = m.account_id
         WHERE m.account_id = $1 AND m.kind = $2
         ORDER BY m.created_at DESC, m.id DESC LIMIT 1""",
        account_id,
        kind,
    )


async def waiting(queries: Queries) -> int:
    """How many messages are neither sent nor given up."""
    number: int = await queries.fetchval(f"SELECT count(*) FROM outgoing_messages WHERE {_WAITING}")
    return number


async def delete_old(connection: Connection, *, after: timedelta) -> None:
    """Deletes messages that were sent or given up so long ago, or that have waited for so long."""
    await connection.execute(
        "DELETE FROM outgoing_messages WHERE COALESCE(sent_at, given_up_at, created_at) < now() - $1::interval", after
    )


# What the mails speak of --------------------------------------------------------------------------------------


async def organization_name(queries: Queries, organization_id: int) -> str | None:
    """The name of the organization, None where it is gone."""
    name: str | None = await queries.fetchval("SELECT name FROM organizations WHERE id = $1", organization_id)
    return name


async def invitation(queries: Queries, organization_id: int, invitation_id: int, code_hash: bytes) -> Row | None:
    """The invitation, as long as that code accepts it: to where, from whom, until when.

    ``sender`` and ``sender_address`` are NULL where the sender has closed their account.
    """
    return await queries.fetchrow(
        """
        SELECT i.email, i.expires_at, o.name AS organization, s.email AS sender_address,
               COALESCE(in_organization.name, s.name) AS sender
          FROM invitations i
          JOIN organizations o ON o.id = i.organization_id
          JOIN organization_users ou ON ou.organization_id = i.organization_id AND ou.id = i.organization_user_id
          LEFT JOIN accounts s ON s.id = i.sender_id
          LEFT JOIN organization_users in_organization
                 ON in_organization.organization_id = i.organization_id AND in_organization.account_id = i.sender_id
         WHERE i.organization_id = $1 AND i.id = $2 AND i.code_hash = $3
           AND i.state = 'pending' AND i.expires_at > now() AND NOT ou.joined AND NOT ou.inactive""",
        organization_id,
        invitation_id,
        code_hash,
    )


async def reset_link(queries: Queries, account_id: int, code_hash: bytes) -> Row | None:
    """Until when that code sets the account's password: expires_at."""
    return await queries.fetchrow(
        "SELECT expires_at FROM password_resets WHERE account_id = $1 AND code_hash = $2 AND expires_at > now()",
        account_id,
        code_hash,
    )


async def member(queries: Queries, organization_id: int, account_id: int) -> Row | None:
    """Name, e-mail and whether they are active, of somebody who has joined the organization."""
    return await queries.fetchrow(
        """
        SELECT name, email, NOT inactive AS active FROM organization_users
         WHERE organization_id = $1 AND account_id = $2 AND joined""",
        organization_id,
        account_id,
    )


async def ownership_transfer(queries: Queries, organization_id: int, transfer_id: int) -> Row | None:
    """The names of who asked for the transfer and of its sides, NULL for who is gone; until when; and its outcome."""
    return await queries.fetchrow(
        """
        SELECT t.id, t.expires_at, t.outcome, o.name AS organization,
               requester.name AS requester, current_owner.name AS current_owner, new_owner.name AS new_owner
          FROM ownership_transfers t
          JOIN organizations o ON o.id = t.organization_id
          LEFT JOIN accounts requester ON requester.id = t.requester_id
          LEFT JOIN accounts current_owner ON current_owner.id = t.current_owner_id
          LEFT JOIN accounts new_owner ON new_owner.id = t.new_owner_id
         WHERE t.organization_id = $1 AND t.id = $2""",
        organization_id,
        transfer_id,
    )
