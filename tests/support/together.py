"""Requests at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from support.http import Http

T = TypeVar("T")


def at_once(http: Http, *calls: Callable[[], T]) -> list[T]:
    """What the calls return, in their order; they start together, each with a connection that is open already."""
    ready, start = threading.Barrier(len(calls)), threading.Barrier(len(calls))

    def begin(call: Callable[[], T]) -> T:
        ready.wait()
        http.ok("GET", "/status")
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(begin, calls))
