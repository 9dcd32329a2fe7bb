"""The audit log as it is read: a page that is JSON already, and all of a query's entries, a batch at a time."""

from collections.abc import AsyncIterator
from datetime import datetime

from rollbook.domain.audit_queries import COLUMNS, AuditQuery
from rollbook.domain.pages import Page
from rollbook.persistence import audit_about, searching
from rollbook.persistence.audit_about import About
from rollbook.persistence.conditions import Conditions
from rollbook.persistence.database import Database, Queries, Row
from rollbook.persistence.json_sql import microseconds

EXPORTED_AT_ONCE = 1_000

_VALUES = {
    "id": "e.id",
    "organization_id": "e.organization_id",
    "workspace_id": "e.workspace_id",
    "user_id": "e.account_id",
    # As the organization knows the person now; NULL when they have left: what they are called since is not its own.
    "user_name": "ou.name",
    "user_email": "ou.email",
    "created_at": microseconds("e.happened_at"),
    "action": "e.action",
    "entity_type": "e.entity_type",
    "entity_id": "e.entity_id",
    "source": "e.signed_in_by",
    "request_id": "e.request_id",
    "before": 'e."before"',
    "after": 'e."after"',
}
_ENTRY = ", ".join(f"'{name}', {_VALUES[name]}" for name in COLUMNS)
_LINE = ", ".join(_VALUES[name] for name in COLUMNS)
_NEWEST_FIRST = "e.happened_at DESC, e.id DESC"
_WITH_PERSON = """LEFT JOIN organization_users ou
            ON ou.organization_id = e.organization_id AND ou.account_id = e.account_id AND ou.joined"""


def _is_about(conditions: Conditions, about: About) -> str:
    types = conditions.value([entity_type for entity_type, _ in about.things])
    ids = conditions.value([entity_id for _, entity_id in about.things])
    things = f"(e.entity_type, e.entity_id) IN (SELECT * FROM unnest({types}::text[], {ids}::bigint[]))"
    # The numbers alone are what an index finds.
    return f"""(e.entity_id = ANY({ids}::bigint[]) AND {things}
             OR e.id = ANY({conditions.value(about.entry_ids)}::uuid[]))"""


def _conditions(organization_id: int, query: AuditQuery, about: About | None) -> Conditions:
    conditions = Conditions(
        "e.organization_id = $1 AND e.happened_at >= $2 AND e.happened_at < $3",
        organization_id,
        query.begins,
        query.ends,
    )
    filters = {
        "e.workspace_id": query.workspace_id,
        "e.entity_type": query.entity_type,
        "e.entity_id": query.entity_id,
        "e.action": query.action,
        "e.account_id": query.account_id,
        "e.signed_in_by": query.source,
    }
    for column, wanted in filters.items():
        if wanted is not None:
            conditions.add(f"{column} = {conditions.value(wanted)}")
    if about is not None:
        conditions.add(_is_about(conditions, about))
    if query.account_text is not None:
        people, theirs = searching.people(query.account_text)
        found = f"{theirs} AND ou.joined AND {searching.has_text(conditions, query.account_text)}"
        # An array, so that they are found once, and their entries by the index.
        conditions.add(f"e.account_id = ANY(ARRAY(SELECT ou.account_id FROM {people} WHERE {found}))")
    return conditions


async def _about(queries: Queries, organization_id: int, query: AuditQuery) -> About | None:
    """What is about the person whom the query names; None where it names nobody."""
    account_id = query.about_account_id
    return None if account_id is None else await audit_about.person(queries, organization_id, account_id)


async def page(queries: Queries, organization_id: int, query: AuditQuery, *, counted_to: int | None = None) -> Page:
    """A page of entries, newest first; of more than ``counted_to`` are no more counted, where it is given."""
    conditions = _conditions(organization_id, query, await _about(queries, organization_id, query))
    limit, offset = conditions.value(query.page.per_page), conditions.value(query.page.offset)
    counted = f"SELECT FROM audit_entries e WHERE {conditions}"
    if counted_to is not None:
        counted += f" LIMIT {conditions.value(counted_to)}"
    row = await queries.fetchrow(
        f"""
        WITH page AS (
            SELECT e.* FROM audit_entries e WHERE {conditions} ORDER BY {_NEWEST_FIRST} LIMIT {limit} OFFSET {offset})
        SELECT (SELECT count(*) FROM ({counted}) counted) AS records,
               '[' || COALESCE(string_agg(json_build_object({_ENTRY})::text, ',' ORDER BY {_NEWEST_FIRST}), '') || ']'
                   AS body
          FROM page e {_WITH_PERSON}""",
        *conditions.values,
    )
    assert row is not None, "an aggregate without GROUP BY gives one row"  # noqa: S101
    return Page(row["body"], row["records"], query.page)


