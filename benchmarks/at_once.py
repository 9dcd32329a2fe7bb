"""Many reads by the client: one after another, by threads, and with asyncio, side by side.

Rounds take each way in turn; the service is on the same machine, and has its cores to share with the client.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import toggl
from benchmarks.figures import Figure
from benchmarks.rounds import Run, timed
from toggl import aio

READS, AT_ONCE, ROUNDS = 200, 10, 5
PAGE = 50


def _one_after_another(configuration: toggl.Configuration, organization_id: int) -> None:
    with toggl.ApiClient(configuration) as client:
        users = toggl.UsersApi(client)
        for _ in range(READS):
            users.get_organization_users(organization_id, per_page=PAGE)


def _threads(configuration: toggl.Configuration, organization_id: int) -> None:
    with toggl.ApiClient(configuration) as client:
        users = toggl.UsersApi(client)
        begun = [users.get_organization_users(organization_id, per_page=PAGE, async_req=True) for _ in range(READS)]
        for result in begun:
            result.get()  # type: ignore[attr-defined] # With `async_req`, a result to come.


def _awaited(configuration: toggl.Configuration, organization_id: int) -> None:
    async def read() -> None:
        async with aio.ApiClient(configuration, at_once=AT_ONCE) as client:
            users = aio.UsersApi(client)
            await asyncio.gather(*(users.get_organization_users(organization_id, per_page=PAGE) for _ in range(READS)))

    asyncio.run(read())


WAYS: dict[str, Callable[[toggl.Configuration, int], None]] = {
    "one after another": _one_after_another,
    "threads (async_req)": _threads,
    f"asyncio, {AT_ONCE} at once": _awaited,
}


def figures(run: Run) -> list[Figure]:
    """Milliseconds a page in each way."""
    service, organization = run.installation.hot, run.installation.usual
    owner = toggl.Configuration(host=service.url, username=organization.token, password="api_token")
    ways = {name: partial(way, owner, organization.id) for name, way in WAYS.items()}
    seconds = timed(ways, ROUNDS)
    first = next(iter(ways))
    return [
        Figure(
            name=f"the client reads {READS} pages: {name}",
            value=1000 * taken / READS,
            unit="ms",
            other=None if name == first else 1000 * seconds[first] / READS,
            beside="" if name == first else first,
        )
        for name, taken in seconds.items()
    ]
