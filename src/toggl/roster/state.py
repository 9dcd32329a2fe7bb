"""The people of an organization as they are, told from what the API lists."""

from collections.abc import Iterable, Mapping

import msgspec

from toggl.models import (
    GroupOrganizationGroupResponse,
    ModelsOrgUser,
    ModelsOrgUserWorkspace,
    ModelsWorkspaceUser,
    WorkspaceWorkspace,
)
from toggl.roster.names import Names
from toggl.roster.people import Fault, Person, RosterError, key_of


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may do in an organization, once they have joined."""

    admin: bool = False
    inactive: bool = False
    # Roles by workspace; direct memberships alone.
    workspaces: Mapping[int, str] = {}
    groups: frozenset[int] = frozenset()


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in an organization."""

    organization_user_id: int
    user_id: int
    email: str
    name: str
    owner: bool = False
    joined: bool = True
    can_be_renamed: bool = False
    # The workspaces in which they are deactivated, which a roster leaves so.
    paused: frozenset[int] = frozenset()
    place: Place

    @property
    def role(self) -> str:
        """The role in the organization."""
        if self.owner:
            return "owner"
        return "admin" if self.place.admin else "member"

    @property
    def state(self) -> str:
        """Whether they have access."""
        if self.place.inactive:
            return "inactive"
        return "active" if self.joined else "invited"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """An organization: its people by the form of their addresses that is compared, its workspaces and groups."""

    organization_id: int
    # The account of who asked.
    caller: int
    members: Mapping[str, Member]
    workspaces: Names
    groups: Names


def state_of(
    organization_id: int,
    caller: int,
    *,
    people: Iterable[ModelsOrgUser],
    workspaces: Iterable[WorkspaceWorkspace],
    groups: Iterable[GroupOrganizationGroupResponse],
    direct: Mapping[int, Iterable[ModelsWorkspaceUser]],
) -> State:
    """Return the state that lists of the API tell; RosterError where two people cannot be told apart.

    `direct` has the direct members of those workspaces where `unclear` leaves it open.
    """
    listed = list(people)
    held = {workspace: {one.uid or one.user_id or 0 for one in there} for workspace, there in direct.items()}
    members: dict[str, Member] = {}
    for person in listed:
        # Without an address nobody can be named in a roster, so they are never touched.
        if person.email:
            _add(members, _member(person, held))
    return State(
        organization_id=organization_id,
        caller=caller,
        members=dict(sorted(members.items())),
        workspaces=Names("workspace", _workspace_names(organization_id, listed, workspaces)),
        groups=Names("group", _group_names(listed, groups)),
    )


def unclear(people: Iterable[ModelsOrgUser], groups: Iterable[GroupOrganizationGroupResponse]) -> list[int]:
    """Return the workspaces in which somebody may be only through a group, as far as the list of people tells."""
    reached = {group.group_id: set(group.workspaces or ()) for group in groups}
    found: set[int] = set()
    for person in people:
        through = {workspace for group in person.groups or () for workspace in reached.get(group.group_id, ())}
        # Who is in through a group alone has the lowest role.
        found |= {_number(one) for one in person.workspaces or () if _role(one) == "user"} & through
    return sorted(found)


def roster_of(state: State) -> tuple[Person, ...]:
    """Return all people of an organization as a roster has them, sorted."""
    return tuple(_person(state, member) for member in state.members.values())


def _person(state: State, member: Member) -> Person:
    places = {state.workspaces.written(number): role for number, role in member.place.workspaces.items()}
    return Person(
        email=member.email,
        name=member.name if member.name.strip() else None,
        role=member.role,
        state=member.state,
        workspaces=dict(sorted(places.items())),
        groups=tuple(sorted(map(state.groups.written, member.place.groups))),
    )


def _add(members: dict[str, Member], member: Member) -> None:
    other = members.setdefault(key_of(member.email), member)
    if other is not member:
        raise RosterError([Fault("", f"the addresses {other.email} and {member.email} differ in case alone")])


def _member(person: ModelsOrgUser, held: Mapping[int, set[int]]) -> Member:
    account = person.user_id or 0
    direct = [one for one in person.workspaces or () if account in held.get(_number(one), {account})]
    return Member(
        organization_user_id=person.id or 0,
        user_id=account,
        email=person.email or "",
        name=person.name or "",
        owner=bool(person.owner),
        joined=bool(person.joined),
        can_be_renamed=bool(person.can_edit_email),
        paused=frozenset(_number(one) for one in direct if one.inactive and not person.inactive),
        place=Place(
            admin=bool(person.admin or person.owner),
            inactive=bool(person.inactive),
            workspaces={_number(one): _role(one) for one in sorted(direct, key=_number)},
            groups=frozenset(group.group_id or 0 for group in person.groups or ()),
        ),
    )


def _number(place: ModelsOrgUserWorkspace) -> int:
    return place.workspace_id or 0


def _role(place: ModelsOrgUserWorkspace) -> str:
    return place.role or ("admin" if place.admin else "user")


def _workspace_names(
    organization_id: int, people: Iterable[ModelsOrgUser], workspaces: Iterable[WorkspaceWorkspace]
) -> dict[int, str]:
    """Return the names of the caller's workspaces, and of those that others are in."""
    names = {_number(one): one.name or one.workspace_name or "" for person in people for one in person.workspaces or ()}
    own = {one.id or 0: one.name or "" for one in workspaces if one.organization_id == organization_id}
    return names | own


def _group_names(people: Iterable[ModelsOrgUser], groups: Iterable[GroupOrganizationGroupResponse]) -> dict[int, str]:
    """Return the names of all groups; of those that people are in, also where the list of groups is behind."""
    held = {group.group_id or 0: group.name or "" for person in people for group in person.groups or ()}
    return held | {group.group_id or 0: group.name or "" for group in groups}
