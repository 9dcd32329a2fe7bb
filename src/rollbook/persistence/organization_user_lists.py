"""The lists of an organization's people, each page one query that writes the JSON the API answers with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from rollbook.domain.member_lists import MemberQuery, MemberStatus
from rollbook.domain.pages import Page
from rollbook.domain.roles import ORGANIZATION_ROLE_IDS, WORKSPACE_ROLE_IDS
from rollbook.persistence import searching
from rollbook.persistence.conditions import Conditions
from rollbook.persistence.database import Queries
from rollbook.persistence.json_sql import role_id
from rollbook.persistence.paging import Source, paged

# Only somebody in no other organization may be renamed here, and nobody else's account merely invited.
_CAN_EDIT_EMAIL = """(ou.joined OR a.registered_at IS NULL) AND NOT EXISTS (
    SELECT FROM organization_users elsewhere
     WHERE elsewhere.account_id = ou.account_id AND elsewhere.organization_id <> ou.organization_id)"""


def _person(avatars_url: str) -> str:
    return f"""
    'user_id', ou.account_id,
    'organization_id', ou.organization_id,
    'name', ou.name,
    'email', ou.email,
    'can_edit_email', {_CAN_EDIT_EMAIL},
    'owner', ou.role = 'owner',
    'admin', ou.role <> 'member',
    'role_id', {role_id("ou.role", dict(ORGANIZATION_ROLE_IDS))},
    'joined', ou.joined,
    'inactive', ou.inactive,
    '2fa_enabled', false,
    'avatar_url', {avatars_url}::text || ou.avatar,
    'invitation_code', NULL,
    'invitation_id', (SELECT i.id FROM invitations i
                       WHERE i.organization_id = ou.organization_id AND i.organization_user_id = ou.id
                         AND i.state = 'pending')"""


_SHORT_MEMBERSHIP = f"""
    'workspace_id', w.id,
    'workspace_user_id', wu.id,
    'name', w.name,
    'workspace_name', w.name,
    'admin', ou.role <> 'member' OR wu.role = 'admin',
    'role', wu.role,
    'role_id', {role_id("wu.role", dict(WORKSPACE_ROLE_IDS))},
    'active', ou.joined,
    'inactive', ou.inactive OR wu.inactive"""

_DETAILED_MEMBERSHIP = f"""{_SHORT_MEMBERSHIP},
    'rate', wu.rate,
    'cost', wu.labor_cost,
    'working_hours', round(wu.working_hours_in_minutes / 60.0, 2),
    'default_currency', w.default_currency,
    'view_edit_billable_rates', wu.view_edit_billable_rates,
    'view_edit_labor_costs', wu.view_edit_labor_costs,
    'groups', COALESCE(
        (SELECT json_agg(json_build_object('group_id', g.id, 'name', g.name) ORDER BY lower(g.name), g.id)
           FROM group_users gu
           JOIN group_workspaces gw ON gw.organization_id = gu.organization_id AND gw.group_id = gu.group_id
                                   AND gw.workspace_id = w.id
           JOIN groups g ON g.organization_id = gu.organization_id AND g.id = gu.group_id
          WHERE gu.organization_id = ou.organization_id AND gu.organization_user_id = ou.id), '[]')"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What a list shows of a person beside what both show, and which of their places."""

    extra: str
    membership: str
    within: str = ""
    groups_within: str = ""


_SHORT = _Shape(extra="'id', ou.id", membership=_SHORT_MEMBERSHIP)
_DETAILED = _Shape(
    extra="'id', ou.id, 'organization_user_id', ou.id, 'fullname', ou.name", membership=_DETAILED_MEMBERSHIP
)


