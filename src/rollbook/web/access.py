"""What somebody is in a workspace, and how they came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import msgspec

from rollbook.domain.errors import Forbidden, Invalid
from rollbook.domain.member_lists import MemberQuery
from rollbook.domain.payloads import Assignment, WorkspaceUserChanges
from rollbook.domain.roles import ROLES, WORKSPACE_ROLE_IDS
from rollbook.services import assignments, organization_users, workspace_users
from rollbook.services.work import Caller
from rollbook.web.consequences import Person
from rollbook.web.forms import Form, one_of, payload
from rollbook.web.screens import Screen

# A workspace as the API shows it.
Workspace: TypeAlias = dict[str, Any]  # Any: JSON.

ROLE_NAMES = {code: next(r.name for r in ROLES if r.role_id == number) for code, number in WORKSPACE_ROLE_IDS.items()}
_NOT_YOURS = "Only the owner and the admins of the organization can change that."
# What a cell shows for how somebody is in, and what is read out instead.
_SIGNS = {"none": "\N{EN DASH}", "direct": "D", "group": "G", "both": "D+G"}
_SPOKEN = {
    "none": "Not in",
    "direct": "Directly, as",
    "group": "Through a group, as",
    "both": "Directly and through a group, as",
}
OPERATIONS = ("role", "add", "remove", "deactivate", "activate")


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody and a workspace; ``place`` is what the person is there, None for who is not in."""

    person: Person
    workspace: Workspace
    place: dict[str, Any] | None  # Any: JSON.
    is_direct: bool

    @property
    def groups(self) -> list[str]:
        """The groups through which they are in."""
        return [group["name"] for group in self.place["groups"]] if self.place else []

    @property
    def kind(self) -> Literal["none", "direct", "group", "both"]:
        """How they are in."""
        if self.place is None:
            return "none"
        if not self.is_direct:
            return "group"
        return "both" if self.groups else "direct"

    @property
    def sign(self) -> str:
        """How they are in, as a letter or two."""
        return _SIGNS[self.kind]

    @property
    def spoken(self) -> str:
        """The same for who hears it; their role follows, if they are in."""
        return _SPOKEN[self.kind]

    @property
    def role(self) -> str:
        """What they are there, as it is called; empty for who is not in."""
        return ROLE_NAMES[self.place["role"]] if self.place else ""

    @property
    def is_inactive(self) -> bool:
        """Whether they were deactivated there, and not in the whole organization."""
        return self.place is not None and self.place["inactive"] and not self.person["inactive"]


class Accesses:
    """What these people are in any workspace that the visitor administers."""

    def __init__(self, people: Sequence[Person], direct: set[tuple[int, int]]) -> None:
        self.people = people
        self._direct = direct
        self._places = {(one["user_id"], place["workspace_id"]): place for one in people for place in one["workspaces"]}

    def of(self, person: Person, workspace: Workspace) -> Access:
        """What that person is in that workspace."""
        key = person["user_id"], workspace["id"]
        return Access(person, workspace, self._places.get(key), key in self._direct)


async def accesses_of(seen: Screen, people: Sequence[Person]) -> Accesses:
    """What they are everywhere, in one look-up more."""
    number = seen.number
    ids = [one["id"] for one in people]
    return Accesses(people, await organization_users.get_direct_places(seen.caller, number, ids))


async def access_of(seen: Screen, user_id: int, workspace: Workspace) -> Access | None:
    """What that person is in the workspace; None for who is not, or not for the visitor, in the organization."""
    number = seen.number
    query = MemberQuery(account_ids=(user_id,))
    found = await organization_users.get_organization_users_detailed(seen.caller, number, query)
    people = msgspec.json.decode(found.body, type=list[dict[str, Any]])
    return (await accesses_of(seen, people)).of(people[0], workspace) if people else None


async def change_access(caller: Caller, user_id: int, sent: Form) -> str:
    """Puts somebody into the workspace of the caller's standing, or out of it, or changes what they are there.

    Returns why that could not be done; nothing where it was.
    """
    try:
        await _carry_out(caller, user_id, sent)
    except Forbidden:
        return _NOT_YOURS
    except Invalid as refusal:
        return refusal.text
    return ""


async def _carry_out(caller: Caller, user_id: int, sent: Form) -> None:
    operation = one_of(sent.raw("do"), OPERATIONS)
    if operation in {"add", "remove"}:
        wanted = [Assignment(operation=operation, user_id=user_id)]
        await assignments.put_organization_workspaces_assignments(caller, wanted)
        return
    changes = payload(WorkspaceUserChanges, inactive=operation == "deactivate")
    if operation == "role":
        changes = payload(WorkspaceUserChanges, role=sent.raw("role"))
    await workspace_users.put_workspace_users(caller, user_id, changes)
