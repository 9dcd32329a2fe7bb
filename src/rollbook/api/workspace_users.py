"""The people of a workspace."""

from typing import Annotated

from litestar import Response, delete, get, patch, post, put
from litestar.params import Parameter, QueryParameter

from rollbook.api import schemas
from rollbook.api.documentation import TEXTS, WithOptionalBody, texts_of
from rollbook.api.kept_answers import KEEPS_ANSWER
from rollbook.api.requests import (
    INVALID_JSON,
    INVALID_WORKSPACE_JSON,
    PathId,
    SignedRequest,
    boolean,
    json_body,
    page_request,
    path_id,
)
from rollbook.api.responses import TEXT, json_list, json_page, json_text, json_value, nothing, ok_json, ok_text
from rollbook.domain.errors import Invalid
from rollbook.domain.member_lists import WorkspaceUserQuery
from rollbook.domain.payloads import Assignment, Deletions, Number, WorkspaceUserChanges
from rollbook.services import assignments, lost_passwords, workspace_users


@get(
    "/workspaces/{workspace_id:str}/users",
    operation_id="get_workspace_users",
    responses=TEXTS["get_workspace_users"],
    tags=["Users"],
)
async def get_workspace_users(
    request: SignedRequest,
    workspace_id: PathId,
    exclude_deleted: Annotated[str | None, Parameter(description="Deleted people are never listed.")] = None,
) -> Response[list[schemas.SimpleWorkspaceUser]]:
    """Everybody in the workspace, directly or through a group."""
    path_id(workspace_id, "workspace_id")
    return await json_list(await workspace_users.get_workspace_users(request.user), list[schemas.SimpleWorkspaceUser])


@post(
    "/workspaces/{workspace_id:str}/users/data",
    operation_id="post_workspace_users_data",
    dto=json_body(list[Number], INVALID_WORKSPACE_JSON),
    # It only reads, and answers at length.
    opt={"invalid_body": INVALID_WORKSPACE_JSON, KEEPS_ANSWER: False},
    status_code=200,
    responses=texts_of(
        "post_workspace_users_data",
        {
            400: (
                "Missing or invalid workspace_id",
                INVALID_WORKSPACE_JSON,
                "user_ids must not be empty",
                "user_ids must not contain more than 150 elements",
            )
        },
    ),
    tags=["Users"],
)
async def post_workspace_users_data(
    request: SignedRequest, workspace_id: PathId, data: list[Number]
) -> Response[list[schemas.SimpleWorkspaceUser]]:
    """Those of the accounts that are in the workspace, directly or through a group."""
    path_id(workspace_id, "workspace_id")
    body = await workspace_users.post_workspace_users_data(request.user, data)
    return json_text(body, list[schemas.SimpleWorkspaceUser])


@get(
    "/workspaces/{workspace_id:str}/workspace_users",
    operation_id="get_workspace_workspace_users",
    responses=TEXTS["get_workspace_workspace_users"],
    tags=["Users"],
)
async def get_workspace_workspace_users(
    request: SignedRequest,
    workspace_id: PathId,
    include_indirect: Annotated[
        str | None,
        QueryParameter(name="includeIndirect", description="`true` for those who are in through a group, too."),
    ] = None,
    snake_include_indirect: Annotated[
        str | None, QueryParameter(name="include_indirect", description="The same.")
    ] = None,
) -> Response[list[schemas.WorkspaceUser]]:
    """The workspace users; those who are in through a group alone when they are asked for."""
    path_id(workspace_id, "workspace_id")
    wanted = (include_indirect or snake_include_indirect or "").lower() == "true"
    found = await workspace_users.list_workspace_users(
        request.user, "get_workspace_workspace_users", WorkspaceUserQuery(include_indirect=wanted)
    )
    return await json_list(found, list[schemas.WorkspaceUser])


@get(
    "/organizations/{organization_id:str}/workspaces/{workspace_id:str}/workspace_users",
    operation_id="get_organization_workspaces_workspaceusers",
    responses=TEXTS["get_organization_workspaces_workspaceusers"],
    tags=["Users"],
)
async def get_organization_workspaces_workspaceusers(
    request: SignedRequest,
    organization_id: PathId,
    workspace_id: PathId,
    name: Annotated[str | None, Parameter(description="Part of a name or e-mail address.")] = None,
    search: Annotated[str | None, Parameter(description="Part of a name or e-mail address.")] = None,
    page: Annotated[str | None, Parameter(description="Page number, from 1; without it, all.")] = None,
    per_page: Annotated[str | None, Parameter(description="People a page, 50 by default, 1,000 at most.")] = None,
    custom_rates: Annotated[str | None, Parameter(description="Who has a rate (true), or none (false).")] = None,
    active: Annotated[str | None, Parameter(description="Who is active (true), or not (false).")] = None,
) -> Response[list[schemas.WorkspaceUser]]:
    """The workspace users, direct and through groups."""
    path_id(organization_id, "organization_id")
    path_id(workspace_id, "workspace_id")
    form = await _form(request)
    texts = (name, search, form.get("name"), form.get("search"))
    query = WorkspaceUserQuery(
        texts=tuple(text for text in texts if text),
        custom_rates=boolean(custom_rates, "custom_rates parameter can contain only 'true' or 'false'."),
        active=boolean(active, "active parameter can contain only 'true' or 'false'."),
    )
    if page is None and per_page is None:
        found = await workspace_users.list_workspace_users(
            request.user, "get_organization_workspaces_workspaceusers", query
        )
        return await json_list(found, list[schemas.WorkspaceUser])
    shown = await workspace_users.page_of_workspace_users(request.user, query, page_request(page, per_page))
    return json_page(shown, list[schemas.WorkspaceUser])


