"""A program for the tests: an application that can be slow, under the server's rules."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from rollbook.process import listening, server

Message = dict[str, Any]


async def application(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["path"] == "/slow":
        await asyncio.sleep(2)
    while scope["method"] == "POST" and (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": str(os.getpid()).encode()})


def load() -> server.Application:
    sys.stderr.write(f"loaded in {os.getpid()}\n")
    return application


def load_nothing() -> server.Application:
    raise SystemExit("cannot be loaded")


def main() -> int:
    method, workers, *broken = sys.argv[1:]
    multiprocessing.set_start_method(method)
    with listening.reserve("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        return server.run(
            load_nothing if broken else load,
            listener=listener,
            workers=int(workers),
            encryption=None,
            when_ready=partial(print, port, flush=True),
        )


if __name__ == "__main__":
    sys.exit(main())
