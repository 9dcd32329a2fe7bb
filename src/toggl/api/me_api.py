"""The caller's account."""

from types import NoneType
from typing import Unpack

from toggl._operation import Api, AsyncApi, Body, CallOptions, Operations, operation, with_http_info
from toggl.models import (
    MeGetQuotaResult,
    MeLostPasswordPayload,
    MePayload,
    MeUserLocationResponse,
    ModelsLostPassword,
    ModelsMeOrganization,
    ModelsTogglUser,
    RelatedUserWithRelated,
    WorkspaceWorkspace,
)


class MeOperations(Operations):
    """The operations on the caller's account and what belongs to it."""

    @operation("GET", "/me", RelatedUserWithRelated)
    def get_me(self, *, with_related_data: bool | None = None, **options: Unpack[CallOptions]) -> None:
        """Return the caller's account."""

    get_me_with_http_info = with_http_info(get_me)

    @operation("GET", "/me/id", int)
    def get_me_id(self, **options: Unpack[CallOptions]) -> None:
        """Return the number of the caller's account."""

    get_me_id_with_http_info = with_http_info(get_me_id)

    @operation("GET", "/me/location", MeUserLocationResponse)
    def get_me_location(self, **options: Unpack[CallOptions]) -> None:
        """Return where the caller is."""

    get_me_location_with_http_info = with_http_info(get_me_location)

    @operation("GET", "/me/quota", list[MeGetQuotaResult])
    def get_me_quota(self, **options: Unpack[CallOptions]) -> None:
        """Return how many requests the caller has left in each of their organizations."""

    get_me_quota_with_http_info = with_http_info(get_me_quota)

    @operation("GET", "/me/organizations", list[ModelsMeOrganization])
    def get_organizations(self, **options: Unpack[CallOptions]) -> None:
        """Return the organizations that the caller is in."""

    get_organizations_with_http_info = with_http_info(get_organizations)

    @operation("GET", "/me/workspaces", list[WorkspaceWorkspace])
    def get_workspaces(self, *, since: int | None = None, **options: Unpack[CallOptions]) -> None:
        """Return the workspaces that the caller is in; `since` is a Unix time in seconds."""

    get_workspaces_with_http_info = with_http_info(get_workspaces)

    @operation("GET", "/me/logged", NoneType)
    def me_logged_get(self, **options: Unpack[CallOptions]) -> None:
        """Raise ApiException unless the caller's credentials are good."""

    me_logged_get_with_http_info = with_http_info(me_logged_get)

    @operation("POST", "/me/close_account", str)
    def post_close_account(self, **options: Unpack[CallOptions]) -> None:
        """Close the caller's account."""

    post_close_account_with_http_info = with_http_info(post_close_account)

    @operation("POST", "/me/lost_passwords", str, body="post_lost_password", credentials=False)
    def post_lost_password(self, post_lost_password: Body[ModelsLostPassword], **options: Unpack[CallOptions]) -> None:
        """Send a link by which a password is reset, to whom the address belongs, if anybody."""

    post_lost_password_with_http_info = with_http_info(post_lost_password)

    @operation("POST", "/me/lost_passwords/confirm", str, body="post_new_password", credentials=False)
    def post_lost_password_confirm(
        self, post_new_password: Body[MeLostPasswordPayload], **options: Unpack[CallOptions]
    ) -> None:
        """Set a new password by the code of a reset link; return "OK"."""

    post_lost_password_confirm_with_http_info = with_http_info(post_lost_password_confirm)

    @operation("PUT", "/me", ModelsTogglUser, body="payload")
    def put_me(self, payload: Body[MePayload], **options: Unpack[CallOptions]) -> None:
        """Change the caller's account and return it."""

    put_me_with_http_info = with_http_info(put_me)


class MeApi(MeOperations, Api):
    """The operations on the caller's account and what belongs to it."""


class AsyncMeApi(MeOperations, AsyncApi):
    """The operations on the caller's account and what belongs to it; to be awaited."""
