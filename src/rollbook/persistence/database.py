"""The connection pool, transactions, and what the driver's errors mean."""

import asyncio
import copy
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import asyncpg
from asyncpg.connect_utils import SessionAttribute

from rollbook.domain.errors import Unavailable

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
# What runs a query: the pool for a read by itself, a connection inside a transaction.
Queries: TypeAlias = "asyncpg.Pool[asyncpg.Record] | Connection"
Row: TypeAlias = asyncpg.Record


def affected(command_tag: str) -> int:
    """How many rows a command has touched, by what the database says of it."""
    return int(command_tag.rpartition(" ")[2])


class DatabaseProblem(Exception):
    """The database cannot be used as it is; the text says why in one line."""


class Contention(Exception):
    """Two writers were in each other's way; the transaction has changed nothing and may be run again."""


class Duplicate(Exception):
    """A unique constraint, named by ``constraint``, refused a row."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


_FOR_READERS = 2  # Connections of a pool.
_CONNECTS_WITHIN = 5.0  # Seconds.
_MISSED_AFTER = 5  # Seconds, when the database's machine has gone without a word.
# Seconds that a request waits for a connection while all are busy, before it is told to come again.
WAITS_AT_MOST = 10.0

_COLLISIONS = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.ForeignKeyViolationError,
    asyncpg.LockNotAvailableError,
)
# The database is away, starts, stops, is full or broken, or is not the one that writes: whatever it is, somebody else
# has to mend it, and the request may come again.
_GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    # The driver's own: a connection that ends just now confuses it, and a host may be the wrong one.
    asyncpg.InternalClientError,
    # A newer server has just changed the schema.
    asyncpg.InvalidCachedStatementError,
)


async def _as_it_is(_connection: Connection) -> None:
    """Leaves a connection as it is when it goes back to the pool: nothing here changes one, and asking costs a trip."""


async def _plan_once(connection: Connection) -> None:
    """Makes the connection plan each statement once: planning one costs as much as running it.

    Plans are then the same for all values: a statement that wants another one for others is written as two.
    """
    # Said here and not when connecting: poolers in between refuse settings that they do not know.
    await connection.execute("SET plan_cache_mode = force_generic_plan")


class _Watched(asyncpg.Connection):
    """A connection whose end is noticed even where nobody says it."""

    def __init__(self, protocol: Any, transport: asyncio.Transport, *others: Any) -> None:  # Any: the driver's own.
        super().__init__(protocol, transport, *others)
        connected = transport.get_extra_info("socket")
        if connected is not None and connected.family != socket.AF_UNIX:
            _watch(connected)


async def _connect(*args: Any, **kwargs: Any) -> "asyncpg.Connection[asyncpg.Record]":  # Any: the driver's own.
    try:
        return await asyncpg.connect(*args, **kwargs)
    except asyncpg.PostgresError as refusal:
        # Whatever the reason, it is not the request's.
        raise ConnectionRefusedError(str(refusal)) from refusal


def _watch(connected: socket.socket) -> None:
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("TCP_KEEPIDLE", 2), ("TCP_KEEPINTVL", 1), ("TCP_KEEPCNT", 3)):
        # Not every system has them.
        if hasattr(socket, option):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _MISSED_AFTER * 1000)


def which_server(url: str) -> SessionAttribute | None:
    """Which of a URL's hosts is meant where it does not say so: after a failover another one is the one that writes."""
    return None if "target_session_attrs" in url else SessionAttribute.primary


class _Pool(asyncpg.Pool):
    """A pool whose connections are waited for so long and no longer."""

    waits_at_most = WAITS_AT_MOST

    def acquire(self, *, timeout: float | None = None) -> "asyncpg.pool.PoolAcquireContext[asyncpg.Record]":
        """A connection; TimeoutError when none gets free."""
        if timeout is None and self.get_size() == self.get_max_size() and self.get_idle_size() == 0:
            timeout = self.waits_at_most
        return super().acquire(timeout=timeout)


@dataclass(frozen=True, slots=True)
class Usage:
    """How many connections there are and may be, how many of them are idle, and how much work waits for one."""

    connections: int
    most: int
    idle: int
    waiting: int


