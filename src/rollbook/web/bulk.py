"""What can be done with many people at once: tried beforehand by the very rules, carried out one by one, and undone."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from rollbook.domain.errors import Invalid, Refusal, Unavailable
from rollbook.domain.ids import positive
from rollbook.domain.payloads import Assignment, GroupPatch, OrganizationUserChanges
from rollbook.services import assignments, groups, invitations, organization_users
from rollbook.services.work import Caller
from rollbook.web.consequences import (
    Person,
    Words,
    directly_too,
    is_direct,
    is_in_group,
    leaves,
    leaving_with_group,
    lost_with_group,
    lost_with_workspace,
    not_joined,
    nothing,
    only_through_groups,
    staying,
)
from rollbook.web.screens import Screen
from rollbook.web.visitors import VisitorRequest, visitor

Outcome = Literal["changed", "same", "refused"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change; texts may name the workspace or group as ``{name}``."""

    label: str
    # What becomes of a person, and why some stay as they are.
    will: str
    already: str
    needed: Callable[[Person, int], bool]
    carry_out: Callable[[Caller, Person, int], Awaitable[object]]
    reverse: str | None = None
    # What the number of the change is of.
    of: Literal["workspace", "group", ""] = ""
    risky: bool = False
    # What is so of some people only: what becomes of them, why they stay as they are, what undoing does not bring back.
    otherwise: Words = nothing
    stays: Words = nothing
    lost: Words = nothing
    # What visitors lose who do it to themselves.
    own: str = ""


async def _change(caller: Caller, person: Person, **changes: Any) -> None:  # Any: values of fields.
    organization = caller.standing.organization_id or 0
    await organization_users.put_organization_users(
        caller, organization, person["id"], OrganizationUserChanges(**changes)
    )


async def _assign(caller: Caller, person: Person, operation: str) -> None:
    wanted = [Assignment(operation=operation, user_id=person["user_id"])]
    await assignments.put_organization_workspaces_assignments(caller, wanted)


async def _patch_group(caller: Caller, person: Person, number: int, operation: str) -> None:
    organization = caller.standing.organization_id or 0
    patch = GroupPatch(op=operation, path="/users", value=[person["user_id"]])
    await groups.patch_organization_group(caller, organization, number, [patch])


async def _remove(caller: Caller, person: Person, _: int) -> None:
    await organization_users.patch_organization_users(caller, caller.standing.organization_id or 0, [person["id"]])


async def _invite_again(caller: Caller, person: Person, _: int) -> None:
    await invitations.put_invitation(caller, caller.standing.organization_id or 0, person["invitation_id"] or 0)


KINDS: dict[str, Kind] = {
    "admin": Kind(
        "Make admin of the organization",
        "becomes an admin of the organization",
        "is an admin already",
        lambda person, _: not person["admin"],
        lambda caller, person, _: _change(caller, person, organization_admin=True),
        "member",
    ),
    "member": Kind(
        "Make member",
        "becomes a member, and an admin no more",
        "is a member already",
        lambda person, _: person["admin"],
        lambda caller, person, _: _change(caller, person, organization_admin=False),
        "admin",
        own="the administration of the organization",
    ),
    "deactivate": Kind(
        "Deactivate",
        "is deactivated: can see nothing of the organization any more, and keeps their place in it",
        "is inactive already",
        lambda person, _: not person["inactive"],
        lambda caller, person, _: _change(caller, person, inactive=True),
        "activate",
        own="all access to the organization",
    ),
    "activate": Kind(
        "Reactivate",
        "becomes active again",
        "is not inactive",
        lambda person, _: person["inactive"],
        lambda caller, person, _: _change(caller, person, inactive=False),
        "deactivate",
        otherwise=not_joined,
    ),
    "invite-again": Kind(
        "Send the invitation again",
        "gets a mail with a new link; the earlier link ends",
        "has no invitation that waits",
        lambda person, _: person["invitation_id"] is not None,
        _invite_again,
    ),
    "remove": Kind(
        "Remove from the organization",
        "is removed from the organization, its workspaces and groups",
        "",
        lambda person, _: True,
        _remove,
        risky=True,
        own="your place in the organization",
    ),
    "workspace-add": Kind(
        "Add to {name}",
        "comes into the workspace {name}",
        "is in {name} already",
        lambda person, number: not is_direct(person, number),
        lambda caller, person, _: _assign(caller, person, "add"),
        "workspace-remove",
        "workspace",
        otherwise=directly_too,
    ),
    "workspace-remove": Kind(
        "Take out of {name}",
        "leaves the workspace {name}",
        "is not in {name}",
        is_direct,
        lambda caller, person, _: _assign(caller, person, "remove"),
        "workspace-add",
        "workspace",
        otherwise=staying,
        stays=only_through_groups,
        lost=lost_with_workspace,
        own="the administration of {name}",
    ),
    "group-add": Kind(
        "Add to {name}",
        "comes into the group {name}, and into the workspaces that the group is in",
        "is in {name} already",
        lambda person, number: not is_in_group(person, number),
        lambda caller, person, number: _patch_group(caller, person, number, "add"),
        "group-remove",
        "group",
    ),
    "group-remove": Kind(
        "Take out of {name}",
        "leaves the group {name}",
        "is not in {name}",
        is_in_group,
        lambda caller, person, number: _patch_group(caller, person, number, "remove"),
        "group-add",
        "group",
        otherwise=leaving_with_group,
        lost=lost_with_group,
    ),
}

