"""The permission table: who may do what, and how everybody else is refused.

Leaving, accepting and rejecting are not here: what they need is that the place or the invitation is the caller's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rollbook.domain.actors import ActorKind, Standing
from rollbook.domain.errors import Forbidden, Missing, Refusal

O, A, W, M, X = (  # noqa: E741 - the letters are the table's.
    ActorKind.OWNER,
    ActorKind.ADMIN,
    ActorKind.WORKSPACE_ADMIN,
    ActorKind.WORKSPACE_MEMBER,
    ActorKind.MEMBER,
)

NO_ACCESS = "User does not have access to this resource."
# The same without a full stop, as organizations, groups and owners say it.
NO_ORGANIZATION_ACCESS = "User does not have access to this resource"
NOT_ACCESSIBLE = "Workspace user is not found or accessible"


@dataclass(frozen=True, slots=True)
class Permission:
    """The kinds of actor that an operation is for, and the refusal of the others."""

    allowed: frozenset[ActorKind]
    text: str
    refusal: type[Refusal] = Forbidden
    # Whether W and M are those of the workspace in the path, or of any workspace of the organization.
    of_workspace: bool = False
    # What W and M hear instead, who see the thing that they may not change.
    text_for_members: str | None = None


def _organization(allowed: set[ActorKind], text: str, refusal: type[Refusal] = Forbidden) -> Permission:
    return Permission(frozenset(allowed), text, refusal)


def _workspace(allowed: set[ActorKind], text: str, text_for_members: str | None = None) -> Permission:
    return Permission(frozenset(allowed), text, of_workspace=True, text_for_members=text_for_members)


PERMISSIONS: Mapping[str, Permission] = {
    "get_organization_users": _organization({O, A}, "User is not authorized to list the organization users"),
    "get_organization_users_detailed": _organization({O, A, W}, "Forbidden"),
    "patch_organization_users": _organization({O, A}, "User is not authorized to delete the organization user"),
    "put_organization_users": _organization({O, A}, "User is not authorized to update the organization user"),
    "get_organization_workspaces_workspaceusers": _workspace({O, A, W}, "Forbidden"),
    "patch_organization_workspace_users": _workspace({O, A, W}, "Forbidden"),
    "put_organization_workspaces_assignments": _workspace({O, A, W}, "Forbidden"),
    "get_workspace_users": _workspace({O, A, W, M}, NO_ACCESS),
    "get_workspace_workspace_users": _workspace({O, A, W, M}, NO_ACCESS),
    "put_workspace_users": _workspace({O, A, W}, NOT_ACCESSIBLE, NO_ACCESS),
    "put_workspace_workspace_users": _workspace({O, A, W}, NOT_ACCESSIBLE, NO_ACCESS),
    "delete_workspace_user": _workspace({O, A, W}, NOT_ACCESSIBLE),
    "post_workspace_users_lost_password": _workspace({O, A}, NO_ACCESS),
    "get_organization_groups": _organization({O, A}, "Forbidden"),
    "post_organization_group": _organization({O, A}, "User does not have access to this resource"),
    "put_organization_group": _organization({O, A}, "Forbidden"),
    "patch_organization_group": _organization({O, A}, "User does not have permission to manage user groups."),
    "delete_organization_group": _organization({O, A}, "User does not have access to this resource"),
    "post_organization_invitation": _organization({O, A, W}, "Forbidden"),
    "put_invitation": _organization({O, A, W}, "Forbidden"),
    "get_organization": _organization({O, A, W, M, X}, "User not part of organization", Missing),
    "get_organization_roles": _organization({O, A, W, M, X}, "User does not have access to the organization"),
    "post_organization_workspaces": _organization({O, A}, "Forbidden"),
    "get_workspace": _workspace({O, A, W, M}, NO_ACCESS),
    "put_organization": _organization({O, A}, "User is not authorized to update the organization"),
    "get_organization_owner": _organization({O, A, W, M, X}, NO_ORGANIZATION_ACCESS),
    # Beside these, the two sides of a transfer see it.
    "get_ownership_transfers": _organization({O, A}, NO_ORGANIZATION_ACCESS),
    "get_ownership_transfer": _organization({O, A}, NO_ORGANIZATION_ACCESS),
    "post_ownership_transfer": _organization({O, A}, NO_ORGANIZATION_ACCESS),
    # Of the admins, the paying user alone.
    "put_organization_paying_user": _organization({O, A}, NO_ORGANIZATION_ACCESS),
    "get_organization_usage": _organization({O, A, W, M, X}, "User not part of organization", Missing),
    "get_organization_workspaces_statistics": _organization({O, A, W}, "Forbidden"),
    "get_organization_workspaces_groups": _workspace({O, A}, "Forbidden"),
    "put_workspaces": _workspace({O, A, W}, NO_ACCESS),
    "get_workspace_statistics": _workspace({O, A, W, M}, NO_ACCESS),
    "get_workspace_preferences": _workspace({O, A, W, M}, NO_ACCESS),
    "post_workspace_preferences": _workspace({O, A, W}, "Permission required to update time entries lock setting."),
    "post_workspace_users_data": _workspace({O, A, W, M}, NO_ACCESS),
    "get_workspace_groups": _workspace({O, A, W, M}, NO_ORGANIZATION_ACCESS),
    "post_workspace_group": _workspace({O, A, W}, NO_ORGANIZATION_ACCESS),
    "put_workspace_group": _workspace({O, A, W}, NO_ORGANIZATION_ACCESS),
    "delete_workspace_group": _workspace({O, A, W}, NO_ORGANIZATION_ACCESS),
    "post_workspace_rates": _workspace({O, A, W}, "User cannot access billable rate(s)."),
    "get_workspace_rates": _workspace({O, A, W}, "User cannot access billable rate(s)."),
    # Of pages alone.
    "post_mail_test": _organization({O, A}, NO_ORGANIZATION_ACCESS),
    "get_audit_logs": _organization({O, A}, "User does not have access to the audit logs"),
}


def check(operation: str, standing: Standing) -> ActorKind:
    """The caller's kind, where the table lets that kind carry out the operation; else the operation's refusal."""
    permission = PERMISSIONS[operation]
    kind = standing.kind(of_workspace=permission.of_workspace)
    if kind in permission.allowed:
        return kind
    if permission.text_for_members is not None and kind is M:
        raise permission.refusal(permission.text_for_members)
    raise permission.refusal(permission.text)
