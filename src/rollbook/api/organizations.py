"""Organizations: founded, shown, renamed, counted."""

from litestar import Response, get, post, put

from rollbook.api import schemas
from rollbook.api.documentation import TEXTS, texts_of
from rollbook.api.requests import INVALID_JSON, PathId, SignedRequest, json_body, path_id
from rollbook.api.responses import json_text, json_value, ok_json
from rollbook.api.schemas_workspaces import Statistics
from rollbook.domain.payloads import NewOrganization, OrganizationChanges
from rollbook.domain.roles import Role
from rollbook.domain.usage import Usage
from rollbook.services import organizations

_NO_ORGANIZATION_ID = "Missing or invalid organization_id"


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


@put(
    "/organizations/{organization_id:str}",
    operation_id="put_organization",
    dto=json_body(OrganizationChanges, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    responses=texts_of(
        "put_organization",
        {
            400: (
                _NO_ORGANIZATION_ID,
                INVALID_JSON,
                "At least one field is required",
                "field 'name' cannot be empty",
                "organization name too long, maximum length is 140",
            )
        },
    ),
    tags=["Organizations"],
)
async def put_organization(request: SignedRequest, organization_id: PathId, data: OrganizationChanges) -> Response[str]:
    """Renames the organization."""
    await organizations.put_organization(request.user, path_id(organization_id, "organization_id"), data)
    return ok_json()


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


@get(
    "/organizations/{organization_id:str}/usage",
    operation_id="get_organization_usage",
    responses=texts_of(
        "get_organization_usage",
        {400: (_NO_ORGANIZATION_ID,), 404: ("User not part of organization",)},
    ),
    tags=["Organizations"],
)
async def get_organization_usage(request: SignedRequest, organization_id: PathId) -> Response[list[Usage]]:
    """How many people, workspaces and groups the organization has, and of what it can have no more than so many."""
    number = path_id(organization_id, "organization_id")
    return json_value(await organizations.get_organization_usage(request.user, number))


@get(
    "/organizations/{organization_id:str}/workspaces/statistics",
    operation_id="get_organization_workspaces_statistics",
    responses=texts_of("get_organization_workspaces_statistics", {400: (_NO_ORGANIZATION_ID,)}),
    tags=["Organizations"],
)
async def get_organization_workspaces_statistics(
    request: SignedRequest, organization_id: PathId
) -> Response[dict[str, Statistics]]:
    """By workspace, of those that the caller administers: who else does, and how many people and groups it has."""
    number = path_id(organization_id, "organization_id")
    body = await organizations.get_organization_workspaces_statistics(request.user, number)
    return json_text(body, dict[str, Statistics])


HANDLERS = [
    post_organization,
    get_organization,
    put_organization,
    get_organization_roles,
    get_organization_usage,
    get_organization_workspaces_statistics,
]
