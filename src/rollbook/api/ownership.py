"""Who owns an organization and who pays for it."""

from typing import Annotated

from litestar import Response, get, post, put
from litestar.params import Parameter

from rollbook.api.documentation import WithOptionalBody, texts_of
from rollbook.api.requests import INVALID_JSON, PathId, SignedRequest, boolean, json_body, path_id
from rollbook.api.responses import json_text, ok_json
from rollbook.api.schemas_ownership import OrganizationOwner, Transfer
from rollbook.domain.ownership import ANSWERED, FINISHED, NOT_AN_ACTION, action_named
from rollbook.domain.payloads import NewOwner, NewPayingUser
from rollbook.domain.permissions import NO_ORGANIZATION_ACCESS
from rollbook.services import ownership

_NO_ORGANIZATION_ID = "Missing or invalid organization_id"
_NO_TRANSFER_ID = "Missing or invalid transfer_id"
_TRUE_OR_FALSE = "'ongoing' parameter can be true or false only"


@get(
    "/organizations/{organization_id:str}/owner",
    operation_id="get_organization_owner",
    responses=texts_of("get_organization_owner", {400: (_NO_ORGANIZATION_ID,), 404: ("Organization owner not found",)}),
    tags=["Organizations owner"],
)
async def get_organization_owner(request: SignedRequest, organization_id: PathId) -> Response[OrganizationOwner]:
    """The organization's owner."""
    number = path_id(organization_id, "organization_id")
    return json_text(await ownership.get_organization_owner(request.user, number), OrganizationOwner)


@get(
    "/organizations/{organization_id:str}/owner/transfer",
    operation_id="get_ownership_transfers",
    responses=texts_of("get_ownership_transfers", {400: (_NO_ORGANIZATION_ID, _TRUE_OR_FALSE)}),
    tags=["Organizations owner"],
)
async def get_ownership_transfers(
    request: SignedRequest,
    organization_id: PathId,
    ongoing: Annotated[
        str | None, Parameter(description="`true` for those under way alone, `false` for the finished ones.")
    ] = None,
) -> Response[list[Transfer]]:
    """The transfers, newest first: all for the owner and admins, their own for everybody else."""
    number = path_id(organization_id, "organization_id")
    under_way = boolean(ongoing, _TRUE_OR_FALSE)
    return json_text(await ownership.get_ownership_transfers(request.user, number, ongoing=under_way), list[Transfer])


@post(
    "/organizations/{organization_id:str}/owner/transfer",
    operation_id="post_ownership_transfer",
    operation_class=WithOptionalBody,
    dto=json_body(NewOwner, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    status_code=200,
    responses=texts_of(
        "post_ownership_transfer",
        {
            400: (
                _NO_ORGANIZATION_ID,
                INVALID_JSON,
                "new_owner_id is required",
                "Bad Request",
                "An ownership transfer is already in progress.",
                ownership.NO_MEMBER,
                "Cannot load organization.",
            )
        },
    ),
    tags=["Organizations owner"],
)
async def post_ownership_transfer(
    request: SignedRequest, organization_id: PathId, data: NewOwner | None = None
) -> Response[Transfer]:
    """Asks for another owner: somebody whom the body names or, without one, the admin who asks."""
    number = path_id(organization_id, "organization_id")
    return json_text(await ownership.post_ownership_transfer(request.user, number, data or NewOwner()), Transfer)


@get(
    "/organizations/{organization_id:str}/owner/transfer/{transfer_id:str}",
    operation_id="get_ownership_transfer",
    responses=texts_of(
        "get_ownership_transfer", {400: (_NO_ORGANIZATION_ID, _NO_TRANSFER_ID), 404: (ownership.NOT_FOUND,)}
    ),
    tags=["Organizations owner"],
)
async def get_ownership_transfer(
    request: SignedRequest, organization_id: PathId, transfer_id: PathId
) -> Response[Transfer]:
    """One transfer."""
    number = path_id(organization_id, "organization_id")
    transfer = path_id(transfer_id, "transfer_id")
    return json_text(await ownership.get_ownership_transfer(request.user, number, transfer), Transfer)


@post(
    "/organizations/{organization_id:str}/owner/transfer/{transfer_id:str}/{action:str}",
    operation_id="post_ownership_transfer_actions",
    status_code=200,
    responses=texts_of(
        "post_ownership_transfer_actions",
        {
            400: (_NO_ORGANIZATION_ID, _NO_TRANSFER_ID, NOT_AN_ACTION, FINISHED, ANSWERED),
            403: (NO_ORGANIZATION_ACCESS,),
            404: (ownership.NOT_FOUND, "Owner not found."),
        },
    ),
    tags=["Organizations owner"],
)
async def post_ownership_transfer_actions(
    request: SignedRequest,
    organization_id: PathId,
    transfer_id: PathId,
    action: Annotated[str, Parameter(description="`accept`, `reject` or `cancel`.")],
) -> Response[Transfer]:
    """Accepts, refuses or calls off a transfer; it is carried out when both sides have accepted."""
    number = path_id(organization_id, "organization_id")
    transfer = path_id(transfer_id, "transfer_id")
    known = action_named(action)
    body = await ownership.post_ownership_transfer_actions(request.user, number, transfer, known)
    return json_text(body, Transfer)


@put(
    "/organizations/{organization_id:str}/paying_user",
    operation_id="put_organization_paying_user",
    dto=json_body(NewPayingUser, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    responses=texts_of(
        "put_organization_paying_user",
        {
            400: (
                _NO_ORGANIZATION_ID,
                INVALID_JSON,
                "User does not exist in the organization.",
                "The paying user must be an admin of the organization.",
            )
        },
    ),
    tags=["Organizations"],
)
async def put_organization_paying_user(
    request: SignedRequest, organization_id: PathId, data: NewPayingUser
) -> Response[str]:
    """Lets another admin pay for the organization, if the owner or the paying user asks for it."""
    number = path_id(organization_id, "organization_id")
    await ownership.put_organization_paying_user(request.user, number, data)
    return ok_json()


HANDLERS = [
    get_organization_owner,
    get_ownership_transfers,
    post_ownership_transfer,
    get_ownership_transfer,
    post_ownership_transfer_actions,
    put_organization_paying_user,
]
