"""The groups of a workspace."""

from litestar import Response, delete, get, post, put

from rollbook.api import schemas
from rollbook.api.documentation import texts_of
from rollbook.api.requests import INVALID_JSON, PathId, SignedRequest, json_body, path_id
from rollbook.api.responses import json_text, nothing
from rollbook.api.schemas_workspaces import Group
from rollbook.domain.payloads import GroupName
from rollbook.services import workspace_groups

_NO_WORKSPACE_ID = "Missing or invalid workspace_id"
_NO_GROUP_ID = "Missing or invalid group_id"
_NAME = (
    INVALID_JSON,
    "Group name must be present",
    "Group name too long, maximum length is 200",
    "Name has already been taken",
)
_NOT_FOUND = ("Group was not found",)


@get(
    "/organizations/{organization_id:str}/workspaces/{workspace_id:str}/groups",
    operation_id="get_organization_workspaces_groups",
    responses=texts_of(
        "get_organization_workspaces_groups",
        {400: ("Missing or invalid organization_id", _NO_WORKSPACE_ID), 404: ("Resource can not be found",)},
    ),
    tags=["Groups"],
)
async def get_organization_workspaces_groups(
    request: SignedRequest, organization_id: PathId, workspace_id: PathId
) -> Response[list[schemas.OrganizationGroup]]:
    """The groups in the workspace, with their people and workspaces."""
    path_id(organization_id, "organization_id")
    path_id(workspace_id, "workspace_id")
    body = await workspace_groups.get_organization_workspaces_groups(request.user)
    return json_text(body, list[schemas.OrganizationGroup])


@get(
    "/workspaces/{workspace_id:str}/groups",
    operation_id="get_workspace_groups",
    responses=texts_of("get_workspace_groups", {400: (_NO_WORKSPACE_ID,)}),
    tags=["Groups"],
)
async def get_workspace_groups(request: SignedRequest, workspace_id: PathId) -> Response[list[Group]]:
    """The groups in the workspace."""
    path_id(workspace_id, "workspace_id")
    return json_text(await workspace_groups.get_workspace_groups(request.user), list[Group])


@post(
    "/workspaces/{workspace_id:str}/groups",
    operation_id="post_workspace_group",
    dto=json_body(GroupName, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    status_code=200,
    responses=texts_of("post_workspace_group", {400: (_NO_WORKSPACE_ID, *_NAME)}),
    tags=["Groups"],
)
async def post_workspace_group(request: SignedRequest, workspace_id: PathId, data: GroupName) -> Response[Group]:
    """Makes a group of the organization and puts it into the workspace."""
    path_id(workspace_id, "workspace_id")
    return json_text(await workspace_groups.post_workspace_group(request.user, data), Group)


@put(
    "/workspaces/{workspace_id:str}/groups/{group_id:str}",
    operation_id="put_workspace_group",
    dto=json_body(GroupName, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    responses=texts_of("put_workspace_group", {400: (_NO_WORKSPACE_ID, _NO_GROUP_ID, *_NAME), 404: _NOT_FOUND}),
    tags=["Groups"],
)
async def put_workspace_group(
    request: SignedRequest, workspace_id: PathId, group_id: PathId, data: GroupName
) -> Response[Group]:
    """Renames a group; an admin of workspaces only where they administer all that it is in."""
    path_id(workspace_id, "workspace_id")
    group = path_id(group_id, "group_id")
    return json_text(await workspace_groups.put_workspace_group(request.user, group, data), Group)


@delete(
    "/workspaces/{workspace_id:str}/groups/{group_id:str}",
    operation_id="delete_workspace_group",
    status_code=200,
    responses=texts_of("delete_workspace_group", {400: (_NO_WORKSPACE_ID, _NO_GROUP_ID), 404: _NOT_FOUND}),
    tags=["Groups"],
)
async def delete_workspace_group(request: SignedRequest, workspace_id: PathId, group_id: PathId) -> Response[None]:
    """Takes a group out of the workspace; one that is in no workspace then is deleted."""
    path_id(workspace_id, "workspace_id")
    await workspace_groups.delete_workspace_group(request.user, path_id(group_id, "group_id"))
    return nothing()


HANDLERS = [
    get_organization_workspaces_groups,
    get_workspace_groups,
    post_workspace_group,
    put_workspace_group,
    delete_workspace_group,
]
