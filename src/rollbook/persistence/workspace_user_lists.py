"""The lists of a workspace's people, each one query that writes the JSON the API answers with."""

from collections.abc import Sequence

from rollbook.domain.member_lists import WorkspaceUserQuery
from rollbook.domain.pages import Page, PageRequest
from rollbook.domain.roles import WORKSPACE_ROLE_IDS
from rollbook.persistence.conditions import Conditions
from rollbook.persistence.database import Queries
from rollbook.persistence.json_sql import role_id, seconds

_OF_WORKSPACE = "wu.organization_id = $1 AND wu.workspace_id = $2"
_PEOPLE = """
  FROM workspace_users wu
  JOIN organization_users ou ON ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id"""

_SIMPLE_LIST = f"""
SELECT '[' || COALESCE(string_agg(json_build_object(
           'id', ou.account_id,
           'email', ou.email,
           'fullname', ou.name,
           'inactive', ou.inactive OR wu.inactive,
           'is_active', ou.joined,
           'is_admin', ou.role <> 'member' OR wu.role = 'admin',
           'role', wu.role
       )::text, ',' ORDER BY lower(ou.name) COLLATE "C", wu.id), '') || ']'
{_PEOPLE}
 WHERE {_OF_WORKSPACE} AND ($3::bigint[] IS NULL OR ou.account_id = ANY($3))"""

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


async def simple_list(
    queries: Queries, organization_id: int, workspace_id: int, account_ids: Sequence[int] | None = None
) -> str:
    """Everybody in the workspace, or those of these accounts that are, by account; sorted by name, then number."""
    body: str = await queries.fetchval(_SIMPLE_LIST, organization_id, workspace_id, account_ids)
    return body


async def full_list(queries: Queries, organization_id: int, workspace_id: int, query: WorkspaceUserQuery) -> Page:
    """The workspace users that the query asks for; sorted by name, then number."""
    conditions = Conditions(_OF_WORKSPACE, organization_id, workspace_id)
    for text in query.texts:
        conditions.add_text(text)
    if not query.include_indirect:
        conditions.add("wu.direct")
    if query.custom_rates is not None:
        conditions.add(f"wu.rate IS {'NOT ' if query.custom_rates else ''}NULL")
    if query.active is not None:
        conditions.add(f"{'' if query.active else 'NOT '}(ou.joined AND NOT ou.inactive AND NOT wu.inactive)")
    limits = ""
    if query.page is not None:
        limits = f"LIMIT {conditions.value(query.page.per_page)} OFFSET {conditions.value(query.page.offset)}"
    row = await queries.fetchrow(
        f"""
WITH page AS (
    SELECT wu.id
    {_PEOPLE}
     WHERE {conditions}
     ORDER BY lower(ou.name) COLLATE "C", wu.id
     {limits})
SELECT (SELECT count(*) {_PEOPLE} WHERE {conditions}) AS records,
       '[' || COALESCE(string_agg(json_build_object(
           {_workspace_user(_MONEY if query.with_money else _NO_MONEY)}
       )::text, ',' ORDER BY lower(ou.name) COLLATE "C", wu.id), '') || ']' AS body
{_PEOPLE}
  JOIN accounts a ON a.id = ou.account_id
 WHERE wu.organization_id = $1 AND wu.id IN (SELECT id FROM page)""",
        *conditions.values,
    )
    assert row is not None, "an aggregate without GROUP BY gives one row"  # noqa: S101
    return Page(row["body"], row["records"], query.page or PageRequest())
