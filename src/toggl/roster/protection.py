"""What no roster can do, found before anything is sent.

The paying user is protected too, but no list tells who it is: there the service refuses.
"""

from collections.abc import Iterator, Sequence

from toggl.roster.people import Fault
from toggl.roster.state import State
from toggl.roster.steps import Transition
from toggl.roster.wishes import Wish


def refusals(wishes: Sequence[Wish], transitions: Sequence[Transition], state: State) -> Iterator[Fault]:
    """Yield what the plan cannot do, a line each, by the address of whom it concerns."""
    for wish in wishes:
        member = state.members.get(wish.person.key)
        owner = member is not None and member.owner
        if wish.person.role == "owner" and not owner:
            yield Fault(wish.person.email, "a roster makes nobody the owner; ownership is transferred")
        if owner and wish.person.role not in (None, "owner"):
            yield Fault(wish.person.email, "the owner's role cannot be changed; ownership is transferred")
    for transition in transitions:
        yield from _of_new(transition) if transition.member is None else _of_member(transition, state)


def _of_new(transition: Transition) -> Iterator[Fault]:
    after = transition.after
    if after is not None and after.inactive:
        yield Fault(transition.email, "nobody can be invited as inactive")
    if after is not None and not after.workspaces:
        yield Fault(transition.email, "is invited into at least one workspace; name one")


def _of_member(transition: Transition, state: State) -> Iterator[Fault]:
    member, after = transition.member, transition.after
    if member is None:
        return
    if after is None:
        if member.owner:
            yield Fault(member.email, "the owner cannot be removed")
        return
    if member.owner and after.inactive and not member.place.inactive:
        yield Fault(member.email, "the owner cannot be deactivated")
    # Who becomes an admin with this roster is taken out before.
    if after.admin and member.place.admin:
        who = "the owner" if member.owner else "an admin of the organization"
        for number in sorted(member.place.workspaces.keys() - after.workspaces.keys()):
            yield Fault(member.email, f"{who} cannot be taken out of a workspace ({state.workspaces.written(number)})")
