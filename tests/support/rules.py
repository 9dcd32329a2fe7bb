"""Who may do what, by operation: the contract's table, as the walks have it."""

from __future__ import annotations

from support.walks import WALKS
from support.walks.description import Rule

NO_ACCESS = "User does not have access to this resource."
NOT_ACCESSIBLE = "Workspace user is not found or accessible"

# The letters of the table: owner, admin, workspace admin, member of the workspace, member of the organization outside
# the workspace; and who is none of these.
KINDS = {
    "owner": "O",
    "admin": "A",
    "workspace_admin": "W",
    "member": "M",
    "indirect": "M",
    "outside": "X",
    "guest": "invited",
    "inactive": "inactive",
    "stranger": "stranger",
}


RULES = {
    "get_organization_users": Rule("O A", "User is not authorized to list the organization users"),
    "get_organization_users_detailed": Rule("O A W", "Forbidden"),
    "patch_organization_users": Rule("O A", "User is not authorized to delete the organization user"),
    "put_organization_users": Rule("O A", "User is not authorized to update the organization user"),
    "delete_organization_users_leave": Rule(
        "A W M X inactive",
        "The user does not belong to the organization.",
        status=400,
        but={"O": "Cannot remove the organization owner."},
    ),
    "get_organization_workspaces_workspaceusers": Rule("O A W", "Forbidden"),
    "patch_organization_workspace_users": Rule("O A W", "Forbidden"),
    "put_organization_workspaces_assignments": Rule("O A W", "Forbidden"),
    "get_workspace_users": Rule("O A W M", NO_ACCESS),
    "get_workspace_workspace_users": Rule("O A W M", NO_ACCESS),
    # Who may see the workspace user hears that it may not be changed, who may not hears nothing of it.
    "put_workspace_users": Rule("O A W", NOT_ACCESSIBLE, but={"M": NO_ACCESS}),
    "put_workspace_workspace_users": Rule("O A W", NOT_ACCESSIBLE, but={"M": NO_ACCESS}),
    "delete_workspace_user": Rule("O A W", NOT_ACCESSIBLE),
    "post_workspace_users_lost_password": Rule("O A", NO_ACCESS),
    "get_organization_groups": Rule("O A", "Forbidden"),
    "post_organization_group": Rule("O A", "User does not have access to this resource"),
    "put_organization_group": Rule("O A", "Forbidden"),
    "patch_organization_group": Rule("O A", "User does not have permission to manage user groups."),
    "delete_organization_group": Rule("O A", "User does not have access to this resource"),
    "post_organization_invitation": Rule("O A W", "Forbidden"),
    "put_invitation": Rule("O A W", "Forbidden"),
    "post_organization_accept_invitation": Rule("invited", "Forbidden"),
    "post_reject_invitation": Rule("invited", "Forbidden"),
    "get_organization": Rule("O A W M X", "User not part of organization", status=404),
    "get_organization_roles": Rule("O A W M X", "User does not have access to the organization"),
    "post_organization_workspaces": Rule("O A", "Forbidden"),
    "get_workspace": Rule("O A W M", NO_ACCESS),
    **{operation: rule for one in WALKS for operation, rule in one.rules.items()},
}

# What concerns the caller alone; and what is for everybody, or for who has a code.
OWN = {
    "get_me",
    "get_organizations",
    "get_workspaces",
    "post_reset_token",
    "me_sessions_post",
    "me_sessions_delete",
    "post_organization",
    *(operation for one in WALKS for operation in one.own),
}
PUBLIC = {"get_status", "post_signup", "post_lost_password_confirm", "get_invitations"} | {
    operation for one in WALKS for operation in one.public
}

OF_A_WORKSPACE = sorted(
    {
        "get_organization_workspaces_workspaceusers",
        "patch_organization_workspace_users",
        "put_organization_workspaces_assignments",
        "get_workspace_users",
        "get_workspace_workspace_users",
        "put_workspace_users",
        "put_workspace_workspace_users",
        "delete_workspace_user",
        "post_workspace_users_lost_password",
        "get_workspace",
        *(operation for one in WALKS for operation in one.of_a_workspace),
    }
)
