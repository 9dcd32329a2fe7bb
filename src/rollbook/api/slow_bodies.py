"""Bodies that come too slowly."""

import asyncio

from litestar.exceptions import HTTPException

from rollbook.api.recorder import Application, Message, Receive, Scope, Send

COMES_WITHIN = 60.0  # Seconds, all of it: for the largest one 17 kB/s.


class BodyDeadline:
    """Waits for a request's body so long and no longer; what asks for it then is refused by 408."""

    def __init__(self, app: Application, seconds: float = COMES_WITHIN) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ends_at: float | None = None
        whole = False

        async def receive_in_time() -> Message:
            nonlocal ends_at, whole
            if whole:
                # After its body nothing comes but the news that the client has gone.
                return await receive()
            if ends_at is None:
                ends_at = asyncio.get_running_loop().time() + self._seconds
            try:
                async with asyncio.timeout_at(ends_at):
                    message = await receive()
            except TimeoutError as late:
                raise HTTPException(status_code=408) from late
            whole = not message.get("more_body", False)
            return message

        await self._app(scope, receive_in_time, send)
