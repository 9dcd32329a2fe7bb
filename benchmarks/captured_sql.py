"""What the lists ask the database, taken down while the code that asks runs once."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, cast

import asyncpg

from rollbook.domain.member_lists import MemberQuery, WorkspaceUserQuery
from rollbook.domain.pages import PageRequest
from rollbook.persistence import groups, organization_user_lists, workspace_user_lists
from rollbook.persistence.database import Queries

Method = Literal["fetch", "fetchrow", "fetchval"]


@dataclass(frozen=True)
class Statement:
    """A statement as it was run."""

    method: Method
    sql: str
    values: tuple[Any, ...]  # Any: whatever the driver takes.


class Statements:
    """Runs what is asked, and takes it down before."""

    def __init__(self, taken: list[Statement]) -> None:
        self._taken = taken

    def _take(self, method: Method, sql: str, values: tuple[Any, ...]) -> None:
        self._taken.append(Statement(method, sql, values))


class Recorder(Statements):
    """Stands in the place of a connection, a pool or the whole database."""

    def __init__(self, connection: asyncpg.Connection[asyncpg.Record], taken: list[Statement]) -> None:
        super().__init__(taken)
        self._connection = connection

    async def fetch(self, sql: str, *values: Any, **options: Any) -> Any:
        """All rows."""
        self._take("fetch", sql, values)
        return await self._connection.fetch(sql, *values, **options)

    async def fetchrow(self, sql: str, *values: Any, **options: Any) -> Any:
        """The first row."""
        self._take("fetchrow", sql, values)
        return await self._connection.fetchrow(sql, *values, **options)

    async def fetchval(self, sql: str, *values: Any, **options: Any) -> Any:
        """The first value of the first row."""
        self._take("fetchval", sql, values)
        return await self._connection.fetchval(sql, *values, **options)

    def cursor(self, sql: str, *values: Any, **options: Any) -> Any:
        """The rows bit by bit; for who compares, as if they were fetched."""
        self._take("fetch", sql, values)
        return self._connection.cursor(sql, *values, **options)

    async def copy_from_query(self, sql: str, *values: Any, **options: Any) -> Any:
        """The rows as text; for who compares, as if they were fetched."""
        self._take("fetch", sql, values)
        return await self._connection.copy_from_query(sql, *values, **options)

    async def prepare(self, sql: str, **options: Any) -> Prepared:
        """A statement to be run later, and taken down then."""
        return Prepared(await self._connection.prepare(sql, **options), sql, self._taken)

    @asynccontextmanager
    async def _within(self, *_: Any, **__: Any) -> AsyncIterator[Recorder]:
        """This connection and its transaction, whatever it is asked for by."""
        async with self._connection.transaction():
            yield self

    acquire = transaction = reading = _within

    def __getattr__(self, name: str) -> Any:
        """Everything that asks nothing."""
        return getattr(self._connection, name)


class Prepared(Statements):
    """Stands in the place of a prepared statement."""

    def __init__(self, statement: Any, sql: str, taken: list[Statement]) -> None:
        super().__init__(taken)
        self._statement, self._sql = statement, sql

    async def fetch(self, *values: Any, **options: Any) -> Any:
        """All rows."""
        self._take("fetch", self._sql, values)
        return await self._statement.fetch(*values, **options)

    async def fetchrow(self, *values: Any, **options: Any) -> Any:
        """The first row."""
        self._take("fetchrow", self._sql, values)
        return await self._statement.fetchrow(*values, **options)

    async def fetchval(self, *values: Any, **options: Any) -> Any:
        """The first value of the first row."""
        self._take("fetchval", self._sql, values)
        return await self._statement.fetchval(*values, **options)

    def cursor(self, *values: Any, **options: Any) -> Any:
        """The rows bit by bit."""
        self._take("fetch", self._sql, values)
        return self._statement.cursor(*values, **options)


List = Callable[[Queries], Any]  # Any: a coroutine, or rows that come bit by bit.


def statements(database_url: str, run: List) -> list[Statement]:
    """What the database is asked when that list is read."""
    return asyncio.run(_statements(database_url, run))


async def _statements(database_url: str, run: List) -> list[Statement]:
    connection = await asyncpg.connect(database_url, server_settings={"timezone": "UTC"})
    taken: list[Statement] = []
    try:
        async with connection.transaction():
            await _read_through(run(cast("Queries", Recorder(connection, taken))))
    finally:
        await connection.close()
    if not taken:
        raise SystemExit("a list has asked the database nothing that could be taken down")
    return taken


async def _read_through(answer: Any) -> None:
    """Reads a list to its end, in whichever way it comes."""
    if isinstance(answer, Awaitable):
        answer = await answer
    if inspect.isasyncgen(answer) or hasattr(answer, "__aiter__"):
        async for _ in answer:
            pass


def short_page(organization_id: int, public_url: str) -> List:
    """The first page of an organization's people."""
    return lambda queries: organization_user_lists.short_page(
        queries, organization_id, MemberQuery(), avatars_url=_avatars_url(public_url)
    )


def detailed_page(organization_id: int, public_url: str) -> List:
    """The first page of an organization's people with details, as its owner sees it."""
    return lambda queries: organization_user_lists.detailed_page(
        queries, organization_id, MemberQuery(), None, avatars_url=_avatars_url(public_url)
    )


def simple_list(organization_id: int, workspace_id: int) -> List:
    """Everybody in a workspace, in short."""
    return lambda queries: workspace_user_lists.simple_list(queries, organization_id, workspace_id)


def direct_list(organization_id: int, workspace_id: int) -> List:
    """All workspace users that are in the workspace directly."""
    query = WorkspaceUserQuery(include_indirect=False)
    return lambda queries: workspace_user_lists.full_list(queries, organization_id, workspace_id, query)


def full_page(organization_id: int, workspace_id: int) -> List:
    """The first page of workspace users."""
    query = WorkspaceUserQuery()
    return lambda queries: workspace_user_lists.full_page(queries, organization_id, workspace_id, query, PageRequest())


def group_list(organization_id: int, public_url: str) -> List:
    """All groups with the people in them."""
    return lambda queries: groups.listed(queries, organization_id, avatars_url=_avatars_url(public_url))


def _avatars_url(public_url: str) -> str:
    return f"{public_url.removesuffix('/api/v9')}/images/avatars/"
