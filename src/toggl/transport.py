"""What is sent and what comes back, for transports and hooks of a program's own.

A transport sends a request and returns the answer: `toggl.ApiClient(transport=...)` uses it in the place of the
network.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    import urllib3

    from toggl.exceptions import ApiException

# Seconds for the whole call, pauses and repeats included; or for connecting and for reading, each time it is tried.
RequestTimeout: TypeAlias = "float | tuple[float, float] | urllib3.Timeout | None"


class Request(msgspec.Struct, kw_only=True):
    """A request as it is sent; hooks may change its headers before it is."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None = None
    # The name of the method that was called, where it was one.
    operation: str | None = None
    # 1 for the first time that it is sent.
    attempt: int = 1
    # What is left of the time allowed.
    timeout: RequestTimeout = None


class Answer(msgspec.Struct, frozen=True):
    """What the service answered."""

    status: int
    data: bytes = b""
    headers: Mapping[str, str] = {}
    reason: str | None = None


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A request that was sent, and what became of it: an answer, or an error where none came."""

    request: Request
    # The status and the headers of the answer; the body is not read here, which may be long.
    status: int | None = None
    headers: Mapping[str, str] = {}
    error: "ApiException | None" = None
    # From sending to the answer.
    seconds: float = 0.0


# Returns the answer; raises `toggl.NetworkError` where none comes.
Transport = Callable[[Request], Answer]
AsyncTransport = Callable[[Request], Answer | Awaitable[Answer]]

# The name of the method that is being called, which has no place among the arguments of what sends its request.
current_operation: ContextVar[str | None] = ContextVar("current_operation", default=None)


@contextmanager
def operation_under_way(name: str | None) -> Iterator[None]:
    """Let what is sent within be known as the call of this method."""
    token = current_operation.set(name)
    try:
        yield
    finally:
        current_operation.reset(token)
