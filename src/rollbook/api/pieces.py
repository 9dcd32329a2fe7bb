"""Answers that are sent while they are read, in pieces."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Send

# A reader who takes nothing for so long has gone, or holds a connection to the database for nothing.
TAKEN_WITHIN = 60.0  # Seconds, each piece.


class _ASGIPieces(ASGIResponse):
    """Sends the pieces, and ends the reading however the sending ends."""

    _should_set_content_length = False

    def __init__(self, pieces: AsyncGenerator[str, None], *, headers: dict[str, str], media_type: str) -> None:
        super().__init__(headers=headers, media_type=media_type)
        self._pieces = pieces

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Sends a piece, then reads the next one."""
        async with aclosing(self._pieces) as pieces:
            async for piece in pieces:
                async with asyncio.timeout(TAKEN_WITHIN):
                    await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class InPieces(Response[Any]):  # Any: what it is documented as.
    """An answer whose first piece is there, so that what goes wrong before it still is an error."""

    def __init__(self, first: str, rest: AsyncGenerator[str, None], *, media_type: str) -> None:
        super().__init__(b"", media_type=media_type)
        self._pieces = _all(first, rest)

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:  # Any: none of it concerns a list.
        """What sends it."""
        return _ASGIPieces(self._pieces, headers=self.headers, media_type=str(self.media_type))


async def _all(first: str, rest: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    async with aclosing(rest):
        yield first
        async for piece in rest:
            yield piece
