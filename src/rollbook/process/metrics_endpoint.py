"""Where Prometheus asks for metrics: one path on an address of its own, answered by threads of the main process."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import structlog
from prometheus_client.exposition import choose_encoder

from rollbook.process.listening import ListenProblem, reserve
from rollbook.process.metrics import private_folder, registry

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from prometheus_client.registry import CollectorRegistry

PATH = "/metrics"
_SLOWEST_CLIENT = 10  # Seconds.

log = structlog.get_logger(__name__)


def application(metrics: CollectorRegistry) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Answers ``GET /metrics``, and nothing else."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        headers = [("Server", "Rollbook"), ("Content-Type", "text/plain; charset=utf-8")]
        status, body = "404 Not Found", b"Not Found"
        if environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            status, headers, body = "405 Method Not Allowed", [*headers, ("Allow", "GET, HEAD")], b"Method Not Allowed"
        elif environ["PATH_INFO"] == PATH:
            encode, content_type = choose_encoder(environ.get("HTTP_ACCEPT", ""))
            status, headers, body = "200 OK", [headers[0], ("Content-Type", content_type)], encode(metrics)
        start(status, [*headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer


@dataclass(frozen=True, slots=True)
class Exposed:
    """Where workers count, where it can be read, and what makes it be answered there."""

    folder: Path
    url: str
    start: Callable[[], None]


@contextmanager
def exposed(host: str, port: int, data_dir: Path) -> Iterator[Exposed]:
    """The metrics of the server whose workers count in a folder of the data directory, until the block ends.

    Raises ListenProblem, or MetricsProblem.
    """
    with (
        reserve(host, port) as listener,
        private_folder(data_dir) as folder,
        answering(listener, registry(folder)) as start,
    ):
        bound, number = listener.getsockname()[:2]
        name = f"[{bound}]" if ":" in bound else bound
        yield Exposed(folder, f"http://{name}:{number}{PATH}", start)


@contextmanager
def answering(listener: socket.socket, metrics: CollectorRegistry) -> Iterator[Callable[[], None]]:
    """What starts answering, once; it ends with the block."""
    server = _Server(listener)
    server.set_app(application(metrics))
    # A worker that is forked later has the socket, too, and would keep the address busy when we are gone.
    os.register_at_fork(after_in_child=listener.close)
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)

    def start() -> None:
        try:
            server.server_activate()
        except OSError as error:
            # Another server has bound the address meanwhile.
            raise ListenProblem(f"cannot listen on {server.server_name} for metrics: {error.strerror}") from error
        thread.start()

    try:
        yield start
    finally:
        if thread.is_alive():
            server.shutdown()
        server.server_close()


class _Handler(WSGIRequestHandler):
    timeout = _SLOWEST_CLIENT
    server_version, sys_version = "Rollbook", ""

    def log_message(self, *_: Any) -> None:
        """Nothing: a scrape every few seconds is no event."""

    def address_string(self) -> str:
        """The address as it is: to look its name up would make the answer wait."""
        return str(self.client_address[0])


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener.getsockname()[:2], _Handler, bind_and_activate=False)
        # In place of one that would be bound anew, and whose name would be looked up.
        self.socket.close()
        self.socket = listener
        self.server_name, self.server_port = listener.getsockname()[:2]
        self.setup_environ()

    def handle_error(self, *_: Any) -> None:
        """A line of the log: who scrapes may go away at any moment."""
        log.warning("metrics could not be sent", exc_info=True)
