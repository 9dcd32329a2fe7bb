"""The organization's settings: its name, what it has, who pays, whether mail works; and the way out of it."""

from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import NewPayingUser, OrganizationChanges
from rollbook.domain.usage import Usage
from rollbook.services import mail_tests, organization_users, organizations, ownership, profile
from rollbook.services.mail_tests import MailTest
from rollbook.services.ownership import Administrator
from rollbook.services.profile import Stand
from rollbook.web.forms import form, in_a_sentence, payload
from rollbook.web.rendering import see
from rollbook.web.screens import Screen, screen
from rollbook.web.transfers import Handover, handovers
from rollbook.web.visitors import VisitorRequest

_DONE = {
    "name": "The organization has its new name.",
    "paying": "The paying user is another one now.",
    "requested": "It is asked for. Who has to accept is told by mail.",
    "requested_without_mail": "It is asked for. Who has to accept sees the question on the pages of the organization.",
    "accept": "You have accepted.",
    "reject": "You have refused: all stays as it is.",
    "cancel": "It is called off: all stays as it is.",
}
_USED = {
    "users": "Active people",
    "invited": "Invited people",
    "inactive": "Inactive people",
    "workspaces": "Workspaces",
    "groups": "Groups",
}


@dataclass(frozen=True, slots=True)
class _ForAdministrators:
    """What the owner and admins see beside what everybody does."""

    usage: list[tuple[str, Usage]]
    administrators: list[Administrator]
    mail_test: MailTest | None
    sends_mail: bool

    @property
    def paying(self) -> Administrator | None:
        """Who pays."""
        return next((one for one in self.administrators if one.pays), None)


async def _for_administrators(seen: Screen) -> _ForAdministrators | None:
    if not seen.administers:
        return None
    used = await organizations.get_organization_usage(seen.caller, seen.number)
    return _ForAdministrators(
        usage=[(_USED[one.name], one) for one in used],
        administrators=await ownership.administrators(seen.caller, seen.number),
        mail_test=await mail_tests.get_mail_test(seen.caller),
        sends_mail=seen.caller.installation.sends_mail,
    )


async def settings_page(
    request: VisitorRequest, *, status_code: int = 200, problems: dict[str, str] | None = None, name: str | None = None
) -> Response[str]:
    """The page, with what is wrong beside what it is about, and the name as it was typed."""
    seen = await screen(request)
    found: list[Handover] = await handovers(seen)
    owner: dict[str, Any] = msgspec.json.decode(
        await ownership.get_organization_owner(seen.caller, seen.number)
    )  # Any: JSON.
    return seen.page(
        "settings.html",
        status_code=status_code,
        owner=owner,
        is_owner=owner["user_id"] == seen.caller.identity.account_id,
        ongoing=next((one for one in found if one.outcome is None), None),
        history=[one for one in found if one.outcome is not None],
        admin=await _for_administrators(seen),
        problems=problems or {},
        name=seen.name if name is None else name,
        done=_DONE.get(request.query_params.get("done", ""), ""),
    )


@get("/organizations/{organization_id:int}/settings")
async def show_settings(request: VisitorRequest) -> Response[str]:
    """What the organization is set to, as far as the visitor may see it."""
    return await settings_page(request)


@post("/organizations/{organization_id:int}/settings/name", status_code=200)
async def rename_organization(request: VisitorRequest, organization_id: int) -> Response[str] | Redirect:
    """Calls the organization something else."""
    sent = await form(request)
    name = sent.text("name")
    try:
        await organizations.put_organization(request.user, organization_id, payload(OrganizationChanges, name=name))
    except Invalid as refusal:
        problem = in_a_sentence(refusal.text) if name else "Write a name."
        return await settings_page(request, status_code=400, problems={"name": problem}, name=name)
    return see(f"/organizations/{organization_id}/settings", done="name")


@post("/organizations/{organization_id:int}/settings/paying-user", status_code=200)
async def change_paying_user(request: VisitorRequest, organization_id: int) -> Response[str] | Redirect:
    """Lets another admin pay."""
    sent = await form(request)
    chosen = payload(NewPayingUser, user_id=sent.number("user_id"))
    try:
        await ownership.put_organization_paying_user(request.user, organization_id, chosen)
    except Invalid as refusal:
        return await settings_page(request, status_code=400, problems={"user_id": in_a_sentence(refusal.text)})
    return see(f"/organizations/{organization_id}/settings", done="paying")


@post("/organizations/{organization_id:int}/settings/mail", status_code=200)
async def send_mail_test(request: VisitorRequest, organization_id: int) -> Response[str] | Redirect:
    """Sends a mail to the visitor."""
    await form(request)
    try:
        await mail_tests.post_mail_test(request.user, organization_id)
    except Invalid as refusal:
        return await settings_page(request, status_code=400, problems={"mail": refusal.text})
    return see(f"/organizations/{organization_id}/settings#mail")


async def _stand(seen: Screen) -> Stand:
    return next(stand for stand in await profile.stands(seen.caller) if stand.organization_id == seen.number)


@get("/organizations/{organization_id:int}/settings/leave")
async def show_leaving(request: VisitorRequest) -> Response[str]:
    """What leaving does, and the button that does it."""
    seen = await screen(request)
    return seen.page("leave.html", stand=await _stand(seen), changed=False)


@post("/organizations/{organization_id:int}/settings/leave", status_code=200)
async def leave_organization(request: VisitorRequest, organization_id: int) -> Response[str] | Redirect:
    """Takes the visitor out of the organization, if that does still what the page said."""
    sent = await form(request)
    seen = await screen(request)
    stand = await _stand(seen)
    if stand.ends != sent.is_checked("ends"):
        return seen.page("leave.html", status_code=400, stand=stand, changed=True)
    try:
        await organization_users.delete_organization_users_leave(request.user, organization_id)
    except Invalid:
        return seen.page("leave.html", status_code=400, stand=await _stand(seen), changed=False)
    return see("/")


HANDLERS = [
    show_settings,
    rename_organization,
    change_paying_user,
    send_mail_test,
    show_leaving,
    leave_organization,
]
