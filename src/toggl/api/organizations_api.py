"""Organizations."""

from typing import Unpack

from toggl._operation import Api, AsyncApi, Body, CallOptions, Operations, operation, with_http_info
from toggl.api.groups_api import GroupsOperations
from toggl.api.invitations_api import InvitationsOperations
from toggl.api.users_api import UsersOperations
from toggl.models import (
    ModelsMeOrganization,
    ModelsOrganizationOwner,
    ModelsPostPayload,
    ModelsPutPayload,
    ModelsStatistics,
    OrganizationPayingUserPayload,
    OrganizationPostOrganizationReply,
    OrganizationUsageCounter,
    TypesRole,
    WorkspacePayload,
    WorkspaceWorkspace,
)


class OrganizationsOperations(Operations):
    """The operations on organizations, and those on what is in them."""

    @operation("GET", "/organizations/{organization_id}", ModelsMeOrganization)
    def get_organization(self, organization_id: int, **options: Unpack[CallOptions]) -> None:
        """Return an organization that the caller is in."""

    get_organization_with_http_info = with_http_info(get_organization)

    @operation("GET", "/organizations/{organization_id}/owner", ModelsOrganizationOwner)
    def get_organization_owner(self, organization_id: int, **options: Unpack[CallOptions]) -> None:
        """Return the owner of an organization."""

    get_organization_owner_with_http_info = with_http_info(get_organization_owner)

    @operation("GET", "/organizations/{organization_id}/roles", list[TypesRole])
    def get_organization_roles(self, organization_id: int, **options: Unpack[CallOptions]) -> None:
        """Return the roles that people can have in an organization, and what they permit."""

    get_organization_roles_with_http_info = with_http_info(get_organization_roles)

    @operation("GET", "/organizations/{organization_id}/usage", list[OrganizationUsageCounter])
    def get_organization_usage(self, organization_id: int, **options: Unpack[CallOptions]) -> None:
        """Return how much an organization has used of what it may use."""

    get_organization_usage_with_http_info = with_http_info(get_organization_usage)

    @operation("GET", "/organizations/{organization_id}/workspaces/statistics", dict[str, ModelsStatistics])
    def get_organization_workspaces_statistics(
        self, organization_id: int | None = None, **options: Unpack[CallOptions]
    ) -> None:
        """Return statistics by the numbers of the workspaces; ValueError without `organization_id`."""

    get_organization_workspaces_statistics_with_http_info = with_http_info(get_organization_workspaces_statistics)

    @operation("POST", "/organizations", OrganizationPostOrganizationReply, body="post_organizations_request")
    def post_organization(
        self, post_organizations_request: Body[ModelsPostPayload], **options: Unpack[CallOptions]
    ) -> None:
        """Make an organization with a first workspace, and return both."""

    post_organization_with_http_info = with_http_info(post_organization)

    @operation("POST", "/organizations/{organization_id}/workspaces", WorkspaceWorkspace, body="post")
    def post_organization_workspaces(
        self, organization_id: int, post: Body[WorkspacePayload], **options: Unpack[CallOptions]
    ) -> None:
        """Make a workspace in an organization and return it."""

    post_organization_workspaces_with_http_info = with_http_info(post_organization_workspaces)

    @operation("PUT", "/organizations/{organization_id}", str, body="put_organizations_request")
    def put_organization(
        self, organization_id: int, put_organizations_request: Body[ModelsPutPayload], **options: Unpack[CallOptions]
    ) -> None:
        """Change an organization."""

    put_organization_with_http_info = with_http_info(put_organization)

    @operation("PUT", "/organizations/{organization_id}/paying_user", str, body="put_organization_paying_user_request")
    def put_organization_paying_user(
        self,
        organization_id: int,
        put_organization_paying_user_request: Body[OrganizationPayingUserPayload],
        **options: Unpack[CallOptions],
    ) -> None:
        """Change who pays for an organization."""

    put_organization_paying_user_with_http_info = with_http_info(put_organization_paying_user)

    delete_organization_group = GroupsOperations.delete_organization_group
    delete_organization_group_with_http_info = with_http_info(delete_organization_group)
    get_organization_groups = GroupsOperations.get_organization_groups
    get_organization_groups_with_http_info = with_http_info(get_organization_groups)
    get_organization_workspaces_groups = GroupsOperations.get_organization_workspaces_groups
    get_organization_workspaces_groups_with_http_info = with_http_info(get_organization_workspaces_groups)
    patch_organization_group = GroupsOperations.patch_organization_group
    patch_organization_group_with_http_info = with_http_info(patch_organization_group)
    post_organization_group = GroupsOperations.post_organization_group
    post_organization_group_with_http_info = with_http_info(post_organization_group)
    put_organization_group = GroupsOperations.put_organization_group
    put_organization_group_with_http_info = with_http_info(put_organization_group)

    post_organization_accept_invitation = InvitationsOperations.post_organization_accept_invitation
    post_organization_accept_invitation_with_http_info = (
        InvitationsOperations.post_organization_accept_invitation_with_http_info
    )
    post_organization_invitation = InvitationsOperations.post_organization_invitation
    post_organization_invitation_with_http_info = with_http_info(post_organization_invitation)

    delete_organization_users_leave = UsersOperations.delete_organization_users_leave
    delete_organization_users_leave_with_http_info = with_http_info(delete_organization_users_leave)
    get_organization_users = UsersOperations.get_organization_users
    get_organization_users_with_http_info = with_http_info(get_organization_users)
    iter_organization_users = UsersOperations.iter_organization_users
    get_organization_users_detailed = UsersOperations.get_organization_users_detailed
    get_organization_users_detailed_with_http_info = with_http_info(get_organization_users_detailed)
    iter_organization_users_detailed = UsersOperations.iter_organization_users_detailed
    patch_organization_users = UsersOperations.patch_organization_users
    patch_organization_users_with_http_info = with_http_info(patch_organization_users)
    put_organization_users = UsersOperations.put_organization_users
    put_organization_users_with_http_info = with_http_info(put_organization_users)
    put_organization_workspaces_assignments = UsersOperations.put_organization_workspaces_assignments
    put_organization_workspaces_assignments_with_http_info = (
        UsersOperations.put_organization_workspaces_assignments_with_http_info
    )


class OrganizationsApi(OrganizationsOperations, Api):
    """The operations on organizations, and those on what is in them."""


class AsyncOrganizationsApi(OrganizationsOperations, AsyncApi):
    """The operations on organizations, and those on what is in them; to be awaited."""
