"""Inviting people: their addresses judged before anything is sent; and what became of invitations that wait."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.address_lists import Line, lines
from rollbook.domain.errors import Forbidden, Invalid
from rollbook.domain.member_lists import MemberQuery
from rollbook.domain.payloads import InvitationRequest
from rollbook.domain.roles import WORKSPACE_ROLE_IDS
from rollbook.services import invitations, organization_users
from rollbook.services.invitations import MAX_EMAILS, invite_url
from rollbook.web.access import ROLE_NAMES
from rollbook.web.consequences import Person
from rollbook.web.forms import Form, form, in_a_sentence, one_of, payload
from rollbook.web.pages.members import groups_of, listed
from rollbook.web.paging import page_of, there_of
from rollbook.web.problems import status_of
from rollbook.web.rendering import addressed, see
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import VisitorRequest

MOST_LINES = 1_000
ROLES = tuple(WORKSPACE_ROLE_IDS)
_NO_MAIL = "This service sends no mail. Make a new link and hand it over."


@get("/organizations/{organization_id:int}/invitations")
async def show_invitations(request: VisitorRequest) -> Response[str]:
    """Who is invited and has not answered."""
    return await _waiting(await screen(request), request)


async def _waiting(
    seen: Screen, request: VisitorRequest, *, link: str = "", whose: str = "", problem: str = "", status_code: int = 200
) -> Response[str]:
    invited = MemberQuery(statuses=frozenset({"invited"}), page=page_of(request))
    found = await there_of(partial(listed, seen), invited)
    return seen.page(
        "invitations.html",
        status_code=status_code,
        people=msgspec.json.decode(found.body),
        found=found,
        address=lambda **changes: addressed(f"{seen.path}/invitations", changes),
        link=link,
        whose=whose,
        problem=problem,
        did=request.query_params.get("did", ""),
    )


@post("/organizations/{organization_id:int}/invitations/{organization_user_id:int}", status_code=200)
async def change_invitation(request: VisitorRequest, organization_user_id: int) -> Response[str] | Redirect:
    """Sends it again, makes a new link to copy, or withdraws it."""
    sent = await form(request)
    seen = await screen(request)
    number = seen.number
    found = await listed(seen, MemberQuery(ids=(organization_user_id,), statuses=frozenset({"invited"})))
    people: list[Person] = msgspec.json.decode(found.body)
    if not people:
        return await _waiting(seen, request, problem="This invitation does not wait any more.", status_code=404)
    (person,) = people
    what = one_of(sent.raw("what"), ("resend", "link", "withdraw"))
    if what == "resend" and not seen.sends_mail:
        return await _waiting(seen, request, problem=_NO_MAIL, status_code=400)
    try:
        if what == "link":
            return await _waiting(seen, request, link=await _new_link(seen, person), whose=person["email"])
        if what == "withdraw":
            await organization_users.patch_organization_users(seen.caller, number, [person["id"]])
        else:
            await invitations.put_invitation(seen.caller, number, person["invitation_id"] or 0)
    except (Invalid, Forbidden) as refusal:
        problem = in_a_sentence(refusal.text)
        return await _waiting(seen, request, problem=problem, status_code=status_of(refusal))
    return see(f"{seen.path}/invitations", did=what)


async def _new_link(seen: Screen, person: Person) -> str:
    """A link to hand over oneself; the earlier one ends."""
    places = [{"workspace_id": place["workspace_id"]} for place in person["workspaces"][:1]]
    wanted = payload(InvitationRequest, emails=[person["email"]], workspaces=places, skip_email=True)
    number = seen.number
    result = await invitations.post_organization_invitation(seen.caller, number, wanted)
    return invite_url(seen.caller.installation, result.invited[0].code or "")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a form for invitations asks: lines, workspaces with roles, groups, and whether mails are sent."""

    text: str = ""
    chosen: frozenset[str] = frozenset()
    roles: dict[int, str] | None = None
    groups: frozenset[int] = frozenset()
    by_mail: bool = True


