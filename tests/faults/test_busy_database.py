"""A database that is busy with one organization: others are served, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import asyncpg

from rollbook.services.turns import AT_ONCE
from support.http import Answer
from support.server import Service
from support.world import sign_up

WRITERS = 16
MOST_TOLD = WRITERS - 2 * AT_ONCE  # The others stand at the lock already, three of each worker.


def founded(service: Service) -> tuple[tuple[str, str], int]:
    """Somebody who just signed up, and the number of their organization."""
    _, _, token = sign_up(service.http, "Olivia Owner")
    owner = token, "api_token"
    (organization,) = service.http.ok("GET", "/me/organizations", as_=owner)
    return owner, organization["id"]


def make_group(service: Service, owner: tuple[str, str], organization_id: int, name: str) -> Answer:
    return service.http("POST", f"/organizations/{organization_id}/groups", {"name": name}, as_=owner)


def test_writers_who_wait_too_long_are_to_come_again_and_others_are_served(service: Service) -> None:
    busy_owner, busy = founded(service)
    other_owner, other = founded(service)

    async def meanwhile() -> tuple[list[Answer], list[Answer]]:
        loop = asyncio.get_running_loop()
        connection = await asyncpg.connect(service.database_url)
        with ThreadPoolExecutor(WRITERS + 1) as threads:
            async with connection.transaction():
                await connection.execute("SELECT FROM organizations WHERE id = $1 FOR UPDATE", busy)
                waiting = [
                    loop.run_in_executor(threads, make_group, service, busy_owner, busy, f"Group {number}")
                    for number in range(WRITERS)
                ]
                served = [
                    await loop.run_in_executor(threads, make_group, service, other_owner, other, f"Group {number}")
                    for number in range(5)
                ]
                async with asyncio.timeout(60):
                    while sum(one.done() for one in waiting) < MOST_TOLD:  # noqa: ASYNC110 - others' threads.
                        await asyncio.sleep(0.1)
            answers = await asyncio.gather(*waiting)
        await connection.close()
        return answers, served

    answers, served = asyncio.run(meanwhile())

    assert [one.status for one in served] == [200] * 5
    told = [one for one in answers if one.status == 503]
    assert len(told) >= MOST_TOLD
    assert all(one.headers["Retry-After"] == "1" for one in told)
    listed = service.http.ok("GET", f"/organizations/{busy}/groups", as_=busy_owner)
    assert len(listed) == WRITERS - len(told)
