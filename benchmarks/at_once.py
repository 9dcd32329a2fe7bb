"""Many reads by the client: one after another, by threads, and with asyncio, side by side.

Rounds take each way in turn; the service is on the same machine, and has its cores to share with the client.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable

import toggl
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


def report(configuration: toggl.Configuration, organization_id: int) -> None:
    """Prints how long each way takes for as many reads."""
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    for way in WAYS.values():
        way(configuration, organization_id)
    for _ in range(ROUNDS):
        for name, way in WAYS.items():
            began = time.perf_counter()
            way(configuration, organization_id)
            seconds[name].append(time.perf_counter() - began)
    print(f"{f'{READS} pages of {PAGE} people':<44}{'ms a page':>10}")
    for name, taken in seconds.items():
        print(f"{name:<44}{1000 * statistics.median(taken) / READS:>10.2f}")
