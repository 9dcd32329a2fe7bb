"""The roles of people in organizations and workspaces, and the numbers under which they are published."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rollbook.domain.errors import Invalid

OrganizationRole = Literal["owner", "admin", "member"]
WorkspaceRole = Literal["admin", "projectlead", "teamlead", "user"]


@dataclass(frozen=True, slots=True)
class Role:
    """A role as ``GET /organizations/{id}/roles`` publishes it; ``role_id`` never changes its meaning."""

    role_id: int
    code: str
    name: str
    entity: Literal["organization", "workspace"]
    type: Literal["owner", "admin", "manager", "guest"]
    privilege_level: int
    description: str
    permissions: tuple[str, ...]


_MEMBERSHIP = ("organization.read", "roles.read")
_ADMINISTRATION = (
    *_MEMBERSHIP,
    "organization.update",
    "organization_users.manage",
    "groups.manage",
    "invitations.manage",
    "workspaces.manage",
    "workspace_users.manage",
    "audit_logs.read",
)
_WORKSPACE_MEMBERSHIP = ("workspace.read", "workspace_users.read")

ROLES: tuple[Role, ...] = (
    Role(1, "owner", "Owner", "organization", "owner", 100, "Owns the organization.", _ADMINISTRATION),
    Role(2, "admin", "Admin", "organization", "admin", 90, "Manages the organization.", _ADMINISTRATION),
    Role(3, "member", "Member", "organization", "guest", 10, "Belongs to the organization.", _MEMBERSHIP),
    Role(
        4,
        "admin",
        "Workspace admin",
        "workspace",
        "admin",
        80,
        "Manages one workspace.",
        (*_WORKSPACE_MEMBERSHIP, "workspace_users.manage", "invitations.manage", "rates.read"),
    ),
    Role(5, "projectlead", "Project lead", "workspace", "manager", 40, "Leads projects.", _WORKSPACE_MEMBERSHIP),
    Role(6, "teamlead", "Team lead", "workspace", "manager", 30, "Leads a team.", _WORKSPACE_MEMBERSHIP),
    Role(7, "user", "User", "workspace", "guest", 10, "Works in the workspace.", _WORKSPACE_MEMBERSHIP),
)

_BY_ID: Mapping[int, Role] = {role.role_id: role for role in ROLES}
ORGANIZATION_ROLE_IDS: Mapping[str, int] = {r.code: r.role_id for r in ROLES if r.entity == "organization"}
WORKSPACE_ROLE_IDS: Mapping[str, int] = {r.code: r.role_id for r in ROLES if r.entity == "workspace"}
_ORGANIZATION_ROLES: Mapping[int, OrganizationRole] = {1: "owner", 2: "admin", 3: "member"}
_WORKSPACE_ROLES: Mapping[int, WorkspaceRole] = {4: "admin", 5: "projectlead", 6: "teamlead", 7: "user"}


def organization_role(role_id: int) -> OrganizationRole:
    """The organization role of that number; Invalid with the contract's text for any other number."""
    if role_id <= 0:
        raise Invalid("Invalid role_id.")
    if role_id not in _BY_ID:
        raise Invalid(f"Invalid role ID: {role_id}.")
    if role_id not in _ORGANIZATION_ROLES:
        raise Invalid("Invalid organization role.")
    return _ORGANIZATION_ROLES[role_id]


def workspace_role(role_id: int, refusal: str = "Invalid role_id.") -> WorkspaceRole:
    """The workspace role of that number; Invalid with ``refusal`` for any other number."""
    if role_id not in _WORKSPACE_ROLES:
        raise Invalid(refusal)
    return _WORKSPACE_ROLES[role_id]


def wanted_workspace_role(
    *,
    admin: bool | None,
    role: WorkspaceRole | None,
    role_id: int | None,
    present: WorkspaceRole = "user",
    refusal: str = "Invalid role_id.",
) -> WorkspaceRole:
    """The workspace role that a payload asks for, given the ``present`` one; Invalid where it contradicts itself."""
    if role_id is not None:
        if admin is not None or role is not None:
            raise Invalid("Cannot use both admin flags and role_id.")
        return workspace_role(role_id, refusal)
    if role is not None:
        if admin is not None and admin != (role == "admin"):
            raise Invalid("Bad Request")
        return role
    if admin is None or admin == (present == "admin"):
        return present
    return "admin" if admin else "user"
