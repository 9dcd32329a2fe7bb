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
    offset = f"{conditions.value(page.offset)}::bigint"
    # A number in the statement and not beside it: of a limit that it does not know the planner expects a tenth of all
    # rows, and would rather read the whole table.
    limit = int(page.per_page)
    rows = f"SELECT {source.id} AS id, {source.sort_name} AS sort_name FROM {source.tables} WHERE {conditions}"
    if source.count is None:
        return f"""
    matches AS MATERIALIZED ({rows}),
    total AS (SELECT count(*) AS records FROM matches),
    page AS (SELECT * FROM matches {_order("sort_name", "id", descending=descending)} LIMIT {limit} OFFSET {offset})"""
    # A page of the second half is read from the end, and what is not on the last page cut off.
    first_half = f"(SELECT {offset} <= records / 2 FROM total)"
    return f"""
    total AS MATERIALIZED (SELECT ({source.count}) AS records),
    page AS (
        ({rows} AND {first_half}
          {_order(source.sort_name, source.id, descending=descending)} LIMIT {limit} OFFSET {offset})
        UNION ALL
        (SELECT * FROM (
            {rows} AND NOT {first_half}
             {_order(source.sort_name, source.id, descending=not descending)}
             LIMIT {limit} OFFSET (SELECT GREATEST(records - {offset} - {limit}, 0) FROM total)) from_the_end
          LIMIT (SELECT GREATEST(records - {offset}, 0) FROM total)))"""


def _order(*columns: str, descending: bool) -> str:
    return "ORDER BY " + ", ".join(f"{column} {'DESC' if descending else 'ASC'}" for column in columns)
