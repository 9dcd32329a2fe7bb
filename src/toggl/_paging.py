"""Lists of many pages, as iterators that fetch a page ahead."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Generic, Self, TypeVar, cast

import urllib3

T = TypeVar("T")

# What has been received, and how many there are as far as the service tells.
Progress = Callable[[int, int | None], object]
# What a method's twin gives for one page: the rows, the status and the headers.
Page = tuple[Sequence[T], int, urllib3.HTTPHeaderDict]
# Begins a call in another thread.
Begin = Callable[[Callable[[], None]], object]


class Course(Generic[T]):
    """How far a list has been read."""

    def __init__(self, first: int) -> None:
        self.next: int | None = first
        self.done = 0
        self.total: int | None = None
        self.progress: Progress | None = None
        self._earlier: Sequence[T] = ()

    def take(self, page: Page[T]) -> Iterator[T]:
        """Take a page, of which the next page is known then; return its rows without those of the page before.

        Rows move to the next page when others are added meanwhile.
        """
        rows, _, headers = page
        self.next = self._after(self.next or 1, rows, headers)
        self.total = _number(headers, "X-Records")
        known = {_key(row) for row in self._earlier} - {None}
        self._earlier = rows
        fresh = [row for row in rows if _key(row) not in known]
        self.done += len(fresh)
        return iter(fresh)

    def tell(self) -> None:
        """Tell the program how far it is."""
        if self.progress is not None:
            self.progress(self.done, self.total)

    def _after(self, page: int, rows: Sequence[T], headers: Mapping[str, str]) -> int | None:
        pages = _number(headers, "X-Pages")
        if pages is None:
            # Only an empty page is surely the last: the service may give fewer rows than it was asked for. And the same
            # rows once more come from one that knows no pages.
            return page + 1 if rows and rows != self._earlier else None
        return page + 1 if page < pages else None


class _Ahead(Generic[T]):
    """A page that is fetched by whoever comes first: another thread, or the one that wants it, for all may be busy."""

    def __init__(self, fetch: Callable[[], Page[T]]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._page: Page[T] | None = None
        self._error: Exception | None = None

    def begin(self) -> None:
        """Fetch the page, unless that has been done; keep an error for who wants the page."""
        with self._lock:
            if self._page is None and self._error is None:
                try:
                    self._page = self._fetch()
                except Exception as error:  # noqa: BLE001 - Raised by `page`.
                    self._error = error

    def page(self) -> Page[T]:
        """Return the page as soon as it is there; raise what prevented it."""
        self.begin()
        if self._page is None:
            raise cast("Exception", self._error)
        return self._page


class Pages(Iterator[T]):
    """The rows of all pages, one after another; while those of one page are used, the next is fetched.

    Threads may share it: each row goes to one of them.
    """

    def __init__(self, fetch: Callable[[int], Page[T]], first: int, begin: Begin) -> None:
        self._fetch = fetch
        self._begin = begin
        self._course: Course[T] = Course(first)
        self._rows: Iterator[T] = iter(())
        self._ahead: _Ahead[T] | None = None
        # One that its owner can take again, in a progress callback that uses the iterator.
        self._lock = threading.RLock()

    def on_progress(self, progress: Progress) -> Self:
        """Call `progress(done, total)` with each page: how many rows came, and how many there are, None if unknown."""
        self._course.progress = progress
        return self

    def __next__(self) -> T:
        with self._lock:
            while True:
                for row in self._rows:
                    return row
                if self._course.next is None:
                    raise StopIteration
                # An error leaves all as it is: the next use asks for the same page again.
                self._rows = self._course.take(self._page(self._course.next))
                self._fetch_ahead()
                self._course.tell()

    def _fetch_ahead(self) -> None:
        if self._course.next is not None:
            self._ahead = _Ahead(partial(self._fetch, self._course.next))
            self._begin(self._ahead.begin)

    def _page(self, number: int) -> Page[T]:
        ahead, self._ahead = self._ahead, None
        return self._fetch(number) if ahead is None else ahead.page()


def _key(row: object) -> object:
    """Return the number of a row, None where it has none."""
    return row.get("id") if isinstance(row, dict) else getattr(row, "id", None)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name) or ""
    return int(text) if text.isdecimal() else None
