"""Lists of many pages, as asynchronous iterators that fetch a page ahead."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, Self, TypeVar

from toggl._paging import Course, Page, Progress

T = TypeVar("T")


class AsyncPages(AsyncIterator[T]):
    """The rows of all pages, for `async for`; while those of one page are used, the next is fetched.

    Tasks may share it: each row goes to one of them.
    """

    def __init__(self, fetch: Callable[..., Coroutine[None, None, Page[T]]], first: int) -> None:
        self._fetch = fetch
        self._course: Course[T] = Course(first)
        self._rows: Iterator[T] = iter(())
        self._ahead: asyncio.Task[Page[T]] | None = None
        self._lock = asyncio.Lock()

    def on_progress(self, progress: Progress) -> Self:
        """Call `progress(done, total)` with each page: how many rows came, and how many there are, None if unknown."""
        self._course.progress = progress
        return self

    async def __anext__(self) -> T:
        async with self._lock:
            while True:
                for row in self._rows:
                    return row
                if self._course.next is None:
                    raise StopAsyncIteration
                # An error or a cancellation leaves all as it is: the next use asks for the same page again.
                self._rows = self._course.take(await self._page(self._course.next))
                self._fetch_ahead()
                self._course.tell()

    async def aclose(self) -> None:
        """Give up the page that is being fetched."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.cancel()
            await asyncio.wait([ahead])

    def _fetch_ahead(self) -> None:
        if self._course.next is not None:
            self._ahead = asyncio.create_task(self._fetch(self._course.next))
            self._ahead.add_done_callback(_heard)

    async def _page(self, number: int) -> Page[T]:
        ahead, self._ahead = self._ahead, None
        return await (self._fetch(number) if ahead is None else ahead)


def _heard(task: asyncio.Task[Any]) -> None:  # Any: its result is of no interest here.
    """Take note of a task's error, which nobody hears where the rows before were enough."""
    if not task.cancelled():
        task.exception()
