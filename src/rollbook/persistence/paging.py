"""SQL of one page of a sorted list: what a page costs does not grow with the list.

Whatever shows the page continues with two CTEs: ``total`` with ``records``, and ``page`` with ``id`` and ``sort_name``.
"""

from dataclasses import dataclass

from rollbook.domain.pages import PageRequest
from rollbook.persistence.conditions import Conditions


@dataclass(frozen=True, slots=True)
class Source:
    """What a list is taken from: a FROM clause, and of each row its number and the name it is sorted by."""

    tables: str
    id: str
    sort_name: str
    # A query for how many rows there are, where that is kept; else they are gathered and counted.
    count: str | None = None


def paged(source: Source, conditions: Conditions, page: PageRequest, *, descending: bool = False) -> str:
    """The CTEs ``total`` and ``page``; their values are added to the conditions'."""
    limit, offset = conditions.value(page.per_page), conditions.value(page.offset)
    rows = f"SELECT {source.id} AS id, {source.sort_name} AS sort_name FROM {source.tables} WHERE {conditions}"
    if source.count is None:
        return f"""
    matches AS MATERIALIZED ({rows}),
    total AS (SELECT count(*) AS records FROM matches),
    page AS (SELECT * FROM matches {_order("sort_name", "id", descending=descending)}
              LIMIT {limit}::bigint OFFSET {offset}::bigint)"""
    # A page of the second half is read from the end.
    forward = f"({offset}::bigint <= records / 2)"
    return f"""
    total AS MATERIALIZED (SELECT ({source.count}) AS records),
    page AS (
        ({rows} {_order(source.sort_name, source.id, descending=descending)}
          LIMIT (SELECT CASE WHEN {forward} THEN {limit}::bigint ELSE 0 END FROM total) OFFSET {offset}::bigint)
        UNION ALL
        ({rows} {_order(source.sort_name, source.id, descending=not descending)}
          LIMIT (SELECT CASE WHEN {forward} THEN 0
                             ELSE LEAST({limit}::bigint, GREATEST(records - {offset}::bigint, 0)) END FROM total)
         OFFSET (SELECT GREATEST(records - {offset}::bigint - {limit}::bigint, 0) FROM total)))"""


def _order(*columns: str, descending: bool) -> str:
    return "ORDER BY " + ", ".join(f"{column} {'DESC' if descending else 'ASC'}" for column in columns)
