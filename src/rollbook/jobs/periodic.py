"""Runs periodic work until it is told to stop."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import structlog

from rollbook.domain.errors import Unavailable

FIRST_WITHIN = 60.0  # Seconds; also what a server does that is restarted every hour.
LONGEST_PAUSE = 60.0  # Seconds, after errors one after the other; work that comes round seldom does not wait longer.

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work to be done every so many seconds."""

    name: str
    every_seconds: float
    function: Callable[[], Awaitable[None]]


class Told(Protocol):
    """Hears of each run of a job."""

    def __call__(self, job: str, /, *, succeeded: bool) -> None:
        """Whether it has succeeded."""


def untold(_job: str, /, *, succeeded: bool) -> None:
    """Tells nobody."""


@asynccontextmanager
async def running(*jobs: Periodic, told: Told = untold) -> AsyncIterator[None]:
    """Does the work, each piece in a task of its own, until the block ends; what is under way then is cancelled.

    ``told`` hears of each run.
    """
    tasks = [asyncio.create_task(_repeat(job, told), name=job.name) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(job: Periodic, told: Told) -> None:
    errors = 0
    await asyncio.sleep(random.uniform(0, min(job.every_seconds, FIRST_WITHIN)))  # noqa: S311 - spreads the workers.
    while True:
        succeeded = await _succeeds(job)
        told(job.name, succeeded=succeeded)
        errors = 0 if succeeded else errors + 1
        await asyncio.sleep(pause_after(job.every_seconds, errors) * random.uniform(0.75, 1.25))  # noqa: S311 - as above.


def pause_after(every_seconds: float, errors: int) -> float:
    """Seconds until the next round; longer after each error, for what was the reason is seldom gone at once."""
    longest = max(every_seconds, LONGEST_PAUSE)
    return float(min(every_seconds * 2 ** min(errors, 20), longest))


async def _succeeds(job: Periodic) -> bool:
    try:
        await job.function()
    except Unavailable as gone:
        # Every round until it is back: a line says as much as a traceback.
        log.warning("the database was away, and a job will be tried again", job=job.name, reason=repr(gone.__cause__))
        return False
    except Exception:  # Whatever it is, the next round comes.
        log.exception("a job has failed and will be tried again", job=job.name)
        return False
    log.debug("a job was done", job=job.name)
    return True
