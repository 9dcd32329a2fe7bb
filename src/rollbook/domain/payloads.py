"""What requests may carry: decoded strictly, unknown fields ignored, null the same as absent unless it says so."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from rollbook.domain.roles import WorkspaceRole

# The database's whole numbers. An id of nobody is told apart later; a number that fits nowhere is the wrong shape.
Number = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
SmallNumber = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
# The database takes no NUL.
Text = Annotated[str, Meta(pattern=r"^[^\x00]*$")]
ChangeMode = Literal["start-today", "override-current", "override-all"]


class Deletions(Struct):
    """Whom a bulk change deletes."""

    delete: list[Number] | None = None


class WorkspaceMembership(Struct):
    """A workspace that somebody is to be in directly, and as what."""

    workspace_id: Number
    admin: bool | None = None
    role: WorkspaceRole | None = None
    role_id: Number | None = None


class OrganizationUserChanges(Struct):
    """Changes of one organization user; ``groups`` and ``workspaces`` replace all there are."""

    email: Text | None = None
    name: Text | None = None
    inactive: bool | None = None
    organization_admin: bool | None = None
    role_id: Number | None = None
    groups: list[Number] | None = None
    workspaces: list[WorkspaceMembership] | None = None

    def is_empty(self) -> bool:
        """Whether no field is there."""
        return all(getattr(self, field) is None for field in self.__struct_fields__)


class WorkspaceUserChanges(Struct, rename={"posted_fields": "postedFields"}):
    """Changes of one workspace user. A field that is null or absent but named in ``postedFields`` is cleared."""

    admin: bool | None = None
    role: WorkspaceRole | None = None
    role_id: Number | None = None
    inactive: bool | None = None
    rate: int | float | None = None
    rate_change_mode: ChangeMode | None = None
    # Whole cents, as in 2024; labor_cost is the same in currency units.
    labour_cost: Number | None = None
    labor_cost: int | float | None = None
    labor_cost_change_mode: ChangeMode | None = None
    working_hours_in_minutes: SmallNumber | None = None
    view_edit_billable_rates: bool | None = None
    view_edit_labor_costs: bool | None = None
    posted_fields: list[str] | None = None


class Assignment(Struct):
    """Somebody or a group, into or out of a workspace."""

    operation: Text | None = None
    user_id: Number | None = None
    group_id: Number | None = None
    joined: bool | None = None


class GroupPayload(Struct):
    """A group's name, and the people (by account) and workspaces in it."""

    name: Text | None = None
    users: list[Number] | None = None
    workspaces: list[Number] | None = None


class GroupPatch(Struct):
    """People or workspaces into or out of a group."""

    op: Text | None = None
    path: Text | None = None
    value: list[Number] | None = None


class GroupPatchFailure(Struct):
    """A patch that was not made, and why."""

    message: str
    patch: GroupPatch


class GroupPatchResult(Struct):
    """Which patches were made."""

    success: list[GroupPatch]
    failure: list[GroupPatchFailure]


class InvitationRequest(Struct):
    """Whom to invite, and into which workspaces and groups."""

    emails: list[Text] | None = None
    workspaces: list[WorkspaceMembership] | None = None
    groups: list[Number] | None = None
    skip_email: bool | None = None


class GroupName(Struct):
    """What a group is to be called."""

    name: Text | None = None


class OrganizationChanges(Struct):
    """What an organization is to be called."""

    name: Text | None = None


class NewOwner(Struct):
    """The account that is to own an organization; both names mean the same."""

    new_owner_id: Number | None = None
    user_id: Number | None = None


class NewPayingUser(Struct):
    """The account that is to pay for an organization."""

    user_id: Number | None = None


class NewOrganization(Struct):
    """An organization and its first workspace."""

    name: Text | None = None
    workspace_name: Text | None = None


class FirstWorkspace(Struct):
    """The workspace that a sign-up makes."""

    name: Text | None = None


class SignUp(Struct):
    """A new account, with an organization of its own or by an invitation's code."""

    email: Text | None = None
    password: Text | None = None
    full_name: Text | None = None
    fullname: Text | None = None
    timezone: Text | None = None
    country_id: SmallNumber | None = None
    invitation_code: Text | None = None
    workspace: FirstWorkspace | None = None


class SessionRequest(Struct):
    """Whether the session should last."""

    remember_me: bool | None = None


class LostPassword(Struct):
    """The address of who has lost their password."""

    email: Text | None = None


class NewPassword(Struct):
    """The code of a reset link, and the password that is to be."""

    code: Text | None = None
    password: Text | None = None
    user_id: Number | None = None
