"""What comes before the service: PostgreSQL, which starts while the service's own modules are imported."""

from __future__ import annotations

import gc
from collections.abc import Callable

from rollbook.database import database
from rollbook.lazily import Meanwhile, how_to_install
from rollbook.process import logs
from rollbook.process.embedded_postgres import PostgresProblem
from rollbook.process.listening import ListenProblem, reserve
from rollbook.process.stopping import StopRequest
from rollbook.settings import Settings


class StartupProblem(Exception):
    """The service cannot be started for a reason outside the program; the text says which, in one line."""


def serve(settings: Settings, *, announce: Callable[[str], None], with_demonstration: bool = False) -> int:
    """Run the service until SIGTERM or SIGINT and return the exit status; raises StartupProblem.

    With a demonstration, an empty database gets an organization to look at, and what to do with it is announced.
    """
    # Importing makes hundreds of thousands of objects that stay; the server collects garbage from when it serves.
    gc.disable()
    logs.configure(settings.log_format, settings.log_level)
    stop = StopRequest()
    meanwhile = Meanwhile("rollbook.bootstrap")
    try:
        with reserve(settings.host, settings.port) as listener, database(settings, stop) as urls:
            try:
                bootstrap = meanwhile.module()
            except ModuleNotFoundError as missing:
                raise StartupProblem(how_to_install(missing)) from missing
            try:
                return int(
                    bootstrap.serve(
                        settings, urls, listener, stop, announce=announce, with_demonstration=with_demonstration
                    )
                )
            except bootstrap.STARTUP_PROBLEMS as problem:
                raise StartupProblem(str(problem)) from problem
    except (PostgresProblem, ListenProblem) as problem:
        raise StartupProblem(str(problem)) from problem
