"""What a page costs does not grow with the organization: no plan of a list reads a table from end to end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from rollbook.domain.member_lists import MemberQuery, WorkspaceUserQuery
from rollbook.domain.pages import PageRequest
from rollbook.persistence import organization_user_lists, workspace_user_lists
from rollbook.persistence.database import Database
from rollbook.services.seeding import Seeded, seed
from support.server import database

MEMBERS = 100_000
# Of 100,000: what is rare, such as the admins who are inactive, may be read whole.
MOST_ROWS = 3_000
_LARGE = {"organization_users", "workspace_users", "group_users", "accounts", "invitations"}
_TEXT = "ulla.b"


@dataclass(frozen=True)
class Large:
    """An organization of many people."""

    url: str
    seeded: Seeded


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Large]:
    with database(tmp_path_factory.mktemp("large")) as url:
        yield Large(url, asyncio.run(seed(url, b"k" * 32, members=MEMBERS, workspaces=20, groups=50, seed=1)))


class Explaining:
    """Stands where queries are run: has the database carry them out, and keeps the plans."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.plans: list[dict[str, Any]] = []

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        explained = await self._connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
        self.plans.append(json.loads(explained)[0]["Plan"])
        return await self._connection.fetchrow(sql, *values)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def rows_read(plan: dict[str, Any]) -> dict[str, float]:
    """How many rows each large table was read of, by the node that has read most."""
    read: dict[str, float] = {}
    for node in nodes(plan):
        if (table := node.get("Relation Name")) in _LARGE:
            passed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            rows = (node["Actual Rows"] + passed) * node["Actual Loops"]
            read[table] = max(read.get(table, 0), rows)
    return read


def explained(large: Large, ask: Callable[[Any], Awaitable[Any]]) -> dict[str, Any]:
    async def run() -> dict[str, Any]:
        # As the service connects, with plans that are made for any values.
        async with Database(large.url) as opened, opened.transaction() as connection:
            queries = Explaining(connection)
            await ask(queries)
            (plan,) = queries.plans
            return plan

    return asyncio.run(run())


MEMBER_QUERIES = {
    "first page": {},
    "last page": {"page": PageRequest(MEMBERS // 50)},
    "descending": {"sort_order": "desc"},
    "active": {"statuses": frozenset({"active"})},
    "invited": {"statuses": frozenset({"invited"})},
    "inactive": {"statuses": frozenset({"inactive"})},
    "not active": {"statuses": frozenset({"inactive", "invited"})},
    "admins": {"only_admins": True},
    "inactive admins": {"only_admins": True, "statuses": frozenset({"inactive"})},
    "search": {"text": _TEXT},
}


@pytest.mark.parametrize("query", MEMBER_QUERIES.values(), ids=MEMBER_QUERIES)
@pytest.mark.parametrize("detailed", [False, True], ids=["short", "detailed"])
def test_a_page_of_the_organizations_people(large: Large, query: dict[str, Any], *, detailed: bool):
    where, asked = large.seeded.organization_id, MemberQuery(**query)

    async def ask(queries: Any) -> None:
        if detailed:
            await organization_user_lists.detailed_page(queries, where, asked, None, avatars_url="")
        else:
            await organization_user_lists.short_page(queries, where, asked, avatars_url="")

    assert max(rows_read(explained(large, ask)).values()) < MOST_ROWS


@pytest.mark.parametrize("number", [1, 10])
@pytest.mark.parametrize("kind", ["group", "workspace"])
def test_a_page_of_the_people_of_one_group_or_workspace(large: Large, kind: str, number: int):
    ids = large.seeded.group_ids if kind == "group" else large.seeded.workspace_ids
    asked = MemberQuery(**{f"{kind}_ids": (ids[2],)}, page=PageRequest(number))

    async def ask(queries: Any) -> None:
        await organization_user_lists.short_page(queries, large.seeded.organization_id, asked, avatars_url="")

    assert max(rows_read(explained(large, ask)).values()) < MOST_ROWS


@pytest.mark.parametrize("texts", [(), (_TEXT,)], ids=["all", "search"])
def test_a_page_of_a_workspaces_people(large: Large, texts: tuple[str, ...]):
    asked = WorkspaceUserQuery(texts=texts)

    async def ask(queries: Any) -> None:
        where = large.seeded.organization_id, large.seeded.workspace_ids[0]
        await workspace_user_lists.full_page(queries, *where, asked, PageRequest())

    assert max(rows_read(explained(large, ask)).values()) < MOST_ROWS


@pytest.mark.parametrize("begun", [False, True], ids=["from its beginning", "read on"])
@pytest.mark.parametrize("listed", ["simple", "full"])
def test_a_list_that_is_streamed_comes_in_the_order_of_an_index(large: Large, listed: str, *, begun: bool):
    async def run() -> list[dict[str, Any]]:
        where = large.seeded.organization_id, large.seeded.workspace_ids[0]
        async with Database(large.url) as opened, opened.streaming() as connection:
            stream = workspace_user_lists.simple_stream(opened, *where)
            if listed == "full":
                stream = workspace_user_lists.full_stream(opened, *where, WorkspaceUserQuery())
            stream._last = ("n", 1) if begun else None
            sql, values = stream._statement()
            return json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *values))

    (explanation,) = asyncio.run(run())

    assert "Sort" not in {node["Node Type"] for node in nodes(explanation["Plan"])}
    assert begun == any("sort_name" in node.get("Index Cond", "") for node in nodes(explanation["Plan"]))
