"""A relay between the client and the service, over which an answer can be lost."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_PIECE = 65_536


class Relay:
    """Passes bytes on, encrypted as they are; `lose_answer()` makes it drop the next answer and the connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "localhost", parts.port or 443)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._loses = threading.Event()
        self.lost = 0
        self.url = parts._replace(netloc=f"localhost:{self._listener.getsockname()[1]}").geturl()

    def lose_answer(self) -> None:
        """Let the next request through, and not its answer."""
        self._loses.set()

    def serve(self) -> None:
        """Pass on until the relay is closed."""
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._pass_on, args=(near,), daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        # Closing alone does not end an accept() that waits.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _pass_on(self, near: socket.socket) -> None:
        with near, socket.create_connection(self._target) as far, selectors.DefaultSelector() as selector:
            selector.register(near, selectors.EVENT_READ, far)
            selector.register(far, selectors.EVENT_READ, near)
            with suppress(OSError):
                while True:
                    for key, _ in selector.select():
                        source: socket.socket = key.fileobj  # type: ignore[assignment] # Registered above.
                        piece = source.recv(_PIECE)
                        is_lost = source is far and self._loses.is_set()
                        if is_lost:
                            self._loses.clear()
                            self.lost += 1
                        if is_lost or not piece:
                            return
                        key.data.sendall(piece)


@contextmanager
def relay_to(url: str) -> Iterator[Relay]:
    """A relay to a service, for as long as the block runs."""
    relay = Relay(url)
    thread = threading.Thread(target=relay.serve)
    thread.start()
    try:
        yield relay
    finally:
        relay.close()
        thread.join()
