"""Groups of an organization."""

from typing import Annotated

from litestar import Response, delete, get, patch, post, put
from litestar.params import Parameter

from rollbook.api import schemas
from rollbook.api.documentation import TEXTS
from rollbook.api.requests import INVALID_JSON, PathId, SignedRequest, json_body, path_id
from rollbook.api.responses import TEXT, json_text, json_value, ok_text
from rollbook.domain.errors import Invalid
from rollbook.domain.ids import positive
from rollbook.domain.payloads import GroupPatch, GroupPatchResult, GroupPayload
from rollbook.services import groups


@get(
    "/organizations/{organization_id:str}/groups",
    operation_id="get_organization_groups",
    responses=TEXTS["get_organization_groups"],
    tags=["Groups"],
)
async def get_organization_groups(
    request: SignedRequest,
    organization_id: PathId,
    name: Annotated[str | None, Parameter(description="Part of a group's name.")] = None,
    workspace: Annotated[
        str | None, Parameter(description="Comma list of workspace ids: groups in any of them.")
    ] = None,
) -> Response[list[schemas.OrganizationGroup]]:
    """The organization's groups, with their people and workspaces."""
    number = path_id(organization_id, "organization_id")
    workspace_ids = [_number(part) for part in workspace.split(",")] if workspace else None
    body = await groups.get_organization_groups(request.user, number, name=name, workspace_ids=workspace_ids)
    return json_text(body, list[schemas.OrganizationGroup])


def _number(text: str) -> int:
    number = positive(text.strip())
    if number is None:
        raise Invalid(f"Invalid number {text}")
    return number


@post(
    "/organizations/{organization_id:str}/groups",
    operation_id="post_organization_group",
    dto=json_body(GroupPayload, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    status_code=200,
    responses=TEXTS["post_organization_group"],
    tags=["Groups"],
)
async def post_organization_group(
    request: SignedRequest, organization_id: PathId, data: GroupPayload
) -> Response[schemas.OrganizationGroup]:
    """Makes a group."""
    number = path_id(organization_id, "organization_id")
    return json_text(await groups.post_organization_group(request.user, number, data), schemas.OrganizationGroup)


@put(
    "/organizations/{organization_id:str}/groups/{group_id:str}",
    operation_id="put_organization_group",
    dto=json_body(GroupPayload, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    responses=TEXTS["put_organization_group"],
    tags=["Groups"],
)
async def put_organization_group(
    request: SignedRequest, organization_id: PathId, group_id: PathId, data: GroupPayload
) -> Response[schemas.OrganizationGroup]:
    """Changes a group; its people and workspaces are replaced where they are given."""
    number = path_id(organization_id, "organization_id")
    group = path_id(group_id, "group_id")
    body = await groups.put_organization_group(request.user, number, group, data)
    return json_text(body, schemas.OrganizationGroup)


@patch(
    "/organizations/{organization_id:str}/groups/{group_id:str}",
    operation_id="patch_organization_group",
    dto=json_body(list[GroupPatch], INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    responses=TEXTS["patch_organization_group"],
    tags=["Groups"],
)
async def patch_organization_group(
    request: SignedRequest, organization_id: PathId, group_id: PathId, data: list[GroupPatch]
) -> Response[GroupPatchResult]:
    """Puts people and workspaces into and out of a group; says which of the patches were made."""
    number = path_id(organization_id, "organization_id")
    group = path_id(group_id, "group_id")
    return json_value(await groups.patch_organization_group(request.user, number, group, data))


@delete(
    "/organizations/{organization_id:str}/groups/{group_id:str}",
    operation_id="delete_organization_group",
    status_code=200,
    media_type=TEXT,
    responses=TEXTS["delete_organization_group"],
    tags=["Groups"],
)
async def delete_organization_group(request: SignedRequest, organization_id: PathId, group_id: PathId) -> Response[str]:
    """Deletes a group, and the workspace memberships that only it held."""
    number = path_id(organization_id, "organization_id")
    await groups.delete_organization_group(request.user, number, path_id(group_id, "group_id"))
    return ok_text()


HANDLERS = [
    get_organization_groups,
    post_organization_group,
    put_organization_group,
    patch_organization_group,
    delete_organization_group,
]
