"""The connections to the database, while it is busy, away, and back again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
import uvloop

from rollbook.domain.errors import Unavailable
from rollbook.persistence.database import Database
from rollbook.process.embedded_postgres import EmbeddedPostgres
from rollbook.process.postmaster import read_postmaster
from support.server import Service

T = TypeVar("T")

WITHIN = 20  # Seconds, by when something is wrong.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a PostgreSQL of these tests' own."""
    return tmp_path_factory.mktemp("database")


def run(test: Callable[[], Awaitable[T]]) -> T:
    async def limited() -> T:
        async with asyncio.timeout(3 * WITHIN):
            return await test()

    return asyncio.run(limited())


async def ask(database: Database, query: str = "SELECT 1") -> object:
    async with database.reading() as queries:
        return await queries.fetchval(query)


async def answered(database: Database) -> None:
    """Returns when the database answers."""
    async with asyncio.timeout(WITHIN):
        while not await database.is_ready():  # noqa: ASYNC110 - the database can only be asked.
            await asyncio.sleep(0.05)


async def asking(database: Database) -> None:
    """Asks until it is told that the database is away."""
    while True:
        await ask(database)


def kill(folder: Path) -> None:
    postmaster = read_postmaster(folder / "postgres" / "data")
    assert postmaster is not None
    os.kill(postmaster.pid, signal.SIGKILL)


@pytest.mark.parametrize("asked", ["a read", "a change", "a stream"])
def test_who_waits_too_long_for_a_connection_is_told_to_come_again(service: Service, asked: str):
    async def busy() -> None:
        async with Database(service.database_url, pool_size=1, waits_at_most=0.2) as database, database.transaction():
            if asked == "a read":
                await ask(database)
                return
            async with database.transaction() if asked == "a change" else database.streaming():
                pass

    with pytest.raises(Unavailable):
        run(busy)


def test_who_waits_gets_the_connection_that_gets_free(service: Service):
    async def waits() -> object:
        async with Database(service.database_url, pool_size=1) as database:
            async with database.transaction():
                waiting = asyncio.create_task(ask(database))
                await asyncio.sleep(0.05)
                assert not waiting.done()
            return await waiting

    assert run(waits) == 1


def test_a_database_that_is_away_may_come_back(folder: Path):
    postgres = EmbeddedPostgres(folder)
    url = postgres.start()

    async def meanwhile() -> list[object]:
        async with Database(url, pool_size=2) as database:
            answers = [await ask(database)]
            kill(folder)
            with pytest.raises(Unavailable):
                await asking(database)
            again = EmbeddedPostgres(folder)
            await asyncio.to_thread(again.start)
            await answered(database)
            answers.append(await ask(database))
            await asyncio.to_thread(again.stop)
            return answers

    try:
        assert run(meanwhile) == [1, 1]
    finally:
        postgres.stop()


def test_it_can_be_opened_while_the_database_is_away(folder: Path):
    with_database = EmbeddedPostgres(folder)
    url = with_database.start()
    with_database.stop()

    async def opened() -> object:
        async with Database(url) as database:
            with pytest.raises(Unavailable):
                await ask(database)
            await asyncio.to_thread(with_database.start)
            await answered(database)
            return await ask(database)

    try:
        assert run(opened) == 1
    finally:
        with_database.stop()


def test_a_change_whose_connection_is_cut_is_unavailable_and_changes_nothing(service: Service):
    name = "cut_off_in_the_middle"

    async def cut() -> None:
        async with Database(service.database_url, pool_size=2) as database, database.transaction() as connection:
            await connection.execute(f"CREATE TABLE {name} AS SELECT 1")
            await ask(database, f"SELECT pg_terminate_backend({connection.get_server_pid()})")
            await connection.execute("SELECT 1")

    async def found() -> object:
        async with Database(service.database_url) as database:
            return await ask(database, f"SELECT to_regclass('{name}')")

    with pytest.raises(Unavailable):
        run(cut)
    assert run(found) is None


@contextmanager
def postgres_in(folder: Path) -> Iterator[str]:
    postgres = EmbeddedPostgres(folder)
    try:
        yield postgres.start()
    finally:
        postgres.stop()


@pytest.mark.parametrize(
    ("before", "after", "query"),
    [
        ("ALTER DATABASE rollbook SET default_transaction_read_only = on", "RESET", "CREATE TABLE unwritten ()"),
        ("ALTER DATABASE rollbook ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true", "SELECT 1"),
        (
            "ALTER DATABASE rollbook SET temp_file_limit = 0",
            "RESET",
            "SELECT count(*) FROM (TABLE large UNION TABLE large) t",
        ),
        ("ALTER DATABASE rollbook SET statement_timeout = 50", "RESET", "SELECT pg_sleep(5)"),
    ],
    ids=["takes no writes", "takes no connections", "is out of room", "ends a query"],
)
def test_a_database_that_cannot_do_it_now_is_unavailable(folder: Path, before: str, after: str, query: str):
    async def execute(url: str, *statements: str) -> None:
        connection = await asyncpg.connect(url)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    async def refused(url: str) -> None:
        async with Database(url) as database:
            await ask(database, query)

    with postgres_in(folder) as url:
        other = url.replace("/rollbook?", "/postgres?")
        large = "CREATE TABLE IF NOT EXISTS large AS SELECT * FROM generate_series(1, 300000)"
        asyncio.run(execute(url, large))
        asyncio.run(execute(other, before))
        try:
            with pytest.raises(Unavailable):
                run(lambda: refused(url))
        finally:
            restored = "RESET ALL" if after == "RESET" else after
            asyncio.run(execute(other, f"ALTER DATABASE rollbook {restored}"))


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_a_connection_over_a_network_is_given_up_when_nothing_is_heard(folder: Path, loop: Callable[[], Any]):
    async def options(url: str) -> tuple[int, int]:
        (directory,) = parse_qs(urlsplit(url).query)["host"]
        async with relay(f"{directory}/.s.PGSQL.5432") as port:
            near = f"postgresql://postgres@127.0.0.1:{port}/rollbook"
            async with Database(near) as database, database.transaction() as connection:
                assert await connection.fetchval("SELECT 1") == 1
                connected = connection._con._transport.get_extra_info("socket")
                kept_alive = connected.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
                return connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT), kept_alive

    with postgres_in(folder) as url, asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(options(url)) == (5_000, 1)


@asynccontextmanager
async def relay(path: str) -> AsyncIterator[int]:
    """The port by which the Unix socket is reached for a while."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65_536):
            writer.write(piece)
        writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(path)
        await asyncio.gather(pass_on(reader, far_writer), pass_on(far_reader, writer))

    async with await asyncio.start_server(connect, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


def test_a_read_that_a_writer_is_in_the_way_of_is_told_to_come_again(service: Service):
    table = "locked_by_a_writer"

    async def read() -> None:
        async with Database(service.database_url, pool_size=2) as database:
            await ask(database, f"CREATE TABLE IF NOT EXISTS {table} ()")
            try:
                async with database.transaction() as connection:
                    await connection.execute(f"LOCK TABLE {table}")
                    await ask(database, "SELECT set_config('lock_timeout', '50ms', false)")
                    await ask(database, f"SELECT count(*) FROM {table}")
            finally:
                await ask(database, f"DROP TABLE {table}")

    with pytest.raises(Unavailable):
        run(read)
