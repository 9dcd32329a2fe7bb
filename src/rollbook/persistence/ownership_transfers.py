"""Transfers of ownership."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rollbook.domain.ownership import Side, Transfer
from rollbook.persistence.database import Connection, Queries, Row
from rollbook.persistence.json_sql import microseconds

# What has run out is finished from that moment on, whether or not it has been settled.
_OUTCOME = "CASE WHEN t.outcome IS NULL AND t.expires_at <= now() THEN 'expired' ELSE t.outcome END"
_FINISHED_AT = "CASE WHEN t.outcome IS NULL AND t.expires_at <= now() THEN t.expires_at ELSE t.finished_at END"
_SHOWN = f"""json_build_object(
    'owner_transfer_id', t.id,
    'organization_id', t.organization_id,
    'requester_id', t.requester_id,
    'current_owner_id', t.current_owner_id,
    'current_owner_accepted', t.current_owner_accepted,
    'current_owner_answered_at', {microseconds("t.current_owner_answered_at")},
    'new_owner_id', t.new_owner_id,
    'new_owner_accepted', t.new_owner_accepted,
    'new_owner_answered_at', {microseconds("t.new_owner_answered_at")},
    'outcome_name', {_OUTCOME},
    'created_at', {microseconds("t.created_at")},
    'finished_at', {microseconds(_FINISHED_AT)})"""


def _concerns(account: str) -> str:
    """Whether a transfer is of that account's, or no account is asked about."""
    return f"({account}::bigint IS NULL OR {account} IN (t.requester_id, t.current_owner_id, t.new_owner_id))"


@dataclass(frozen=True, slots=True)
class Named:
    """A transfer with its number and the names of who asked and of both sides; None of who is in it no more."""

    id: int
    transfer: Transfer
    requester: str | None
    current_owner: str | None
    new_owner: str | None


async def listed(
    queries: Queries, organization_id: int, *, of_account: int | None, ongoing: bool | None
) -> tuple[str, bool]:
    """The transfers, or those alone that concern an account, newest first, as a JSON array; and if there are any.

    ``ongoing`` leaves out the finished ones or the others, of which there may be some all the same.
    """
    row = await queries.fetchrow(
        f"""
        SELECT '[' || COALESCE(string_agg({_SHOWN}::text, ',' ORDER BY t.created_at DESC, t.id DESC)
                      FILTER (WHERE $3::boolean IS NULL OR ({_OUTCOME} IS NULL) = $3), '') || ']' AS body,
               count(*) > 0 AS known
          FROM ownership_transfers t
         WHERE t.organization_id = $1 AND {_concerns("$2")}""",
        organization_id,
        of_account,
        ongoing,
    )
    assert row is not None, "an aggregate without GROUP BY gives one row"  # noqa: S101
    return row["body"], row["known"]


async def shown(queries: Queries, organization_id: int, transfer_id: int, *, of_account: int | None) -> str | None:
    """The transfer, where it is the organization's and concerns the account, if one is given, as a JSON object."""
    body: str | None = await queries.fetchval(
        f"""
        SELECT {_SHOWN}::text FROM ownership_transfers t
         WHERE t.organization_id = $1 AND t.id = $2 AND {_concerns("$3")}""",
        organization_id,
        transfer_id,
        of_account,
    )
    return body


async def newest(queries: Queries, organization_id: int, *, of_account: int | None, most: int) -> list[Named]:
    """The newest transfers, or those that concern an account, each with the names of whom it concerns."""
    rows = await queries.fetch(
        f"""
        SELECT t.*, requester.name AS requester, present.name AS present, following.name AS following
          FROM ownership_transfers t
          LEFT JOIN organization_users requester
                 ON requester.organization_id = $1 AND requester.account_id = t.requester_id
          LEFT JOIN organization_users present
                 ON present.organization_id = $1 AND present.account_id = t.current_owner_id
          LEFT JOIN organization_users following
                 ON following.organization_id = $1 AND following.account_id = t.new_owner_id
         WHERE t.organization_id = $1 AND {_concerns("$2")}
         ORDER BY t.created_at DESC, t.id DESC LIMIT $3""",
        organization_id,
        of_account,
        most,
    )
    return [Named(row["id"], _transfer(row), row["requester"], row["present"], row["following"]) for row in rows]


async def moment(connection: Connection) -> datetime:
    """What time it is, by the database; not when the transaction began, which may have waited."""
    now: datetime = await connection.fetchval("SELECT clock_timestamp()")
    return now


