"""The groups of organizations."""

from types import NoneType
from typing import Unpack

from toggl._operation import TEXT, Api, AsyncApi, Body, CallOptions, Operations, operation, with_http_info
from toggl.api.users_api import UsersOperations
from toggl.models import (
    GroupNamePayload,
    GroupOrganizationGroupResponse,
    GroupPayload,
    GroupsPatchInput,
    GroupsPatchOutput,
    ModelsGroup,
)


class GroupsOperations(Operations):
    """The operations on groups."""

    @operation("DELETE", "/organizations/{organization_id}/groups/{group_id}", str, accept=TEXT)
    def delete_organization_group(self, organization_id: int, group_id: int, **options: Unpack[CallOptions]) -> None:
        """Delete a group."""

    delete_organization_group_with_http_info = with_http_info(delete_organization_group)

    @operation("GET", "/organizations/{organization_id}/groups", list[GroupOrganizationGroupResponse])
    def get_organization_groups(
        self,
        organization_id: int,
        *,
        name: str | None = None,
        workspace: str | list[int] | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Return the groups of an organization, filtered by name and by workspaces."""

    get_organization_groups_with_http_info = with_http_info(get_organization_groups)

    @operation(
        "PATCH",
        "/organizations/{organization_id}/groups/{group_id}",
        GroupsPatchOutput,
        body="patch_group_request",
    )
    def patch_organization_group(
        self,
        organization_id: int,
        group_id: int,
        patch_group_request: Body[GroupsPatchInput],
        **options: Unpack[CallOptions],
    ) -> None:
        """Add people and workspaces to a group or remove them, and return which of the changes were made."""

    patch_organization_group_with_http_info = with_http_info(patch_organization_group)

    @operation(
        "POST", "/organizations/{organization_id}/groups", GroupOrganizationGroupResponse, body="post_group_request"
    )
    def post_organization_group(
        self, organization_id: int, post_group_request: Body[GroupPayload], **options: Unpack[CallOptions]
    ) -> None:
        """Make a group and return it."""

    post_organization_group_with_http_info = with_http_info(post_organization_group)

    @operation(
        "PUT",
        "/organizations/{organization_id}/groups/{group_id}",
        GroupOrganizationGroupResponse,
        body="put_group_request",
    )
    def put_organization_group(
        self,
        organization_id: int,
        put_group_request: Body[GroupPayload],
        *,
        group_id: int | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Change a group and return it; ValueError without its `group_id`."""

    put_organization_group_with_http_info = with_http_info(put_organization_group)

    @operation("DELETE", "/workspaces/{workspace_id}/groups/{group_id}", NoneType)
    def delete_workspace_group(self, workspace_id: int, group_id: int, **options: Unpack[CallOptions]) -> None:
        """Delete a group that is in a workspace."""

    delete_workspace_group_with_http_info = with_http_info(delete_workspace_group)

    @operation(
        "GET",
        "/organizations/{organization_id}/workspaces/{workspace_id}/groups",
        list[GroupOrganizationGroupResponse],
    )
    def get_organization_workspaces_groups(
        self, organization_id: int, workspace_id: int, **options: Unpack[CallOptions]
    ) -> None:
        """Return the groups that are in a workspace, with their people and workspaces."""

    get_organization_workspaces_groups_with_http_info = with_http_info(get_organization_workspaces_groups)

    @operation("GET", "/workspaces/{workspace_id}/groups", list[ModelsGroup])
    def get_workspace_groups(self, workspace_id: int, **options: Unpack[CallOptions]) -> None:
        """Return the groups that are in a workspace."""

    get_workspace_groups_with_http_info = with_http_info(get_workspace_groups)

    @operation("POST", "/workspaces/{workspace_id}/groups", ModelsGroup, body="post_group_request")
    def post_workspace_group(
        self, workspace_id: int, post_group_request: Body[GroupNamePayload], **options: Unpack[CallOptions]
    ) -> None:
        """Make a group that is in a workspace, and return it."""

    post_workspace_group_with_http_info = with_http_info(post_workspace_group)

    @operation("PUT", "/workspaces/{workspace_id}/groups/{group_id}", ModelsGroup, body="put_group_request")
    def put_workspace_group(
        self,
        workspace_id: int,
        group_id: int,
        put_group_request: Body[GroupNamePayload],
        **options: Unpack[CallOptions],
    ) -> None:
        """Rename a group that is in a workspace, and return it."""

    put_workspace_group_with_http_info = with_http_info(put_workspace_group)

    put_organization_workspaces_assignments = UsersOperations.put_organization_workspaces_assignments
    put_organization_workspaces_assignments_with_http_info = with_http_info(put_organization_workspaces_assignments)


class GroupsApi(GroupsOperations, Api):
    """The operations on groups."""


class AsyncGroupsApi(GroupsOperations, AsyncApi):
    """The operations on groups; to be awaited."""
