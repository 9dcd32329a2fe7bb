"""Organizations of a few people, for tests of plans."""

from typing import Any

from toggl import roster
from toggl.roster import Member, Place, State
from toggl.roster.names import Names
from toggl.roster.people import WORKSPACE_ROLES

WORKSPACES = {1: "Design", 2: "Research", 3: "Sales"}
GROUPS = {11: "Editors", 12: "Night shift"}


def member(number: int, email: str, place: Place | None = None, **fields: Any) -> Member:  # Any: fields of Member.
    values = {"name": email.partition("@")[0].title(), "place": place or Place(workspaces={1: "user"}), **fields}
    return Member(organization_user_id=number, user_id=1000 + number, email=email, **values)


def state(*members: Member, caller: int = 1) -> State:
    """An organization whose owner has the number 1, and is the caller unless another number is given."""
    owner = member(1, "owner@example.com", Place(admin=True, workspaces={1: "admin"}), owner=True)
    return State(
        organization_id=7,
        caller=1000 + caller,
        members={one.email.lower(): one for one in (owner, *members)},
        workspaces=Names("workspace", WORKSPACES),
        groups=Names("group", GROUPS),
    )


def planned(present: State, text: str, *, remove_missing: bool = False) -> roster.Plan:
    """The plan for a roster with these people, in YAML."""
    return roster.make_plan(roster.read(f"people:\n{text}"), present, remove_missing=remove_missing)


def shown(plan: roster.Plan) -> dict[str, list[str]]:
    """The changes of a plan, by person."""
    return {person.email: [str(change) for change in person.changes] for person in plan.people}


def effective(place: Place, reached: dict[int, set[int]]) -> frozenset[tuple[str, int, str]]:
    """All that somebody may do by their place, when each group leads to these workspaces.

    Who may do much in a workspace may do there what the lower roles may, too.
    """
    if place.inactive:
        return frozenset()
    held = {("organization", 0, "member")} | {("group", number, "in") for number in place.groups}
    roles = dict(place.workspaces)
    for group in place.groups:
        for workspace in reached.get(group, ()):
            roles.setdefault(workspace, "user")
    if place.admin:
        held.add(("organization", 0, "admin"))
        roles = dict.fromkeys(WORKSPACES, "admin")
    for workspace, role in roles.items():
        held |= {("workspace", workspace, lower) for lower in WORKSPACE_ROLES[WORKSPACE_ROLES.index(role) :]}
    return frozenset(held)
