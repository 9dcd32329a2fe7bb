"""What a database says of itself, for who looks after it."""

from dataclasses import dataclass
from datetime import datetime

from rollbook.persistence import table_copies
from rollbook.persistence.migrations import connected, newest

_FACTS = """
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
           current_setting('server_encoding') AS encoding, current_setting('max_connections')::int AS connections,
           clock_timestamp() AS clock,
           ARRAY(SELECT wanted FROM unnest(ARRAY['pg_trgm', 'btree_gin']) AS wanted
                  WHERE wanted NOT IN (SELECT name FROM pg_available_extensions)) AS missing_extensions,
           to_regclass('alembic_version') IS NOT NULL AS has_schema"""
# Versions of organizations follow the clock, in microseconds.
_LATEST_CHANGE = "SELECT to_timestamp(max(version) / 1000000.0) FROM organizations"
_MAILS = """
    SELECT count(*) AS waiting, min(created_at) AS oldest
      FROM outgoing_messages WHERE sent_at IS NULL AND given_up_at IS NULL"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A database as it is; what only the newest schema tells is None where it has another one."""

    version: str
    number: int
    encoding: str
    connections: int
    clock: datetime
    missing_extensions: list[str]
    schema: str | None
    latest_change: datetime | None = None
    waiting_mails: int = 0
    oldest_waiting_mail: datetime | None = None
    faults: list[str] | None = None


async def look(url: str) -> Database:
    """Reads all of it; DatabaseProblem where there is no connection."""
    async with connected(url) as connection:
        row = await connection.fetchrow(_FACTS)
        assert row is not None, "a SELECT without FROM gives one row"  # noqa: S101
        facts = dict(row)
        schema = (
            await connection.fetchval("SELECT version_num FROM alembic_version") if facts.pop("has_schema") else None
        )
        if schema != newest():
            return Database(**facts, schema=schema)
        mails = await connection.fetchrow(_MAILS)
        assert mails is not None, "an aggregate without GROUP BY gives one row"  # noqa: S101
        return Database(
            **facts,
            schema=schema,
            latest_change=await connection.fetchval(_LATEST_CHANGE),
            waiting_mails=mails["waiting"],
            oldest_waiting_mail=mails["oldest"],
            faults=await table_copies.faults(connection),
        )


async def greet(url: str) -> None:
    """Connects, and leaves again; DatabaseProblem where that fails."""
    async with connected(url):
        return
