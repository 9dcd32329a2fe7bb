"""Who is in the organization: found, filtered, chosen."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec
from litestar import Response, get

from rollbook.domain.ids import positive
from rollbook.domain.member_lists import MemberOrder, MemberQuery, MemberStatus
from rollbook.domain.pages import Page, PageRequest, SortOrder
from rollbook.services import groups, organization_users
from rollbook.web.bulk import choices
from rollbook.web.consequences import Person
from rollbook.web.paging import there_of
from rollbook.web.rendering import addressed
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import VisitorRequest

STATES: dict[str, MemberStatus] = {"active": "active", "invited": "invited", "inactive": "inactive"}
# How the address of the list says what it is sorted by, and in which direction.
SORTS: dict[str, tuple[MemberOrder, SortOrder]] = {
    "desc": ("name", "desc"),
    "newest": ("added", "desc"),
    "oldest": ("added", "asc"),
}
FILTERS = ("filter", "state", "role", "group", "workspace", "sort", "page")


def member_query(fields: dict[str, str]) -> MemberQuery:
    """The page of people that the address of the list asks for; what it asks in vain is left out."""
    state = STATES.get(fields.get("state", ""))
    sort_by, sort_order = SORTS.get(fields.get("sort", ""), ("name", "asc"))
    group, workspace = positive(fields.get("group", "")), positive(fields.get("workspace", ""))
    return MemberQuery(
        text=fields.get("filter", "").strip() or None,
        statuses=None if state is None else frozenset({state}),
        only_admins=fields.get("role") == "admin",
        group_ids=None if group is None else (group,),
        workspace_ids=None if workspace is None else (workspace,),
        sort_by=sort_by,
        sort_order=sort_order,
        page=PageRequest(page=positive(fields.get("page", "")) or 1),
    )


def asked(request: VisitorRequest) -> dict[str, str]:
    """What the address of the list asks for, without what is empty."""
    return {name: value for name in FILTERS if (value := request.query_params.get(name, ""))}


async def listed(seen: Screen, query: MemberQuery) -> Page:
    """The people whom the visitor may see, as the API lists them in detail."""
    number = seen.number
    return await organization_users.get_organization_users_detailed(seen.caller, number, query)


async def people_with_places(seen: Screen, page: Page) -> list[Person]:
    """The people of that page of the list, with whether they are in each of their workspaces directly."""
    people: list[Person] = msgspec.json.decode(page.body)
    ids = [person["id"] for person in people]
    direct = await organization_users.get_direct_places(seen.caller, seen.number, ids)
    for person in people:
        for place in person["workspaces"]:
            place["direct"] = (person["user_id"], place["workspace_id"]) in direct
    return people


async def groups_of(seen: Screen) -> list[dict[str, Any]]:  # Any: JSON.
    """The names and numbers of the organization's groups, for who may see all of them."""
    if not seen.administers:
        return []
    number = seen.number
    return msgspec.json.decode(await groups.get_group_names(seen.caller, number), type=list[dict[str, Any]])


def address(path: str, fields: dict[str, str], **changes: str) -> str:
    """The address of the list with other filters; of its first page, unless a page is among the changes."""
    return addressed(f"{path}/members", {**fields, "page": ""} | changes)


@dataclass(frozen=True, slots=True)
class Picked:
    """Whom and what somebody chose in the list, and why that cannot be."""

    ids: tuple[int, ...] = ()
    everybody: bool = False
    action: str = ""
    problem: str = ""


@get("/organizations/{organization_id:int}/members")
async def show_members(request: VisitorRequest) -> Response[str]:
    """The list of people, and what can be done with those who are chosen."""
    return await shown_list(await screen(request), asked(request), Picked())


async def shown_list(seen: Screen, fields: dict[str, str], picked: Picked) -> Response[str]:
    """The list that these filters leave, with what was chosen in it."""
    query = member_query(fields)
    found = await there_of(partial(listed, seen), query)
    if found.request != query.page:
        # Where the last ones of a page were removed, the page before is the last.
        fields = fields | {"page": str(found.request.page)}
    known_groups = await groups_of(seen)
    people: list[Person] = msgspec.json.decode(found.body)
    ids = [person["id"] for person in people]
    # Who was chosen and is not there any more, or whom the visitor does not see, is not.
    added = await organization_users.get_added(seen.caller, seen.number, [*ids, *picked.ids])
    picked = replace(picked, ids=tuple(one for one in picked.ids if one in added))
    return seen.page(
        "members.html",
        status_code=400 if picked.problem else 200,
        people=people,
        added=added,
        found=found,
        fields=fields,
        is_narrowed=bool(fields.keys() - {"state", "sort", "page"}),
        counts=await organization_users.count_by_state(seen.caller, seen.number),
        groups=known_groups,
        choices=choices(seen, known_groups),
        picked=picked,
        not_shown=sorted(set(picked.ids) - set(ids)),
        address=lambda **changes: address(seen.path, fields, **changes),
    )


HANDLERS = [show_members]
