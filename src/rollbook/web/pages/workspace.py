"""One workspace: its people for all who are in it; for who administers it what it is called, and who comes in."""

from functools import partial
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.actors import ActorKind
from rollbook.domain.errors import Invalid, Missing
from rollbook.domain.member_lists import MemberQuery, WorkspaceUserQuery
from rollbook.domain.pages import Page, PageRequest
from rollbook.domain.payloads import Assignment
from rollbook.domain.workspaces import WorkspacePayload
from rollbook.services import assignments, workspace_groups, workspace_users, workspaces
from rollbook.web.access import ROLE_NAMES, Workspace
from rollbook.web.forms import Form, form, in_a_sentence, one_of, payload
from rollbook.web.pages.group import FOUND
from rollbook.web.pages.members import listed
from rollbook.web.paging import page_of, there
from rollbook.web.rendering import addressed, see
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import NO_SUCH_PAGE, VisitorRequest

_ADMINISTRATORS = {ActorKind.OWNER, ActorKind.ADMIN, ActorKind.WORKSPACE_ADMIN}
_SAID = {
    "set": "The workspace is set as you chose.",
    "added": "Added to the workspace.",
    "removed": "Taken out of the workspace.",
}
_CURRENCY = "A currency is written as three letters, such as EUR."


def administers(seen: Screen) -> bool:
    """Whether the visitor administers the workspace of the address."""
    return seen.caller.standing.kind(of_workspace=True) in _ADMINISTRATORS


def workspace_of(seen: Screen) -> Workspace:
    """The workspace of the address; Missing where the visitor does not see it."""
    number = seen.caller.standing.workspace_id
    found = next((one for one in seen.workspaces if one["id"] == number), None)
    if found is None:
        raise Missing(NO_SUCH_PAGE)
    return found


async def _page_of_people(seen: Screen, text: str, page: PageRequest) -> Page:
    if administers(seen):
        query = WorkspaceUserQuery(texts=(text,) if text else ())
        return await workspace_users.page_of_workspace_users(seen.caller, query, page)
    return await workspace_users.page_of_simple_workspace_users(seen.caller, text or None, page)


async def _found(seen: Screen, text: str) -> list[dict[str, Any]]:  # Any: JSON.
    """Those whom the search for people to add finds."""
    if not text or not administers(seen):
        return []
    found = await listed(seen, MemberQuery(text=text, page=PageRequest(per_page=FOUND)))
    return msgspec.json.decode(found.body, type=list[dict[str, Any]])


async def _group_names(seen: Screen) -> dict[int, str]:
    """What the groups in the workspace are called."""
    if not administers(seen):
        return {}
    known = msgspec.json.decode(await workspace_groups.get_workspace_groups(seen.caller), type=list[dict[str, Any]])
    return {one["id"]: one["name"] for one in known}


@get("/organizations/{organization_id:int}/workspaces/{workspace_id:int}")
async def show_workspace(request: VisitorRequest) -> Response[str]:
    """Its people, page by page; and its settings, for who may change them."""
    return await _shown(await screen(request))


async def _shown(
    seen: Screen, *, typed: dict[str, str] | None = None, problems: dict[str, str] | None = None
) -> Response[str]:
    workspace = workspace_of(seen)
    asked = {part: seen.request.query_params.get(part, "").strip() for part in ("filter", "find")}
    found = await there(partial(_page_of_people, seen, asked["filter"]), page_of(seen.request))
    path = f"{seen.path}/workspaces/{workspace['id']}"
    return seen.page(
        "workspace.html",
        status_code=400 if problems else 200,
        workspace=workspace,
        is_administered=administers(seen),
        typed=typed or {"name": workspace["name"], "currency": workspace["default_currency"]},
        problems=problems or {},
        said=_SAID.get(seen.request.query_params.get("said", "")),
        path=path,
        asked=asked,
        found=found,
        people=msgspec.json.decode(found.body),
        group_names=await _group_names(seen),
        role_names=ROLE_NAMES,
        to_add=await _found(seen, asked["find"]),
        most_found=FOUND,
        address=lambda **changes: addressed(path, asked | changes),
    )


@post("/organizations/{organization_id:int}/workspaces/{workspace_id:int}", status_code=200)
async def change_workspace(request: VisitorRequest) -> Response[str] | Redirect:
    """Gives it a name and a currency, or puts people in: what the button says that was pressed."""
    sent = await form(request)
    seen = await screen(request)
    do = one_of(sent.raw("do"), ("set", "added"))
    try:
        await (_set(seen, sent) if do == "set" else _add(seen, sent))
    except Invalid as refusal:
        typed = {"name": sent.text("name"), "currency": sent.text("currency")} if do == "set" else None
        return await _shown(seen, typed=typed, problems={do: in_a_sentence(refusal.text)})
    return see(request.url.path, said=do)


async def _set(seen: Screen, sent: Form) -> None:
    try:
        wanted = payload(WorkspacePayload, name=sent.text("name"), default_currency=sent.text("currency").upper())
    except Invalid as refusal:
        raise Invalid(_CURRENCY) from refusal
    await workspaces.put_workspaces(seen.caller, wanted)


async def _add(seen: Screen, sent: Form) -> None:
    wanted = [Assignment(operation="add", user_id=number) for number in sent.numbers("person")]
    if not wanted:
        raise Invalid("Nobody was chosen. Check the boxes of those whom it is about.")
    await assignments.put_organization_workspaces_assignments(seen.caller, wanted)


HANDLERS = [show_workspace, change_workspace]
