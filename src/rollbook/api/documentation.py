"""What the document of the API says of refusals and headers, beside the types of the answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import MediaType
from litestar.datastructures import ResponseHeader
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Operation, RequestBody

from rollbook.api.requests import INVALID_JSON, INVALID_WORKSPACE_JSON
from rollbook.domain.list_views import LISTS
from rollbook.domain.permissions import PERMISSIONS
from rollbook.domain.secrets import TOO_COMMON
from rollbook.services.sign_in import NOT_BY_NAMED_TOKEN

WITH_PAGES = [
    ResponseHeader(name=name, description=description, documentation_only=True)
    for name, description in {
        "X-Page": "The page, from 1.",
        "X-Page-Size": "People a page.",
        "X-Pages": "How many pages there are.",
        "X-Records": "How many people there are.",
        "X-Sort-Order": "`asc` or `desc`.",
    }.items()
]

_NO_ORGANIZATION_ID = "Missing or invalid organization_id"
_NO_WORKSPACE_ID = "Missing or invalid workspace_id"
_LIST = (
    "Missing or invalid organization_id.",
    "active_status parameter can contain only 'active', 'inactive' or 'invited'.",
    "only_admins parameter can contain only 'true' or 'false'.",
    "Invalid value sent for 'page'.",
    "page parameter must contain values > 0.",
    "Invalid value sent for 'per_page'.",
    "per_page parameter must contain values > 0.",
    "sort_dir parameter can contain only 'asc' or 'desc'.",
    "Invalid value sent for 'groups'.",
    "Invalid value sent for 'workspaces'.",
)
_GROUP = (
    INVALID_JSON,
    "Group name must be present",
    "Group name too long, maximum length is 200",
    "Name has already been taken",
    "User {user} not exists in the organization {org}",
    "Workspace {ws} not exists in the organization {org}",
)
_REMOVAL = ("Cannot remove workspace owner.", "Cannot remove paying user.", "Cannot remove organization admin.")
_WORKSPACE_USER = (
    INVALID_WORKSPACE_JSON,
    "Bad Request",
    "Working hours must be positive or null",
    "Invalid role_id.",
    "Cannot use both admin flags and role_id.",
    "Cannot deactivate owner.",
    "Cannot deactivate paying user.",
)
_NO_CODE = "Invalid invitation code"

# The operations that answer, and refuse, in plain text.
_PLAIN = {
    "patch_organization_users",
    "put_organization_users",
    "delete_organization_users_leave",
    "patch_organization_workspace_users",
    "put_organization_workspaces_assignments",
    "delete_organization_group",
    "post_organization_accept_invitation",
}

_REFUSALS: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "get_organization_users": {400: _LIST},
    "get_organization_users_detailed": {400: (*_LIST, "user cannot access specified workspace id.")},
    "patch_organization_users": {
        400: (
            "Missing or invalid organization_id",
            INVALID_JSON,
            "At least one organization user ID must be supplied.",
            "Organization user IDs must be unique.",
            "The following organization user IDs do not belong to this organization: '...'.",
            "Cannot remove the paying user with organization user ID='...'.",
            "Cannot remove the organization owner user with organization user ID='...'.",
        )
    },
    "put_organization_users": {
        400: (
            "Missing or invalid organization_id.",
            INVALID_JSON,
            "Invalid role_id.",
            "Cannot use both admin flags and role_id.",
            "At least one field is required.",
            "Field 'name' cannot be empty.",
            "Missing e-mail.",
            "Invalid e-mail: '...'",
            "Email already exists.",
            "Group '...' is not in Organization '...'.",
            "Workspace '...' is not in Organization '...'.",
            "Cannot remove admin privileges from owner.",
            "Cannot deactivate owner.",
            "Cannot remove admin privileges from paying user.",
            "Cannot deactivate paying user.",
            "User has multiple organizations.",
            "Invalid organization role.",
            "Invalid role ID: 1234.",
            "Invalid workspace role with ID: 1234.",
            *_REMOVAL,
        ),
        404: ("Invalid organization user ID.",),
    },
    "delete_organization_users_leave": {
        400: (
            "The user does not belong to the organization.",
            "Cannot remove the paying user.",
            "Cannot remove the organization owner.",
        )
    },
    "get_workspace_users": {400: (_NO_WORKSPACE_ID,)},
    "get_workspace_workspace_users": {400: (_NO_WORKSPACE_ID,)},
    "get_organization_workspaces_workspaceusers": {
        400: (_NO_ORGANIZATION_ID, _NO_WORKSPACE_ID),
        404: ("Resource can not be found",),
    },
    "patch_organization_workspace_users": {
        400: (
            INVALID_WORKSPACE_JSON,
            "At least one workspace user ID must be supplied.",
            "Workspace user IDs must be unique",
            "Wrong workspace user IDs: ...",
            "Bad Request",
            *_REMOVAL,
        ),
        404: ("Resource can not be found",),
    },
    "put_organization_workspaces_assignments": {
        400: (
            INVALID_JSON,
            "Nothing to change.",
            "Field operation can contain only 'add' or 'remove'.",
            "Cannot send user_id and group_id in the same element.",
            "One of user_id or group_id is required.",
            "Invalid user_id.",
            "Invalid group_id.",
            "Invalid workspace ID.",
            *_REMOVAL,
        )
    },
    "put_workspace_users": {400: _WORKSPACE_USER},
    "put_workspace_workspace_users": {400: _WORKSPACE_USER},
    "delete_workspace_user": {400: ("Bad Request", *_REMOVAL)},
    "post_workspace_users_lost_password": {400: (_NO_WORKSPACE_ID, "Missing or invalid user_id")},
    "get_organization_groups": {400: ("Invalid number ...",)},
    "post_organization_group": {400: _GROUP},
    "put_organization_group": {400: _GROUP, 404: ("Invalid group ID.",)},
    "patch_organization_group": {
        400: (
            INVALID_JSON,
            "Unsupported operation (invalid 'op' or 'path', or unsupported combination)",
            "Value not present, or too many per patch operation (empty 'value' array or more than 100 values)",
            "Too many operations (more than 100 patches in request)",
            "User {id} not exists in the organization {id}",
            "Workspace {id} not exists in the organization {id}",
        ),
        404: ("Invalid group ID.",),
    },
    "delete_organization_group": {
        400: (_NO_ORGANIZATION_ID, "Missing or invalid group_id"),
        404: ("Invalid group ID.",),
    },
    "post_organization_invitation": {
        400: (
            INVALID_JSON,
            "at least one email is required",
            "at most 100 emails per invitation",
            "at least one workspace is required",
            "Missing e-mail",
            "Invalid e-mail: '...'",
            "invalid workspace ID",
            "User with e-mail '...' is already an inactive member of the organization",
        )
    },
    "put_invitation": {
        400: (_NO_ORGANIZATION_ID, "Missing or invalid invitation_id"),
        404: ("Invitation code not found",),
    },
    "get_invitations": {404: ("Invitation not found",)},
    "post_organization_accept_invitation": {403: ("Forbidden",), 404: (_NO_CODE,)},
    "post_reject_invitation": {403: ("Forbidden",), 404: (_NO_CODE,)},
    "post_organization": {
        400: (
            INVALID_JSON,
            "Field 'name' cannot be empty.",
            "organization name too long, maximum length is 140",
            "workspace name must be provided",
            "workspace name must contain non-space characters",
            "workspace name must not be longer than 140",
        )
    },
    "get_organization": {400: (_NO_ORGANIZATION_ID,), 404: ("User not part of organization",)},
    "get_organization_roles": {400: (_NO_ORGANIZATION_ID,)},
    "post_organization_workspaces": {
        400: (
            INVALID_WORKSPACE_JSON,
            "workspace name must not be nil",
            "workspace name must contain non-space characters",
            "workspace name must not be longer than 140",
            "another workspace with same name exists in organization",
            "Organization {name} can have a maximum of {amount} workspaces",
            "User with id {id} does not exist.",
        )
    },
    "get_workspace": {400: (_NO_WORKSPACE_ID,)},
    "get_me": {400: ("Bad Request",)},
    "get_workspaces": {400: ("Invalid value sent for 'since'.",)},
    "post_signup": {
        400: (
            INVALID_JSON,
            "email is required",
            "Invalid e-mail",
            "password is missing",
            "password should be at least 8 characters",
            TOO_COMMON,
            "invalid timezone value",
            "Invalid country ID",
            "user with this email already exists",
            "Account has pending invite",
            _NO_CODE,
            "Sorry, but this invitation seems either accepted or canceled",
            "workspace name must contain non-space characters",
        ),
        403: ("Sign-up is closed: an invitation is needed",),
    },
    "me_sessions_post": {400: (INVALID_JSON,), 403: (NOT_BY_NAMED_TOKEN,)},
    "post_lost_password_confirm": {
        400: (
            INVALID_JSON,
            "Password should be at least 8 characters",
            TOO_COMMON,
            "The link has expired or was used already.",
        )
    },
}


# The operations of anybody; all others are refused without credentials, and counted where there are quotas.
_PUBLIC = {
    "get_countries",
    "get_countries_country_id_subdivisions",
    "get_invitations",
    "get_offsets",
    "get_status",
    "get_timezones",
    "post_lost_password",
    "post_lost_password_confirm",
    "post_signup",
}
_BODIES = {INVALID_JSON, INVALID_WORKSPACE_JSON}
# The status of the operations that succeed with an empty body.
_EMPTY = {
    "delete_workspace_group": 200,
    "delete_workspace_user": 200,
    "me_logged_get": 200,
    "me_sessions_delete": 200,
    "post_workspace_rates": 201,
}


def texts_of(
    operation: str, refusals: Mapping[int, tuple[str, ...]] | None = None, *, plain: bool = False, upload: bool = False
) -> dict[int, ResponseSpec]:
    """What an operation answers beside its success, as Litestar's handlers take it.

    The refusal of the permission table, and those of any operation, come by themselves; an ``upload`` may be too large.
    """
    texts = {status: list(known) for status, known in (refusals or {}).items()}
    # Else Litestar publishes one of its own, which is no text.
    texts.setdefault(400, ["Bad Request"])
    permission = PERMISSIONS.get(operation)
    if permission is not None and permission.text not in texts.get(403, []):
        texts.setdefault(403, []).append(permission.text)
        if permission.text_for_members:
            texts[403].append(permission.text_for_members)
    if operation not in _PUBLIC:
        texts[402] = ["The hourly limit of requests is used up."]
    texts |= {429: ["Too Many Requests"], 503: ["Service Unavailable"]}
    specified = {status: _text(known, plain=plain) for status, known in texts.items()}
    takes_a_body = upload or bool(_BODIES & {text for known in texts.values() for text in known})
    specified |= _without_a_text(operation, takes_a_body=takes_a_body)
    return dict(sorted(specified.items()))


def _text(texts: list[str], *, plain: bool) -> ResponseSpec:
    return ResponseSpec(
        data_container=str,
        description="; ".join(f"`{text}`" for text in texts),
        generate_examples=False,
        media_type=MediaType.TEXT if plain else MediaType.JSON,
    )


def _without_a_text(operation: str, *, takes_a_body: bool) -> dict[int, ResponseSpec]:
    """The answers with an empty body, or with one that is plain whatever the operation answers in."""
    described = {}
    if operation in _EMPTY:
        described[_EMPTY[operation]] = "Done; the body is empty."
    if operation in LISTS:
        described[304] = "The list is what the `If-None-Match` says."
    if operation not in _PUBLIC:
        described[401] = "No credentials, or such as cannot be read; with `X-Authorization-Missing`."
    if takes_a_body:
        described[408] = "`Request Timeout`, in plain text: the body did not come within a minute."
        described[413] = "`Request Entity Too Large`, in plain text."
    return {
        status: ResponseSpec(data_container=None, description=text, generate_examples=False)
        for status, text in described.items()
    }


@dataclass
class WithOptionalBody(Operation):
    """An operation that does without a body; Litestar publishes every body as required."""

    def __post_init__(self) -> None:
        """Says so."""
        if isinstance(self.request_body, RequestBody):
            self.request_body.required = False


# The refusals of each operation, as Litestar's handlers take them.
TEXTS: Mapping[str, dict[int, ResponseSpec]] = {
    operation: texts_of(operation, refusals, plain=operation in _PLAIN) for operation, refusals in _REFUSALS.items()
}
