"""What a roster asks for, with the numbers of an organization's workspaces and groups in the place of their names."""

from collections.abc import Iterable, Mapping

import msgspec

from toggl.roster.names import Names
from toggl.roster.people import Fault, Person, Roster
from toggl.roster.state import State


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody shall be; workspaces and groups are None where they stay."""

    person: Person
    workspaces: Mapping[int, str] | None
    groups: frozenset[int] | None


def resolved(roster: Roster, state: State) -> tuple[list[Wish], list[Fault]]:
    """Return what a roster asks for, and the names in it that are nothing's or more than one thing's."""
    faults: list[Fault] = []
    wishes = []
    for person in roster.people:
        workspaces = _numbers(person, person.workspaces, state.workspaces, faults)
        groups = _numbers(person, person.groups, state.groups, faults)
        wishes.append(
            Wish(
                person=person,
                workspaces=None
                if workspaces is None or person.workspaces is None
                else dict(sorted((number, person.workspaces[name]) for number, name in workspaces.items())),
                groups=None if groups is None else frozenset(groups),
            )
        )
    return wishes, faults


def _numbers(person: Person, written: Iterable[str] | None, names: Names, faults: list[Fault]) -> dict[int, str] | None:
    """Return the names by number, and keep what is wrong with them."""
    if written is None:
        return None
    found: dict[int, str] = {}
    for name in written:
        try:
            number = names.number_of(name)
        except LookupError as fault:
            faults.append(Fault(person.where, str(fault)))
            continue
        if number in found and found[number] != name:
            faults.append(Fault(person.where, f"{found[number]!r} and {name!r} are the same {names.kind}"))
        found[number] = name
    return found
