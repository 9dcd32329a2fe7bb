"""Writers of one organization at the same time: nothing is lost, and who reads does not wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from rollbook.domain.actors import Identity, Standing
from rollbook.domain.errors import Forbidden
from rollbook.domain.kept_answers import Answer, Sent
from rollbook.domain.payloads import OrganizationChanges
from rollbook.persistence.database import Database
from rollbook.services import kept_answers
from rollbook.services.installation import Installation
from rollbook.services.organizations import put_organization
from rollbook.services.turns import AT_ONCE, Turns
from rollbook.services.work import Caller
from support.audit import log
from support.making import fresh
from support.server import Service
from support.together import at_once
from support.world import Person, World

POOL = 4
WRITERS = 5 * POOL
READS_WITHIN = 20  # Seconds, by when something is wrong.


@asynccontextmanager
async def opened(service: Service) -> AsyncIterator[Installation]:
    async with Database(service.database_url, pool_size=POOL) as database:
        yield Installation(database, b"k" * 32, public_url="https://rollbook.example.com")


def caller(installation: Installation, world: World, person: Person) -> Caller:
    """Somebody who was an admin when they signed in."""
    standing = Standing(world.organization_id, person.organization_user_id, role="admin", joined=True)
    return Caller(installation, Identity(person.user_id, person.email, "token"), standing, "a request")


def renaming(world: World, name: str) -> Callable[[Installation], Awaitable[object]]:
    async def write(installation: Installation) -> object:
        return await put_organization(
            caller(installation, world, world.admin), world.organization_id, OrganizationChanges(name=name)
        )

    return write


def renaming_with_a_key(world: World, name: str) -> Callable[[Installation], Awaitable[object]]:
    async def write(installation: Installation) -> object:
        async def carry_out(inside: Installation) -> Answer:
            await renaming(world, name)(inside)
            return Answer(200, [], b"OK")

        sent = Sent("PUT", "/api/v9/organizations", b"", name.encode())
        asking = caller(installation, world, world.admin)
        return await kept_answers.of_caller(asking, "put_organization", fresh("key").encode(), sent, carry_out)

    return write


@asynccontextmanager
async def locked(world: World) -> AsyncIterator[asyncpg.Connection]:
    """The organization, locked by a writer in another process, who can go on."""
    connection = await asyncpg.connect(world.service.database_url)
    try:
        async with connection.transaction():
            await connection.execute("SELECT FROM organizations WHERE id = $1 FOR UPDATE", world.organization_id)
            yield connection
    finally:
        await connection.close()


async def somebody_waits(world: World) -> None:
    """Returns when a writer waits for the lock of another."""
    connection = await asyncpg.connect(world.service.database_url)
    try:
        while not await connection.fetchval(  # noqa: ASYNC110 - the database can only be asked.
            """
            SELECT EXISTS (SELECT FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock'
                              AND query LIKE '%enter_organization%')"""
        ):
            await asyncio.sleep(0.01)
    finally:
        await connection.close()


async def reads(installation: Installation) -> int:
    async with asyncio.timeout(READS_WITHIN), installation.database.reading() as queries:
        number: int = await queries.fetchval("SELECT 1")
    return number


@pytest.mark.parametrize(
    "ways", [[renaming], [renaming_with_a_key], [renaming, renaming_with_a_key]], ids=["plain", "with a key", "both"]
)
def test_more_writers_than_connections_leave_some_to_who_reads(world: World, ways) -> None:
    names = [fresh("Organization") for _ in range(WRITERS)]

    async def together() -> tuple[int, int]:
        async with opened(world.service) as installation:
            async with locked(world):
                writes = [
                    asyncio.create_task(ways[number % len(ways)](world, name)(installation))
                    for number, name in enumerate(names)
                ]
                await asyncio.wait_for(somebody_waits(world), READS_WITHIN)
                read = sum([await reads(installation) for _ in range(WRITERS)])
                waiting = sum(not write.done() for write in writes)
            await asyncio.wait_for(asyncio.gather(*writes), READS_WITHIN)
            return read, waiting

    assert asyncio.run(together()) == (WRITERS, WRITERS)


def test_no_change_is_lost_between_writers(world: World) -> None:
    names = [fresh("Organization") for _ in range(12)]
    path = f"/organizations/{world.organization_id}"

    answers = at_once(
        world.http, *[lambda name=name: world.http("PUT", path, {"name": name}, as_=world.owner) for name in names]
    )

    assert {answer.status for answer in answers} == {200}
    renamed = [one for one in log(world) if (one["action"], one["entity_type"]) == ("update", "organization")]
    # A chain: each found what the one before it had left.
    assert len(renamed) == len(names)
    left = {one["after"]["name"] for one in renamed} ^ {one["before"]["name"] for one in renamed}
    assert len(left) == 2
    assert world.http.ok("GET", path, as_=world.owner)["name"] in left & set(names)


@pytest.mark.parametrize("change", ["role = 'member'", "inactive = true"])
def test_who_loses_their_rights_while_they_wait_is_refused(world: World, change: str) -> None:
    async def waiting() -> None:
        async with opened(world.service) as installation:
            async with locked(world) as other:
                write = asyncio.create_task(renaming(world, fresh("Organization"))(installation))
                await asyncio.wait_for(somebody_waits(world), READS_WITHIN)
                await other.execute(
                    f"UPDATE organization_users SET {change} WHERE organization_id = $1 AND id = $2",
                    world.organization_id,
                    world.admin.organization_user_id,
                )
            await write

    with pytest.raises(Forbidden):
        asyncio.run(waiting())


def test_turns_are_of_one_organization_each_and_forgotten() -> None:
    async def taken() -> tuple[list[str], int]:
        turns, seen = Turns(), list[str]()

        async def take(organization_id: int, name: str, until: asyncio.Event) -> None:
            async with turns.of(organization_id):
                seen.append(f"{name} begins")
                await until.wait()
                seen.append(f"{name} ends")

        go_on, already = asyncio.Event(), asyncio.Event()
        already.set()
        first = [asyncio.create_task(take(1, "first", go_on)) for _ in range(AT_ONCE)]
        last, other = asyncio.create_task(take(1, "last", already)), asyncio.create_task(take(2, "other", already))
        await other
        go_on.set()
        await asyncio.gather(*first, last)
        return seen, len(turns._turns)

    seen, kept = asyncio.run(taken())
    assert seen[: AT_ONCE + 2] == ["first begins"] * AT_ONCE + ["other begins", "other ends"]
    assert seen[AT_ONCE + 2] == "first ends"
    assert kept == 0
