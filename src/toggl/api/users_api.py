"""The people of organizations and workspaces."""

from types import NoneType
from typing import Unpack

from toggl._operation import TEXT, Api, AsyncApi, Body, CallOptions, Operations, all_pages, operation, with_http_info
from toggl.models import (
    ModelsOrganizationWorkspaceUser,
    ModelsOrgUser,
    ModelsOrgUserDetailed,
    ModelsSimpleWorkspaceUser,
    ModelsWorkspaceUser,
    OrganizationUserPayload,
    UserAssignmentsPayload,
    UserPatchParams,
    UserPayload,
    UsersLostPasswordURL,
    WorkspaceUserPayload,
    WorkspaceUsersPatchParams,
)


class UsersOperations(Operations):
    """The operations on people; these methods are also those of the organizations' and workspaces' classes."""

    @operation("DELETE", "/organizations/{organization_id}/users/leave", str, accept=TEXT)
    def delete_organization_users_leave(self, organization_id: int, **options: Unpack[CallOptions]) -> None:
        """Leave an organization; the last person to leave deletes it."""

    delete_organization_users_leave_with_http_info = with_http_info(delete_organization_users_leave)

    @operation("DELETE", "/workspaces/{workspace_id}/workspace_users/{workspace_user_id}", NoneType)
    def delete_workspace_user(self, workspace_id: int, workspace_user_id: int, **options: Unpack[CallOptions]) -> None:
        """Remove a person from a workspace."""

    delete_workspace_user_with_http_info = with_http_info(delete_workspace_user)

    @operation("GET", "/organizations/{organization_id}/users", list[ModelsOrgUser])
    def get_organization_users(
        self,
        organization_id: int,
        *,
        filter: str | None = None,  # noqa: A002 - The API's own name.
        active_status: str | None = None,
        only_admins: str | bool | None = None,
        groups: str | list[int] | None = None,
        workspaces: str | list[int] | None = None,
        page: int | None = None,
        per_page: int | None = None,
        sort_dir: str | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Return a page of an organization's people; the X- headers tell how many pages there are."""

    get_organization_users_with_http_info = with_http_info(get_organization_users)
    iter_organization_users = all_pages(get_organization_users)

    @operation("GET", "/organizations/{organization_id}/users/detailed", list[ModelsOrgUserDetailed])
    def get_organization_users_detailed(
        self,
        organization_id: int,
        *,
        filter: str | None = None,  # noqa: A002 - The API's own name.
        active_status: str | None = None,
        only_admins: str | bool | None = None,
        groups: str | list[int] | None = None,
        workspaces: str | list[int] | None = None,
        page: int | None = None,
        per_page: int | None = None,
        sort_dir: str | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Return a page of an organization's people, with the details of each of their workspaces."""

    get_organization_users_detailed_with_http_info = with_http_info(get_organization_users_detailed)
    iter_organization_users_detailed = all_pages(get_organization_users_detailed)

    @operation(
        "GET",
        "/organizations/{organization_id}/workspaces/{workspace_id}/workspace_users",
        list[ModelsOrganizationWorkspaceUser],
    )
    def get_organization_workspaces_workspaceusers(
        self,
        organization_id: int,
        workspace_id: int,
        name: str | None = None,
        *,
        search: str | None = None,
        page: int | None = None,
        per_page: int | None = None,
        custom_rates: bool | None = None,
        active: bool | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Return the people who are in a workspace, directly or through a group."""

    get_organization_workspaces_workspaceusers_with_http_info = with_http_info(
        get_organization_workspaces_workspaceusers
    )
    iter_organization_workspaces_workspaceusers = all_pages(get_organization_workspaces_workspaceusers)

    @operation("GET", "/workspaces/{workspace_id}/users", list[ModelsSimpleWorkspaceUser])
    def get_workspace_users(
        self, workspace_id: int, *, exclude_deleted: bool | None = None, **options: Unpack[CallOptions]
    ) -> None:
        """Return the people of a workspace in short."""

    get_workspace_users_with_http_info = with_http_info(get_workspace_users)

    @operation(
        "GET",
        "/workspaces/{workspace_id}/workspace_users",
        list[ModelsWorkspaceUser],
        wire_names={"include_indirect": "includeIndirect"},
    )
    def get_workspace_workspace_users(
        self, workspace_id: int, include_indirect: str | bool, **options: Unpack[CallOptions]
    ) -> None:
        """Return the people who are in a workspace directly, and on demand those who are there through a group."""

    get_workspace_workspace_users_with_http_info = with_http_info(get_workspace_workspace_users)

    @operation("PATCH", "/organizations/{organization_id}/users", str, body="params", accept=TEXT)
    def patch_organization_users(
        self, organization_id: int, params: Body[UserPatchParams], **options: Unpack[CallOptions]
    ) -> None:
        """Delete many people from an organization, all or none."""

    patch_organization_users_with_http_info = with_http_info(patch_organization_users)

    @operation(
        "PATCH",
        "/organizations/{organization_id}/workspaces/{workspace_id}/workspace_users",
        str,
        body="params",
        accept=TEXT,
    )
    def patch_organization_workspace_users(
        self,
        organization_id: int,
        workspace_id: int,
        params: Body[WorkspaceUsersPatchParams],
        **options: Unpack[CallOptions],
    ) -> None:
        """Delete many people from a workspace, all or none."""

    patch_organization_workspace_users_with_http_info = with_http_info(patch_organization_workspace_users)

    @operation("POST", "/workspaces/{workspace_id}/users/{user_id}/lost_password", UsersLostPasswordURL)
    def post_workspace_users_lost_password(
        self, workspace_id: int, user_id: int, **options: Unpack[CallOptions]
    ) -> None:
        """Return a link with which a person of a workspace sets a new password."""

    post_workspace_users_lost_password_with_http_info = with_http_info(post_workspace_users_lost_password)

    @operation("PUT", "/organizations/{organization_id}/users/{organization_user_id}", str, body="params", accept=TEXT)
    def put_organization_users(
        self,
        organization_id: int,
        params: Body[UserPayload | OrganizationUserPayload],
        *,
        organization_user_id: int | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Change a person of an organization; ValueError without their `organization_user_id`."""

    put_organization_users_with_http_info = with_http_info(put_organization_users)

    @operation(
        "PUT",
        "/organizations/{organization_id}/workspaces/{workspace_id}/assignments",
        str,
        body="post",
        accept=TEXT,
    )
    def put_organization_workspaces_assignments(
        self,
        organization_id: int,
        workspace_id: int,
        post: Body[UserAssignmentsPayload],
        **options: Unpack[CallOptions],
    ) -> None:
        """Add people and groups to a workspace or remove them, all or none; `post` may be a list."""

    put_organization_workspaces_assignments_with_http_info = with_http_info(put_organization_workspaces_assignments)

    @operation("PUT", "/workspaces/{workspace_id}/users/{user_id}", str, body="post")
    def put_workspace_users(
        self,
        workspace_id: int,
        user_id: int,
        *,
        post: Body[UserPayload | WorkspaceUserPayload] | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Change a person of a workspace, named by their account; without `post` nothing is changed."""

    put_workspace_users_with_http_info = with_http_info(put_workspace_users)

    @operation("PUT", "/workspaces/{workspace_id}/workspace_users/{workspace_user_id}", str, body="post")
    def put_workspace_workspace_users(
        self,
        workspace_id: int,
        workspace_user_id: int,
        post: Body[UserPayload | WorkspaceUserPayload],
        **options: Unpack[CallOptions],
    ) -> None:
        """Change a person of a workspace, named by their workspace user."""

    put_workspace_workspace_users_with_http_info = with_http_info(put_workspace_workspace_users)


class UsersApi(UsersOperations, Api):
    """The operations on people; these methods are also those of the organizations' and workspaces' classes."""


class AsyncUsersApi(UsersOperations, AsyncApi):
    """The operations on people; to be awaited."""
