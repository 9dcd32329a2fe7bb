"""Answers that are sent while they are read, in pieces."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import structlog
from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Send

from rollbook.domain.errors import Unavailable
from rollbook.domain.pages import Pieces

PROMPT = 0.5  # Seconds, for a piece; whoever takes longer leaves the connection to the database to others meanwhile.
TAKEN_WITHIN = 60.0  # Seconds, for a piece; whoever takes longer has gone.

log = structlog.get_logger(__name__)


class _ASGIPieces(ASGIResponse):
    """Sends the pieces, and ends the reading however the sending ends."""

    _should_set_content_length = False

    def __init__(self, first: str, rest: Pieces, *, headers: dict[str, str], media_type: str) -> None:
        super().__init__(headers=headers, media_type=media_type)
        self._first = first
        self._rest = rest

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Sends a piece, then reads the next one.

        An answer that breaks off is never ended: the connection is closed without the mark of its end.
        """
        gone = asyncio.ensure_future(_gone(receive))
        try:
            if await self._send_all(send, gone):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except Unavailable as unavailable:
            log.warning("a list has broken off", reason=str(unavailable.__cause__ or unavailable))
        finally:
            gone.cancel()
            await self._rest.let_go()

    async def _send_all(self, send: Send, gone: "asyncio.Future[None]") -> bool:
        if not await self._taken(_sent(send, self._first), gone):
            return False
        async for piece in self._rest:
            if not await self._taken(_sent(send, piece), gone):
                return False
        return True

    async def _taken(self, sending: Awaitable[None], gone: "asyncio.Future[None]") -> bool:
        """Whether the client has taken the piece, and is still there."""
        sent = asyncio.ensure_future(sending)
        for patience in (PROMPT, TAKEN_WITHIN - PROMPT):
            await asyncio.wait({sent, gone}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                break
            if sent.done():
                await sent
                return True
            await self._rest.let_go()
        sent.cancel()
        return False


async def _sent(send: Send, piece: str) -> None:
    await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})


async def _gone(receive: Receive) -> None:
    """Returns when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


class InPieces(Response[Any]):  # Any: what it is documented as.
    """An answer whose first piece is there, so that what goes wrong before it still is an error."""

    def __init__(self, first: str, rest: Pieces, *, media_type: str) -> None:
        super().__init__(b"", media_type=media_type)
        self._first = first
        self._rest = rest

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:  # Any: none of it concerns a list.
        """What sends it."""
        return _ASGIPieces(self._first, self._rest, headers=self.headers, media_type=str(self.media_type))
