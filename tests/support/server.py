"""A real service for a test session: a database, processes, TLS."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rollbook.process.embedded_postgres import EmbeddedPostgres
from support.http import Http

STOPS_WITHIN = 15


@dataclass(frozen=True)
class Service:
    """A service that is ready."""

    api_url: str
    authority: Path
    database_url: str
    http: Http
    log: Path


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Service]:
    """A service in that folder, with two workers."""
    postgres = EmbeddedPostgres(folder / "database")
    database_url = postgres.start()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    command = [sys.executable, "-m", "rollbook", "serve", "--port", "0", "--workers", "2", "--log-format", "json"]
    command += ["--data-dir", str(folder / "server"), "--database-url", database_url, *arguments]
    try:
        with (
            (folder / "log").open("w") as log,
            subprocess.Popen(
                command,
                env=environment | {"XDG_DATA_HOME": str(folder / "share")},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            ) as process,
        ):
            assert process.stdout is not None
            ready = process.stdout.readline()
            assert ready.startswith("Rollbook is ready at "), (ready, (folder / "log").read_text())
            api_url = ready.removeprefix("Rollbook is ready at ").strip()
            (authority,) = (folder / "share/rollbook/authorities").glob("*.pem")
            try:
                yield Service(api_url, authority, database_url, Http(api_url, authority), folder / "log")
            finally:
                process.terminate()
                process.stdout.read()
                process.wait(STOPS_WITHIN)
    finally:
        postgres.stop()
