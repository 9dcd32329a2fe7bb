"""What a page costs does not grow with the organization: no plan of a list reads a table from end to end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from rollbook.domain.member_lists import MemberQuery, WorkspaceUserQuery
from rollbook.domain.pages import PageRequest
from rollbook.persistence import organization_user_lists, workspace_user_lists
from rollbook.persistence.database import Database
from rollbook.services.seeding import Seeded, seed
from support.server import database

MEMBERS, SMALL = 100_000, 1_000
# Of 100,000: what is rare, such as the admins who are inactive, may be read whole.
MOST_ROWS = 3_000
_LARGE = {"organization_users", "workspace_users", "group_users", "accounts", "invitations"}
_TEXT = "ulla.b"


@dataclass(frozen=True)
class Large:
    """An organization of many people, and a small one beside it."""

    url: str
    seeded: Seeded
    small: Seeded


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Large]:
    with database(tmp_path_factory.mktemp("large")) as url:
        key = b"k" * 32
        seeded = asyncio.run(seed(url, key, members=MEMBERS, workspaces=20, groups=50, seed=1))
        yield Large(url, seeded, asyncio.run(seed(url, key, members=SMALL, workspaces=2, groups=2, seed=2)))


class Explaining:
    """Stands where queries are run: has the database carry them out, and keeps the plans."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.plans: list[dict[str, Any]] = []

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        # Prepared, since PostgreSQL plans what is only explained for the very values.
        name = f"explained_{len(self.plans)}"
        await self._connection.execute(f"PREPARE {name} AS {sql}")
        given = ", ".join([await self._literal(value) for value in values])
        explained = await self._connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {name} ({given})")
        await self._connection.execute(f"DEALLOCATE {name}")
        self.plans.append(json.loads(explained)[0]["Plan"])
        return await self._connection.fetchrow(sql, *values)

    async def _literal(self, value: Any) -> str:
        if isinstance(value, Sequence) and not isinstance(value, str):
            value = "{" + ",".join(str(one) for one in value) + "}"
        return str(
            await self._connection.fetchval("SELECT quote_nullable($1::text)", None if value is None else str(value))
        )


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


def searched_by(plan: dict[str, Any]) -> list[str]:
    """What the search index was asked for."""
    return [
        node["Index Cond"]
        for node in nodes(plan)
        if node.get("Index Name") == "organization_users_search" and node["Actual Loops"]
    ]


def test_a_search_of_one_organization_among_many_asks_the_index_for_the_organization(large: Large):
    plan = explained_search(large, large.small, "mari")

    (condition,) = searched_by(plan)
    assert "organization_id = " in condition
    assert max(rows_read(plan).values()) < SMALL


def test_a_search_of_the_organization_of_most_people_spares_the_index_the_list_of_them_all(large: Large):
    plan = explained_search(large, large.seeded, "mari")

    (condition,) = searched_by(plan)
    assert "organization_id" not in condition


# No trigram, from the index's point of view; and it does not go through all that it has.
@pytest.mark.parametrize("text", ["an", "a", ".", "é", "жен", "中文字", "²²²", "éa"])
def test_a_search_by_less_than_a_trigram_looks_at_no_other_organization(large: Large, text: str):
    plan = explained_search(large, large.small, text)

    assert max(rows_read(plan).values()) <= SMALL
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 1_500


@pytest.mark.parametrize("where", ["seeded", "small"])
@pytest.mark.parametrize("text", ["mari", "an", "a r", "a.ros", ".r", "i."])
def test_a_search_finds_the_same_whichever_way_it_goes(large: Large, where: str, text: str):
    organization = getattr(large, where).organization_id
    counting = """
        SELECT count(*) FROM organization_users
         WHERE organization_id = $1 AND (strpos(lower(name), $2) > 0 OR strpos(lower(email), $2) > 0)"""

    async def run() -> tuple[int, int]:
        async with Database(large.url) as opened, opened.transaction() as connection:
            asked = MemberQuery(text=text)
            page = await organization_user_lists.short_page(connection, organization, asked, avatars_url="")
            return page.records, await connection.fetchval(counting, organization, text)

    found, there = asyncio.run(run())

    assert found == there > 0


def explained_search(large: Large, where: Seeded, text: str) -> dict[str, Any]:
    async def ask(queries: Any) -> None:
        asked = MemberQuery(text=text)
        await organization_user_lists.short_page(queries, where.organization_id, asked, avatars_url="")

    return explained(large, ask)


@pytest.mark.parametrize("number", [1, 10])
@pytest.mark.parametrize("kind", ["group", "workspace"])
def test_a_page_of_the_people_of_one_group_or_workspace(large: Large, kind: str, number: int):
    ids = large.seeded.group_ids if kind == "group" else large.seeded.workspace_ids
    asked = MemberQuery(**{f"{kind}_ids": (ids[2],)}, page=PageRequest(number))

    async def ask(queries: Any) -> None:
        await organization_user_lists.short_page(queries, large.seeded.organization_id, asked, avatars_url="")

    assert max(rows_read(explained(large, ask)).values()) < MOST_ROWS


@pytest.mark.parametrize("texts", [(), (_TEXT,), (_TEXT, "examp")], ids=["all", "search", "two searches"])
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
