"""Who owns the organization: somebody else is found, asked for, and answers."""

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Invalid, Missing
from rollbook.domain.ids import positive
from rollbook.domain.member_lists import MemberQuery
from rollbook.domain.ownership import action_named
from rollbook.domain.pages import Page, PageRequest
from rollbook.domain.payloads import NewOwner
from rollbook.services import organization_users, ownership
from rollbook.web.forms import form, in_a_sentence, payload
from rollbook.web.pages.settings import settings_page
from rollbook.web.rendering import see
from rollbook.web.screens import Screen, screen
from rollbook.web.transfers import handovers
from rollbook.web.visitors import NO_SUCH_PAGE, VisitorRequest

# As the API lists people.
_Person: TypeAlias = dict[str, Any]  # Any: JSON.

_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class _Found:
    """Some of the people who could own the organization."""

    people: list[_Person]
    page: Page


async def _found(seen: Screen, query: MemberQuery) -> _Found:
    active = replace(query, statuses=frozenset({"active"}))
    page = await organization_users.get_organization_users(seen.caller, seen.number, active)
    return _Found(msgspec.json.decode(page.body), page)


async def _is_ongoing(seen: Screen) -> bool:
    return any(one.outcome is None for one in await handovers(seen))


@get("/organizations/{organization_id:int}/settings/ownership")
async def show_candidates(request: VisitorRequest) -> Response[str]:
    """Those who could own it, by name; for the owner and admins."""
    seen = await screen(request)
    seen.caller.permit("post_ownership_transfer")
    text = request.query_params.get("filter", "").strip()
    number = positive(request.query_params.get("page", "")) or 1
    query = MemberQuery(text=text or None, page=PageRequest(page=number, per_page=_ON_A_PAGE))
    return seen.page("ownership.html", found=await _found(seen, query), text=text, is_ongoing=await _is_ongoing(seen))


async def _person(seen: Screen, person_id: int) -> _Person:
    """The one who is chosen; Missing where they cannot own it."""
    found = await _found(seen, MemberQuery(ids=(person_id,)))
    if not found.people or found.people[0]["owner"]:
        raise Missing(NO_SUCH_PAGE)
    return found.people[0]


async def _asking(request: VisitorRequest, person_id: int, *, problem: str = "") -> Response[str]:
    seen = await screen(request)
    seen.caller.permit("post_ownership_transfer")
    person = await _person(seen, person_id)
    owner: _Person = msgspec.json.decode(await ownership.get_organization_owner(seen.caller, seen.number))
    account_id = seen.caller.identity.account_id
    return seen.page(
        "ownership_request.html",
        status_code=400 if problem else 200,
        person=person,
        owner=owner,
        is_owner=owner["user_id"] == account_id,
        is_person=person["user_id"] == account_id,
        problem=problem,
    )


@get("/organizations/{organization_id:int}/settings/ownership/{person_id:int}")
async def show_request(request: VisitorRequest, person_id: int) -> Response[str]:
    """What it does to ask that this person own it; nothing is asked yet."""
    return await _asking(request, person_id)


@post("/organizations/{organization_id:int}/settings/ownership/{person_id:int}", status_code=200)
async def request_transfer(request: VisitorRequest, organization_id: int, person_id: int) -> Response[str] | Redirect:
    """Asks for it."""
    await form(request)
    seen = await screen(request)
    seen.caller.permit("post_ownership_transfer")
    person = await _person(seen, person_id)
    try:
        await ownership.post_ownership_transfer(
            request.user, organization_id, payload(NewOwner, new_owner_id=person["user_id"])
        )
    except Invalid as refusal:
        return await _asking(request, person_id, problem=in_a_sentence(refusal.text))
    return see(f"{seen.path}/settings", done="requested" if seen.sends_mail else "requested_without_mail")


@post("/organizations/{organization_id:int}/settings/transfers/{transfer_id:int}", status_code=200)
async def answer_transfer(request: VisitorRequest, organization_id: int, transfer_id: int) -> Response[str] | Redirect:
    """Accepts it, refuses it or calls it off."""
    sent = await form(request)
    request.user.permit("get_organization")
    action = action_named(sent.raw("action"))
    try:
        await ownership.post_ownership_transfer_actions(request.user, organization_id, transfer_id, action)
    except Invalid as refusal:
        return await settings_page(request, status_code=400, problems={"transfer": in_a_sentence(refusal.text)})
    return see(f"/organizations/{organization_id}/settings", done=action)


HANDLERS = [show_candidates, show_request, request_transfer, answer_transfer]
