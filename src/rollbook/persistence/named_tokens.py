"""Tokens that people make for their programs, known by their hash."""

from datetime import datetime, timedelta

from rollbook.persistence.database import Connection, Queries, Row

# Of a named token t: not yet at its end.
LIVING = "(t.ends_at IS NULL OR t.ends_at > now())"
# Of a named token t: its last use is to be written again. Not at every use, or else each read would be a write.
UNMARKED = "(t.last_used_at IS NULL OR t.last_used_at <= now() - interval '1 minute')"


async def add(
    connection: Connection, account_id: int, token_hash: bytes, *, name: str, ends_at: datetime | None
) -> int:
    """Adds a token of the account's and returns its id."""
    token_id: int = await connection.fetchval(
        "INSERT INTO named_tokens (token_hash, account_id, name, ends_at) VALUES ($1, $2, $3, $4) RETURNING id",
        token_hash,
        account_id,
        name,
        ends_at,
    )
    return token_id


async def count(connection: Connection, account_id: int) -> int:
    """How many tokens the account has, those at their end included."""
    number: int = await connection.fetchval("SELECT count(*) FROM named_tokens WHERE account_id = $1", account_id)
    return number


async def is_taken(connection: Connection, account_id: int, name: str) -> bool:
    """Whether the account has a token of that name that is not at its end, without regard to case."""
    taken: bool = await connection.fetchval(
        f"""
        SELECT EXISTS (SELECT FROM named_tokens t
                        WHERE t.account_id = $1 AND lower(t.name) = lower($2) AND {LIVING})""",
        account_id,
        name,
    )
    return taken


async def of_account(queries: Queries, account_id: int) -> list[Row]:
    """The account's tokens, newest first: id, name, created_at, ends_at, last_used_at, living."""
    return await queries.fetch(
        f"""
        SELECT t.id, t.name, t.created_at, t.ends_at, t.last_used_at, {LIVING} AS living
          FROM named_tokens t WHERE t.account_id = $1 ORDER BY t.created_at DESC, t.id DESC""",
        account_id,
    )


async def mark_used(connection: Connection, token_hash: bytes) -> None:
    """Writes that the token is used now, unless another request of the last minute has."""
    await connection.execute(
        f"UPDATE named_tokens t SET last_used_at = now() WHERE t.token_hash = $1 AND {UNMARKED}", token_hash
    )


async def end(connection: Connection, account_id: int, token_id: int) -> Row | None:
    """Ends one of the account's tokens; returns what it was, if there was one: ends_at."""
    return await connection.fetchrow(
        "DELETE FROM named_tokens WHERE account_id = $1 AND id = $2 RETURNING ends_at", account_id, token_id
    )


async def delete_ended(connection: Connection, *, after: timedelta) -> None:
    """Deletes the tokens whose end was so long ago."""
    await connection.execute("DELETE FROM named_tokens WHERE ends_at < now() - $1::interval", after)
