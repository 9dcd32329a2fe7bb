"""Brings a database to the newest schema."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import asyncpg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError

from rollbook.persistence.database import DatabaseProblem

# Any number will do, as long as every server takes the same.
_MIGRATION_LOCK = 6_021_023


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def _script_from(scripts: ScriptDirectory, revision: str | None) -> str:
    """The SQL that leads from ``revision`` to the newest schema."""
    text = io.StringIO()

    def steps(_revision: Any, _context: Any) -> Iterable[Any]:  # Any: Alembic does not publish its step type.
        return scripts._upgrade_revs("head", revision or "base")  # noqa: SLF001 - as its own command does.

    config = Config()
    with EnvironmentContext(
        config, scripts, fn=steps, as_sql=True, starting_rev=revision, destination_rev="head"
    ) as environment:
        environment.configure(dialect_name="postgresql", output_buffer=text, transactional_ddl=False)
        environment.run_migrations()
    return text.getvalue()


async def upgrade(url: str) -> None:
    """Runs the migrations that the database lacks, once, however many servers start together.

    Raises DatabaseProblem where it cannot.
    """
    try:
        connection = await asyncpg.connect(url, timeout=15, server_settings={"application_name": "rollbook"})
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseProblem(f"cannot connect to the database: {str(error).splitlines()[0]}") from error
    try:
        await _upgrade_locked(connection)
    except asyncpg.PostgresError as error:
        raise DatabaseProblem(f"cannot bring the database to this version: {str(error).splitlines()[0]}") from error
    finally:
        await connection.close()


async def _upgrade_locked(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _MIGRATION_LOCK)
        known = await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL")
        revision = await connection.fetchval("SELECT version_num FROM alembic_version") if known else None
        scripts = _scripts()
        if revision == scripts.get_current_head():
            return
        try:
            script = _script_from(scripts, revision)
        except (CommandError, ResolutionError) as error:
            raise DatabaseProblem(f"the database has schema {revision!r}, which is newer than this server") from error
        await connection.execute(script)
