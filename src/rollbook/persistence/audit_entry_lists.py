"""The audit log as it is read: a page that is JSON already, and all of a query's entries, a batch at a time."""

from collections.abc import AsyncIterator

from rollbook.domain.audit_queries import COLUMNS, AuditQuery
from rollbook.domain.pages import Page
from rollbook.persistence.conditions import Conditions
from rollbook.persistence.database import Database, Queries
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


def _conditions(organization_id: int, query: AuditQuery) -> Conditions:
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
    if query.account_text is not None:
        people = Conditions("ou.organization_id = $1 AND ou.joined", *conditions.values)
        people.add_text(query.account_text)
        conditions.values = people.values
        conditions.add(f"e.account_id IN (SELECT ou.account_id FROM organization_users ou WHERE {people})")
    return conditions


async def page(queries: Queries, organization_id: int, query: AuditQuery, *, counted_to: int | None = None) -> Page:
    """A page of entries, newest first; of more than ``counted_to`` are no more counted, where it is given."""
    conditions = _conditions(organization_id, query)
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
    while True:
        conditions = _conditions(organization_id, query)
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
