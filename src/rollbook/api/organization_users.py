"""The people of an organization."""

from typing import Annotated

from litestar import Response, delete, get, patch, put
from litestar.di import Provide
from litestar.params import Parameter, QueryParameter

from rollbook.api import schemas
from rollbook.api.documentation import TEXTS, WITH_PAGES
from rollbook.api.requests import INVALID_JSON, PathId, SignedRequest, boolean, ids, json_body, page_request, path_id
from rollbook.api.responses import TEXT, json_page, ok_text
from rollbook.domain.errors import Invalid
from rollbook.domain.member_lists import MemberQuery, MemberStatus
from rollbook.domain.pages import SortOrder
from rollbook.domain.payloads import Deletions, OrganizationUserChanges
from rollbook.services import organization_users

_STATUSES: dict[str, MemberStatus] = {"active": "active", "inactive": "inactive", "invited": "invited"}
_ORDERS: dict[str, SortOrder] = {"asc": "asc", "desc": "desc"}


async def member_query(
    text: Annotated[str | None, QueryParameter(name="filter", description="Part of a name or e-mail address.")] = None,
    active_status: Annotated[
        str | None, Parameter(description="Comma list of `active`, `inactive` and `invited`.")
    ] = None,
    only_admins: Annotated[str | None, Parameter(description="`true` for admins and the owner alone.")] = None,
    groups: Annotated[str | None, Parameter(description="Comma list of group ids: people in any of them.")] = None,
    workspaces: Annotated[
        str | None, Parameter(description="Comma list of workspace ids: people in any of them.")
    ] = None,
    page: Annotated[str | None, Parameter(description="Page number, from 1.")] = None,
    per_page: Annotated[str | None, Parameter(description="People a page, 50 by default, 1,000 at most.")] = None,
    sort_dir: Annotated[str | None, Parameter(description="`asc` (default) or `desc`, by name.")] = None,
) -> MemberQuery:
    """The page of people that the query asks for."""
    only = boolean(only_admins, "only_admins parameter can contain only 'true' or 'false'.")
    if sort_dir is not None and sort_dir not in _ORDERS:
        raise Invalid("sort_dir parameter can contain only 'asc' or 'desc'.")
    return MemberQuery(
        text=text or None,
        statuses=_statuses(active_status),
        only_admins=only or False,
        page=page_request(page, per_page),
        sort_order=_ORDERS[sort_dir or "asc"],
        group_ids=ids(groups, "groups"),
        workspace_ids=ids(workspaces, "workspaces"),
    )


def _statuses(text: str | None) -> frozenset[MemberStatus] | None:
    if not text:
        return None
    named = [part.strip() for part in text.split(",")]
    if not set(named) <= set(_STATUSES):
        raise Invalid("active_status parameter can contain only 'active', 'inactive' or 'invited'.")
    return frozenset(_STATUSES[part] for part in named)


@get(
    "/organizations/{organization_id:str}/users",
    operation_id="get_organization_users",
    dependencies={"members": Provide(member_query)},
    responses=TEXTS["get_organization_users"],
    response_headers=WITH_PAGES,
    tags=["Users"],
)
async def get_organization_users(
    request: SignedRequest, organization_id: PathId, members: MemberQuery
) -> Response[list[schemas.OrgUser]]:
    """A page of the organization's people."""
    number = path_id(organization_id, "organization_id", punctuation=".")
    page = await organization_users.get_organization_users(request.user, number, members)
    return json_page(page, list[schemas.OrgUser], members.sort_order)


@get(
    "/organizations/{organization_id:str}/users/detailed",
    operation_id="get_organization_users_detailed",
    dependencies={"members": Provide(member_query)},
    responses=TEXTS["get_organization_users_detailed"],
    response_headers=WITH_PAGES,
    tags=["Users"],
)
async def get_organization_users_detailed(
    request: SignedRequest, organization_id: PathId, members: MemberQuery
) -> Response[list[schemas.OrgUserDetailed]]:
    """A page of the organization's people, with what they are in each workspace."""
    number = path_id(organization_id, "organization_id", punctuation=".")
    page = await organization_users.get_organization_users_detailed(request.user, number, members)
    return json_page(page, list[schemas.OrgUserDetailed], members.sort_order)


@patch(
    "/organizations/{organization_id:str}/users",
    operation_id="patch_organization_users",
    dto=json_body(Deletions, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    media_type=TEXT,
    responses=TEXTS["patch_organization_users"],
    tags=["Users"],
)
async def patch_organization_users(request: SignedRequest, organization_id: PathId, data: Deletions) -> Response[str]:
    """Deletes people from the organization, all of them or none."""
    number = path_id(organization_id, "organization_id")
    await organization_users.patch_organization_users(request.user, number, data.delete)
    return ok_text()


@put(
    "/organizations/{organization_id:str}/users/{organization_user_id:str}",
    operation_id="put_organization_users",
    dto=json_body(OrganizationUserChanges, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    media_type=TEXT,
    responses=TEXTS["put_organization_users"],
    tags=["Users"],
)
async def put_organization_users(
    request: SignedRequest, organization_id: PathId, organization_user_id: PathId, data: OrganizationUserChanges
) -> Response[str]:
    """Changes one of the organization's people, all that is asked or nothing."""
    organization = path_id(organization_id, "organization_id", punctuation=".")
    person = path_id(organization_user_id, "organization_user_id")
    await organization_users.put_organization_users(request.user, organization, person, data)
    return ok_text()


@delete(
    "/organizations/{organization_id:str}/users/leave",
    operation_id="delete_organization_users_leave",
    status_code=200,
    media_type=TEXT,
    responses=TEXTS["delete_organization_users_leave"],
    tags=["Users"],
)
async def delete_organization_users_leave(request: SignedRequest, organization_id: PathId) -> Response[str]:
    """Takes the caller out of the organization; with its last person the organization is deleted."""
    number = path_id(organization_id, "organization_id")
    await organization_users.delete_organization_users_leave(request.user, number)
    return ok_text()


HANDLERS = [
    get_organization_users,
    get_organization_users_detailed,
    patch_organization_users,
    put_organization_users,
    delete_organization_users_leave,
]
