"""Gives every request a number, and writes a line about it when it is answered."""

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from typing import Any, Protocol, TypeAlias

import structlog

# As ASGI has them, for any framework below.
Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]

log = structlog.get_logger("rollbook.requests")

_GIVEN = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_TOO_LARGE = 413
_DRAINED_BYTES = 8 * 1024 * 1024
_DRAINED_WITHIN = 10.0  # Seconds.
_KEY = "rollbook_request_id"
_DRAWN = 256


class RequestLine(Protocol):
    """Writes a line of the log about a request that is being answered."""

    def __call__(self, *, method: str, route: str, status: int, milliseconds: float, request_id: str) -> None:
        """The route, not the path: paths and queries hold codes and people's addresses."""


def log_line(*, method: str, route: str, status: int, milliseconds: float, request_id: str) -> None:
    """Writes the line as all others are written."""
    log.info("request", method=method, route=route, status=status, milliseconds=milliseconds, request_id=request_id)


def request_id(scope: Mapping[str, Any]) -> str:  # Any: a scope holds anything.
    """The number of the request: the client's own if it sent a decent one."""
    identifier: str = scope[_KEY]
    return identifier


class Recorder:
    """The outermost layer of the application."""

    def __init__(self, app: Application, line: RequestLine) -> None:
        self._app = app
        self._line = line
        self._identifiers = _identifiers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, with its number in the scope and the answer's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identifier = _given(scope) or next(self._identifiers)
        scope[_KEY] = identifier
        started = time.perf_counter()
        received = False

        async def receive_recorded() -> Message:
            nonlocal received
            message = await receive()
            received = not message.get("more_body", False)
            return message

        async def send_recorded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", identifier.encode())]
                if message["status"] == _TOO_LARGE and not received:
                    # A client that is still sending would see a broken connection instead of the answer.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_DRAINED_WITHIN):
                            await _drain(receive)
                self._line(
                    method=scope["method"],
                    route=scope.get("path_template", "-"),
                    status=message["status"],
                    milliseconds=round((time.perf_counter() - started) * 1000, 1),
                    request_id=identifier,
                )
            await send(message)

        await self._app(scope, receive_recorded, send_recorded)


class WithRequestId:
    """Puts the number of the request into the context of whatever is logged about it."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with structlog.contextvars.bound_contextvars(request_id=request_id(scope)):
            await self._app(scope, receive, send)


async def _drain(receive: Receive) -> None:
    """Takes what the client still sends, up to a limit."""
    taken = 0
    while taken < _DRAINED_BYTES:
        message = await receive()
        taken += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return


def _given(scope: Scope) -> str | None:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    for name, value in headers:
        if name == b"x-request-id" and _GIVEN.fullmatch(value):
            return value.decode()
    return None


def _identifiers() -> Iterator[str]:
    """Random numbers of 128 bits."""
    while True:
        # Many at once, since each call of the system's generator costs as much as a small request's routing.
        drawn = os.urandom(_DRAWN * 16).hex()
        yield from (drawn[start : start + 32] for start in range(0, len(drawn), 32))
