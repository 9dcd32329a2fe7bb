"""Workspaces."""

from collections.abc import Sequence
from typing import Unpack

from toggl._operation import Api, AsyncApi, Body, CallOptions, Operations, operation, renamed, with_http_info
from toggl.api.groups_api import GroupsOperations
from toggl.api.me_api import MeOperations
from toggl.api.organizations_api import OrganizationsOperations
from toggl.api.users_api import UsersOperations
from toggl.models import ModelsSimpleWorkspaceUser, ModelsStatistics, WorkspacePayload, WorkspaceWorkspace


class WorkspacesOperations(Operations):
    """The operations on workspaces, and those on the people in them."""

    @operation("GET", "/workspaces/{workspace_id}", WorkspaceWorkspace)
    def get_workspace(self, workspace_id: int, **options: Unpack[CallOptions]) -> None:
        """Return a workspace that the caller is in."""

    get_workspace_with_http_info = with_http_info(get_workspace)

    @operation("GET", "/workspaces/{workspace_id}/statistics", ModelsStatistics)
    def get_workspace_statistics(self, workspace_id: int | None = None, **options: Unpack[CallOptions]) -> None:
        """Return the statistics of a workspace; ValueError without its `workspace_id`."""

    get_workspace_statistics_with_http_info = with_http_info(get_workspace_statistics)

    @operation("POST", "/workspaces/{workspace_id}/users/data", list[ModelsSimpleWorkspaceUser], body="user_ids")
    def post_workspace_users_data(
        self, workspace_id: int, user_ids: Sequence[int], **options: Unpack[CallOptions]
    ) -> None:
        """Return those people of a workspace who have these account ids."""

    post_workspace_users_data_with_http_info = with_http_info(post_workspace_users_data)

    @operation("PUT", "/workspaces/{workspace_id}", WorkspaceWorkspace, body="post")
    def put_workspaces(self, workspace_id: int, post: Body[WorkspacePayload], **options: Unpack[CallOptions]) -> None:
        """Change a workspace and return it."""

    put_workspaces_with_http_info = with_http_info(put_workspaces)

    get_workspaces_0 = renamed(MeOperations.get_workspaces, "WorkspacesOperations.get_workspaces_0")
    get_workspaces_0_with_http_info = with_http_info(get_workspaces_0)

    get_organization_workspaces_groups = GroupsOperations.get_organization_workspaces_groups
    get_organization_workspaces_groups_with_http_info = with_http_info(get_organization_workspaces_groups)
    get_organization_workspaces_statistics = OrganizationsOperations.get_organization_workspaces_statistics
    get_organization_workspaces_statistics_with_http_info = with_http_info(get_organization_workspaces_statistics)
    post_organization_workspaces = OrganizationsOperations.post_organization_workspaces
    post_organization_workspaces_with_http_info = with_http_info(post_organization_workspaces)

    delete_workspace_user = UsersOperations.delete_workspace_user
    delete_workspace_user_with_http_info = with_http_info(delete_workspace_user)
    get_organization_workspaces_workspaceusers = UsersOperations.get_organization_workspaces_workspaceusers
    get_organization_workspaces_workspaceusers_with_http_info = (
        UsersOperations.get_organization_workspaces_workspaceusers_with_http_info
    )
    iter_organization_workspaces_workspaceusers = UsersOperations.iter_organization_workspaces_workspaceusers
    get_workspace_users = UsersOperations.get_workspace_users
    get_workspace_users_with_http_info = with_http_info(get_workspace_users)
    patch_organization_workspace_users = UsersOperations.patch_organization_workspace_users
    patch_organization_workspace_users_with_http_info = with_http_info(patch_organization_workspace_users)
    post_workspace_users_lost_password = UsersOperations.post_workspace_users_lost_password
    post_workspace_users_lost_password_with_http_info = with_http_info(post_workspace_users_lost_password)
    put_organization_workspaces_assignments = UsersOperations.put_organization_workspaces_assignments
    put_organization_workspaces_assignments_with_http_info = (
        UsersOperations.put_organization_workspaces_assignments_with_http_info
    )
    put_workspace_users = UsersOperations.put_workspace_users
    put_workspace_users_with_http_info = with_http_info(put_workspace_users)
    put_workspace_workspace_users = UsersOperations.put_workspace_workspace_users
    put_workspace_workspace_users_with_http_info = with_http_info(put_workspace_workspace_users)


class WorkspacesApi(WorkspacesOperations, Api):
    """The operations on workspaces, and those on the people in them."""


class AsyncWorkspacesApi(WorkspacesOperations, AsyncApi):
    """The operations on workspaces, and those on the people in them; to be awaited."""
