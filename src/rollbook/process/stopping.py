"""SIGTERM and SIGINT while the service starts: heeded between steps, and never in the middle of foreign code."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

LOOKED_FOR_EVERY = 0.05  # Seconds.


class StopRequest:
    """Whether somebody has asked this process to stop."""

    def __init__(self) -> None:
        self.came = False
        self._may_interrupt = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def heed(self) -> None:
        """End the process in order, when it was asked to."""
        if self.came:
            raise SystemExit(0)

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let a request break off what is done inside, which must be able to bear it anywhere."""
        self.heed()
        self._may_interrupt = True
        try:
            yield
        finally:
            self._may_interrupt = False

    async def cancelling(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work returns, which a request cancels."""
        task = asyncio.ensure_future(work)
        while not task.done():
            await asyncio.wait([task], timeout=LOOKED_FOR_EVERY)
            if self.came:
                task.cancel()
        if task.cancelled():
            self.heed()
        return task.result()

    def _note(self, number: int, frame: object) -> None:
        self.came = True
        if self._may_interrupt:
            self._may_interrupt = False
            raise SystemExit(0)
