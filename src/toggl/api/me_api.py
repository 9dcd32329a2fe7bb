"""The caller's account."""

from typing import Unpack

from toggl._operation import Api, Body, CallOptions, operation, with_http_info
from toggl.models import MeLostPasswordPayload, ModelsMeOrganization, RelatedUserWithRelated, WorkspaceWorkspace


class MeApi(Api):
    """The operations on the caller's account and what belongs to it."""

    @operation("GET", "/me", RelatedUserWithRelated)
    def get_me(self, *, with_related_data: bool | None = None, **options: Unpack[CallOptions]) -> None:
        """Return the caller's account."""

    get_me_with_http_info = with_http_info(get_me)

    @operation("GET", "/me/organizations", list[ModelsMeOrganization])
    def get_organizations(self, **options: Unpack[CallOptions]) -> None:
        """Return the organizations that the caller is in."""

    get_organizations_with_http_info = with_http_info(get_organizations)

    @operation("GET", "/me/workspaces", list[WorkspaceWorkspace])
    def get_workspaces(self, *, since: int | None = None, **options: Unpack[CallOptions]) -> None:
        """Return the workspaces that the caller is in; `since` is a Unix time in seconds."""

    get_workspaces_with_http_info = with_http_info(get_workspaces)

    @operation("POST", "/me/lost_passwords/confirm", str, body="post_new_password", credentials=False)
    def post_lost_password_confirm(
        self, post_new_password: Body[MeLostPasswordPayload], **options: Unpack[CallOptions]
    ) -> None:
        """Set a new password by the code of a reset link; return "OK"."""

    post_lost_password_confirm_with_http_info = with_http_info(post_lost_password_confirm)