# What workspace admins can do with people of their workspaces.
_OF_WORKSPACE_ADMINS = ("invite-again", "workspace-add", "workspace-remove")
_HEADINGS = {
    "workspace-add": "Into a workspace",
    "workspace-remove": "Out of a workspace",
    "group-add": "Into a group",
    "group-remove": "Out of a group",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it was chosen: what, and with which workspace or group."""

    key: str
    number: int = 0
    name: str = ""

    @property
    def kind(self) -> Kind:
        """What is done."""
        return KINDS[self.key]

    @property
    def value(self) -> str:
        """How forms carry it."""
        return f"{self.key}:{self.number}" if self.number else self.key

    @property
    def label(self) -> str:
        """What it is called."""
        return self.kind.label.format(name=self.name)

    @property
    def reversed(self) -> "Change | None":
        """What undoes it; None for what cannot be undone."""
        return None if self.kind.reverse is None else replace(self, key=self.kind.reverse)

    def will(self) -> str:
        """What becomes of a person."""
        return self.kind.will.format(name=self.name)

    def is_needed(self, person: Person) -> bool:
        """Whether the person is not so already."""
        return self.kind.needed(person, self.number)

    def already(self, person: Person) -> str:
        """Why somebody stays as they are."""
        return self.kind.stays(person, self.number, self.name) or self.kind.already.format(name=self.name)

    def done(self, caller: Caller, person: Person) -> "Result":
        """What becomes of somebody whom it changes."""
        is_own = bool(self.kind.own) and person["user_id"] == caller.identity.account_id
        final = ""
        if is_own:
            final = f"This is you: you lose {self.kind.own.format(name=self.name)}, and cannot undo it yourself."
        elif self._takes_out_of_sight(caller, person):
            final = "You see them no more then, and cannot undo it yourself."
        about = person, self.number, self.name
        return Result(person, "changed", self.kind.otherwise(*about), self.kind.lost(*about), final, is_own)

    def _takes_out_of_sight(self, caller: Caller, person: Person) -> bool:
        """Whether an admin of workspaces takes somebody out of the only one in which they see them."""
        if self.key != "workspace-remove" or caller.standing.is_administrator:
            return False
        return leaves(person, self.number) and len(person["workspaces"]) == 1


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes, or became, of one person.

    ``text`` says why where nothing did, and else what is otherwise with them than with others.
    """

    person: Person
    outcome: Outcome
    text: str = ""
    # What undoing does not bring back; and why the visitor cannot undo it, the change being of their own access or not.
    lost: str = ""
    final: str = ""
    is_own: bool = False


def choices(seen: Screen, known_groups: Iterable[dict[str, Any]]) -> list[tuple[str, list[Change]]]:
    """What the visitor can do with people, under headings."""
    workspaces = [(one["id"], one["name"]) for one in seen.workspaces if one["admin"]]
    things = {"workspace": workspaces, "group": [(one["group_id"], one["name"]) for one in known_groups]}
    offered = [key for key in KINDS if seen.administers or key in _OF_WORKSPACE_ADMINS]
    offered = [key for key in offered if seen.sends_mail or key != "invite-again"]
    plain = [Change(key) for key in offered if not KINDS[key].of]
    found = [("People", plain)] if plain else []
    for key in offered:
        changes = [Change(key, number, name) for number, name in things.get(KINDS[key].of, [])]
        if changes:
            found.append((_HEADINGS[key], changes))
    return found


def chosen(value: str, offered: Iterable[tuple[str, list[Change]]]) -> Change:
    """The change that a form names, where it is one of those offered; else Invalid."""
    key, _, number = value.partition(":")
    wanted = key, positive(number) or 0
    for _, changes in offered:
        for change in changes:
            if (change.key, change.number) == wanted:
                return change
    raise Invalid("Choose what to do.")


def applicable(offered: Iterable[tuple[str, list[Change]]], person: Person) -> list[tuple[str, list[Change]]]:
    """Those of the changes that would change this person."""
    found = [(heading, [change for change in changes if change.is_needed(person)]) for heading, changes in offered]
    return [(heading, changes) for heading, changes in found if changes]


async def caller_for(request: VisitorRequest, change: Change, *, rehearsing: bool = False) -> Caller:
    """The visitor, as they stand toward what the change is of."""
    caller = request.user
    if change.kind.of == "workspace":
        caller = await visitor(request, caller.standing.organization_id, change.number)
    return replace(caller, rehearsing=rehearsing)


async def results(caller: Caller, change: Change, people: Iterable[Person]) -> AsyncIterator[Result]:
    """Carries the change out, one person after another, or tries it where the caller is rehearsing."""
    # Visitors come last: what they lose they need for the others.
    for person in sorted(people, key=lambda one: one["user_id"] == caller.identity.account_id):
        if not change.is_needed(person):
            yield Result(person, "same", change.already(person))
            continue
        try:
            await change.kind.carry_out(caller, person, change.number)
        except Unavailable:
            yield Result(person, "refused", "The database does not answer. Nothing was changed; try again.")
        except Refusal as refusal:
            yield Result(person, "refused", refusal.text)
        else:
            yield change.done(caller, person)
