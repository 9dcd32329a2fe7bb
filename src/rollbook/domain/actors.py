"""Who asks, and where they stand toward the organization and workspace that a request names."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Literal

from rollbook.domain.roles import OrganizationRole, WorkspaceRole

# A job is the service itself, also where somebody at its machine tells it what to do.
SignInMethod = Literal["password", "token", "session", "link", "job"]


class ActorKind(Enum):
    """The columns of the permission table."""

    OWNER = "owner"
    ADMIN = "admin"
    WORKSPACE_ADMIN = "workspace admin"
    WORKSPACE_MEMBER = "workspace member"
    MEMBER = "member outside the workspace"
    OUTSIDER = "anyone else"


@dataclass(frozen=True, slots=True)
class Identity:
    """An account that has signed in, and how."""

    account_id: int
    email: str
    method: SignInMethod
    # What the caller was known by, one of the three: for what echoes it, ends it, or has to look once more.
    token: str | None = field(default=None, repr=False)
    session_hash: bytes | None = field(default=None, repr=False)
    # Whether the token is one of those that people make for their programs.
    by_named_token: bool = False
    # When the password was set, since its hash may be renewed.
    password_changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A caller's place in the organization and workspace of a request; None where there is none."""

    organization_id: int | None = None
    organization_user_id: int | None = None
    role: OrganizationRole | None = None
    joined: bool = False
    inactive: bool = False
    administers_a_workspace: bool = False
    workspace_id: int | None = None
    workspace_role: WorkspaceRole | None = None
    workspace_inactive: bool = False

    @property
    def is_administrator(self) -> bool:
        """Whether the caller is an active owner or admin of the organization."""
        return self.joined and not self.inactive and self.role in {"owner", "admin"}

    def kind(self, *, of_workspace: bool) -> ActorKind:
        """The caller's column in the permission table, for an operation on a workspace or on an organization."""
        if self.role is None or not self.joined or self.inactive:
            return ActorKind.OUTSIDER
        if self.role != "member":
            return ActorKind.OWNER if self.role == "owner" else ActorKind.ADMIN
        if not of_workspace:
            return ActorKind.WORKSPACE_ADMIN if self.administers_a_workspace else ActorKind.MEMBER
        if self.workspace_role is None or self.workspace_inactive:
            return ActorKind.MEMBER
        return ActorKind.WORKSPACE_ADMIN if self.workspace_role == "admin" else ActorKind.WORKSPACE_MEMBER
