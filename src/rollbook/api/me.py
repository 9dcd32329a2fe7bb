"""The caller: their account and token, organizations and workspaces; becoming one, and ceasing to be."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import Response, get, post, put
from litestar.params import Parameter

from rollbook.api import schemas
from rollbook.api.documentation import TEXTS, texts_of
from rollbook.api.kept_answers import KEEPS_ANSWER, installation_of
from rollbook.api.recorder import request_id
from rollbook.api.requests import INVALID_JSON, PublicRequest, SignedRequest, boolean, json_body
from rollbook.api.responses import json_text, json_value, nothing, ok_json
from rollbook.domain.account_changes import AccountChanges
from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import NewPassword, SignUp
from rollbook.domain.secrets import TOO_COMMON
from rollbook.services import accounts, lost_passwords, organizations, profile, workspaces
from rollbook.services.accounts import Profile
from rollbook.services.installation import Installation
from rollbook.services.sign_in import NOT_BY_NAMED_TOKEN


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def shown_user(profile: Profile, installation: Installation) -> schemas.User:
    """The account as answers show it."""
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
        image_url=installation.picture_url(profile.avatar),
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
    visible: list[schemas.Workspace] = []
    if boolean(with_related_data, "Bad Request"):
        visible = msgspec.json.decode(await workspaces.get_workspaces(caller, None), type=list[schemas.Workspace])
    return json_value(
        schemas.UserWithRelated(
            **msgspec.structs.asdict(shown_user(profile, caller.installation)),
            clients=[],
            projects=[],
            tags=[],
            tasks=[],
            time_entries=[],
            workspaces=visible,
        )
    )


@put(
    "/me",
    operation_id="put_me",
    dto=json_body(AccountChanges, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    responses=texts_of(
        "put_me",
        {
            400: (
                INVALID_JSON,
                "Invalid fullname",
                "Invalid email",
                "user with this email already exists",
                "Invalid timezone",
                "Invalid beginning_of_week",
                "Invalid country_id",
                "Invalid default_workspace_id",
                "Password should be at least 8 characters",
                TOO_COMMON,
                "Current password must be present to change password",
                "Current password is not valid",
            )
        },
    ),
    tags=["Me"],
)
async def put_me(request: SignedRequest, data: AccountChanges) -> Response[schemas.User]:
    """Changes the caller's account, all that is asked or nothing; a new password ends their other sessions."""
    return json_value(shown_user(await profile.put_me(request.user, data), request.user.installation))


@post(
    "/me/close_account",
    operation_id="post_close_account",
    status_code=200,
    responses=texts_of(
        "post_close_account",
        {400: ("Cannot remove the organization owner.", "Cannot remove the paying user.")},
    ),
    tags=["Me"],
)
async def post_close_account(request: SignedRequest) -> Response[str]:
    """Deletes the caller's account, and the organizations that nobody else is in."""
    await profile.post_close_account(request.user)
    return ok_json()


@get("/me/id", operation_id="get_me_id", responses=texts_of("get_me_id"), tags=["Me"])
async def get_me_id(request: SignedRequest) -> Response[int]:
    """The number of the caller's account."""
    return json_value(request.user.identity.account_id)


@get("/me/logged", operation_id="me_logged_get", responses=texts_of("me_logged_get"), tags=["Me"])
async def me_logged_get(request: SignedRequest) -> Response[None]:
    """Nothing; for who is not signed in it is refused."""
    return nothing()


@get("/me/organizations", operation_id="get_organizations", responses=texts_of("get_organizations"), tags=["Me"])
async def get_organizations(request: SignedRequest) -> Response[list[schemas.Organization]]:
    """The organizations that the caller is an active member of."""
    return json_text(await organizations.get_organizations(request.user), list[schemas.Organization])


@get("/me/workspaces", operation_id="get_workspaces", responses=TEXTS["get_workspaces"], tags=["Me"])
async def get_workspaces(
    request: SignedRequest,
    since: Annotated[str | None, Parameter(description="Unix time: workspaces changed since then.")] = None,
) -> Response[list[schemas.Workspace]]:
    """The workspaces that the caller may see."""
    return json_text(await workspaces.get_workspaces(request.user, _unix_time(since)), list[schemas.Workspace])


@get("/workspaces", include_in_schema=False)
async def get_workspaces_by_short_path(
    request: SignedRequest, since: str | None = None
) -> Response[list[schemas.Workspace]]:
    """The same, where many clients look for it though no document names it."""
    return json_text(await workspaces.get_workspaces(request.user, _unix_time(since)), list[schemas.Workspace])


_LATEST = 2**33  # The year 2242.


def _unix_time(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_LATEST)) or int(text) > _LATEST:
        raise Invalid("Invalid value sent for 'since'.")
    return int(text)


@post(
    "/me/reset_token",
    operation_id="post_reset_token",
    status_code=200,
    responses=texts_of("post_reset_token", {403: (NOT_BY_NAMED_TOKEN,)}),
    tags=["Me"],
)
async def post_reset_token(request: SignedRequest) -> Response[str]:
    """Another API token for the caller; the earlier one ends."""
    return json_value(await accounts.post_reset_token(request.user))


@post(
    "/signup",
    operation_id="post_signup",
    dto=json_body(SignUp, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON, KEEPS_ANSWER: True},
    status_code=200,
    responses=TEXTS["post_signup"],
    tags=["Authentication"],
    security=[{}],
)
async def post_signup(request: PublicRequest, data: SignUp) -> Response[schemas.User]:
    """Makes an account, with an organization of its own or, by an invitation's code, in the inviting one."""
    installation = installation_of(request)
    profile = await accounts.post_signup(installation, request_id(request.scope), data)
    return json_value(shown_user(profile, installation))


@post(
    "/me/lost_passwords/confirm",
    operation_id="post_lost_password_confirm",
    dto=json_body(NewPassword, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON, KEEPS_ANSWER: True},
    status_code=200,
    responses=TEXTS["post_lost_password_confirm"],
    tags=["Me"],
    security=[{}],
)
async def post_lost_password_confirm(request: PublicRequest, data: NewPassword) -> Response[str]:
    """Sets a new password by the code of a reset link."""
    await lost_passwords.post_lost_password_confirm(installation_of(request), request_id(request.scope), data)
    return ok_json()


PUBLIC_HANDLERS = [post_signup, post_lost_password_confirm]
HANDLERS = [
    get_me,
    put_me,
    post_close_account,
    get_me_id,
    me_logged_get,
    get_organizations,
    get_workspaces,
    get_workspaces_by_short_path,
    post_reset_token,
]
