"""A real service for a test session: a database, processes, TLS."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil

from rollbook.process.embedded_postgres import DATABASE, SUPERUSER, EmbeddedPostgres
from rollbook.process.postmaster import read_postmaster
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


# A PostgreSQL of yours to run the same tests on: somebody on it who may make databases.
OTHER_DATABASE = "ROLLBOOK_TEST_DATABASE_URL"


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """An empty database: of the embedded PostgreSQL in that folder, or on the one that the environment names."""
    other = os.environ.get(OTHER_DATABASE)
    if other:
        name = f"rollbook_test_{uuid.uuid4().hex}"
        asyncio.run(_execute(other, f"CREATE DATABASE {name}"))
        try:
            yield urlsplit(other)._replace(path=f"/{name}").geturl()
        finally:
            asyncio.run(_execute(other, f"DROP DATABASE {name} WITH (FORCE)"))
        return
    postgres = EmbeddedPostgres(folder / "database")
    try:
        yield postgres.start()
    finally:
        postgres.stop()


async def _execute(url: str, command: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(command)
    finally:
        await connection.close()


@contextmanager
def running(folder: Path, *arguments: str, variables: Mapping[str, str] | None = None) -> Iterator[Service]:
    """A service in that folder, with two workers; ``variables`` are added to its environment."""
    with database(folder) as database_url, serving(folder, database_url, *arguments, variables=variables) as (_, ready):
        yield ready


@contextmanager
def serving(
    folder: Path, database_url: str | None, *arguments: str, variables: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], Service]]:
    """The process of a service on that database, and the service, ready; the test may end it.

    Without a database it has its own.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    on_database = [] if database_url is None else ["--database-url", database_url]
    command = [sys.executable, "-m", "rollbook", "serve", "--port", "0", "--workers", "2", "--log-format", "json"]
    with (
        (folder / "log").open("a") as log,
        subprocess.Popen(
            [*command, "--data-dir", str(folder / "server"), *on_database, *arguments],
            env=environment | {"XDG_DATA_HOME": str(folder / "share")} | dict(variables or {}),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready.startswith("Rollbook is ready at "), (ready, (folder / "log").read_text())
        api_url = ready.removeprefix("Rollbook is ready at ").strip()
        # Without TLS there is none, and nobody needs it.
        authority = next((folder / "share/rollbook/authorities").glob("*.pem"), folder / "no-authority.pem")
        try:
            yield (
                process,
                Service(
                    api_url, authority, database_url or own_database(folder), Http(api_url, authority), folder / "log"
                ),
            )
        finally:
            process.terminate()
            process.stdout.read()
            process.wait(STOPS_WITHIN)


def own_database(folder: Path) -> str:
    """The URL of the PostgreSQL that the service in that folder runs for itself."""
    postmaster = read_postmaster(folder / "server" / "postgres" / "data")
    assert postmaster is not None
    return f"postgresql://{SUPERUSER}@/{DATABASE}?host={postmaster.socket_folder}"


def kill(process: subprocess.Popen[str]) -> None:
    """Ends the service and all its workers where they stand."""
    family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
    for one in family:
        one.send_signal(signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)
