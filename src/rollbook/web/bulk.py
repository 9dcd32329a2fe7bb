"""What can be done with many people at once: tried beforehand by the very rules, carried out one by one, and undone."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from rollbook.domain.errors import Invalid, Refusal, Unavailable
from rollbook.domain.ids import positive
from rollbook.domain.payloads import Assignment, GroupPatch, OrganizationUserChanges
from rollbook.services import assignments, groups, invitations, organization_users
from rollbook.services.work import Caller
from rollbook.web.screens import Screen
from rollbook.web.visitors import VisitorRequest, visitor

# A person as the API lists them in detail.
Person: TypeAlias = dict[str, Any]  # Any: JSON.
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


def _in_workspace(person: Person, number: int) -> bool:
    return any(place["workspace_id"] == number for place in person["workspaces"])


def _in_group(person: Person, number: int) -> bool:
    return any(group["group_id"] == number for group in person["groups"])


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
    ),
    "deactivate": Kind(
        "Deactivate",
        "is deactivated: can see nothing of the organization any more, and keeps their place in it",
        "is inactive already",
        lambda person, _: not person["inactive"],
        lambda caller, person, _: _change(caller, person, inactive=True),
        "activate",
    ),
    "activate": Kind(
        "Reactivate",
        "becomes active again",
        "is not inactive",
        lambda person, _: person["inactive"],
        lambda caller, person, _: _change(caller, person, inactive=False),
        "deactivate",
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
    ),
    "workspace-add": Kind(
        "Add to {name}",
        "comes into the workspace {name}",
        "is in {name} already",
        lambda person, number: not _in_workspace(person, number),
        lambda caller, person, _: _assign(caller, person, "add"),
        "workspace-remove",
        "workspace",
    ),
    "workspace-remove": Kind(
        "Take out of {name}",
        "leaves the workspace {name}",
        "is not in {name}",
        _in_workspace,
        lambda caller, person, _: _assign(caller, person, "remove"),
        "workspace-add",
        "workspace",
    ),
    "group-add": Kind(
        "Add to {name}",
        "comes into the group {name}, and into the workspaces that the group is in",
        "is in {name} already",
        lambda person, number: not _in_group(person, number),
        lambda caller, person, number: _patch_group(caller, person, number, "add"),
        "group-remove",
        "group",
    ),
    "group-remove": Kind(
        "Take out of {name}",
        "leaves the group {name}, and the workspaces that only the group led to",
        "is not in {name}",
        _in_group,
        lambda caller, person, number: _patch_group(caller, person, number, "remove"),
        "group-add",
        "group",
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

    def already(self) -> str:
        """Why somebody stays as they are."""
        return self.kind.already.format(name=self.name)


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes, or became, of one person; ``text`` says why where nothing did."""

    person: Person
    outcome: Outcome
    text: str = ""


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
    raise Invalid("Choose what is to be done.")


async def caller_for(request: VisitorRequest, change: Change, *, rehearsing: bool = False) -> Caller:
    """The visitor, as they stand toward what the change is of."""
    caller = request.user
    if change.kind.of == "workspace":
        caller = await visitor(request, caller.standing.organization_id, change.number)
    return replace(caller, rehearsing=rehearsing)


async def results(caller: Caller, change: Change, people: Iterable[Person]) -> AsyncIterator[Result]:
    """Carries the change out, one person after another, or tries it where the caller is rehearsing."""
    for person in people:
        if not change.kind.needed(person, change.number):
            yield Result(person, "same", change.already())
            continue
        try:
            await change.kind.carry_out(caller, person, change.number)
        except Unavailable:
            yield Result(person, "refused", "The database does not answer. Nothing was changed; try again.")
        except Refusal as refusal:
            yield Result(person, "refused", refusal.text)
        else:
            yield Result(person, "changed", change.will())
