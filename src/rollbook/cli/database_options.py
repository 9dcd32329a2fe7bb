"""The options of commands that work on the database itself, and what they do with them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click

from rollbook import bootstrap, settings
from rollbook.database import DatabaseUrls, database
from rollbook.process import logs
from rollbook.process.stopping import StopRequest
from rollbook.settings import Settings

T = TypeVar("T")

_OPTIONS = (
    click.option("--config", metavar="FILE", help="The server's TOML file; options and variables win over it."),
    click.option("--data-dir", metavar="DIR", help="The server's files (~/.local/share/rollbook/server)."),
    click.option("--database-url", metavar="URL", help="A PostgreSQL database; without it the server's own."),
    click.option("--database-owner-url", metavar="URL", help="The same database as the role that owns its tables."),
)


def database_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives the command the options that say which database."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen(flags: dict[str, str | None]) -> Settings:
    """The settings, read as `rollbook serve` reads them."""
    try:
        return settings.read(flags, os.environ)
    except settings.WrongSetting as problem:
        raise click.UsageError(str(problem)) from problem


def on_database(
    settings_: Settings,
    work: Callable[[DatabaseUrls], Coroutine[Any, Any, T]],
    *problems_of_work: type[Exception],
) -> T:
    """What the work returns, done on the database while its server runs or not; a problem is one line."""
    logs.configure(settings_.log_format, settings_.log_level)
    stop = StopRequest()
    try:
        with database(settings_, stop) as urls:
            return asyncio.run(stop.cancelling(work(urls)))
    except SystemExit as stopped:
        raise click.Abort from stopped
    except Exception as problem:
        if isinstance(problem, (*bootstrap.STARTUP_PROBLEMS, *problems_of_work)):
            raise click.ClickException(str(problem)) from problem
        raise