async def _form(request: SignedRequest) -> dict[str, str]:
    """The form fields, for who reads the documents to the letter, which call the filters formData."""
    if not request.headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/")):
        return {}
    try:
        form = await request.form()
    # A part in an encoding that is unknown, or not the one it says.
    except (LookupError, UnicodeDecodeError) as error:
        raise Invalid("Bad Request") from error
    return {name: value for name, value in form.items() if isinstance(value, str)}


@patch(
    "/organizations/{organization_id:str}/workspaces/{workspace_id:str}/workspace_users",
    operation_id="patch_organization_workspace_users",
    dto=json_body(Deletions, INVALID_WORKSPACE_JSON),
    opt={"invalid_body": INVALID_WORKSPACE_JSON},
    media_type=TEXT,
    responses=TEXTS["patch_organization_workspace_users"],
    tags=["Users"],
)
async def patch_organization_workspace_users(
    request: SignedRequest, organization_id: PathId, workspace_id: PathId, data: Deletions
) -> Response[str]:
    """Takes people out of the workspace, all of them or none."""
    path_id(organization_id, "organization_id")
    path_id(workspace_id, "workspace_id")
    await workspace_users.patch_organization_workspace_users(request.user, data.delete)
    return ok_text()


@put(
    "/organizations/{organization_id:str}/workspaces/{workspace_id:str}/assignments",
    operation_id="put_organization_workspaces_assignments",
    dto=json_body(Assignment | list[Assignment], INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    media_type=TEXT,
    responses=TEXTS["put_organization_workspaces_assignments"],
    tags=["Users"],
)
async def put_organization_workspaces_assignments(
    request: SignedRequest, organization_id: PathId, workspace_id: PathId, data: Assignment | list[Assignment]
) -> Response[str]:
    """Moves people and groups into and out of the workspace, all of them or none."""
    path_id(organization_id, "organization_id")
    path_id(workspace_id, "workspace_id")
    several = data if isinstance(data, list) else [data]
    await assignments.put_organization_workspaces_assignments(request.user, several)
    return ok_text()


@put(
    "/workspaces/{workspace_id:str}/users/{user_id:str}",
    operation_id="put_workspace_users",
    operation_class=WithOptionalBody,
    dto=json_body(WorkspaceUserChanges, INVALID_WORKSPACE_JSON),
    responses=TEXTS["put_workspace_users"],
    tags=["Users"],
)
async def put_workspace_users(
    request: SignedRequest, workspace_id: PathId, user_id: PathId, data: WorkspaceUserChanges | None = None
) -> Response[str]:
    """Changes the workspace user of an account."""
    path_id(workspace_id, "workspace_id")
    account = path_id(user_id, "user_id")
    await workspace_users.put_workspace_users(request.user, account, data or WorkspaceUserChanges())
    return ok_json()


@put(
    "/workspaces/{workspace_id:str}/workspace_users/{workspace_user_id:str}",
    operation_id="put_workspace_workspace_users",
    operation_class=WithOptionalBody,
    dto=json_body(WorkspaceUserChanges, INVALID_WORKSPACE_JSON),
    responses=TEXTS["put_workspace_workspace_users"],
    tags=["Users"],
)
async def put_workspace_workspace_users(
    request: SignedRequest, workspace_id: PathId, workspace_user_id: PathId, data: WorkspaceUserChanges | None = None
) -> Response[str]:
    """Changes a workspace user."""
    path_id(workspace_id, "workspace_id")
    person = path_id(workspace_user_id, "workspace_user_id")
    await workspace_users.put_workspace_workspace_users(request.user, person, data or WorkspaceUserChanges())
    return ok_json()


@delete(
    "/workspaces/{workspace_id:str}/workspace_users/{workspace_user_id:str}",
    operation_id="delete_workspace_user",
    status_code=200,
    responses=TEXTS["delete_workspace_user"],
    tags=["Users"],
)
async def delete_workspace_user(
    request: SignedRequest, workspace_id: PathId, workspace_user_id: PathId
) -> Response[None]:
    """Takes somebody out of the workspace."""
    path_id(workspace_id, "workspace_id")
    person = path_id(workspace_user_id, "workspace_user_id")
    await workspace_users.delete_workspace_user(request.user, person)
    return nothing()


@post(
    "/workspaces/{workspace_id:str}/users/{user_id:str}/lost_password",
    operation_id="post_workspace_users_lost_password",
    status_code=200,
    responses=TEXTS["post_workspace_users_lost_password"],
    tags=["Users"],
)
async def post_workspace_users_lost_password(
    request: SignedRequest, workspace_id: PathId, user_id: PathId
) -> Response[schemas.LostPasswordURL]:
    """A link by which the person can set a new password, once, for one hour."""
    path_id(workspace_id, "workspace_id")
    account = path_id(user_id, "user_id")
    url = await lost_passwords.post_workspace_users_lost_password(request.user, account)
    return json_value(schemas.LostPasswordURL(url))


HANDLERS = [
    get_workspace_users,
    post_workspace_users_data,
    get_workspace_workspace_users,
    get_organization_workspaces_workspaceusers,
    patch_organization_workspace_users,
    put_organization_workspaces_assignments,
    put_workspace_users,
    put_workspace_workspace_users,
    delete_workspace_user,
    post_workspace_users_lost_password,
]
