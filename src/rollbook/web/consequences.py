"""What becomes of one person otherwise than of others, by where they are and how they came there."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

# A person as the API lists them in detail, with whether they are in each workspace directly.
Person: TypeAlias = dict[str, Any]  # Any: JSON.
# Says something of a person and a workspace or group, which has that number and name; empty where there is nothing.
Words: TypeAlias = Callable[[Person, int, str], str]


def nothing(_: Person, __: int, ___: str) -> str:
    """Where there is nothing to say of anybody."""
    return ""


def is_direct(person: Person, number: int) -> bool:
    """Whether they are in the workspace directly."""
    place = _place(person, number)
    return place is not None and place["direct"]


def leaves(person: Person, number: int) -> bool:
    """Whether they are out of the workspace once they are not in directly any more."""
    place = _place(person, number)
    return place is not None and not place["groups"]


def is_in_group(person: Person, number: int) -> bool:
    """Whether they are in the group."""
    return any(group["group_id"] == number for group in person["groups"])


def staying(person: Person, number: int, name: str) -> str:
    """Who is taken out of a workspace, and is in it through a group, too."""
    groups = _through(person, number)
    return f"loses the direct access to {name}, and stays through {groups} as a user" if groups else ""


def only_through_groups(person: Person, number: int, name: str) -> str:
    """Who cannot be taken out of a workspace, since a group leads there."""
    groups = _through(person, number)
    return f"is in {name} only through {groups}: take them out there" if groups else ""


def directly_too(person: Person, number: int, name: str) -> str:
    """Who comes into a workspace that a group has led them to already."""
    groups = _through(person, number)
    return f"is in {name} through {groups}, and comes in directly, too" if groups else ""


def lost_with_workspace(person: Person, number: int, _: str) -> str:
    """What is not brought back when somebody is put into a workspace again."""
    place = _place(person, number)
    if leaves(person, number):
        return "Undo puts those who leave back as users: their roles, rates, labor costs and hours there are lost."
    if place is not None and place["role"] != "user":
        return "Undo brings the direct access back, as user: the roles there are lost."
    return ""


def leaving_with_group(person: Person, number: int, name: str) -> str:
    """Which workspaces somebody leaves with a group."""
    places = _only_through(person, number)
    if not places:
        return ""
    which = "workspace" if len(places) == 1 else "workspaces"
    return f"leaves the group {name}, and with it the {which} {_listed([place['name'] for place in places])}"


def lost_with_group(person: Person, number: int, _: str) -> str:
    """What is not brought back when somebody is put into a group again."""
    if not _only_through(person, number):
        return ""
    return "Undo puts them back without their rates, labor costs and hours in the workspaces that they leave."


def not_joined(person: Person, _: int, __: str) -> str:
    """Who is reactivated before they have joined."""
    return "" if person["joined"] else "becomes invited again: they have not joined yet"


def _place(person: Person, number: int) -> dict[str, Any] | None:  # Any: JSON.
    return next((place for place in person["workspaces"] if place["workspace_id"] == number), None)


def _only_through(person: Person, number: int) -> list[dict[str, Any]]:  # Any: JSON.
    """The person's places that this group alone leads to."""
    return [
        place
        for place in person["workspaces"]
        if not place["direct"] and all(group["group_id"] == number for group in place["groups"])
    ]


def _through(person: Person, number: int) -> str:
    """The groups that lead the person to the workspace; empty where none does."""
    place = _place(person, number)
    if place is None or not place["groups"]:
        return ""
    names = [group["name"] for group in place["groups"]]
    return f"the {'group' if len(names) == 1 else 'groups'} {_listed(names)}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