async def _inviting(
    seen: Screen,
    asked: _Asked,
    *,
    judged: list[Line] | None = None,
    problem: str = "",
    problems: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[str]:
    """The form that takes addresses, or the judged ones; ``problems`` stand beside what they are about."""
    return seen.page(
        "invite.html",
        status_code=status_code,
        asked=asked,
        judged=judged,
        problem=problem,
        problems=problems or {},
        roles=ROLES,
        role_names=ROLE_NAMES,
        groups=await groups_of(seen),
    )


@get("/organizations/{organization_id:int}/invitations/new")
async def show_inviting(request: VisitorRequest) -> Response[str]:
    """The form that takes addresses."""
    seen = await screen(request)
    seen.caller.permit("post_organization_invitation")
    return await _inviting(seen, _Asked(by_mail=seen.sends_mail))


@post("/organizations/{organization_id:int}/invitations/new", status_code=200)
async def judge_addresses(request: VisitorRequest) -> Response[str]:
    """Each line judged, and where those go who are invited; or the list once more, to correct. Nothing is sent yet."""
    sent = await form(request)
    seen = await screen(request)
    seen.caller.permit("post_organization_invitation")
    if sent.is_checked("correct"):
        return await _inviting(seen, _Asked(sent.raw("emails").strip()))
    text = "\n".join(
        [sent.raw("emails"), (await sent.file("file")).decode("utf-8-sig", errors="replace").replace("\0", "")]
    )
    found = lines(text)
    if not found:
        problem = "Paste or write at least one address."
        return await _inviting(seen, _Asked(sent.raw("emails")), problem=problem, status_code=400)
    if len(found) > MOST_LINES:
        problem = f"These are {len(found):,} lines. At most {MOST_LINES:,} can be looked at once."
        return await _inviting(seen, _Asked(sent.raw("emails")), problem=problem, status_code=400)
    judged = await invitations.judged(seen.caller, seen.number, found)
    chosen = frozenset(line.text for line in judged if line.judgement == "new")
    only = seen.workspaces[0]["id"] if len(seen.workspaces) == 1 else None
    asked = _Asked(text, chosen, {only: "user"} if only else {}, by_mail=seen.sends_mail)
    return await _inviting(seen, asked, judged=judged)


def _asked(seen: Screen, sent: Form) -> _Asked:
    return _Asked(
        text=sent.raw("emails"),
        chosen=frozenset(sent.texts("email")),
        roles={number: one_of(sent.raw(f"role-{number}") or "user", ROLES) for number in sent.numbers("workspace")},
        groups=frozenset(sent.numbers("group")),
        by_mail=seen.sends_mail and sent.raw("by_mail") != "no",
    )


@post("/organizations/{organization_id:int}/invitations/send", status_code=200)
async def send_invitations(request: VisitorRequest) -> Response[str]:
    """Invites those who are chosen, a hundred at a time; shows their links, once."""
    sent = await form(request)
    seen = await screen(request)
    asked = _asked(seen, sent)
    number = seen.number
    judged = await invitations.judged(seen.caller, number, lines(asked.text))
    emails = [line.text for line in judged if line.can_be_invited and line.text in asked.chosen]
    if problems := _lacking(emails, asked):
        return await _inviting(seen, asked, judged=judged, problems=problems, status_code=400)
    invited: list[invitations.Invited] = []
    problem = ""
    for start in range(0, len(emails), MAX_EMAILS):
        try:
            wanted = _request(emails[start : start + MAX_EMAILS], asked)
            invited += (await invitations.post_organization_invitation(seen.caller, number, wanted)).invited
        except (Invalid, Forbidden) as refusal:
            problem = in_a_sentence(refusal.text)
            if not invited:
                return await _inviting(seen, asked, judged=judged, problem=problem, status_code=status_of(refusal))
            break
    links = {one.email: invite_url(seen.caller.installation, one.code) for one in invited if one.code}
    return seen.page(
        "invited.html",
        links=links,
        invited=invited,
        by_mail=asked.by_mail,
        problem=problem,
        left=emails[len(invited) :],
    )


def _lacking(emails: list[str], asked: _Asked) -> dict[str, str]:
    """What has to be chosen yet."""
    needed = {
        "email": (emails, "Choose at least one address."),
        "workspace": (asked.roles, "Choose at least one workspace."),
    }
    return {name: problem for name, (chosen, problem) in needed.items() if not chosen}


def _request(emails: list[str], asked: _Asked) -> InvitationRequest:
    workspaces: list[dict[str, Any]] = [  # Any: JSON.
        {"workspace_id": number, "role": role} for number, role in (asked.roles or {}).items()
    ]
    return payload(
        InvitationRequest,
        emails=emails,
        workspaces=workspaces,
        groups=sorted(asked.groups) or None,
        skip_email=not asked.by_mail,
    )


HANDLERS = [show_invitations, change_invitation, show_inviting, judge_addresses, send_invitations]
