"""Reads the credentials of a request, and lets in nobody without."""

import base64
from collections.abc import Mapping, MutableMapping
from typing import Any, cast

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from rollbook.api.errors import AnyRequest
from rollbook.api.recorder import request_id
from rollbook.domain.errors import Forbidden, Refusal, Unauthenticated
from rollbook.domain.ids import positive
from rollbook.domain.origins import is_cross_site
from rollbook.domain.secrets import TOKEN_PASSWORD
from rollbook.services import sign_in
from rollbook.services.installation import Installation
from rollbook.services.sign_in import Target
from rollbook.services.work import Caller

_KNOWN = "rollbook_caller"
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_CROSS_SITE = "A session cannot be used by pages of other sites"


class Authentication(ASGIMiddleware):
    """Puts the Caller into the scope, or refuses."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Signs in before anything else of the request is looked at."""
        known: Caller | Refusal | None = cast("Mapping[str, Any]", scope).get(_KNOWN)  # Any: a scope holds anything.
        if isinstance(known, Refusal):
            raise known
        if known is None:
            known = await _caller(Request(scope))
        if known.identity.method == "session":
            _refuse_cross_site(Request(scope), known.installation)
        scope["user"] = known
        await next_app(scope, receive, send)


def remember_signing_in(scope: MutableMapping[str, Any], known: Caller | Refusal) -> None:  # Any: as above.
    """Keeps Authentication from doing again what was done for this request already, and tells it what came of it."""
    scope[_KNOWN] = known


def target(
    scope: Mapping[str, Any],  # Any: as above.
    installation: Installation,
    organization_id: int | None,
    workspace_id: int | None,
) -> Target:
    """What a request is about that names these, and from where it comes."""
    address = installation.client_address(scope.get("client"), scope["headers"])
    return Target(organization_id, workspace_id, request_id(scope), address)


async def by_header(installation: Installation, header: str, target: Target) -> Caller:
    """The caller whom an Authorization header names, else WrongCredentials; Unauthenticated if it cannot be read."""
    user, password = _basic(header)
    if password == TOKEN_PASSWORD:
        return await sign_in.by_token(installation, user, target)
    return await sign_in.by_password(installation, user, password, target)


async def _caller(request: AnyRequest) -> Caller:
    installation: Installation = request.app.state.installation
    organization_id = _in_path(request.path_params, "organization_id")
    about = target(request.scope, installation, organization_id, _in_path(request.path_params, "workspace_id"))
    header = request.headers.get("authorization")
    if header is not None:
        return await by_header(installation, header, about)
    session = request.cookies.get(installation.session_cookie)
    if session is None:
        raise Unauthenticated
    return await sign_in.by_session(installation, session, about)


def _refuse_cross_site(request: AnyRequest, installation: Installation) -> None:
    """Refuses a write that a browser sends for another site's page, with a cookie that the page does not know."""
    headers = request.headers
    own = installation.origins(headers.get("host", ""))
    if request.method in _WRITING and is_cross_site(headers.get("sec-fetch-site"), headers.get("origin"), own):
        raise Forbidden(_CROSS_SITE)


def _in_path(parameters: dict[str, str], name: str) -> int | None:
    text = parameters.get(name)
    return None if text is None else positive(text)


def _basic(header: str) -> tuple[str, str]:
    """User name and password of a Basic header, else Unauthenticated."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise Unauthenticated
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError as error:
        raise Unauthenticated from error
    if not colon:
        raise Unauthenticated
    return user, password
