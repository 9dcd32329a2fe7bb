"""Invitations."""

from litestar import Response, get, post, put

from rollbook.api import schemas
from rollbook.api.documentation import TEXTS
from rollbook.api.requests import INVALID_JSON, PathId, PublicRequest, SignedRequest, json_body, path_id
from rollbook.api.responses import TEXT, json_value, ok_json, ok_text
from rollbook.domain.payloads import InvitationRequest
from rollbook.services import invitations
from rollbook.services.installation import Installation
from rollbook.services.invitations import Invited
from rollbook.services.work import Caller


@post(
    "/organizations/{organization_id:str}/invitations",
    operation_id="post_organization_invitation",
    dto=json_body(InvitationRequest, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    status_code=200,
    responses=TEXTS["post_organization_invitation"],
    tags=["Invitations"],
)
async def post_organization_invitation(
    request: SignedRequest, organization_id: PathId, data: InvitationRequest
) -> Response[schemas.InvitationResult]:
    """Invites up to 100 people; the links stand in the answer, and nowhere else."""
    number = path_id(organization_id, "organization_id")
    result = await invitations.post_organization_invitation(request.user, number, data)
    return json_value(_result(request.user, number, result))


def _result(caller: Caller, organization_id: int, result: invitations.Result) -> schemas.InvitationResult:
    return schemas.InvitationResult(
        data=[_info(caller, organization_id, invited) for invited in result.invited],
        invitations=[
            schemas.Invitation(
                code=invited.code,
                email=invited.email,
                organization_id=organization_id,
                organization_name=result.organization_name,
                sender_email=caller.identity.email,
                sender_name=result.sender_name,
            )
            for invited in result.invited
            if invited.code is not None
        ],
        messages=[],
    )


def _info(caller: Caller, organization_id: int, invited: Invited) -> schemas.InvitationInfo:
    url = None if invited.code is None else invitations.invite_url(caller.installation, invited.code)
    return schemas.InvitationInfo(
        invitation_id=invited.invitation_id,
        organization_id=organization_id,
        email=invited.email,
        sender_id=caller.identity.account_id,
        recipient_id=invited.account_id,
        invite_url=url,
        workspaces=[
            schemas.InvitedWorkspace(workspace_id, workspace_user_id, invited.account_id)
            for workspace_id, workspace_user_id in invited.places
        ],
    )


@put(
    "/organizations/{organization_id:str}/invitations/{invitation_id:str}/resend",
    operation_id="put_invitation",
    responses=TEXTS["put_invitation"],
    tags=["Invitations"],
)
async def put_invitation(request: SignedRequest, organization_id: PathId, invitation_id: PathId) -> Response[str]:
    """Renews a pending invitation and ends its earlier link."""
    number = path_id(organization_id, "organization_id")
    await invitations.put_invitation(request.user, number, path_id(invitation_id, "invitation_id"))
    return ok_json()


@get(
    "/invitations/{invitation_code:str}",
    operation_id="get_invitations",
    responses=TEXTS["get_invitations"],
    tags=["Invitations"],
    security=[{}],
)
async def get_invitations(request: PublicRequest, invitation_code: str) -> Response[schemas.ShownInvitation]:
    """The invitation, for who has its code."""
    installation: Installation = request.app.state.installation
    invitation = await invitations.get_invitations(installation, invitation_code)
    return json_value(
        schemas.ShownInvitation(
            accounts_signup_url=None,
            code=invitation_code,
            email=invitation["email"],
            organization_id=invitation["organization_id"],
            organization_name=invitation["organization_name"],
            sender_email=invitation["sender_email"],
            sender_name=invitation["sender_name"],
            sso=False,
            token=None,
        )
    )


@post(
    "/organizations/invitations/{invitation_code:str}/accept",
    operation_id="post_organization_accept_invitation",
    status_code=200,
    media_type=TEXT,
    responses=TEXTS["post_organization_accept_invitation"],
    tags=["Invitations"],
)
async def post_organization_accept_invitation(request: SignedRequest, invitation_code: str) -> Response[str]:
    """Makes the caller, to whose address the invitation went, a member."""
    await invitations.post_organization_accept_invitation(request.user, invitation_code)
    return ok_text()


@post(
    "/organizations/invitations/{invitation_code:str}/reject",
    operation_id="post_reject_invitation",
    status_code=200,
    responses=TEXTS["post_reject_invitation"],
    tags=["Invitations"],
)
async def post_reject_invitation(request: SignedRequest, invitation_code: str) -> Response[str]:
    """Withdraws the invitation that went to the caller's address."""
    await invitations.post_reject_invitation(request.user, invitation_code)
    return ok_json()


PUBLIC_HANDLERS = [get_invitations]
HANDLERS = [
    post_organization_invitation,
    put_invitation,
    post_organization_accept_invitation,
    post_reject_invitation,
]
