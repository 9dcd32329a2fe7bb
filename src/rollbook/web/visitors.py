"""Who sees a page: whose session the browser sends, and where they stand in what the page's address names."""

from typing import TypeAlias

from litestar import Request
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import get_contextvars

from rollbook.domain.errors import Missing, Unauthenticated
from rollbook.domain.ids import MAX_ID
from rollbook.services import sign_in
from rollbook.services.installation import Installation
from rollbook.services.sign_in import Target
from rollbook.services.work import Caller

# A request of who has signed in, as ``request.user``; and of anybody.
VisitorRequest: TypeAlias = Request[Caller, None, State]
PublicRequest: TypeAlias = Request[None, None, State]

NO_SUCH_PAGE = "There is no such page."


class SignInFirst(Exception):
    """The page is for who has signed in alone."""


class Visitors(ASGIMiddleware):
    """Puts the Caller whose session it is into the scope, or has them sign in first."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Looks the session up, with the visitor's standing in the organization and workspace of the address."""
        request: PublicRequest = Request(scope)
        numbers = {name: number for name, number in request.path_params.items() if isinstance(number, int)}
        if not all(0 < number <= MAX_ID for number in numbers.values()):
            raise Missing(NO_SUCH_PAGE)
        scope["user"] = await visitor(request, numbers.get("organization_id"), numbers.get("workspace_id"))
        await next_app(scope, receive, send)


async def visitor(
    request: PublicRequest | VisitorRequest, organization_id: int | None, workspace_id: int | None = None
) -> Caller:
    """Whose session the request comes with, as they stand there; else SignInFirst."""
    installation = installation_of(request)
    secret = request.cookies.get(installation.session_cookie)
    if secret is None:
        raise SignInFirst
    try:
        return await sign_in.by_session(installation, secret, target(request, organization_id, workspace_id))
    except Unauthenticated as unauthenticated:
        raise SignInFirst from unauthenticated


def installation_of(request: PublicRequest | VisitorRequest) -> Installation:
    """What serves the request."""
    installation: Installation = request.app.state.installation
    return installation


def target(
    request: PublicRequest | VisitorRequest, organization_id: int | None = None, workspace_id: int | None = None
) -> Target:
    """What a request is about that names these, and from where it comes."""
    scope = request.scope
    address = installation_of(request).client_address(scope["client"], scope["headers"])
    return Target(organization_id, workspace_id, request_id(), address)


def request_id() -> str:
    """The number that the log and the answer have of this request."""
    number: str = get_contextvars()["request_id"]
    return number
