"""Sessions, known by the hash of their secret."""

from dataclasses import dataclass
from datetime import timedelta

from rollbook.persistence.database import Connection, Queries, Row
from rollbook.persistence.json_sql import microseconds

MOST = 100  # Living sessions of an account: a program that begins one for each request fills no table.

# Of a session s: not yet at its end, and not unused for too long.
LIVING = "(s.expires_at > now() AND s.last_used_at + s.idle_lasts > now())"
# Of a session s: its last use is to be written again. Not at every use, or else each read would be a write.
UNMARKED = "s.last_used_at <= now() - interval '1 minute'"

_SESSION = f"""json_build_object(
    'id', s.id,
    'created_at', {microseconds("s.created_at")},
    'last_used_at', {microseconds("s.last_used_at")},
    'expires_at', {microseconds("s.expires_at")},
    'idle_ends_at', {microseconds("LEAST(s.expires_at, s.last_used_at + s.idle_lasts)")},
    'remembered', s.remembered,
    'user_agent', s.user_agent,
    'address', s.address,
    'current', s.session_hash IS NOT DISTINCT FROM $2)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session that is to begin: how long it lasts, used and unused, and from where it was begun."""

    session_hash: bytes
    remembered: bool
    lasts: timedelta
    idle_lasts: timedelta
    user_agent: str
    address: str


async def add(connection: Connection, account_id: int, session: NewSession) -> int:
    """Begins a session and returns its id.

    Forgets those of the account that have run out, and of more than ``MOST`` those that were used longest ago.
    """
    await connection.execute(
        f"""
        DELETE FROM sessions s WHERE s.account_id = $1 AND (NOT {LIVING} OR s.id IN (
            SELECT id FROM sessions WHERE account_id = $1 ORDER BY last_used_at DESC, id DESC OFFSET $2))""",
        account_id,
        MOST - 1,
    )
    session_id: int = await connection.fetchval(
        """
        INSERT INTO sessions (account_id, session_hash, remembered, expires_at, idle_lasts, user_agent, address)
        VALUES ($1, $2, $3, now() + $4, $5, $6, $7) RETURNING id""",
        account_id,
        session.session_hash,
        session.remembered,
        session.lasts,
        session.idle_lasts,
        session.user_agent,
        session.address,
    )
    return session_id


async def of_account(queries: Queries, account_id: int, current: bytes | None) -> str:
    """The account's living sessions, newest first, as a JSON array; ``current`` is the hash of the request's own."""
    body: str = await queries.fetchval(
        f"""
        SELECT '[' || COALESCE(string_agg({_SESSION}::text, ',' ORDER BY s.created_at DESC, s.id DESC), '') || ']'
          FROM sessions s WHERE s.account_id = $1 AND {LIVING}""",
        account_id,
        current,
    )
    return body


async def mark_used(connection: Connection, session_hash: bytes) -> None:
    """Writes that the session is used now, unless another request of the last minute has."""
    await connection.execute(
        f"UPDATE sessions s SET last_used_at = now() WHERE s.session_hash = $1 AND {UNMARKED}", session_hash
    )


async def end(connection: Connection, session_hash: bytes) -> Row | None:
    """Ends the session; returns what it was, if there was one: id, account_id, remembered."""
    return await connection.fetchrow(
        "DELETE FROM sessions WHERE session_hash = $1 RETURNING id, account_id, remembered", session_hash
    )


async def end_one(connection: Connection, account_id: int, session_id: int) -> Row | None:
    """Ends a living session of the account; returns what it was, if there was one: remembered."""
    return await connection.fetchrow(
        f"DELETE FROM sessions s WHERE s.account_id = $1 AND s.id = $2 AND {LIVING} RETURNING s.remembered",
        account_id,
        session_id,
    )


async def end_all(connection: Connection, account_id: int, *, but: bytes | None = None) -> list[Row]:
    """Ends all sessions of the account but the one with that hash; returns the living ones: id, remembered."""
    return await connection.fetch(
        f"""
        WITH ended AS (
            DELETE FROM sessions s WHERE s.account_id = $1 AND s.session_hash IS DISTINCT FROM $2
            RETURNING s.id, s.remembered, {LIVING} AS was_living)
        SELECT id, remembered FROM ended WHERE was_living ORDER BY id""",
        account_id,
        but,
    )


async def delete_dead(connection: Connection) -> None:
    """Deletes the sessions that have run out."""
    await connection.execute(f"DELETE FROM sessions s WHERE NOT {LIVING}")
