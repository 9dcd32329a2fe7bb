"""The organizations that the visitor is in, was invited to, or is deactivated in."""

from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Missing
from rollbook.services import organization_users, profile
from rollbook.web.forms import form
from rollbook.web.rendering import see
from rollbook.web.screens import screen
from rollbook.web.visitors import NO_SUCH_PAGE, VisitorRequest

PATH = "/account/organizations"


@get(PATH)
async def show_organizations(request: VisitorRequest) -> Response[str]:
    """Where the visitor stands in each of them."""
    seen = await screen(request)
    done = "You have left the organization." if "left" in request.query_params else ""
    return seen.page("account_organizations.html", stands=await profile.stands(seen.caller), done=done)


@post(PATH + "/{organization_id:int}/leave", status_code=200)
async def leave_while_deactivated(request: VisitorRequest, organization_id: int) -> Redirect:
    """Takes the visitor out of an organization that shows them nothing; who sees it is told first what leaving does."""
    await form(request)
    stands = {stand.organization_id: stand for stand in await profile.stands(request.user)}
    if organization_id not in stands:
        raise Missing(NO_SUCH_PAGE)
    if not stands[organization_id].is_deactivated:
        return see(f"/organizations/{organization_id}/settings/leave")
    await organization_users.delete_organization_users_leave(request.user, organization_id)
    return see(PATH, left="1")


HANDLERS = [show_organizations, leave_while_deactivated]
