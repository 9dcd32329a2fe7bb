"""Runs periodic work until it is told to stop."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

FIRST_WITHIN = 60.0  # Seconds; also what a server does that is restarted every hour.
LONGEST_PAUSE = 60.0  # Seconds, after errors one after the other; work that comes round seldom does not wait longer.

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work to be done every so many seconds."""

    name: str
    every_seconds: float
    function: Callable[[], Awaitable[None]]


@asynccontextmanager
async def running(*jobs: Periodic) -> AsyncIterator[None]:
    """Does the work, each piece in a task of its own, until the block ends; what is under way then is cancelled."""
    tasks = [asyncio.create_task(_repeat(job), name=job.name) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(job: Periodic) -> None:
    errors = 0
    await asyncio.sleep(random.uniform(0, min(job.every_seconds, FIRST_WITHIN)))  # noqa: S311 - spreads the workers.
    while True:
        errors = 0 if await _succeeds(job) else errors + 1
        await asyncio.sleep(pause_after(job.every_seconds, errors) * random.uniform(0.75, 1.25))  # noqa: S311 - as above.


def pause_after(every_seconds: float, errors: int) -> float:
    """Seconds until the next round; longer after each error, for what was the reason is seldom gone at once."""
    longest = max(every_seconds, LONGEST_PAUSE)
    return float(min(every_seconds * 2 ** min(errors, 20), longest))


async def _succeeds(job: Periodic) -> bool:
    try:
        await job.function()
    except Exception:  # Whatever it is, the next round comes.
        log.exception("a job has failed and will be tried again", job=job.name)
        return False
    log.debug("a job was done", job=job.name)
    return True
