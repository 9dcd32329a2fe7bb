"""The operations of the service: one class an area."""

from toggl.api.authentication_api import AuthenticationApi
from toggl.api.groups_api import GroupsApi
from toggl.api.invitations_api import InvitationsApi
from toggl.api.me_api import MeApi
from toggl.api.organizations_api import OrganizationsApi
from toggl.api.status_api import StatusApi
from toggl.api.users_api import UsersApi
from toggl.api.workspaces_api import WorkspacesApi

__all__ = [
    "AuthenticationApi",
    "GroupsApi",
    "InvitationsApi",
    "MeApi",
    "OrganizationsApi",
    "StatusApi",
    "UsersApi",
    "WorkspacesApi",
]