def _page_query(source: Source, conditions: Conditions, query: MemberQuery, shape: _Shape, *, avatars_url: str) -> str:
    person = _person(conditions.value(avatars_url))
    order = "ASC" if query.sort_order == "asc" else "DESC"
    return f"""
WITH {paged(_in_order(source, query), conditions, query.page, descending=query.sort_order == "desc")}
SELECT (SELECT records FROM total) AS records,
       '[' || COALESCE(string_agg(json_build_object({shape.extra}, {person},
           'groups', COALESCE(theirs.groups, '[]'),
           'workspaces', COALESCE(memberships.workspaces, '[]'),
           'workspace_count', COALESCE(memberships.number, 0)
       )::text, ',' ORDER BY page.sort_name {order}, page.id {order}), '') || ']' AS body
  FROM page
  JOIN organization_users ou ON ou.organization_id = $1 AND ou.id = page.id
  JOIN accounts a ON a.id = ou.account_id
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('group_id', g.id, 'name', g.name) ORDER BY lower(g.name), g.id) AS groups
      FROM group_users gu JOIN groups g ON g.organization_id = gu.organization_id AND g.id = gu.group_id
     WHERE gu.organization_id = ou.organization_id AND gu.organization_user_id = ou.id {shape.groups_within}
    ) theirs ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS number,
           json_agg(json_build_object({shape.membership}) ORDER BY lower(w.name), w.id) AS workspaces
      FROM workspace_users wu
      JOIN workspaces w ON w.organization_id = wu.organization_id AND w.id = wu.workspace_id
     WHERE wu.organization_id = ou.organization_id AND wu.organization_user_id = ou.id {shape.within}
    ) memberships ON true"""


def _in_order(source: Source, query: MemberQuery) -> Source:
    """The source in the order of the query. Who was added later has a higher number.

    These are last in keys of organization users, and of the places of a workspace or group.
    """
    return source if query.sort_by == "name" else replace(source, sort_name=source.id)


def _source(organization_id: int, query: MemberQuery) -> tuple[Source, Conditions]:
    """Where the people come from in the order of the list, and how many they are where that is kept."""
    named = query.ids is not None or query.account_ids is not None
    if named or query.text or query.group_ids is not None or query.workspace_ids is not None:
        return _filtered(organization_id, query)
    conditions = Conditions("ou.organization_id = $1", organization_id)
    counted = ["organization_id = $1"]
    if query.statuses is not None:
        states = conditions.value(sorted(query.statuses))
        counted.append(f"state = ANY({states}::text[])")
        conditions.add_statuses(query.statuses)
    if query.only_admins:
        counted.append("administrator")
        conditions.add("ou.role <> 'member'")
    count = f"SELECT COALESCE(sum(number), 0)::bigint FROM organization_user_counts WHERE {' AND '.join(counted)}"
    return Source("organization_users ou", id="ou.id", sort_name="ou.sort_name", count=count), conditions


def _filtered(organization_id: int, query: MemberQuery) -> tuple[Source, Conditions]:
    named = query.ids is not None or query.account_ids is not None
    alone = query.text is None and query.statuses is None and not query.only_admins and not named
    if alone and query.workspace_ids is None and query.group_ids is not None and len(query.group_ids) == 1:
        return _in_one("group", organization_id=organization_id, number=query.group_ids[0])
    if alone and query.group_ids is None and query.workspace_ids is not None and len(query.workspace_ids) == 1:
        return _in_one("workspace", organization_id=organization_id, number=query.workspace_ids[0])
    return _gathered(organization_id, query)


def _gathered(organization_id: int, query: MemberQuery) -> tuple[Source, Conditions]:
    """The people whom any filters leave."""
    people, theirs = searching.people(query.text)
    conditions = Conditions(theirs, organization_id)
    if query.ids is not None:
        conditions.add(f"ou.id = ANY({conditions.value(query.ids)}::bigint[])")
    if query.account_ids is not None:
        conditions.add(f"ou.account_id = ANY({conditions.value(query.account_ids)}::bigint[])")
    if query.text:
        conditions.add(searching.has_text(conditions, query.text))
    if query.statuses is not None:
        conditions.add_statuses(query.statuses)
    if query.only_admins:
        conditions.add("ou.role <> 'member'")
    if query.group_ids is not None:
        conditions.add(_in_a_group(conditions.value(query.group_ids)))
    if query.workspace_ids is not None:
        conditions.add(_in_a_workspace(conditions.value(query.workspace_ids)))
    return Source(people, id="ou.id", sort_name="ou.sort_name"), conditions


def _in_one(kind: str, *, organization_id: int, number: int) -> tuple[Source, Conditions]:
    """The people of one group or workspace, which has an index in their order and knows how many they are."""
    conditions = Conditions("place.organization_id = $1", organization_id)
    one = conditions.value(number)
    conditions.add(f"place.{kind}_id = {one}")
    # COALESCE: an id of nothing, or of another organization, has nobody.
    count = f"SELECT COALESCE((SELECT user_count FROM {kind}s WHERE organization_id = $1 AND id = {one}), 0)"
    return (
        Source(f"{kind}_users place", id="place.organization_user_id", sort_name="place.sort_name", count=count),
        conditions,
    )


