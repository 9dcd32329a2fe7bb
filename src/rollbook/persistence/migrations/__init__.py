"""Brings a database to the newest schema."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from rollbook.lazily import imported
from rollbook.persistence.database import DatabaseProblem, which_server

# Any number will do, as long as every server takes the same.
MIGRATION_LOCK = 6_021_023
# Well before the database looks, after a second, for who waits for each other: it would end somebody's request then.
LOCKS_WITHIN = "300ms"
ATTEMPTS, PAUSE = 60, 1.0  # Seconds.


def newest() -> str:
    """The revision of the newest schema: what the name of the last file begins with, read without Alembic."""
    return max(path.name.partition("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*_*.py"))


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection as the role of the URL; DatabaseProblem where there is none."""
    try:
        connection = await asyncpg.connect(
            url,
            timeout=15,
            target_session_attrs=which_server(url),
            server_settings={"application_name": "rollbook"},
        )
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise DatabaseProblem(f"cannot connect to the database: {str(error).splitlines()[0]}") from error
    try:
        yield connection
    finally:
        await connection.close()


async def upgrade(url: str) -> None:
    """Runs the migrations that the database lacks, once, however many servers start together.

    Raises DatabaseProblem where it cannot.
    """
    async with connected(url) as connection:
        await migrate(connection)


async def migrate(
    connection: "asyncpg.Connection[asyncpg.Record]", *, attempts: int = ATTEMPTS, pause: float = PAUSE
) -> None:
    """Runs the migrations that the database of the connection lacks, as ``upgrade`` does.

    Servers of the version before go on working meanwhile. What changes a table waits for who reads it, and everybody
    else would wait behind it: so it waits for a moment only, gives way for ``pause`` seconds, and tries again.
    """
    for attempt in range(1, attempts + 1):
        try:
            await _migrate_locked(connection)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as error:
            if attempt == attempts:
                raise DatabaseProblem(
                    "cannot bring the database to this version: somebody has worked with its tables all the time"
                ) from error
            await asyncio.sleep(pause)
        except asyncpg.PostgresError as error:
            raise DatabaseProblem(f"cannot bring the database to this version: {str(error).splitlines()[0]}") from error
        else:
            return


async def _migrate_locked(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", MIGRATION_LOCK)
        known = await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL")
        revision = await connection.fetchval("SELECT version_num FROM alembic_version") if known else None
        if revision != newest():
            # Of the lock above as long as it takes is waited for.
            await connection.execute(f"SET LOCAL lock_timeout = '{LOCKS_WITHIN}'")
            # Alembic brings SQLAlchemy: a third of all that a start would import, for what most starts do not need.
            await connection.execute(imported(f"{__name__}.scripts").script_from(revision))
