"""The owners of organizations."""

from typing import Unpack

from toggl._operation import Api, AsyncApi, Body, CallOptions, Operations, operation, with_http_info
from toggl.models import ModelsTransfer, OrganizationOwnerTransferPayload


class OrganizationsOwnerOperations(Operations):
    """The operations by which an organization gets a new owner."""

    @operation("GET", "/organizations/{organization_id}/owner/transfer/{transfer_id}", ModelsTransfer)
    def get_ownership_transfer(self, organization_id: int, transfer_id: int, **options: Unpack[CallOptions]) -> None:
        """Return a transfer of an organization."""

    get_ownership_transfer_with_http_info = with_http_info(get_ownership_transfer)

    @operation("GET", "/organizations/{organization_id}/owner/transfer", list[ModelsTransfer])
    def get_ownership_transfers(
        self, organization_id: int, *, ongoing: str | bool | None = None, **options: Unpack[CallOptions]
    ) -> None:
        """Return the transfers of an organization; those still open when `ongoing` is true, the others when false."""

    get_ownership_transfers_with_http_info = with_http_info(get_ownership_transfers)

    @operation(
        "POST",
        "/organizations/{organization_id}/owner/transfer",
        ModelsTransfer,
        body="post_ownership_transfer_request",
    )
    def post_ownership_transfer(
        self,
        organization_id: int,
        *,
        post_ownership_transfer_request: Body[OrganizationOwnerTransferPayload] | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Ask for an organization to get a new owner, the caller unless the body names another; return the transfer."""

    post_ownership_transfer_with_http_info = with_http_info(post_ownership_transfer)

    @operation("POST", "/organizations/{organization_id}/owner/transfer/{transfer_id}/{action}", ModelsTransfer)
    def post_ownership_transfer_actions(
        self, organization_id: int, transfer_id: int, action: str, **options: Unpack[CallOptions]
    ) -> None:
        """Accept, reject or cancel a transfer, and return it."""

    post_ownership_transfer_actions_with_http_info = with_http_info(post_ownership_transfer_actions)


class OrganizationsOwnerApi(OrganizationsOwnerOperations, Api):
    """The operations by which an organization gets a new owner."""


class AsyncOrganizationsOwnerApi(OrganizationsOwnerOperations, AsyncApi):
    """The operations by which an organization gets a new owner; to be awaited."""