async def awaits(queries: Queries, organization_id: int, account_id: int) -> bool:
    """Whether a transfer that goes on has no answer of the account's yet."""
    found: bool = await queries.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM ownership_transfers t
             WHERE t.organization_id = $1 AND t.outcome IS NULL AND t.expires_at > now()
               AND ((t.current_owner_id = $2 AND t.current_owner_accepted IS NULL)
                    OR (t.new_owner_id = $2 AND t.new_owner_accepted IS NULL)))""",
        organization_id,
        account_id,
    )
    return found


async def locked(connection: Connection, organization_id: int, transfer_id: int) -> Transfer | None:
    """The transfer, which nobody else can settle until this transaction ends."""
    row = await connection.fetchrow(
        "SELECT * FROM ownership_transfers WHERE organization_id = $1 AND id = $2 FOR UPDATE",
        organization_id,
        transfer_id,
    )
    return None if row is None else _transfer(row)


def _transfer(row: Row) -> Transfer:
    return Transfer(
        requester_id=row["requester_id"],
        current_owner=Side(row["current_owner_id"], row["current_owner_accepted"], row["current_owner_answered_at"]),
        new_owner=Side(row["new_owner_id"], row["new_owner_accepted"], row["new_owner_answered_at"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        outcome=row["outcome"],
        finished_at=row["finished_at"],
    )


async def is_ongoing(connection: Connection, organization_id: int) -> bool:
    """Whether a transfer of the organization is under way."""
    found: bool = await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM ownership_transfers
                        WHERE organization_id = $1 AND outcome IS NULL AND expires_at > clock_timestamp())""",
        organization_id,
    )
    return found


async def is_to_own(connection: Connection, organization_id: int, account_id: int) -> bool:
    """Whether a transfer is under way that would make the account the owner."""
    found: bool = await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM ownership_transfers
                        WHERE organization_id = $1 AND new_owner_id = $2
                          AND outcome IS NULL AND expires_at > clock_timestamp())""",
        organization_id,
        account_id,
    )
    return found


async def add(connection: Connection, organization_id: int, transfer: Transfer) -> int:
    """Adds an ongoing transfer and returns its id."""
    transfer_id: int = await connection.fetchval(
        """
        INSERT INTO ownership_transfers
               (organization_id, requester_id, current_owner_id, current_owner_accepted, current_owner_answered_at,
                new_owner_id, new_owner_accepted, new_owner_answered_at, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id""",
        organization_id,
        transfer.requester_id,
        transfer.current_owner.account_id,
        transfer.current_owner.accepted,
        transfer.current_owner.answered_at,
        transfer.new_owner.account_id,
        transfer.new_owner.accepted,
        transfer.new_owner.answered_at,
        transfer.created_at,
        transfer.expires_at,
    )
    return transfer_id


async def change(connection: Connection, organization_id: int, transfer_id: int, transfer: Transfer) -> None:
    """Keeps the answers and the outcome."""
    await connection.execute(
        """
        UPDATE ownership_transfers
           SET current_owner_accepted = $3, current_owner_answered_at = $4,
               new_owner_accepted = $5, new_owner_answered_at = $6, outcome = $7, finished_at = $8
         WHERE organization_id = $1 AND id = $2""",
        organization_id,
        transfer_id,
        transfer.current_owner.accepted,
        transfer.current_owner.answered_at,
        transfer.new_owner.accepted,
        transfer.new_owner.answered_at,
        transfer.outcome,
        transfer.finished_at,
    )


async def cancel_of_people(
    connection: Connection, organization_id: int, organization_user_ids: Sequence[int]
) -> tuple[int, Transfer] | None:
    """Ends the ongoing transfer that one of these people is a side of; returns its id and what became of it."""
    row = await connection.fetchrow(
        """
        UPDATE ownership_transfers t SET outcome = 'cancelled', finished_at = clock_timestamp()
         WHERE t.organization_id = $1 AND t.outcome IS NULL AND t.expires_at > clock_timestamp()
           AND EXISTS (SELECT FROM organization_users ou
                        WHERE ou.organization_id = $1 AND ou.id = ANY($2::bigint[])
                          AND ou.account_id IN (t.current_owner_id, t.new_owner_id))
        RETURNING t.*""",
        organization_id,
        organization_user_ids,
    )
    return None if row is None else (row["id"], _transfer(row))


async def settle_expired(connection: Connection, organization_id: int | None) -> list[Row]:
    """Ends the transfers that have run out, of one organization or of all; returns their organization_id and id.

    What somebody else is at is left to them.
    """
    return await connection.fetch(
        """
        WITH due AS (
            SELECT organization_id, id FROM ownership_transfers
             WHERE outcome IS NULL AND expires_at <= clock_timestamp()
               AND ($1::bigint IS NULL OR organization_id = $1)
               FOR UPDATE SKIP LOCKED)
        UPDATE ownership_transfers t SET outcome = 'expired', finished_at = t.expires_at
          FROM due WHERE t.organization_id = due.organization_id AND t.id = due.id
        RETURNING t.organization_id, t.id""",
        organization_id,
    )
