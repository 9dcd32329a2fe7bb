"""The caller: their account, sessions and token, organizations and workspaces; and becoming one."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import Parameter

from rollbook.api import schemas
from rollbook.api.auth import SESSION_COOKIE
from rollbook.api.documentation import TEXTS, WithOptionalBody
from rollbook.api.recorder import request_id
from rollbook.api.requests import INVALID_JSON, PublicRequest, SignedRequest, boolean, json_body
from rollbook.api.responses import json_text, json_value, nothing, ok_json
from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import NewPassword, SessionRequest, SignUp
from rollbook.services import accounts, lost_passwords, organizations, sign_in
from rollbook.services.accounts import Profile
from rollbook.services.installation import Installation


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _user(profile: Profile, installation: Installation) -> schemas.User:
    return schemas.User(
        id=profile.account_id,
        email=profile.email,
        fullname=profile.name,
        api_token=profile.token,
        at=_time(profile.updated_at),
        authorization_updated_at=_time(profile.authorization_updated_at),
        beginning_of_week=profile.beginning_of_week,
        country_id=profile.country_id,
        created_at=_time(profile.created_at),
        default_workspace_id=profile.default_workspace_id,
        has_password=profile.has_password,
        image_url=f"{installation.public_url}/images/profile.svg",
        openid_email=None,
        openid_enabled=False,
        options={},
        timezone=profile.timezone,
        toggl_accounts_id=profile.public_id,
        updated_at=_time(profile.updated_at),
        two_factor_enabled=False,
        intercom_hash=None,
        oauth_providers=[],
    )


@get("/me", operation_id="get_me", responses=TEXTS["get_me"], tags=["Me"])
async def get_me(
    request: SignedRequest,
    with_related_data: Annotated[str | None, Parameter(description="`true` for the caller's workspaces.")] = None,
) -> Response[schemas.UserWithRelated]:
    """The caller's account."""
    caller = request.user
    profile = await accounts.get_me(caller)
    workspaces: list[schemas.Workspace] = []
    if boolean(with_related_data, "Bad Request"):
        workspaces = msgspec.json.decode(await organizations.get_workspaces(caller, None), type=list[schemas.Workspace])
    return json_value(
        schemas.UserWithRelated(
            **msgspec.structs.asdict(_user(profile, caller.installation)),
            clients=[],
            projects=[],
            tags=[],
            tasks=[],
            time_entries=[],
            workspaces=workspaces,
        )
    )


@get("/me/organizations", operation_id="get_organizations", tags=["Me"])
async def get_organizations(request: SignedRequest) -> Response[list[schemas.Organization]]:
    """The organizations that the caller is an active member of."""
    return json_text(await organizations.get_organizations(request.user), list[schemas.Organization])


@get("/me/workspaces", operation_id="get_workspaces", responses=TEXTS["get_workspaces"], tags=["Me"])
async def get_workspaces(
    request: SignedRequest,
    since: Annotated[str | None, Parameter(description="Unix time: workspaces changed since then.")] = None,
) -> Response[list[schemas.Workspace]]:
    """The workspaces that the caller may see."""
    return json_text(await organizations.get_workspaces(request.user, _unix_time(since)), list[schemas.Workspace])


@get("/workspaces", include_in_schema=False)
async def get_workspaces_by_short_path(
    request: SignedRequest, since: str | None = None
) -> Response[list[schemas.Workspace]]:
    """The same, where many clients look for it though no document names it."""
    return json_text(await organizations.get_workspaces(request.user, _unix_time(since)), list[schemas.Workspace])


_LATEST = 2**33  # The year 2242.


def _unix_time(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_LATEST)) or int(text) > _LATEST:
        raise Invalid("Invalid value sent for 'since'.")
    return int(text)


@post("/me/reset_token", operation_id="post_reset_token", status_code=200, tags=["Me"])
async def post_reset_token(request: SignedRequest) -> Response[str]:
    """Another API token for the caller; the earlier one ends."""
    return json_value(await accounts.post_reset_token(request.user))


@post(
    "/me/sessions",
    operation_id="me_sessions_post",
    operation_class=WithOptionalBody,
    dto=json_body(SessionRequest, INVALID_JSON),
    status_code=200,
    responses=TEXTS["me_sessions_post"],
    tags=["Authentication"],
)
async def me_sessions_post(request: SignedRequest, data: SessionRequest | None = None) -> Response[schemas.User]:
    """Begins a session, whose cookie comes with the answer."""
    caller = request.user
    remember = bool(data and data.remember_me)
    session, lasts = await sign_in.begin_session(caller, remember=remember)
    answer = json_value(_user(await accounts.get_me(caller), caller.installation))
    answer.set_cookie(_cookie(session, lasts if remember else None))
    return answer


@delete("/me/sessions", operation_id="me_sessions_delete", status_code=200, tags=["Authentication"])
async def me_sessions_delete(request: SignedRequest) -> Response[None]:
    """Ends the session that the request comes with."""
    await sign_in.end_session(request.user, request.cookies.get(SESSION_COOKIE))
    answer = nothing()
    answer.set_cookie(_cookie("", timedelta(0)))
    return answer


def _cookie(value: str, lasts: timedelta | None) -> Cookie:
    """The session's cookie; one that ends with the browser where ``lasts`` is None."""
    return Cookie(
        key=SESSION_COOKIE,
        value=value,
        httponly=True,
        secure=True,
        samesite="strict",
        path="/",
        max_age=None if lasts is None else int(lasts.total_seconds()),
    )


@post(
    "/signup",
    operation_id="post_signup",
    dto=json_body(SignUp, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    status_code=200,
    responses=TEXTS["post_signup"],
    tags=["Authentication"],
    security=[{}],
)
async def post_signup(request: PublicRequest, data: SignUp) -> Response[schemas.User]:
    """Makes an account, with an organization of its own or, by an invitation's code, in the inviting one."""
    installation: Installation = request.app.state.installation
    profile = await accounts.post_signup(installation, request_id(request.scope), data)
    return json_value(_user(profile, installation))


@post(
    "/me/lost_passwords/confirm",
    operation_id="post_lost_password_confirm",
    dto=json_body(NewPassword, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    status_code=200,
    responses=TEXTS["post_lost_password_confirm"],
    tags=["Me"],
    security=[{}],
)
async def post_lost_password_confirm(request: PublicRequest, data: NewPassword) -> Response[str]:
    """Sets a new password by the code of a reset link."""
    await lost_passwords.post_lost_password_confirm(request.app.state.installation, data)
    return ok_json()


PUBLIC_HANDLERS = [post_signup, post_lost_password_confirm]
HANDLERS = [
    get_me,
    get_organizations,
    get_workspaces,
    get_workspaces_by_short_path,
    post_reset_token,
    me_sessions_post,
    me_sessions_delete,
]
