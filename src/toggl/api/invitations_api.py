"""Invitations to organizations."""

from typing import Unpack

from toggl._operation import TEXT, Api, AsyncApi, Body, CallOptions, Operations, operation, with_http_info
from toggl.models import InvitationPost, InvitationResult, ModelsSSOInvitation


class InvitationsOperations(Operations):
    """The operations with which people are invited, and answer."""

    @operation("GET", "/invitations/{invitation_code}", ModelsSSOInvitation)
    def get_invitations(self, invitation_code: str, **options: Unpack[CallOptions]) -> None:
        """Return the invitation that a code belongs to."""

    get_invitations_with_http_info = with_http_info(get_invitations)

    @operation(
        "POST",
        "/organizations/invitations/{invitation_code}/accept",
        str,
        places={"invitation_code": ("inviutation_code", "invitation_code")},
        accept=TEXT,
    )
    def post_organization_accept_invitation(
        self,
        inviutation_code: str | None = None,  # The name that the API's document gives it.
        *,
        invitation_code: str | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Accept an invitation; either argument takes its code."""

    post_organization_accept_invitation_with_http_info = with_http_info(post_organization_accept_invitation)

    @operation(
        "POST",
        "/organizations/{organization_id}/invitations",
        InvitationResult,
        body="post_invitation_request",
    )
    def post_organization_invitation(
        self, organization_id: int, post_invitation_request: Body[InvitationPost], **options: Unpack[CallOptions]
    ) -> None:
        """Invite people by e-mail, and return the invitations with their links."""

    post_organization_invitation_with_http_info = with_http_info(post_organization_invitation)

    @operation(
        "POST",
        "/organizations/invitations/{invitation_code}/reject",
        str,
        places={"invitation_code": ("inviutation_code", "invitation_code")},
    )
    def post_reject_invitation(
        self,
        inviutation_code: str | None = None,  # The name that the API's document gives it.
        *,
        invitation_code: str | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Reject an invitation; either argument takes its code."""

    post_reject_invitation_with_http_info = with_http_info(post_reject_invitation)

    @operation(
        "PUT",
        "/organizations/{organization_id}/invitations/{invitation_id}/resend",
        str,
        places={"invitation_id": ("invitation_code",)},
    )
    def put_invitation(self, organization_id: int, invitation_code: int | str, **options: Unpack[CallOptions]) -> None:
        """Send an invitation again; `invitation_code` takes its id, in spite of the name."""

    put_invitation_with_http_info = with_http_info(put_invitation)


class InvitationsApi(InvitationsOperations, Api):
    """The operations with which people are invited, and answer."""


class AsyncInvitationsApi(InvitationsOperations, AsyncApi):
    """The operations with which people are invited, and answer; to be awaited."""
