"""One person: all that the organization knows of them, and what can be done with them."""

from datetime import UTC, datetime, timedelta

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect
from markupsafe import Markup

from rollbook.domain.audit_queries import AuditQuery
from rollbook.domain.audit_references import Entry
from rollbook.domain.errors import Forbidden, Invalid, Missing
from rollbook.domain.member_lists import MemberQuery
from rollbook.domain.pages import PageRequest
from rollbook.domain.payloads import OrganizationUserChanges
from rollbook.services import audit_logs, lost_passwords, organization_users
from rollbook.web.access import ROLE_NAMES
from rollbook.web.bulk import applicable, choices
from rollbook.web.consequences import Person
from rollbook.web.forms import beside, form, payload
from rollbook.web.pages.audit_log import address_about
from rollbook.web.pages.members import groups_of, listed, people_with_places
from rollbook.web.problems import status_of
from rollbook.web.rendering import see
from rollbook.web.screens import Screen, screen
from rollbook.web.sentences import sentence
from rollbook.web.visitors import NO_SUCH_PAGE, VisitorRequest, visitor

_HISTORY = 20  # Entries.
_NOT_YOURS = (
    "You cannot make a link for this person. Only the owner can for an admin; nobody can for the owner, for who has "
    "not joined or is inactive, or for who is in another organization, too. They can ask for one where people sign in."
)


async def person_of(seen: Screen, number: int) -> Person:
    """The person with that number in the organization; Missing where the visitor does not see them."""
    people = await people_with_places(seen, await listed(seen, MemberQuery(ids=(number,))))
    if not people:
        raise Missing(NO_SUCH_PAGE)
    return people[0]


async def _history(seen: Screen, person: Person) -> list[tuple[str, Markup]]:
    """What was done with the person, newest first: when, and in a sentence."""
    if not seen.administers:
        return []
    now = datetime.now(UTC)
    query = AuditQuery(
        begins=now - timedelta(days=seen.caller.installation.audit_log_days),
        ends=now + timedelta(minutes=1),
        about_account_id=person["user_id"],
        page=PageRequest(per_page=_HISTORY),
    )
    page = await audit_logs.get_audit_logs(seen.caller, person["organization_id"], query)
    entries: list[Entry] = msgspec.json.decode(page.body)
    names = await audit_logs.names_in_audit_logs(seen.caller, person["organization_id"], entries)
    return [(entry["created_at"], sentence(entry, names)) for entry in entries]


async def shown(
    seen: Screen,
    person: Person,
    *,
    values: dict[str, str] | None = None,
    problem: str = "",
    problems: dict[str, str] | None = None,
    link: str = "",
    did: str = "",
    unchosen: str = "",
    status_code: int = 200,
) -> Response[str]:
    """The person's page; ``unchosen`` says why no change could be looked at."""
    known_groups = await groups_of(seen)
    return seen.page(
        "member.html",
        status_code=status_code,
        person=person,
        values=values or {"name": person["name"], "email": person["email"]},
        problem=problem,
        problems=problems or {},
        link=link,
        did=did,
        role_names=ROLE_NAMES,
        unchosen=unchosen,
        choices=applicable(choices(seen, known_groups), person),
        administered={one["id"] for one in seen.workspaces if one["admin"]},
        history=await _history(seen, person),
        in_log=address_about(seen, person["user_id"]),
    )


@get("/organizations/{organization_id:int}/members/{organization_user_id:int}")
async def show_member(request: VisitorRequest, organization_user_id: int) -> Response[str]:
    """The person's page."""
    seen = await screen(request)
    did = request.query_params.get("did", "")
    return await shown(seen, await person_of(seen, organization_user_id), did=did)


@post("/organizations/{organization_id:int}/members/{organization_user_id:int}", status_code=200)
async def change_member(request: VisitorRequest, organization_user_id: int) -> Response[str] | Redirect:
    """Changes what the person is called, and their address."""
    sent = await form(request)
    seen = await screen(request)
    person = await person_of(seen, organization_user_id)
    values = {"name": sent.text("name"), "email": sent.text("email")}
    changed = {name: value for name, value in values.items() if value != person[name]}
    try:
        if changed:
            await organization_users.put_organization_users(
                seen.caller, person["organization_id"], person["id"], payload(OrganizationUserChanges, **changed)
            )
    except (Invalid, Forbidden) as refusal:
        problems = beside(refusal, {"mail": "email", "name": "name", "organizations": "email"}, otherwise="email")
        return await shown(seen, person, values=values, problems=problems, status_code=status_of(refusal))
    return see(f"{seen.path}/members/{person['id']}", did="changed")


@post("/organizations/{organization_id:int}/members/{organization_user_id:int}/lost-password", status_code=200)
async def make_password_link(request: VisitorRequest, organization_user_id: int) -> Response[str]:
    """A link by which the person sets a new password: to hand over, or sent to them."""
    await form(request)
    seen = await screen(request)
    person = await person_of(seen, organization_user_id)
    places = person["workspaces"]
    if not places:
        problem = "Who is in no workspace can ask for a link on the page to sign in."
        return await shown(seen, person, problem=problem, status_code=400)
    there = await visitor(request, person["organization_id"], places[0]["workspace_id"])
    try:
        link = await lost_passwords.post_workspace_users_lost_password(there, person["user_id"])
    except Forbidden:
        return await shown(seen, person, problem=_NOT_YOURS, status_code=403)
    if "code=" not in link:
        return await shown(seen, person, did="mailed")
    return await shown(seen, person, link=link)


HANDLERS = [show_member, change_member, make_password_link]
