"""Granian under our rules: one listening socket, a ready line that is true, and workers that never outlive us."""

from __future__ import annotations

import asyncio
import copyreg
import gc
import multiprocessing
import multiprocessing.reduction
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

import structlog
from granian import net
from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from rollbook.process.listening import ListenProblem, part_with_the_silent

BACKLOG = 1024
# Of a worker, at the same moment; those beyond wait in the queue of the socket.
MOST_CONNECTIONS = 2048
_OTHER_FILES = 128  # Of a worker: connections to the database and the mail server, modules, pipes.
# Of one request; Granian's own limit is 400 KiB.
MOST_HEADER_BYTES = 128 * 1024
REQUESTS_FINISH_WITHIN = 6  # Seconds; with the seconds that PostgreSQL has to stop, under ten together.
# A worker that lived no longer than this is replaced after a pause, which is doubled each time.
SHORT_LIFE = 5.0  # Seconds.
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # Seconds.
MOST_DOUBLINGS = 6  # It is the longest pause by then.

_AFTER_STARTUP = 0.01  # Seconds.
_STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT})

log = structlog.get_logger(__name__)

Message = dict[str, Any]  # ASGI's own type: messages are dictionaries of anything.
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Application(Protocol):
    """An ASGI application."""

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        """Answer one connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a connection is kept of which nothing comes, or into which nothing goes; in seconds."""

    # From its beginning, or from the last answer, to the end of a request's head.
    head: float = 30.0
    # While nothing of an answer is taken, or a request is being answered whose client has gone without a word.
    silence: float = 60.0


@dataclass(frozen=True, slots=True)
class Encryption:
    """The files of the certificate that the server shows."""

    certificate: Path
    key: Path


def run(
    load: Callable[[], Application],
    *,
    listener: socket.socket,
    workers: int,
    encryption: Encryption | None,
    when_ready: Callable[[], None],
    in_each_worker: Callable[[], None] | None = None,
    asked_to_stop: Callable[[], bool] = lambda: False,
    patience: Patience = Patience(),
) -> int:
    """Serve until SIGTERM or SIGINT, finish what is under way, and return the exit status.

    Each worker calls `in_each_worker` and `load`, which must be picklable; where workers are forked, `load` is called
    once for all of them, and they share what it made.
    """
    host, port, *_ = listener.getsockname()
    told, tell = multiprocessing.Pipe(duplex=False)
    try:
        part_with_the_silent(listener, patience.silence)
        listener.listen(BACKLOG)
    except OSError as error:
        raise ListenProblem(f"cannot listen on {host} port {port}: {error.strerror}") from error
    server = _Server(listener, workers=workers, encryption=encryption, asked_to_stop=asked_to_stop, patience=patience)
    if multiprocessing.get_start_method() == "fork":
        load = _loaded_once(load)
    # A collection marks every object that it looks at, and so would give each worker pages of its own.
    gc.freeze()
    gc.enable()
    # A forked worker has our handlers until Granian sets its own, and a signal that they took would be lost to it.
    os.register_at_fork(before=_hold_stop_signals, after_in_parent=_let_stop_signals_through)
    announcing = partial(_announce, told, workers, when_ready, server.became_ready)
    threading.Thread(target=announcing, daemon=True).start()
    try:
        server.serve(target_loader=partial(_load_in_worker, load, in_each_worker, tell), wrap_loader=False)
    except SystemExit as end:
        # Workers that the terminal's Ctrl-C ended before us are no failure.
        return 0 if server.interrupt_signal else int(end.code or 0)
    return 0


def _connections() -> int:
    """How many connections a worker takes; as many files as it may open are asked for."""
    wanted = MOST_CONNECTIONS + _OTHER_FILES
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    # A worker that cannot open a file any more would answer nobody.
    return (
        MOST_CONNECTIONS if allowed == resource.RLIM_INFINITY else max(1, min(MOST_CONNECTIONS, allowed - _OTHER_FILES))
    )


# Granian's stub leaves out the constructor: a descriptor, whether it is a Unix socket, the backlog.
_SocketHolder: Any = net.SocketHolder  # type: ignore[attr-defined]  # Imported there, and not listed for export.


