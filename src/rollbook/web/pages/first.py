"""Where ``/`` leads, the way out, and the first organization of who is in none."""

from dataclasses import asdict
from datetime import timedelta

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import NewOrganization
from rollbook.services import accounts, organizations, profile, sessions
from rollbook.web.forms import beside, form, payload
from rollbook.web.pages import account_organizations
from rollbook.web.rendering import see
from rollbook.web.screens import screen
from rollbook.web.visitors import VisitorRequest


@get("/")
async def first_page(request: VisitorRequest) -> Redirect:
    """Leads to the organization of the visitor's default workspace, or to any; else to where there is a way on."""
    seen = await screen(request)
    if not seen.organizations:
        return see(account_organizations.PATH if await profile.stands(seen.caller) else "/organizations/new")
    person = await accounts.get_me(request.user)
    default = next((one for one in seen.organizations if one["id"] == person.default_workspace_id), None)
    chosen = default or seen.organizations[0]
    return see(f"/organizations/{chosen['id']}")


@get("/organizations/{organization_id:int}")
async def organization_page(request: VisitorRequest) -> Redirect:
    """Leads to the first of the organization's pages that is for the visitor."""
    seen = await screen(request)
    return see(seen.navigation[0].path)


@get("/organizations/new")
async def show_new_organization(request: VisitorRequest) -> Response[str]:
    """The form for another organization."""
    return (await screen(request)).page("new_organization.html", name="", workspace="", problems={})


@post("/organizations/new", status_code=200)
async def new_organization(request: VisitorRequest) -> Response[str] | Redirect:
    """Makes an organization of the visitor's, and leads there."""
    sent = await form(request)
    name, workspace = sent.text("name"), sent.text("workspace")
    try:
        number, *_ = await organizations.post_organization(
            request.user, payload(NewOrganization, name=name, workspace_name=workspace)
        )
    except Invalid as refusal:
        return (await screen(request)).page(
            "new_organization.html",
            status_code=400,
            name=name,
            workspace=workspace,
            problems=beside(refusal, {"workspace": "workspace"}, otherwise="name"),
        )
    return see(f"/organizations/{number}")


@post("/sign-out", status_code=200)
async def sign_out(request: VisitorRequest) -> Redirect:
    """Ends the session."""
    await form(request)
    installation = request.user.installation
    await sessions.end_session(request.user, request.cookies.get(installation.session_cookie))
    answer = see("/sign-in")
    answer.set_cookie(Cookie(**asdict(sessions.cookie(installation, "", timedelta(0)))))
    return answer


HANDLERS = [first_page, organization_page, show_new_organization, new_organization, sign_out]
