"""The connections to the database, while it is busy, away, and back again."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

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
