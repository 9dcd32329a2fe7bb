"""Reads the credentials of a request, and lets in nobody without."""

import base64
from collections.abc import Mapping, MutableMapping
from typing import Any, cast

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from rollbook.api.recorder import request_id
from rollbook.api.requests import positive
from rollbook.domain.errors import Refusal, Unauthenticated
from rollbook.domain.secrets import TOKEN_PASSWORD
from rollbook.services import sign_in
from rollbook.services.installation import Installation
from rollbook.services.sign_in import Target
from rollbook.services.work import Caller

_KNOWN = "rollbook_caller"
SESSION_COOKIE = "__Host-rollbook_session"


class Authentication(ASGIMiddleware):
    """Puts the Caller into the scope, or refuses."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Signs in before anything else of the request is looked at."""
        known: Caller | Refusal | None = cast("Mapping[str, Any]", scope).get(_KNOWN)  # Any: a scope holds anything.
        if isinstance(known, Refusal):
            raise known
        if known is None:
            request: Request[None, None, object] = Request(scope)  # type: ignore[type-var]
            known = await _caller(request)
        scope["user"] = known
        await next_app(scope, receive, send)


def remember_signing_in(scope: MutableMapping[str, Any], known: Caller | Refusal) -> None:  # Any: as above.
    """Keeps Authentication from doing again what was done for this request already, and tells it what came of it."""
    scope[_KNOWN] = known


async def by_header(installation: Installation, header: str, target: Target) -> Caller:
    """The caller whom an Authorization header names, else WrongCredentials; Unauthenticated if it cannot be read."""
    user, password = _basic(header)
    if password == TOKEN_PASSWORD:
        return await sign_in.by_token(installation, user, target)
    return await sign_in.by_password(installation, user, password, target)


async def _caller(request: "Request[None, None, object]") -> Caller:  # type: ignore[type-var]
    installation: Installation = request.app.state.installation
    target = Target(
        _in_path(request.path_params, "organization_id"),
        _in_path(request.path_params, "workspace_id"),
        request_id(request.scope),
    )
    header = request.headers.get("authorization")
    if header is not None:
        return await by_header(installation, header, target)
    session = request.cookies.get(SESSION_COOKIE)
    if session is None:
        raise Unauthenticated
    return await sign_in.by_session(installation, session, target)


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
