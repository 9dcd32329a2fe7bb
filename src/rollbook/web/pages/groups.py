"""The groups of the organization: found, and made."""

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import GroupPayload
from rollbook.services import groups
from rollbook.services.groups import MAX_NAME
from rollbook.web.forms import form, in_a_sentence, payload
from rollbook.web.rendering import see
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import VisitorRequest


class Group(msgspec.Struct, rename={"number": "group_id", "workspace_ids": "workspaces"}):
    """A group without its people."""

    number: int
    name: str
    user_count: int
    workspace_ids: list[int]


async def known_groups(seen: Screen) -> list[Group]:
    """The organization's groups, by name; Forbidden for who may not see all of them."""
    number = seen.number
    return msgspec.json.decode(await groups.get_group_names(seen.caller, number), type=list[Group])


@get("/organizations/{organization_id:int}/groups")
async def show_groups(request: VisitorRequest) -> Response[str]:
    """Their names with how many people are in each, and which workspaces it is in."""
    return await _shown(await screen(request), wanted=request.query_params.get("filter", "").strip())


async def _shown(
    seen: Screen, *, wanted: str = "", name: str = "", problem: str = "", status_code: int = 200
) -> Response[str]:
    known = await known_groups(seen)
    return seen.page(
        "groups.html",
        status_code=status_code,
        groups=[one for one in known if wanted.casefold() in one.name.casefold()],
        number=len(known),
        workspaces={one["id"]: one["name"] for one in seen.workspaces},
        wanted=wanted,
        name=name,
        problem=problem,
        longest=MAX_NAME,
        was_deleted="deleted" in seen.request.query_params,
    )


@post("/organizations/{organization_id:int}/groups", status_code=200)
async def make_group(request: VisitorRequest) -> Response[str] | Redirect:
    """Makes an empty group, and leads to it."""
    sent = await form(request)
    seen = await screen(request)
    number = seen.number
    try:
        made = await groups.post_organization_group(
            seen.caller, number, payload(GroupPayload, name=sent.text("name"), users=[], workspaces=[])
        )
    except Invalid as refusal:
        return await _shown(seen, name=sent.text("name"), problem=in_a_sentence(refusal.text), status_code=400)
    return see(f"{seen.path}/groups/{msgspec.json.decode(made)['group_id']}")


HANDLERS = [show_groups, make_group]
