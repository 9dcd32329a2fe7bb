"""What is done after an answer: nobody waits for it, and no harm is done where a process ends before."""

import asyncio
from collections.abc import Coroutine

import structlog

from rollbook.domain.errors import Unavailable

log = structlog.get_logger(__name__)


class Afterwards:
    """The work of one process that nobody waits for."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()  # The loop itself keeps none of them alive.

    def do(self, name: str, work: Coroutine[None, None, None]) -> None:
        """Begins the work; where it fails, the log says so."""
        task = asyncio.get_running_loop().create_task(_told(name, work), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def done(self) -> None:
        """Waits for all that was begun."""
        await asyncio.gather(*self._tasks)


async def _told(name: str, work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except Unavailable:
        log.warning("the database was away for what is done after an answer", work=name)
    except Exception:  # Whatever it is, the answer was given.
        log.exception("what is done after an answer has failed", work=name)
