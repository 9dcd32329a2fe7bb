"""An organization as the contract means it: what there is in it, who is what, and who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

# The numbers under which roles are published.
ORGANIZATION_ROLES = {"owner": 1, "admin": 2, "member": 3}
WORKSPACE_ROLES = {"admin": 4, "projectlead": 5, "teamlead": 6, "user": 7}

NO_ACCESS = "User does not have access to this resource."
NO_ORGANIZATION_ACCESS = "User does not have access to this resource"
NOT_ACCESSIBLE = "Workspace user is not found or accessible"


class Refused(Exception):
    """The request is refused with this status and one of these texts, and changes nothing."""

    def __init__(self, status: int, *texts: str) -> None:
        super().__init__(status, texts)
        self.status = status
        self.texts = texts


def invalid(*texts: str) -> Refused:
    return Refused(400, *texts)


def forbidden(text: str) -> Refused:
    return Refused(403, text)


def missing(text: str) -> Refused:
    return Refused(404, text)


@dataclass
class Account:
    """A person across organizations; ``token`` is empty as long as the account only stands for an invited address."""

    number: int
    name: str
    email: str
    token: str = ""
    # How many other organizations it is in or invited to, and in how many of them it has joined.
    elsewhere: int = 0
    joined_elsewhere: int = 0
    # Nothing of it is other than at its sign-up.
    as_made: bool = True


@dataclass
class Place:
    """A workspace user. ``number`` is None until a list has told it."""

    direct: bool
    role: str = "user"
    number: int | None = None
    inactive: bool = False
    rate: Decimal | None = None
    labor_cost: Decimal | None = None
    minutes: int | None = None
    edits_rates: bool = False
    edits_costs: bool = False


@dataclass
class Member:
    """An organization user, by account; ``places`` are by workspace. ``number`` is None until a list has told it."""

    account: int
    name: str
    email: str
    role: str = "member"
    paying: bool = False
    joined: bool = False
    inactive: bool = False
    number: int | None = None
    places: dict[int, Place] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        return self.joined and not self.inactive

    @property
    def state(self) -> str:
        if self.inactive:
            return "inactive"
        return "active" if self.joined else "invited"

    @property
    def above(self) -> bool:
        """Whether the owner or an admin, who administer every workspace."""
        return self.role != "member"

    @property
    def administered(self) -> set[int]:
        """The workspaces that they administer by their role there."""
        return {number for number, place in self.places.items() if place.role == "admin" and not place.inactive}


@dataclass
class Workspace:
    number: int
    name: str
    currency: str = "USD"


@dataclass
class Group:
    number: int
    name: str
    people: set[int] = field(default_factory=set)
    workspaces: set[int] = field(default_factory=set)


@dataclass
class Invitation:
    """``code`` is what the link was given out with; None where nobody knows it, as when it went by mail."""

    number: int
    account: int
    sender: int
    code: str | None
    state: str = "pending"


@dataclass
class Transfer:
    """A transfer of ownership; an answer is None as long as that side has given none."""

    number: int
    requester: int
    owner: int
    new_owner: int
    owner_accepts: bool | None = None
    new_owner_accepts: bool | None = None
    outcome: str | None = None


# Who may, in the letters of the contract's table, and the status and text of everybody else.
OF_ORGANIZATION: dict[str, tuple[str, int, str]] = {
    "get_organization_users": ("OA", 403, "User is not authorized to list the organization users"),
    "get_organization_users_detailed": ("OAW", 403, "Forbidden"),
    "patch_organization_users": ("OA", 403, "User is not authorized to delete the organization user"),
    "put_organization_users": ("OA", 403, "User is not authorized to update the organization user"),
    "get_organization_groups": ("OA", 403, "Forbidden"),
    "post_organization_group": ("OA", 403, NO_ORGANIZATION_ACCESS),
    "put_organization_group": ("OA", 403, "Forbidden"),
    "patch_organization_group": ("OA", 403, "User does not have permission to manage user groups."),
    "delete_organization_group": ("OA", 403, NO_ORGANIZATION_ACCESS),
    "post_organization_invitation": ("OAW", 403, "Forbidden"),
    "put_invitation": ("OAW", 403, "Forbidden"),
    "get_organization": ("OAWX", 404, "User not part of organization"),
    "put_organization": ("OA", 403, "User is not authorized to update the organization"),
    "post_organization_workspaces": ("OA", 403, "Forbidden"),
    "get_organization_workspaces_statistics": ("OAW", 403, "Forbidden"),
    "get_organization_owner": ("OAWX", 403, NO_ORGANIZATION_ACCESS),
    "get_ownership_transfers": ("OA", 403, NO_ORGANIZATION_ACCESS),
    "post_ownership_transfer": ("OA", 403, NO_ORGANIZATION_ACCESS),
    "post_ownership_transfer_actions": ("OAWX", 403, NO_ORGANIZATION_ACCESS),
    "put_organization_paying_user": ("OA", 403, NO_ORGANIZATION_ACCESS),
}
OF_WORKSPACE: dict[str, tuple[str, int, str]] = {
    "get_organization_workspaces_workspaceusers": ("OAW", 403, "Forbidden"),
    "patch_organization_workspace_users": ("OAW", 403, "Forbidden"),
    "put_organization_workspaces_assignments": ("OAW", 403, "Forbidden"),
    "get_workspace_users": ("OAWM", 403, NO_ACCESS),
    "get_workspace_workspace_users": ("OAWM", 403, NO_ACCESS),
    "put_workspace_users": ("OAW", 403, NOT_ACCESSIBLE),
    "delete_workspace_user": ("OAW", 403, NOT_ACCESSIBLE),
    "post_workspace_users_lost_password": ("OA", 403, NO_ACCESS),
    "put_workspaces": ("OAW", 403, NO_ACCESS),
    "get_workspace_groups": ("OAWM", 403, NO_ORGANIZATION_ACCESS),
    "get_organization_workspaces_groups": ("OA", 403, "Forbidden"),
    "post_workspace_group": ("OAW", 403, NO_ORGANIZATION_ACCESS),
    "put_workspace_group": ("OAW", 403, NO_ORGANIZATION_ACCESS),
    "delete_workspace_group": ("OAW", 403, NO_ORGANIZATION_ACCESS),
    "post_workspace_rates": ("OAW", 403, "User cannot access billable rate(s)."),
}


@dataclass
class Organization:
    """All that an organization is. People are named by their account, everything else by its own number."""

    number: int
    name: str
    members: dict[int, Member] = field(default_factory=dict)
    workspaces: dict[int, Workspace] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    invitations: list[Invitation] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    # Of everybody that this is about, in the organization or not.
    accounts: dict[int, Account] = field(default_factory=dict)
    # The person whom an open link, asked for by an administrator, would give a new password.
    links: dict[int, str] = field(default_factory=dict)

    # Who is what ---------------------------------------------------------------------------------------------------

    def kind(self, account: int) -> str:
        """The caller's letter for operations on the organization."""
        member = self.members.get(account)
        if member is None or not member.active:
            return "-"
        if member.above:
            return "O" if member.role == "owner" else "A"
        return "W" if member.administered else "X"

    def kind_in(self, account: int, workspace: int) -> str:
        """The caller's letter for operations on that workspace."""
        general = self.kind(account)
        if general in {"O", "A", "-"}:
            return general
        place = self.members[account].places.get(workspace)
        if place is None or place.inactive:
            return "X"
        return "W" if place.role == "admin" else "M"

    def permit(self, operation: str, account: int) -> str:
        """The caller's letter; refuses those whom the operation is not for."""
        return _permitted(OF_ORGANIZATION[operation], self.kind(account))

    def permit_in(self, operation: str, account: int, workspace: int) -> str:
        """The same of an operation on a workspace, whose number may be of nothing."""
        # By a path that names the workspace alone, one of another organization is one that nobody here is in.
        if "organization" not in operation and workspace not in self.workspaces:
            return _permitted(OF_WORKSPACE[operation], "-")
        return _permitted(OF_WORKSPACE[operation], self.kind_in(account, workspace))

    @property
    def owner(self) -> Member:
        return next(member for member in self.members.values() if member.role == "owner")

    @property
    def payer(self) -> Member:
        return next(member for member in self.members.values() if member.paying)

    def member_numbered(self, number: int) -> Member | None:
        return next((member for member in self.members.values() if member.number == number), None)

    def place_numbered(self, workspace: int, number: int) -> Member | None:
        """Whose place in the workspace has that number."""
        return next(
            (
                member
                for member in self.members.values()
                if workspace in member.places and member.places[workspace].number == number
            ),
            None,
        )

    def account_at(self, email: str) -> Account | None:
        return next((one for one in self.accounts.values() if one.email.lower() == email.lower()), None)

    def is_alone_here(self, account: int) -> bool:
        """Whether the account is in no other organization, and not waited for by one."""
        return self.accounts[account].elsewhere == 0

    # What follows from a change ------------------------------------------------------------------------------------

    def groups_giving(self, account: int, workspace: int) -> list[Group]:
        """The person's groups that are in the workspace."""
        return [one for one in self.groups.values() if account in one.people and workspace in one.workspaces]

    def settle(self, people: Iterable[int] | None = None) -> None:
        """Brings indirect memberships in line with the groups; ``people`` are those who were moved, None for all."""
        for member in self.members.values():
            for workspace in self.workspaces:
                place = member.places.get(workspace)
                held = bool(self.groups_giving(member.account, workspace))
                if place is None and held:
                    member.places[workspace] = Place(direct=False)
                elif place is not None and not place.direct and not held:
                    del member.places[workspace]
        self.end_outgrown_links(people)

    def enter(self, member: Member, workspace: int, role: str | None) -> None:
        """Puts somebody into a workspace directly, or gives who is there the role, if one is given."""
        place = member.places.setdefault(workspace, Place(direct=True))
        place.direct = True
        place.role = role or place.role

    def withdraw(self, member: Member, workspace: int) -> None:
        """Ends a direct membership; ``settle`` decides whether a group holds the person all the same."""
        place = member.places[workspace]
        place.direct, place.role = False, "user"

    def remove(self, account: int) -> None:
        """Takes somebody out of the organization, with all that they are in it."""
        for group in self.groups.values():
            group.people.discard(account)
        for invitation in self.pending(account):
            invitation.state = "withdrawn"
        del self.members[account]
        self.links.pop(account, None)

    def pending(self, account: int | None = None) -> list[Invitation]:
        """The invitations that wait, or that of one person."""
        return [one for one in self.invitations if one.state == "pending" and account in {None, one.account}]

    def living(self, code: str) -> Invitation | None:
        """The invitation that can be accepted by that code."""
        for invitation in self.pending():
            member = self.members[invitation.account]
            if invitation.code == code and not member.joined and not member.inactive:
                return invitation
        return None

    def end_outgrown_links(self, people: Iterable[int] | None = None) -> None:
        """A workspace admin's link ends when its person comes to wait for more than that admin may give."""
        for invitation in self.pending():
            if people is not None and invitation.account not in people:
                continue
            sender, member = self.members.get(invitation.sender), self.members[invitation.account]
            if sender is not None and sender.above and not sender.inactive:
                continue
            may_give = set() if sender is None else sender.administered
            if member.above or not set(member.places) <= may_give:
                invitation.code = None

    def end_transfers_of(self, people: Iterable[int]) -> None:
        """The ongoing transfer ends when one of its sides loses their place."""
        for transfer in self.transfers:
            if transfer.outcome is None and {transfer.owner, transfer.new_owner} & set(people):
                transfer.outcome = "cancelled"

    @property
    def ongoing(self) -> Transfer | None:
        return next((one for one in self.transfers if one.outcome is None), None)

    def is_to_own(self, account: int) -> bool:
        return self.ongoing is not None and self.ongoing.new_owner == account


def _permitted(permission: tuple[str, int, str], kind: str) -> str:
    allowed, status, text = permission
    if kind not in allowed:
        raise Refused(status, text)
    return kind