def _in_a_group(group_ids: str, within: str = "") -> str:
    return f"""ou.id = ANY(ARRAY(
            SELECT gu.organization_user_id FROM group_users gu
             WHERE gu.organization_id = $1 AND gu.group_id = ANY({group_ids}::bigint[]) {within}))"""


def _in_a_workspace(workspace_ids: str) -> str:
    return f"""ou.id = ANY(ARRAY(
            SELECT wu.organization_user_id FROM workspace_users wu
             WHERE wu.organization_id = $1 AND wu.workspace_id = ANY({workspace_ids}::bigint[])))"""


async def short_page(queries: Queries, organization_id: int, query: MemberQuery, *, avatars_url: str) -> Page:
    """A page of people with their groups and workspaces in short."""
    source, conditions = _source(organization_id, query)
    sql = _page_query(source, conditions, query, _SHORT, avatars_url=avatars_url)
    return await _page(queries, sql, conditions, query)


async def detailed_page(
    queries: Queries,
    organization_id: int,
    query: MemberQuery,
    only_workspaces: Sequence[int] | None,
    *,
    avatars_url: str,
) -> Page:
    """A page of people with what they are in each workspace; of ``only_workspaces`` alone where it is not None."""
    if only_workspaces is None:
        source, conditions = _source(organization_id, query)
        sql = _page_query(source, conditions, query, _DETAILED, avatars_url=avatars_url)
        return await _page(queries, sql, conditions, query)
    source, conditions = _gathered(organization_id, query)
    scope = conditions.value(only_workspaces)
    conditions.add(_in_a_workspace(scope))
    groups_within = f"""AND EXISTS (
            SELECT FROM group_workspaces gw WHERE gw.organization_id = gu.organization_id
               AND gw.group_id = gu.group_id AND gw.workspace_id = ANY({scope}::bigint[]))"""
    if query.group_ids is not None:
        conditions.add(_in_a_group(conditions.value(query.group_ids), groups_within))
    shape = _Shape(
        extra=_DETAILED.extra,
        membership=_DETAILED.membership,
        within=f"AND wu.workspace_id = ANY({scope}::bigint[])",
        groups_within=groups_within,
    )
    sql = _page_query(source, conditions, query, shape, avatars_url=avatars_url)
    return await _page(queries, sql, conditions, query)


async def count_by_state(
    queries: Queries, organization_id: int, only_workspaces: Sequence[int] | None
) -> dict[MemberStatus, int]:
    """How many people are in each state; in ``only_workspaces`` alone where it is not None."""
    if only_workspaces is None:
        counted = (
            "SELECT state, sum(number)::bigint FROM organization_user_counts WHERE organization_id = $1 GROUP BY 1"
        )
        rows = await queries.fetch(counted, organization_id)
    else:
        counted = f"""
            SELECT ou.state, count(*) FROM organization_users ou
             WHERE ou.organization_id = $1 AND {_in_a_workspace("$2")} GROUP BY 1"""
        rows = await queries.fetch(counted, organization_id, only_workspaces)
    found = dict(map(tuple, rows))
    return {state: found.get(state, 0) for state in get_args(MemberStatus)}


async def added(
    queries: Queries, organization_id: int, organization_user_ids: Sequence[int], only_workspaces: Sequence[int] | None
) -> dict[int, datetime]:
    """When each of these people was added; only those in ``only_workspaces`` where it is not None."""
    within = "" if only_workspaces is None else f"AND {_in_a_workspace('$3')}"
    scope = [] if only_workspaces is None else [only_workspaces]
    rows = await queries.fetch(
        f"""
        SELECT ou.id, ou.created_at FROM organization_users ou
         WHERE ou.organization_id = $1 AND ou.id = ANY($2::bigint[]) {within}""",
        organization_id,
        organization_user_ids,
        *scope,
    )
    return {row["id"]: row["created_at"] for row in rows}


async def _page(queries: Queries, sql: str, conditions: Conditions, query: MemberQuery) -> Page:
    row = await queries.fetchrow(sql, *conditions.values)
    assert row is not None, "an aggregate without GROUP BY gives one row"  # noqa: S101
    return Page(row["body"], row["records"], query.page)
