"""The lists of a workspace's people, each one query that writes the JSON the API answers with."""

from collections.abc import Sequence
from typing import Any

from rollbook.domain.member_lists import WorkspaceUserQuery
from rollbook.domain.pages import Page, PageRequest
from rollbook.domain.roles import WORKSPACE_ROLE_IDS
from rollbook.persistence import searching
from rollbook.persistence.conditions import Conditions
from rollbook.persistence.database import Database, Queries
from rollbook.persistence.json_sql import role_id, seconds
from rollbook.persistence.paging import Source, paged
from rollbook.persistence.streams import JsonArray

_OF_WORKSPACE = "wu.organization_id = $1 AND wu.workspace_id = $2"
_PEOPLE = """workspace_users wu
  JOIN organization_users ou ON ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id"""

_KEY = "wu.sort_name, wu.id"


def _simple_rows(further: str = "") -> str:
    """A row of JSON text for each person of the workspace, in the order of the list."""
    return f"""
SELECT json_build_object(
           'id', ou.account_id,
           'email', ou.email,
           'fullname', ou.name,
           'inactive', ou.inactive OR wu.inactive,
           'is_active', ou.joined,
           'is_admin', ou.role <> 'member' OR wu.role = 'admin',
           'role', wu.role
       )::text AS body, wu.sort_name, wu.id
  FROM {_PEOPLE}
 WHERE {_OF_WORKSPACE} {further}"""


_MONEY = """
    'rate', wu.rate,
    'labor_cost', wu.labor_cost,
    'labour_cost', (wu.labor_cost * 100)::bigint,
    'working_hours_in_minutes', wu.working_hours_in_minutes"""
_NO_MONEY = """
    'rate', NULL, 'labor_cost', NULL, 'labour_cost', NULL, 'working_hours_in_minutes', NULL"""


def _workspace_user(money: str) -> str:
    return f"""
    'id', wu.id,
    'user_id', ou.account_id,
    'uid', ou.account_id,
    'workspace_id', wu.workspace_id,
    'wid', wu.workspace_id,
    'name', ou.name,
    'email', ou.email,
    -- An invitation tells nothing of the account that the address may have.
    'timezone', CASE WHEN ou.joined THEN a.timezone ELSE 'UTC' END,
    'active', ou.joined,
    'inactive', ou.inactive OR wu.inactive,
    'admin', ou.role <> 'member' OR wu.role = 'admin',
    'organization_admin', ou.role <> 'member',
    'workspace_admin', wu.role = 'admin',
    'role', wu.role,
    'role_id', {role_id("wu.role", dict(WORKSPACE_ROLE_IDS))},
    'is_direct', wu.direct,
    'group_ids', COALESCE(
        (SELECT json_agg(gu.group_id ORDER BY gu.group_id)
           FROM group_users gu
           JOIN group_workspaces gw ON gw.organization_id = gu.organization_id AND gw.group_id = gu.group_id
                                   AND gw.workspace_id = wu.workspace_id
          WHERE gu.organization_id = wu.organization_id AND gu.organization_user_id = ou.id), '[]'),
    'at', {seconds("wu.updated_at")},
    'rate_last_updated', {seconds("wu.rate_last_updated")},
    'labor_cost_last_updated', {seconds("wu.labor_cost_last_updated")},
    'view_edit_billable_rates', wu.view_edit_billable_rates,
    'view_edit_labor_costs', wu.view_edit_labor_costs,
    '2fa_enabled', false,
    'avatar_file_name', ou.avatar,
    'invitation_code', NULL,
    'invite_url', NULL,
    {money}"""


def _whole(rows: str) -> str:
    """The rows as one JSON array."""
    return f"SELECT '[' || COALESCE(string_agg(body, ',' ORDER BY sort_name, id), '') || ']' FROM ({rows}) AS listed"


async def simple_list(queries: Queries, organization_id: int, workspace_id: int) -> str:
    """Everybody in the workspace; sorted by name, then number."""
    body: str = await queries.fetchval(_whole(_simple_rows()), organization_id, workspace_id)
    return body


def simple_stream(database: Database, organization_id: int, workspace_id: int) -> JsonArray:
    """The same, in pieces."""
    return JsonArray(database, _simple_rows(), (organization_id, workspace_id), key=_KEY)


async def simple_page(
    queries: Queries, organization_id: int, workspace_id: int, text: str | None, page: PageRequest
) -> Page:
    """A page of them, or of those with ``text`` in their name or e-mail address."""
    query = WorkspaceUserQuery(texts=(text,) if text else ())
    conditions = _conditions(organization_id, workspace_id, query)
    source = paged(_source(query), conditions, page)
    rows = _simple_rows("AND wu.id = ANY(ARRAY(SELECT id FROM page))")
    row = await queries.fetchrow(
        f"WITH {source} SELECT (SELECT records FROM total) AS records, ({_whole(rows)}) AS body", *conditions.values
    )
    assert row is not None, "a SELECT without FROM gives one row"  # noqa: S101
    return Page(row["body"], row["records"], page)


