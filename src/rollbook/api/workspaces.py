"""Workspaces: made, shown, set up, counted."""

from litestar import Response, get, post, put

from rollbook.api import schemas
from rollbook.api.documentation import TEXTS, texts_of
from rollbook.api.requests import INVALID_WORKSPACE_JSON, PathId, SignedRequest, json_body, path_id
from rollbook.api.responses import json_text, json_value
from rollbook.api.schemas_workspaces import Statistics
from rollbook.domain.workspace_preferences import AllWorkspacePreferences, WorkspacePreferences
from rollbook.domain.workspaces import WorkspacePayload
from rollbook.services import workspaces

_NO_WORKSPACE_ID = "Missing or invalid workspace_id"


@post(
    "/organizations/{organization_id:str}/workspaces",
    operation_id="post_organization_workspaces",
    dto=json_body(WorkspacePayload, INVALID_WORKSPACE_JSON),
    opt={"invalid_body": INVALID_WORKSPACE_JSON},
    status_code=200,
    responses=TEXTS["post_organization_workspaces"],
    tags=["Workspaces"],
)
async def post_organization_workspaces(
    request: SignedRequest, organization_id: PathId, data: WorkspacePayload
) -> Response[schemas.Workspace]:
    """Makes a workspace, administered by the caller and those named."""
    number = path_id(organization_id, "organization_id")
    body = await workspaces.post_organization_workspaces(request.user, number, data)
    return json_text(body, schemas.Workspace)


@get(
    "/workspaces/{workspace_id:str}",
    operation_id="get_workspace",
    responses=TEXTS["get_workspace"],
    tags=["Workspaces"],
)
async def get_workspace(request: SignedRequest, workspace_id: PathId) -> Response[schemas.Workspace]:
    """The workspace as the caller sees it."""
    number = path_id(workspace_id, "workspace_id")
    return json_text(await workspaces.get_workspace(request.user, number), schemas.Workspace)


@put(
    "/workspaces/{workspace_id:str}",
    operation_id="put_workspaces",
    dto=json_body(WorkspacePayload, INVALID_WORKSPACE_JSON),
    opt={"invalid_body": INVALID_WORKSPACE_JSON},
    responses=texts_of(
        "put_workspaces",
        {
            400: (
                _NO_WORKSPACE_ID,
                INVALID_WORKSPACE_JSON,
                "workspace name must contain non-space characters",
                "workspace name must not be longer than 140",
                "another workspace with same name exists in organization",
                "User {userID} not exists in the workspace.",
                "Bad Request",
            )
        },
    ),
    tags=["Workspaces"],
)
async def put_workspaces(
    request: SignedRequest, workspace_id: PathId, data: WorkspacePayload
) -> Response[schemas.Workspace]:
    """Changes what is given of a workspace, all of it or nothing; ``admins`` replaces all there are."""
    path_id(workspace_id, "workspace_id")
    return json_text(await workspaces.put_workspaces(request.user, data), schemas.Workspace)


@get(
    "/workspaces/{workspace_id:str}/statistics",
    operation_id="get_workspace_statistics",
    responses=texts_of("get_workspace_statistics", {400: (_NO_WORKSPACE_ID,)}),
    tags=["Workspaces"],
)
async def get_workspace_statistics(request: SignedRequest, workspace_id: PathId) -> Response[Statistics]:
    """Who administers the workspace, and how many people and groups it has."""
    path_id(workspace_id, "workspace_id")
    return json_text(await workspaces.get_workspace_statistics(request.user), Statistics)


@get(
    "/workspaces/{workspace_id:str}/preferences",
    operation_id="get_workspace_preferences",
    responses=texts_of("get_workspace_preferences", {400: (_NO_WORKSPACE_ID,)}),
    tags=["Preferences"],
)
async def get_workspace_preferences(request: SignedRequest, workspace_id: PathId) -> Response[AllWorkspacePreferences]:
    """What is chosen for all who work in the workspace; false or null where nothing was."""
    path_id(workspace_id, "workspace_id")
    return json_value(await workspaces.get_workspace_preferences(request.user))


@post(
    "/workspaces/{workspace_id:str}/preferences",
    operation_id="post_workspace_preferences",
    dto=json_body(WorkspacePreferences, INVALID_WORKSPACE_JSON),
    opt={"invalid_body": INVALID_WORKSPACE_JSON},
    status_code=200,
    responses=texts_of(
        "post_workspace_preferences",
        {400: (_NO_WORKSPACE_ID, INVALID_WORKSPACE_JSON, "The field is not writable")},
    ),
    tags=["Preferences"],
)
async def post_workspace_preferences(
    request: SignedRequest, workspace_id: PathId, data: WorkspacePreferences
) -> Response[AllWorkspacePreferences]:
    """Chooses what is given for all who work in the workspace; an empty text takes a time back."""
    path_id(workspace_id, "workspace_id")
    return json_value(await workspaces.post_workspace_preferences(request.user, data))


HANDLERS = [
    post_organization_workspaces,
    get_workspace,
    put_workspaces,
    get_workspace_statistics,
    get_workspace_preferences,
    post_workspace_preferences,
]
