"""The SQL between two schemas, by Alembic; imported only where there is something to migrate."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError

from rollbook.persistence.database import DatabaseProblem


def newest() -> str | None:
    """The revision that Alembic takes for the newest."""
    return _scripts().get_current_head()


def script_from(revision: str | None, *, to: str = "head") -> str:
    """The SQL that leads from ``revision`` to the newest schema, or to another one; DatabaseProblem where none does."""
    scripts = _scripts()
    text = io.StringIO()

    def steps(_revision: Any, _context: Any) -> Iterable[Any]:  # Any: Alembic does not publish its step type.
        return scripts._upgrade_revs(to, revision or "base")  # noqa: SLF001 - as its own command does.

    try:
        with EnvironmentContext(
            Config(), scripts, fn=steps, as_sql=True, starting_rev=revision, destination_rev=to
        ) as environment:
            environment.configure(dialect_name="postgresql", output_buffer=text, transactional_ddl=False)
            environment.run_migrations()
    except (CommandError, ResolutionError) as error:
        newer = f"database has schema {revision!r}" if to == "head" else f"backup has schema {to!r}"
        raise DatabaseProblem(f"the {newer}, which is newer than this server") from error
    return text.getvalue()


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)
