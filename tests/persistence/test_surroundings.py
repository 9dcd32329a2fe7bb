"""Changes of who is in two organizations, made by two writers at the same time: both organizations learn of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import asyncpg
import pytest

from rollbook.persistence import organization_users
from support.world import World

WITHIN = 20  # Seconds, by when something is wrong.


@asynccontextmanager
async def writer(world: World) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(world.service.database_url)
    try:
        yield connection
    finally:
        await connection.close()


async def version(connection: asyncpg.Connection, organization_id: int) -> int:
    """What rises when something changes around the organization."""
    return await connection.fetchval(
        "SELECT version FROM organization_surroundings WHERE organization_id = $1", organization_id
    )


async def waits(connection: asyncpg.Connection, writer: asyncpg.Connection) -> None:
    """Returns when the writer waits for somebody's lock."""
    while not await connection.fetchval(  # noqa: ASYNC110 - the database can only be asked.
        "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $1", writer.get_server_pid()
    ):
        await asyncio.sleep(0.01)


async def somebody(connection: asyncpg.Connection) -> int:
    """An account that is in no organization."""
    return await connection.fetchval(
        """
        INSERT INTO accounts (email, name, public_id)
        VALUES (gen_random_uuid() || '@example.com', 'Somebody', left(md5(random()::text), 22)) RETURNING id"""
    )


async def comes(connection: asyncpg.Connection, organization_id: int, account_id: int) -> int:
    (place,) = await organization_users.add_invited(connection, organization_id, [account_id])
    return place["id"]


def test_who_comes_into_two_at_once_is_told_to_the_first(world: World):
    one, other = world.organization_id, world.foreign_organization_id

    async def race() -> bool:
        async with AsyncExitStack() as stack:
            first, second, observer = [await stack.enter_async_context(writer(world)) for _ in range(3)]
            account = await somebody(observer)
            before = await version(observer, one)
            transaction = first.transaction()
            await transaction.start()
            await comes(first, one, account)
            later = asyncio.create_task(comes(second, other, account))
            await asyncio.wait_for(waits(observer, second), WITHIN)
            await transaction.commit()
            await asyncio.wait_for(later, WITHIN)
            return await version(observer, one) > before

    # The first did not see the second, which had not come yet, so it has to be told.
    assert asyncio.run(race())


@pytest.mark.parametrize("ends", ["commit", "rollback"])
def test_who_leaves_one_while_they_come_into_another_is_seen_by_that(world: World, ends: str):
    left, entered = world.organization_id, world.foreign_organization_id

    async def race() -> bool:
        async with AsyncExitStack() as stack:
            coming, leaving, observer = [await stack.enter_async_context(writer(world)) for _ in range(3)]
            account = await somebody(observer)
            place = await comes(observer, left, account)
            transaction = coming.transaction()
            await transaction.start()
            await comes(coming, entered, account)
            before = await version(observer, entered)
            later = asyncio.create_task(organization_users.delete(leaving, left, [place]))
            await asyncio.wait_for(waits(observer, leaving), WITHIN)
            await (transaction.commit() if ends == "commit" else transaction.rollback())
            await asyncio.wait_for(later, WITHIN)
            return await version(observer, entered) > before

    # They are in that one alone now, as it did not know when it took them in.
    assert asyncio.run(race()) is (ends == "commit")
