"""Organizations and their workspaces."""

from litestar import Response, get, post

from rollbook.api import schemas
from rollbook.api.documentation import TEXTS
from rollbook.api.requests import INVALID_JSON, INVALID_WORKSPACE_JSON, PathId, SignedRequest, json_body, path_id
from rollbook.api.responses import json_text, json_value
from rollbook.domain.payloads import NewOrganization, NewWorkspace
from rollbook.domain.roles import Role
from rollbook.services import organizations


@post(
    "/organizations",
    operation_id="post_organization",
    dto=json_body(NewOrganization, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    status_code=200,
    responses=TEXTS["post_organization"],
    tags=["Organizations"],
)
async def post_organization(request: SignedRequest, data: NewOrganization) -> Response[schemas.CreatedOrganization]:
    """Makes an organization of the caller's, with one workspace."""
    organization_id, name, workspace_id, workspace_name = await organizations.post_organization(request.user, data)
    return json_value(schemas.CreatedOrganization(organization_id, name, workspace_id, workspace_name))


@get(
    "/organizations/{organization_id:str}",
    operation_id="get_organization",
    responses=TEXTS["get_organization"],
    tags=["Organizations"],
)
async def get_organization(request: SignedRequest, organization_id: PathId) -> Response[schemas.Organization]:
    """The organization as the caller sees it."""
    number = path_id(organization_id, "organization_id")
    return json_text(await organizations.get_organization(request.user, number), schemas.Organization)


@get(
    "/organizations/{organization_id:str}/roles",
    operation_id="get_organization_roles",
    responses=TEXTS["get_organization_roles"],
    tags=["Organizations"],
)
async def get_organization_roles(
    request: SignedRequest, organization_id: PathId
) -> Response[list[schemas.PublishedRole]]:
    """The roles that people can have."""
    path_id(organization_id, "organization_id")
    return json_value([_published(role) for role in organizations.get_organization_roles(request.user)])


# Numbered in the order in which the roles name them first; append, never reorder.
_PERMISSION_IDS = {
    name: number
    for number, name in enumerate(
        (
            "organization.read",
            "roles.read",
            "organization.update",
            "organization_users.manage",
            "groups.manage",
            "invitations.manage",
            "workspaces.manage",
            "workspace_users.manage",
            "audit_logs.read",
            "workspace.read",
            "workspace_users.read",
            "rates.read",
        ),
        1,
    )
}


def _published(role: Role) -> schemas.PublishedRole:
    return schemas.PublishedRole(
        role_id=role.role_id,
        code=role.code,
        name=role.name,
        entity=role.entity,
        type=role.type,
        privilege_level=role.privilege_level,
        description=role.description,
        # The roles are the installation's, not one organization's.
        organization_id=None,
        permissions=[
            schemas.Permission(_PERMISSION_IDS[name], name, name.replace(".", ": "), role.entity)
            for name in role.permissions
        ],
    )


@post(
    "/organizations/{organization_id:str}/workspaces",
    operation_id="post_organization_workspaces",
    dto=json_body(NewWorkspace, INVALID_WORKSPACE_JSON),
    opt={"invalid_body": INVALID_WORKSPACE_JSON},
    status_code=200,
    responses=TEXTS["post_organization_workspaces"],
    tags=["Workspaces"],
)
async def post_organization_workspaces(
    request: SignedRequest, organization_id: PathId, data: NewWorkspace
) -> Response[schemas.Workspace]:
    """Makes a workspace, administered by the caller and those named."""
    number = path_id(organization_id, "organization_id")
    body = await organizations.post_organization_workspaces(request.user, number, data)
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
    return json_text(await organizations.get_workspace(request.user, number), schemas.Workspace)


HANDLERS = [
    post_organization,
    get_organization,
    get_organization_roles,
    post_organization_workspaces,
    get_workspace,
]