async def batches(
    database: Database, organization_id: int, query: AuditQuery
) -> AsyncIterator[list[tuple[object, ...]]]:
    """All entries, newest first, a thousand at a time, each with the values of ``COLUMNS``.

    Every batch goes on after the last entry of the one before, so that whoever reads slowly holds no connection and
    no transaction open meanwhile.
    """
    last = None
    async with database.reading() as queries:
        about = await _about(queries, organization_id, query)
    while True:
        conditions = _conditions(organization_id, query, about)
        if last is not None:
            conditions.add(f"(e.happened_at, e.id) < ({conditions.value(last[0])}, {conditions.value(last[1])})")
        async with database.reading() as queries:
            rows = await queries.fetch(
                f"""
                SELECT e.happened_at, e.id, {_LINE}
                  FROM audit_entries e {_WITH_PERSON}
                 WHERE {conditions} ORDER BY {_NEWEST_FIRST} LIMIT {EXPORTED_AT_ONCE}""",
                *conditions.values,
            )
        yield [tuple(row)[2:] for row in rows]
        if len(rows) < EXPORTED_AT_ONCE:
            return
        last = tuple(rows[-1])


# What entries have in common that are one line of a summary: whose they are, unless everybody does it for themselves;
# what was done, and in what it is not seldom one of two; and to which thing, where a thing is filled little by little.
_ALIKE = """hashtextextended(concat_ws('|',
    CASE WHEN e.action NOT IN ('accept', 'reject', 'leave')
          AND NOT (e.entity_type = 'account' AND e.entity_id = e.account_id) THEN e.account_id END,
    CASE WHEN e.action = 'update' AND e.entity_type IN ('group', 'workspace') THEN e.entity_id END,
    e.workspace_id, (e.happened_at AT TIME ZONE 'UTC')::date, e.action, e.entity_type,
    e."after" ->> 'role', e."after" ->> 'inactive', e."after" ->> 'outcome', e."after" ->> 'type',
    -- JSONB has its keys in one order.
    ARRAY(SELECT jsonb_object_keys(e."before" || e."after"))), 0)"""
_USERS = "COALESCE(sum(jsonb_array_length(e.\"{side}\" -> 'users')) FILTER (WHERE e.entity_type = 'group'), 0)"


async def summary(queries: Queries, organization_id: int, since: datetime, *, entries: int, lines: int) -> list[Row]:
    """The newest changes since then, those that are alike in one row: the newest of them as an example.

    Of so many entries, but for signing in and out. Each row has entry (JSON), things and actors (how many different
    ones), came and went (people into and out of a group). Of a row that is not whole, older ones of the same day were
    too many to be looked at; ``are_more`` tells that there are any such.
    """
    return await queries.fetch(
        f"""
        WITH newest AS (
            SELECT e.*, (e.happened_at AT TIME ZONE 'UTC')::date AS day, {_ALIKE} AS alike
              FROM audit_entries e
             WHERE e.organization_id = $1 AND e.happened_at >= $2 AND e.entity_type <> 'session'
             ORDER BY {_NEWEST_FIRST} LIMIT $3),
        looked_at AS (
            SELECT count(*) = $3 AS are_more, min(day) AS last_day FROM newest),
        alike AS (
            SELECT (array_agg(e.id ORDER BY {_NEWEST_FIRST}))[1] AS id, max(e.happened_at) AS latest,
                   count(DISTINCT e.entity_id) AS things, count(DISTINCT e.account_id) AS actors,
                   {_USERS.format(side="after")} AS came, {_USERS.format(side="before")} AS went
              FROM newest e GROUP BY e.alike ORDER BY 2 DESC LIMIT $4)
        SELECT json_build_object({_ENTRY})::text AS entry, alike.things, alike.actors, alike.came, alike.went,
               looked_at.are_more, NOT looked_at.are_more OR e.day > looked_at.last_day AS whole
          FROM looked_at CROSS JOIN alike JOIN newest e ON e.id = alike.id {_WITH_PERSON}
         ORDER BY {_NEWEST_FIRST}""",
        organization_id,
        since,
        entries,
        lines,
    )
