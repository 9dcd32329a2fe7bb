"""One group: its name, its people, its workspaces, and its end."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Invalid, Missing
from rollbook.domain.member_lists import MemberQuery
from rollbook.domain.pages import Page, PageRequest
from rollbook.domain.payloads import GroupPatch, GroupPayload
from rollbook.services import groups, organization_users
from rollbook.services.groups import MAX_NAME
from rollbook.web.forms import Form, form, in_a_sentence, one_of, payload
from rollbook.web.pages.groups import Group, known_groups
from rollbook.web.paging import page_of, there_of
from rollbook.web.rendering import addressed, see
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import NO_SUCH_PAGE, VisitorRequest

# People whom a search shows; who is not among them is found by more letters.
FOUND = 20
_SAID = {
    "named": "The group has its new name.",
    "placed": "The group's workspaces are as you chose.",
    "added": "Added to the group.",
    "removed": "Taken out of the group.",
}
_NOBODY = "Nobody was chosen. Check the boxes of those whom it is about."


async def _group(seen: Screen, group_id: int) -> Group:
    found = next((one for one in await known_groups(seen) if one.number == group_id), None)
    if found is None:
        raise Missing(NO_SUCH_PAGE)
    return found


async def _people(seen: Screen, query: MemberQuery) -> Page:
    return await organization_users.get_organization_users(seen.caller, seen.number, query)


async def _page_of_people(seen: Screen, group: Group, text: str) -> Page:
    query = MemberQuery(text=text or None, group_ids=(group.number,), page=page_of(seen.request))
    return await there_of(partial(_people, seen), query)


async def _found(seen: Screen, text: str) -> list[dict[str, Any]]:  # Any: JSON.
    """Those whom the search for people to add finds."""
    if not text:
        return []
    page = await _people(seen, MemberQuery(text=text, page=PageRequest(per_page=FOUND)))
    return msgspec.json.decode(page.body, type=list[dict[str, Any]])


@get("/organizations/{organization_id:int}/groups/{group_id:int}")
async def show_group(request: VisitorRequest, group_id: int) -> Response[str]:
    """All of it, with the page of its people and the search for others."""
    return await _shown(await screen(request), group_id)


async def _shown(
    seen: Screen, group_id: int, *, name: str | None = None, problems: dict[str, str] | None = None
) -> Response[str]:
    group = await _group(seen, group_id)
    asked = {part: seen.request.query_params.get(part, "").strip() for part in ("filter", "find")}
    listed = await _page_of_people(seen, group, asked["filter"])
    path = f"{seen.path}/groups/{group_id}"
    return seen.page(
        "group.html",
        status_code=400 if problems else 200,
        group=group,
        name=group.name if name is None else name,
        longest=MAX_NAME,
        problems=problems or {},
        said=_SAID.get(seen.request.query_params.get("said", "")),
        path=path,
        asked=asked,
        listed=listed,
        people=msgspec.json.decode(listed.body),
        found=await _found(seen, asked["find"]),
        most_found=FOUND,
        address=lambda **changes: addressed(path, asked | changes),
    )


@post("/organizations/{organization_id:int}/groups/{group_id:int}", status_code=200)
async def change_group(request: VisitorRequest, group_id: int) -> Response[str] | Redirect:
    """Renames it, moves it between workspaces, or puts people in or out: what the button says that was pressed."""
    sent = await form(request)
    seen = await screen(request)
    do = one_of(sent.raw("do"), tuple(_SAID))
    try:
        losses = [] if sent.is_checked("sure") else await _losses(seen, group_id, sent, do)
        if losses:
            return await _asking(seen, group_id, sent, do, losses)
        await _carry_out(seen, group_id, sent, do)
    except Invalid as refusal:
        await _group(seen, group_id)
        return await _shown(
            seen,
            group_id,
            name=sent.text("name") if do == "named" else None,
            problems={do: in_a_sentence(refusal.text)},
        )
    return see(seen.request.url.path, **_kept(request, said=do))


async def _asking(seen: Screen, group_id: int, sent: Form, do: str, losses: list[tuple[str, int]]) -> Response[str]:
    """What the change takes from people, and the button that makes it."""
    return seen.page(
        "group_change.html",
        group=await _group(seen, group_id),
        losses=losses,
        do=do,
        kept={name: sent.numbers(name) for name in ("person", "workspace")},
        address=addressed(seen.request.url.path, _kept(seen.request)),
    )


def _kept(request: VisitorRequest, **changes: str) -> dict[str, str]:
    """What the address asks for, after a change."""
    kept = {name: request.query_params.get(name, "") for name in ("filter", "find", "page")}
    return {name: value for name, value in (kept | changes).items() if value}


async def _losses(seen: Screen, group_id: int, sent: Form, do: str) -> list[tuple[str, int]]:
    """Workspaces that people would leave by the change, and how many."""
    if do not in {"removed", "placed"}:
        return []
    people = sent.numbers("person") if do == "removed" else None
    staying = sent.numbers("workspace") if do == "placed" else []
    losses = await groups.get_group_losses(seen.caller, seen.number, group_id, people)
    return [
        (one["name"], losses[one["id"]]) for one in seen.workspaces if one["id"] in losses and one["id"] not in staying
    ]


async def _carry_out(seen: Screen, group_id: int, sent: Form, do: str) -> None:
    number = seen.number
    if do == "added":
        await _move(seen, group_id, "add", sent.numbers("person"))
    elif do == "removed":
        await _move(seen, group_id, "remove", sent.numbers("person"))
    elif do == "placed":
        wanted = payload(GroupPayload, workspaces=sent.numbers("workspace"))
        await groups.put_organization_group(seen.caller, number, group_id, wanted)
    else:
        wanted = payload(GroupPayload, name=sent.text("name"))
        await groups.put_organization_group(seen.caller, number, group_id, wanted)


async def _move(seen: Screen, group_id: int, operation: Literal["add", "remove"], people: Sequence[int]) -> None:
    if not people:
        raise Invalid(_NOBODY)
    patch = GroupPatch(op=operation, path="/users", value=list(people))
    await groups.patch_organization_group(seen.caller, seen.number, group_id, [patch])


@get("/organizations/{organization_id:int}/groups/{group_id:int}/delete")
async def preview_deletion(request: VisitorRequest, group_id: int) -> Response[str]:
    """What deleting the group does: how many people would leave which workspaces."""
    seen = await screen(request)
    group = await _group(seen, group_id)
    losses = await groups.get_group_losses(seen.caller, seen.number, group_id)
    places = [(one["name"], losses.get(one["id"], 0)) for one in seen.workspaces if one["id"] in group.workspace_ids]
    return seen.page("group_delete.html", group=group, places=places, path=f"{seen.path}/groups/{group_id}")


@post("/organizations/{organization_id:int}/groups/{group_id:int}/delete", status_code=200)
async def delete_group(request: VisitorRequest, group_id: int) -> Redirect:
    """Deletes the group, and leads to the others."""
    await form(request)
    seen = await screen(request)
    await groups.delete_organization_group(seen.caller, seen.number, group_id)
    return see(f"{seen.path}/groups", deleted="1")


HANDLERS = [show_group, change_group, preview_deletion, delete_group]
