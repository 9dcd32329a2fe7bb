"""The caller's sessions."""

from dataclasses import asdict
from datetime import timedelta

from litestar import Response, delete, get, post
from litestar.datastructures import Cookie

from rollbook.api import schemas, schemas_sessions
from rollbook.api.documentation import TEXTS, WithOptionalBody, texts_of
from rollbook.api.kept_answers import KEEPS_ANSWER
from rollbook.api.me import shown_user
from rollbook.api.requests import INVALID_JSON, PathId, SignedRequest, json_body, path_id
from rollbook.api.responses import json_text, json_value, nothing, ok_json
from rollbook.domain.payloads import SessionRequest
from rollbook.services import accounts, sessions

# A session's cookie is in its first answer alone.
_NOT_KEPT = {KEEPS_ANSWER: False}


@get(
    "/me/sessions",
    operation_id="get_me_sessions",
    responses=texts_of("get_me_sessions"),
    tags=["Authentication"],
)
async def get_me_sessions(request: SignedRequest) -> Response[list[schemas_sessions.Session]]:
    """The caller's living sessions, newest first."""
    return json_text(await sessions.get_me_sessions(request.user), list[schemas_sessions.Session])


@post(
    "/me/sessions",
    operation_id="me_sessions_post",
    operation_class=WithOptionalBody,
    dto=json_body(SessionRequest, INVALID_JSON),
    opt=_NOT_KEPT,
    status_code=200,
    responses=TEXTS["me_sessions_post"],
    tags=["Authentication"],
)
async def me_sessions_post(request: SignedRequest, data: SessionRequest | None = None) -> Response[schemas.User]:
    """Begins a session, whose cookie comes with the answer."""
    caller = request.user
    remember = bool(data and data.remember_me)
    secret, lasts = await sessions.begin_session(
        caller,
        remember=remember,
        user_agent=request.headers.get("user-agent", ""),
        address=caller.installation.client_address(request.scope["client"], request.scope["headers"]),
    )
    answer = json_value(shown_user(await accounts.get_me(caller), caller.installation))
    kept = sessions.cookie(caller.installation, secret, lasts if remember else None)
    answer.set_cookie(Cookie(**asdict(kept)))
    return answer


@delete(
    "/me/sessions",
    operation_id="me_sessions_delete",
    opt=_NOT_KEPT,
    status_code=200,
    responses=texts_of("me_sessions_delete"),
    tags=["Authentication"],
)
async def me_sessions_delete(request: SignedRequest) -> Response[None]:
    """Ends the session that the request comes with."""
    installation = request.user.installation
    await sessions.end_session(request.user, request.cookies.get(installation.session_cookie))
    answer = nothing()
    answer.set_cookie(Cookie(**asdict(sessions.cookie(installation, "", timedelta(0)))))
    return answer


@delete(
    "/me/sessions/{session_id:str}",
    operation_id="delete_me_session",
    opt=_NOT_KEPT,
    status_code=200,
    responses=texts_of("delete_me_session", {400: ("Missing or invalid session_id",), 404: ("Session not found",)}),
    tags=["Authentication"],
)
async def delete_me_session(request: SignedRequest, session_id: PathId) -> Response[str]:
    """Ends one of the caller's sessions."""
    await sessions.delete_me_session(request.user, path_id(session_id, "session_id"))
    return ok_json()


HANDLERS = [get_me_sessions, me_sessions_post, me_sessions_delete, delete_me_session]
