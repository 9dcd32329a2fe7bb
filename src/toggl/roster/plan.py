"""What would have to change for an organization to be as a roster says."""

from collections.abc import Iterator, Sequence

import msgspec

from toggl.roster.people import Fault, Person, Roster, RosterError
from toggl.roster.protection import refusals
from toggl.roster.state import Member, Place, State
from toggl.roster.steps import NOWHERE, Promote, Step, Transition, ordered
from toggl.roster.wishes import Wish, resolved

# How many people the service gives in one page.
PAGE = 1000


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a person; `name` is the workspace's or the group's."""

    what: str
    name: str | None = None
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        if self.what == "membership":
            return "+ invited to the organization" if self.after else "- removed from the organization"
        if self.what == "group":
            return f"+ group {self.name}" if self.after else f"- group {self.name}"
        if self.what == "workspace" and not (self.before and self.after):
            return f"+ {self.name} ({self.after})" if self.after else f"- {self.name} ({self.before})"
        return f"{self.name or self.what}{':' if self.name else ''} {self.before} -> {self.after}"


class PersonPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What changes for one person."""

    email: str
    changes: tuple[Change, ...]


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """How many people are invited, changed, removed, as they shall be, or in no roster; and how many requests go."""

    invited: int
    changed: int
    removed: int
    unchanged: int
    not_in_roster: int
    requests: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done, person by person and request by request; equal plans do the same to the same state."""

    organization_id: int
    people: tuple[PersonPlan, ...]
    steps: tuple[Step, ...]
    # What cannot be done; such a plan is not applied at all.
    refusals: tuple[Fault, ...]
    # Who is in the organization, not in the roster, and left alone.
    not_in_roster: tuple[str, ...]
    # What a reader should know beside the changes.
    notes: tuple[str, ...]
    totals: Totals


def make_plan(roster: Roster, state: State, *, remove_missing: bool = False) -> Plan:
    """Return what brings an organization to what a roster says; RosterError with all that is wrong with the roster.

    With `remove_missing`, who is not in the roster is removed from the organization; else left alone.
    """
    wishes, faults = resolved(roster, state)
    if roster.faults or faults:
        raise RosterError([*roster.faults, *faults])
    named = {wish.person.key for wish in wishes}
    missing = [member for key, member in state.members.items() if key not in named]
    transitions = [_transition(wish, state) for wish in wishes]
    if remove_missing:
        transitions += [_removal(member, state) for member in missing]
    return _plan(state, wishes, transitions, [] if remove_missing else [member.email for member in missing])


def _plan(
    state: State, wishes: Sequence[Wish], transitions: Sequence[Transition], not_in_roster: Sequence[str]
) -> Plan:
    planned = [PersonPlan(email=one.email, changes=tuple(_changes(one, state))) for one in transitions]
    changed = sorted((one for one in planned if one.changes), key=lambda one: one.email.lower())
    steps = ordered(transitions)
    return Plan(
        organization_id=state.organization_id,
        people=tuple(changed),
        steps=steps,
        refusals=tuple(refusals(wishes, transitions, state)),
        not_in_roster=tuple(not_in_roster),
        notes=tuple(_notes(wishes, transitions, state)),
        totals=_totals(transitions, changed, steps, state, not_in_roster),
    )


def _transition(wish: Wish, state: State) -> Transition:
    person = wish.person
    member = state.members.get(person.key)
    before = NOWHERE if member is None else member.place
    owner = member is not None and member.owner
    return Transition(
        email=person.email.strip() if member is None else member.email,
        member=member,
        after=Place(
            admin=before.admin if person.role is None or owner else person.role == "admin",
            inactive=before.inactive if person.state is None else person.state == "inactive",
            workspaces=before.workspaces if wish.workspaces is None else wish.workspaces,
            groups=before.groups if wish.groups is None else wish.groups,
        ),
        name=_new_name(person, member),
        is_caller=member is not None and member.user_id == state.caller,
    )


def _removal(member: Member, state: State) -> Transition:
    return Transition(email=member.email, member=member, after=None, is_caller=member.user_id == state.caller)


def _new_name(person: Person, member: Member | None) -> str | None:
    """Return the name to give; who is invited brings one of their own."""
    if person.name is None or member is None or not (member.joined and member.can_be_renamed):
        return None
    return person.name.strip() if person.name.strip() != member.name.strip() else None


def _changes(transition: Transition, state: State) -> Iterator[Change]:
    member, after = transition.member, transition.after
    before = NOWHERE if member is None else member.place
    if member is None:
        yield Change(what="membership", after="invited")
    if after is None:
        yield Change(what="membership", before="member")
        return
    if transition.name is not None and member is not None:
        yield Change(what="name", before=member.name, after=transition.name)
    if after.admin != before.admin:
        yield Change(what="role", before=_role(before), after=_role(after))
    if after.inactive != before.inactive:
        yield Change(what="state", before=_activity(member, before), after=_activity(member, after))
    for number in sorted({*before.workspaces, *after.workspaces}, key=state.workspaces.written):
        was, is_now = before.workspaces.get(number), after.workspaces.get(number)
        if was != is_now:
            yield Change(what="workspace", name=state.workspaces.written(number), before=was, after=is_now)
    for number in sorted(before.groups ^ after.groups, key=state.groups.written):
        word = {"after" if number in after.groups else "before": "in"}
        yield Change(what="group", name=state.groups.written(number), **word)


def _role(place: Place) -> str:
    return "admin" if place.admin else "member"


def _activity(member: Member | None, place: Place) -> str:
    if place.inactive:
        return "inactive"
    return "active" if member is not None and member.joined else "invited"


def _notes(wishes: Sequence[Wish], transitions: Sequence[Transition], state: State) -> Iterator[str]:
    for wish in wishes:
        member = state.members.get(wish.person.key)
        name = (wish.person.name or "").strip()
        if member is not None and member.joined and not member.can_be_renamed and name not in ("", member.name.strip()):
            yield f"{member.email}: the name stays {member.name}; only they themselves can change it"
    for one in transitions:
        ends = one.after is None or one.after.inactive or not one.after.admin
        if one.is_caller and one.member is not None and ends:
            yield f"{one.email}: this is you; it is done last, and you cannot administer the organization afterwards"


def _totals(
    transitions: Sequence[Transition],
    changed: Sequence[PersonPlan],
    steps: Sequence[Step],
    state: State,
    not_in_roster: Sequence[str],
) -> Totals:
    invited = sum(one.member is None for one in transitions)
    removed = sum(one.after is None for one in transitions)
    # Who was just invited is looked up in the list of all people.
    pages = -(-(len(state.members) + invited) // PAGE) if any(isinstance(step, Promote) for step in steps) else 0
    return Totals(
        invited=invited,
        removed=removed,
        changed=len(changed) - invited - removed,
        unchanged=len(transitions) - len(changed),
        not_in_roster=len(not_in_roster),
        requests=len(steps) + pages,
    )