class Database:
    """A pool of connections to one PostgreSQL; opened by ``async with``.

    The database need not be there when it is opened: what asks it is Unavailable for as long as it is away.
    """

    def __init__(self, url: str, *, pool_size: int = 10, waits_at_most: float = WAITS_AT_MOST) -> None:
        self._url = url
        self._pool_size = pool_size
        self._waits_at_most = waits_at_most
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        # Who changes something may wait for others who do, however many: these connections stay for who reads.
        self._changing = asyncio.Semaphore(max(1, pool_size - _FOR_READERS))
        # Around whole requests transactions last long: the other connections stay for everybody else.
        self._around_requests = asyncio.Semaphore(max(1, pool_size // 2))
        # A list that is streamed has a connection for as long as its reader takes.
        self._streams = asyncio.Semaphore(max(1, pool_size // 4))
        self._outer: Connection | None = None
        # Pieces of work that have a connection, or wait for one.
        self._at_work = 0

    async def __aenter__(self) -> Self:
        pool = _Pool(
            self._url,
            min_size=0,
            max_size=self._pool_size,
            max_queries=50_000,
            max_inactive_connection_lifetime=300,
            loop=None,
            connection_class=_Watched,
            connect=_connect,
            record_class=asyncpg.Record,
            init=_plan_once,
            reset=_as_it_is,
            timeout=_CONNECTS_WITHIN,
            command_timeout=60,
            target_session_attrs=which_server(self._url),
            server_settings={"application_name": "rollbook", "timezone": "UTC"},
        )
        pool.waits_at_most = self._waits_at_most
        self._pool = await pool
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.close()

    @property
    def _opened(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise DatabaseProblem("The database is used before it is opened.")
        return self._pool

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Queries]:
        """What runs single queries, each by itself; Unavailable when the database is away, or a writer in the way."""
        if self._outer is not None:
            with _translated():
                yield self._outer
            return
        self._at_work += 1
        try:
            with _translated():
                yield self._opened
        except Contention as lost:
            # There is no transaction here to be run again.
            raise Unavailable("Service Unavailable") from lost
        finally:
            self._at_work -= 1

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in a transaction that is committed unless the block raises."""
        with _translated():
            if self._outer is not None:
                async with self._outer.transaction():
                    yield self._outer
                return
            self._at_work += 1
            try:
                async with self._place(self._changing), self._opened.acquire() as connection, connection.transaction():
                    yield connection
            finally:
                self._at_work -= 1

    def usage(self) -> Usage:
        """How the pool is used at this moment; a piece of work uses one connection at a time."""
        connections, idle = self._opened.get_size(), self._opened.get_idle_size()
        waiting = max(0, self._at_work - (connections - idle))
        return Usage(connections, self._pool_size, idle, waiting)

    @asynccontextmanager
    async def _place(self, places: asyncio.Semaphore) -> AsyncIterator[None]:
        """One of so many places, waited for as long as for a connection."""
        await take_place(places, self._waits_at_most)
        try:
            yield
        finally:
            places.release()

    @asynccontextmanager
    async def streaming(self) -> AsyncIterator[Connection]:
        """A connection in a transaction that only reads, and prefers plans whose first rows come at once."""
        async with self._place(self._streams), self.transaction() as connection:
            await connection.execute("SET TRANSACTION READ ONLY; SET LOCAL enable_sort = off")
            yield connection

    @asynccontextmanager
    async def around_a_request(self) -> AsyncIterator[tuple[Connection, "Database"]]:
        """A transaction around all that a request does, and this database as it is inside of it.

        In there transactions are parts of it, each undone by itself when its block raises, and reads see what they
        have written. Nothing in there waits for another connection, so requests cannot lock each other out of the pool.
        """
        async with self._place(self._around_requests), self.transaction() as connection:
            inside = copy.copy(self)
            inside._outer = connection  # noqa: SLF001 - of its own kind.
            yield connection, inside

    async def is_ready(self) -> bool:
        """Whether the database answers."""
        try:
            async with self.reading() as queries:
                await queries.fetchval("SELECT 1", timeout=2)
        except (Unavailable, TimeoutError):
            return False
        return True


async def take_place(places: asyncio.Semaphore, seconds: float = WAITS_AT_MOST) -> None:
    """Takes one of so many places; Unavailable where none gets free within so many seconds."""
    if not places.locked():
        await places.acquire()  # At once, and without a clock.
        return
    try:
        async with asyncio.timeout(seconds):
            await places.acquire()
    except TimeoutError as late:
        raise Unavailable("Service Unavailable") from late


class _translated:  # noqa: N801 - a context manager, read as a word.
    """Turns the driver's errors into this module's and the domain's."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, asyncpg.UniqueViolationError):
            raise Duplicate(error.constraint_name or "") from error
        # A key that points nowhere: what it pointed to was deleted by another writer after it was looked up.
        if isinstance(error, _COLLISIONS):
            raise Contention from error
        if isinstance(error, asyncpg.PostgresError):
            # Rows of data, which belong into no log.
            error.detail = None
        # Of its own errors the driver says by this very class that a connection is closed or closing.
        if isinstance(error, _GONE) or type(error) is asyncpg.InterfaceError:
            raise Unavailable("Service Unavailable") from error
