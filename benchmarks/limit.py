"""The limit: what is left when the service does nothing but answer, as a bare ASGI function on the same server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import asyncpg
import msgspec

from benchmarks.captured_sql import Statement
from benchmarks.services import Service
from benchmarks.serving import serving
from rollbook.bootstrap import CONNECTIONS_OF_A_WORKER
from rollbook.persistence.database import Database, Queries
from rollbook.process.server import Message, Receive, Send

_JSON = b"application/json; charset=utf-8"

_encode = msgspec.json.Encoder().encode


@contextmanager
def same_bytes(body: bytes, content_type: str) -> Iterator[Service]:
    """Answers every request with these bytes."""
    with serving(partial(SameBytes, body, content_type)) as service:
        yield service


@contextmanager
def same_queries(database_url: str, lists: dict[str, list[Statement]]) -> Iterator[Service]:
    """Answers each path with what the database says to its statements, each time anew."""
    with serving(partial(SameQueries, database_url, lists)) as service:
        yield service


class SameBytes:
    """Bytes, their type and their length, and nothing else."""

    def __init__(self, body: bytes, content_type: str) -> None:
        self._body = body
        self._head = _head(body, content_type.encode())

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers."""
        if scope["type"] == "lifespan":
            await _live(receive, send, AsyncExitStack())
            return
        await send(self._head)
        await send({"type": "http.response.body", "body": self._body})


@dataclass
class SameQueries:
    """The statements of a list, and their result as JSON."""

    database_url: str
    lists: dict[str, list[Statement]]
    queries: Queries | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers."""
        if scope["type"] == "lifespan":
            async with AsyncExitStack() as stack:
                await self._connect(stack)
                await _live(receive, send, stack)
            return
        results = [await self._run(statement) for statement in self.lists[scope["path"]]]
        body = encoded(results[0] if len(results) == 1 else results)
        await send(_head(body, _JSON))
        await send({"type": "http.response.body", "body": body})

    async def _connect(self, stack: AsyncExitStack) -> None:
        database = await stack.enter_async_context(Database(self.database_url, pool_size=CONNECTIONS_OF_A_WORKER))
        self.queries = await stack.enter_async_context(database.reading())
        if not isinstance(self.queries, asyncpg.Pool):
            raise TypeError("reads go over one connection now: the limit has to take its own for each of them")

    async def _run(self, statement: Statement) -> Any:  # Any: rows, a row or a value.
        return await getattr(self.queries, statement.method)(statement.sql, *statement.values)


def _head(body: bytes, content_type: bytes) -> Message:
    headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body))]
    return {"type": "http.response.start", "status": 200, "headers": headers}


def encoded(result: Any) -> bytes:  # Any: as above.
    """The JSON that the database wrote as it is; anything else encoded."""
    if isinstance(result, bytes):
        return result
    if isinstance(result, str):
        return result.encode()
    if isinstance(result, asyncpg.Record):
        written = next((value for value in result.values() if isinstance(value, bytes | str)), None)
        return encoded(written) if written is not None else _encode(tuple(result))
    if result and isinstance(result, list) and isinstance(result[0], asyncpg.Record) and len(result[0]) == 1:
        # Rows of one text each: a list that comes bit by bit.
        return b",".join(encoded(row) for row in result)
    return _encode([tuple(row) if isinstance(row, asyncpg.Record) else row for row in result or ()])


async def _live(receive: Receive, send: Send, stack: AsyncExitStack) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            await stack.aclose()
            return
