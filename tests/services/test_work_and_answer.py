"""A write and the answer that is kept of it are one: neither is there without the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

import pytest

from rollbook.domain.errors import Unavailable
from rollbook.domain.kept_answers import Answer, Sent
from rollbook.persistence.database import Contention, Database, Duplicate
from rollbook.services import kept_answers
from rollbook.services.installation import Installation
from support.making import fresh
from support.server import Service

POOL = 4
OK = Answer(200, [(b"content-type", b"text/plain")], b"OK")

Work: TypeAlias = Callable[[Installation], Awaitable[Answer]]


@asynccontextmanager
async def opened(service: Service) -> AsyncIterator[Installation]:
    async with Database(service.database_url, pool_size=POOL) as database:
        yield Installation(database, b"k" * 32, public_url="https://rollbook.example.com")


async def once(installation: Installation, name: str, work: Work) -> tuple[Answer, bool]:
    sent = Sent("POST", "/api/v9/signup", b"", name.encode())
    return await kept_answers.of_nobody(installation, b"key", sent, work)


async def found(installation: Installation, name: str, *, collides: bool = False) -> None:
    """Writes something, in a transaction of its own as services do."""
    async with installation.database.transaction() as connection:
        await connection.execute("INSERT INTO organizations (name, max_workspaces) VALUES ($1, 1)", name)
        if collides:
            raise Contention


async def founded(installation: Installation, name: str) -> int:
    """How often that was written, as services read."""
    async with installation.database.reading() as queries:
        number: int = await queries.fetchval("SELECT count(*) FROM organizations WHERE name = $1", name)
    return number


def founding(name: str, answer: Answer = OK) -> Work:
    async def work(installation: Installation) -> Answer:
        await found(installation, name)
        return answer

    return work


@pytest.mark.parametrize("status", [400, 401, 500, 503])
def test_what_led_to_an_answer_that_is_not_kept_is_undone(service: Service, status: int) -> None:
    name, answer = fresh("Organization"), Answer(status, [], b"")

    async def twice() -> tuple[list[tuple[Answer, bool]], int]:
        async with opened(service) as installation:
            outcomes = [await once(installation, name, founding(name, answer)) for _ in range(2)]
            return outcomes, await founded(installation, name)

    assert asyncio.run(twice()) == ([(answer, False)] * 2, 0)


@pytest.mark.parametrize("error", [Contention(), Duplicate("groups_name")])
def test_a_collision_at_the_end_is_no_fault_of_the_service(service: Service, error: Exception) -> None:
    name = fresh("Organization")

    async def work(installation: Installation) -> Answer:
        await found(installation, name)
        raise error

    async def collided() -> int:
        async with opened(service) as installation:
            with pytest.raises(Unavailable):
                await once(installation, name, work)
            return await founded(installation, name)

    assert asyncio.run(collided()) == 0


def test_a_part_that_fails_is_undone_by_itself(service: Service) -> None:
    name = fresh("Organization")

    async def work(installation: Installation) -> Answer:
        await found(installation, name)
        with pytest.raises(Contention):
            await found(installation, name, collides=True)
        return OK

    async def partly() -> int:
        async with opened(service) as installation:
            await once(installation, name, work)
            return await founded(installation, name)

    assert asyncio.run(partly()) == 1


def test_reads_see_what_the_same_request_has_written(service: Service) -> None:
    name = fresh("Organization")

    async def work(installation: Installation) -> Answer:
        await found(installation, name)
        return Answer(200, [], str(await founded(installation, name)).encode())

    async def seen() -> tuple[Answer, bool]:
        async with opened(service) as installation:
            return await once(installation, name, work)

    assert asyncio.run(seen()) == (Answer(200, [], b"1"), False)


def test_many_at_once_leave_connections_for_others_and_none_waits_for_ever(service: Service) -> None:
    names = [fresh("Organization") for _ in range(5 * POOL)]

    async def together() -> tuple[int, set[int]]:
        async with opened(service) as installation:
            begun, go_on = asyncio.Semaphore(0), asyncio.Event()

            def work(name: str) -> Work:
                async def slow(inside: Installation) -> Answer:
                    begun.release()
                    await go_on.wait()
                    await found(inside, name)
                    return Answer(200, [], str(await founded(inside, name)).encode())

                return slow

            writes = [asyncio.create_task(once(installation, name, work(name))) for name in names]
            for _ in range(POOL // 2):
                await begun.acquire()
            try:
                beside = await asyncio.wait_for(founded(installation, names[0]), 10)
            finally:
                go_on.set()
                answers = await asyncio.gather(*writes)
            return beside, {int(answer.body) for answer, _ in answers}

    assert asyncio.run(together()) == (0, {1})


def test_another_secret_key_knows_nothing_of_it(service: Service) -> None:
    name = fresh("Organization")

    async def twice() -> bool:
        async with opened(service) as installation:
            await once(installation, name, founding(name))
            other = Installation(installation.database, b"o" * 32, public_url=installation.public_url)
            return (await once(other, name, founding(name)))[1]

    assert asyncio.run(twice()) is False
