"""The service is stopped as systemd stops it by the unit in packaging/, and answers what is under way."""

from __future__ import annotations

import asyncio
import configparser
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil
import pytest

from rollbook.process.embedded_postgres import EmbeddedPostgres
from support.http import Http
from support.making import fresh
from support.server import Service
from support.world import World, build

UNIT = Path(__file__).parents[2] / "packaging" / "rollbook.service"
WITHIN = 30  # Seconds, by when something is wrong.


def kill_mode() -> str:
    """Whom systemd tells to end; without a word all processes of the unit, those of PostgreSQL included."""
    unit = configparser.ConfigParser(interpolation=None)
    unit.read(UNIT)
    return unit["Service"].get("KillMode", "control-group")


def stop(process: subprocess.Popen[str]) -> None:
    """Asks to end whom systemd would."""
    main = psutil.Process(process.pid)
    for one in [main] if kill_mode() == "mixed" else [main, *main.children(recursive=True)]:
        one.send_signal(signal.SIGTERM)


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[str]:
    """The URL of the PostgreSQL that the service has started."""
    embedded = EmbeddedPostgres(tmp_path / "server")
    yield embedded.start()
    embedded.stop()


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Service]]:
    """A service with a PostgreSQL of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    command = [sys.executable, "-m", "rollbook", "serve", "--port", "0", "--workers", "2", "--data-dir"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [*command, str(folder / "server")],
            env=environment | {"XDG_DATA_HOME": str(folder / "share")},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        api_url = process.stdout.readline().removeprefix("Rollbook is ready at ").strip()
        (authority,) = (folder / "share/rollbook/authorities").glob("*.pem")
        try:
            yield process, Service(api_url, authority, "", Http(api_url, authority), folder / "log")
        finally:
            process.terminate()


@asynccontextmanager
async def organization_locked(url: str, organization_id: int) -> AsyncIterator[None]:
    """Lets whoever changes that organization wait until the block ends."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("BEGIN")
        await connection.execute("SELECT FROM organizations WHERE id = $1 FOR UPDATE", organization_id)
        yield
        await connection.execute("COMMIT")
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        # Where PostgreSQL was told to end, too.
        assert kill_mode() != "mixed"
    finally:
        connection.terminate()


def waits_for_a_lock(url: str) -> bool:
    """Whether a request has come so far."""

    async def asked() -> bool:
        connection = await asyncpg.connect(url)
        try:
            return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"))
        finally:
            await connection.close()

    return asyncio.run(asked())


def is_closed(service: Service) -> bool:
    """Whether the service takes no connections any more."""
    address = urlsplit(service.api_url)
    try:
        socket.create_connection((address.hostname or "", address.port or 0), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not await asyncio.to_thread(condition):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


def group_made(world: World) -> int:
    path = f"/organizations/{world.organization_id}/groups"
    return world.http("POST", path, {"name": fresh("Group")}, as_=world.owner).status


def test_what_is_under_way_is_answered(tmp_path: Path, request: pytest.FixtureRequest):
    async def stopped(url: str, process: subprocess.Popen[str], world: World) -> int:
        async with organization_locked(url, world.organization_id):
            made = asyncio.create_task(asyncio.to_thread(group_made, world))
            await until(lambda: waits_for_a_lock(url))
            stop(process)
            await until(lambda: is_closed(world.service))
        return await asyncio.wait_for(made, WITHIN)

    with serving(tmp_path) as (process, service):
        url = request.getfixturevalue("postgres")
        world = build(service)
        answered = asyncio.run(stopped(url, process, world))
        ended = process.wait(WITHIN)

    assert answered == 200
    assert ended == 0