class _Server(MPServer):
    _shd: Any  # Typed by Granian for the one value that it has at first.

    def __init__(
        self,
        listener: socket.socket,
        *,
        workers: int,
        encryption: Encryption | None,
        asked_to_stop: Callable[[], bool],
        patience: Patience,
    ) -> None:
        host, port, *_ = listener.getsockname()
        super().__init__(
            "rollbook",
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            workers=workers,
            loop=Loops.uvloop,
            # In the other mode a worker without connections now and then misses its own end, and has to be killed.
            runtime_mode=RuntimeModes.st,
            # Where HTTP/2 may come too, whoever connects and says nothing is waited for for ever.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(
                header_read_timeout=round(patience.head * 1000), max_buffer_size=MOST_HEADER_BYTES
            ),
            websockets=False,
            backlog=BACKLOG,
            backpressure=_connections(),
            log_level=LogLevels.warning,
            log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {"_granian": {"propagate": True}}},
            ssl_cert=encryption.certificate if encryption else None,
            ssl_key=encryption.key if encryption else None,
            ssl_protocol_min=SSLProtocols.tls12,
            respawn_failed_workers=True,
            workers_kill_timeout=REQUESTS_FINISH_WITHIN,
        )
        self._listener = listener
        self._asked_to_stop = asked_to_stop
        self._short_lives = 0
        self.became_ready = threading.Event()
        self.on_startup(self._heed_earlier_request)

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:  # Granian's own types.
        # Granian's loop stops the whole server when a worker dies twice within seconds, and may miss one of two that
        # die in the same moment.
        while not self.interrupt_signal:
            if self.reload_signal:
                self._reload(spawn_target, target_loader)  # type: ignore[no-untyped-call]  # Granian's own.
            if self.interrupt_children and not self.became_ready.is_set():
                log.error("a worker has ended before it could serve")
                return
            if self.interrupt_children:
                self._replace(self.interrupt_children.pop(), spawn_target, target_loader)
            else:
                self.main_loop_interrupt.wait()
                self.main_loop_interrupt.clear()

    def _replace(self, index: int, spawn_target: Any, target_loader: Any) -> None:
        lived = time.monotonic() - self.wrks[index].birth
        self._short_lives = min(self._short_lives + 1, MOST_DOUBLINGS) if lived < SHORT_LIFE else 0
        # Else this worker's own end, where it came while another one was replaced, would end the pause.
        self.main_loop_interrupt.clear()
        if self._short_lives > 1 and not self.interrupt_signal:
            # A request to stop ends the pause; so does another worker's end, which will have its own.
            self.main_loop_interrupt.wait(min(LONGEST_PAUSE, FIRST_PAUSE * 2**self._short_lives))
        if not self.interrupt_signal:
            log.warning("a worker has died and is replaced", worker=index + 1)
            self._respawn_workers([index], spawn_target, target_loader)

    def _heed_earlier_request(self) -> None:
        # What came before Granian's own signal handlers would be forgotten.
        if self._asked_to_stop():
            self.interrupt_signal = True
            self.main_loop_interrupt.set()

    def _init_shared_socket(self) -> None:
        # Granian lets every worker bind for itself (SO_REUSEPORT): then a second server on the same port goes
        # unnoticed, and what waits in a dead worker's queue is lost.
        self._listener.setblocking(False)
        self._listener.set_inheritable(True)
        self._shd = _SocketHolder(self._listener.fileno(), False, BACKLOG)
        self._sso = None

    def _drop_shared_socket(self) -> None:
        self._listener.close()


def _rebuilt_holder(descriptor: Any, backlog: int) -> Any:
    return _SocketHolder(descriptor.detach(), False, backlog)


def _reduced_holder(holder: Any) -> tuple[Any, ...]:
    return _rebuilt_holder, (multiprocessing.reduction.DupFd(holder.get_fd()), BACKLOG)


# Granian pickles the descriptor's number, which means nothing in a process that was spawned and not forked.
copyreg.pickle(_SocketHolder, _reduced_holder)


def _announce(told: Connection, workers: int, when_ready: Callable[[], None], became_ready: threading.Event) -> None:
    ready: set[int] = set()
    while len(ready) < workers:
        ready.add(told.recv())
    became_ready.set()
    when_ready()


def _hold_stop_signals() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)


def _let_stop_signals_through() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)


def _loaded_once(load: Callable[[], Application]) -> Callable[[], Application]:
    application = load()
    return lambda: application


def _load_in_worker(
    load: Callable[[], Application], in_each_worker: Callable[[], None] | None, tell: Connection
) -> Application:
    # Granian loses a signal that comes before it serves: until then they wait.
    _hold_stop_signals()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if in_each_worker is not None:
        in_each_worker()
    return _tell_when_ready(load(), tell)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    while os.getppid() == parent.pid:
        # Later workers hold the other end of this one's pipe too; hence the look at the parent's pid in between.
        parent.join(timeout=1)
    log.error("the server's main process has died; this worker ends")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(REQUESTS_FINISH_WITHIN)
    os._exit(1)


def _tell_when_ready(application: Application, tell: Connection) -> Application:
    def serves() -> None:
        _let_stop_signals_through()
        tell.send(os.getpid())

    async def lifespan(scope: Message, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                # The loop pauses after the start-up, and runs again, with its timers, when Granian serves.
                asyncio.get_running_loop().call_later(_AFTER_STARTUP, serves)

        await application(scope, receive, sent)

    def either(scope: Message, receive: Receive, send: Send) -> Awaitable[None]:
        return lifespan(scope, receive, send) if scope["type"] == "lifespan" else application(scope, receive, send)

    return either