async def some_simple(queries: Queries, organization_id: int, workspace_id: int, account_ids: Sequence[int]) -> str:
    """Those of these accounts that are in the workspace; sorted by name, then number."""
    rows = _simple_rows("AND ou.account_id = ANY($3::bigint[])")
    body: str = await queries.fetchval(_whole(rows), organization_id, workspace_id, account_ids)
    return body


def _rows_and_values(
    organization_id: int, workspace_id: int, query: WorkspaceUserQuery
) -> tuple[str, Sequence[Any]]:  # Any: whatever the driver takes.
    conditions = _conditions(organization_id, workspace_id, query)
    rows = f"""
SELECT json_build_object({_workspace_user(_MONEY if query.with_money else _NO_MONEY)})::text AS body,
       wu.sort_name, wu.id
  FROM {_PEOPLE}
  JOIN accounts a ON a.id = ou.account_id
 WHERE {conditions}"""
    return rows, conditions.values


async def full_list(queries: Queries, organization_id: int, workspace_id: int, query: WorkspaceUserQuery) -> str:
    """All workspace users that the query asks for; sorted by name, then number."""
    rows, values = _rows_and_values(organization_id, workspace_id, query)
    body: str = await queries.fetchval(_whole(rows), *values)
    return body


def full_stream(database: Database, organization_id: int, workspace_id: int, query: WorkspaceUserQuery) -> JsonArray:
    """The same, in pieces."""
    rows, values = _rows_and_values(organization_id, workspace_id, query)
    return JsonArray(database, rows, values, key=_KEY)


async def full_page(
    queries: Queries, organization_id: int, workspace_id: int, query: WorkspaceUserQuery, page: PageRequest
) -> Page:
    """A page of the workspace users that the query asks for; sorted by name, then number."""
    conditions = _conditions(organization_id, workspace_id, query)
    row = await queries.fetchrow(
        f"""
WITH {paged(_source(query), conditions, page)}
SELECT (SELECT records FROM total) AS records,
       '[' || COALESCE(string_agg(json_build_object(
           {_workspace_user(_MONEY if query.with_money else _NO_MONEY)}
       )::text, ',' ORDER BY page.sort_name, page.id), '') || ']' AS body
  FROM page
  JOIN workspace_users wu ON wu.organization_id = $1 AND wu.id = page.id
  JOIN organization_users ou ON ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id
  JOIN accounts a ON a.id = ou.account_id""",
        *conditions.values,
    )
    assert row is not None, "an aggregate without GROUP BY gives one row"  # noqa: S101
    return Page(row["body"], row["records"], page)


def _source(query: WorkspaceUserQuery) -> Source:
    """Where the people come from in the order of the list; how many they are is kept where all are asked for."""
    count = "SELECT user_count FROM workspaces WHERE organization_id = $1 AND id = $2"
    return Source(
        "workspace_users wu" if query.is_unfiltered else _PEOPLE,
        id="wu.id",
        sort_name="wu.sort_name",
        count=count if query.is_unfiltered else None,
    )


def _found(conditions: Conditions, texts: Sequence[str]) -> str:
    """The condition that the person has all of the texts."""
    every = " AND ".join(searching.has_text(conditions, text) for text in texts)
    sifting = next(filter(searching.by_index, texts), None)
    if sifting is None:
        return every
    # Whom the index finds first, and then where they are: the planner would look through the workspace. One array: of
    # two, one would be gone through for every person.
    people, theirs = searching.people(sifting)
    return f"wu.organization_user_id = ANY(ARRAY(SELECT ou.id FROM {people} WHERE {theirs} AND {every}))"


def _conditions(organization_id: int, workspace_id: int, query: WorkspaceUserQuery) -> Conditions:
    conditions = Conditions(_OF_WORKSPACE, organization_id, workspace_id)
    if query.ids is not None:
        conditions.add(f"wu.id = ANY({conditions.value(query.ids)}::bigint[])")
    if query.texts:
        conditions.add(_found(conditions, query.texts))
    if not query.include_indirect:
        conditions.add("wu.direct")
    if query.custom_rates is not None:
        conditions.add(f"wu.rate IS {'NOT ' if query.custom_rates else ''}NULL")
    if query.active is not None:
        conditions.add(f"{'' if query.active else 'NOT '}(ou.joined AND NOT ou.inactive AND NOT wu.inactive)")
    return conditions
