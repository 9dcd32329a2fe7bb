"""The requests that bring people from where they are to where they shall be, and the order in which they go.

The rule: after each request, whatever a person may do is contained in what they could do at first, or in what they may
do in the end. Nobody ever has what they are to lose together with what they are only to get. So:

* All that changes for one person goes in one request, which the service carries out as a whole or not at all. Where it
  cannot (who becomes an admin of the organization can be taken out of no workspace any more), what is taken away goes
  first, in a request of its own.
* Of several people, who is removed comes first, then who is deactivated, then those from whom is only taken, then those
  from whom is taken and to whom is given, then those to whom is only given; then come the invitations, and then the
  organization's admins among the invited.
* Who carries it out comes last with all that concerns themselves, because they may not be able to go on afterwards.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import msgspec

from toggl.roster.people import WORKSPACE_ROLES
from toggl.roster.state import Member, Place

# What the service takes in one request.
MOST_INVITED = 100
# Well under the largest body that the service takes.
MOST_REMOVED = 1000

NOWHERE = Place()


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """What is to become of one person: `member` is None for who is invited, `after` for who is removed."""

    email: str
    member: Member | None
    after: Place | None
    # The new name, None where it stays.
    name: str | None = None
    is_caller: bool = False


class Remove(msgspec.Struct, frozen=True, kw_only=True, tag="remove"):
    """People are deleted from the organization, all or none."""

    emails: tuple[str, ...]
    organization_user_ids: tuple[int, ...]


class Put(msgspec.Struct, frozen=True, kw_only=True, tag="change"):
    """One person is changed, as a whole or not at all."""

    email: str
    organization_user_id: int
    before: Place
    after: Place
    name: str | None = None
    paused: frozenset[int] = frozenset()

    @property
    def emails(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return (self.email,)

    def body(self) -> dict[str, Any]:  # Any: JSON.
        """Return what is sent: the fields that change, of those that both generations of the API have."""
        body: dict[str, Any] = {}
        if self.name is not None:
            body["name"] = self.name
        if self.after.inactive != self.before.inactive:
            body["inactive"] = self.after.inactive
        if self.after.admin != self.before.admin:
            body["organization_admin"] = self.after.admin
        if self.after.groups != self.before.groups:
            body["groups"] = sorted(self.after.groups)
        if self.after.workspaces != self.before.workspaces:
            body["workspaces"] = [self._workspace(*place) for place in sorted(self.after.workspaces.items())]
        return body

    def _workspace(self, number: int, role: str) -> dict[str, Any]:  # Any: JSON.
        # All are sent anew, so who is deactivated in one is said to be so still.
        still = {"inactive": True} if number in self.paused else {}
        return {**as_place(number, role), **still}


class Invite(msgspec.Struct, frozen=True, kw_only=True, tag="invite"):
    """People are invited into the same workspaces and groups, all or none."""

    emails: tuple[str, ...]
    workspaces: Mapping[int, str]
    groups: tuple[int, ...]

    def body(self) -> dict[str, Any]:  # Any: JSON.
        """Return what is sent."""
        places = [as_place(number, role) for number, role in self.workspaces.items()]
        groups = {"groups": [*self.groups]} if self.groups else {}
        return {"emails": [*self.emails], "workspaces": places, **groups}


class Promote(msgspec.Struct, frozen=True, kw_only=True, tag="promote"):
    """Somebody who was invited becomes an admin of the organization, which an invitation cannot say."""

    email: str

    @property
    def emails(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return (self.email,)


Step: TypeAlias = Remove | Put | Invite | Promote


def as_place(number: int, role: str) -> dict[str, Any]:  # Any: JSON.
    """Return a workspace and a role as payloads have them."""
    return {"workspace_id": number, "role": role, "admin": role == "admin"}


def ordered(transitions: Iterable[Transition]) -> tuple[Step, ...]:
    """Return the requests in the order of the rule above."""
    everybody = sorted(transitions, key=lambda one: one.email.lower())
    others = [one for one in everybody if not one.is_caller]
    own = [one for one in everybody if one.is_caller]
    return (
        *_removals(others),
        *_puts(others),
        *_invitations(others),
        *_promotions(others),
        *_puts(own),
        *_removals(own),
    )


def _removals(transitions: Sequence[Transition]) -> Iterator[Remove]:
    removed = [one for one in transitions if one.after is None and one.member is not None]
    for some in _batches(removed, MOST_REMOVED):
        yield Remove(
            emails=tuple(one.email for one in some),
            organization_user_ids=tuple(one.member.organization_user_id for one in some if one.member),
        )


def _puts(transitions: Sequence[Transition]) -> list[Put]:
    return sorted((put for one in transitions for put in _changes(one)), key=_phase)


def _changes(transition: Transition) -> Iterator[Put]:
    member, after = transition.member, transition.after
    if member is None or after is None:
        return
    way = [member.place, after]
    if after.admin and not member.place.admin and member.place.workspaces.keys() - after.workspaces.keys():
        way.insert(1, overlap(member.place, after))
    for number, (start, end) in enumerate(pairwise(way), start=2):
        name = transition.name if number == len(way) else None
        if start != end or name is not None:
            yield Put(
                email=transition.email,
                organization_user_id=member.organization_user_id,
                before=start,
                after=end,
                name=name,
                paused=member.paused,
            )


def _phase(put: Put) -> int:
    if put.after.inactive and not put.before.inactive:
        return 0
    if allows_no_more(put.after, put.before):
        return 1
    return 3 if allows_no_more(put.before, put.after) else 2


def overlap(one: Place, other: Place) -> Place:
    """Return the place that allows what both allow."""
    return Place(
        admin=one.admin and other.admin,
        inactive=one.inactive or other.inactive,
        workspaces={
            number: max(role, other.workspaces[number], key=WORKSPACE_ROLES.index)
            for number, role in one.workspaces.items()
            if number in other.workspaces
        },
        groups=one.groups & other.groups,
    )


def allows_no_more(one: Place, other: Place) -> bool:
    """Tell whether a place allows nothing that the other does not."""
    return overlap(one, other) == one


def _invitations(transitions: Sequence[Transition]) -> Iterator[Invite]:
    """Yield as few invitations as there are different places, and as the service takes people in one."""
    alike: dict[tuple[tuple[tuple[int, str], ...], tuple[int, ...]], list[str]] = {}
    for one in transitions:
        if one.member is None and one.after is not None:
            where = (tuple(sorted(one.after.workspaces.items())), tuple(sorted(one.after.groups)))
            alike.setdefault(where, []).append(one.email)
    for (workspaces, groups), emails in alike.items():
        for some in _batches(emails, MOST_INVITED):
            yield Invite(emails=tuple(some), workspaces=dict(workspaces), groups=groups)


def _promotions(transitions: Sequence[Transition]) -> Iterator[Promote]:
    for one in transitions:
        if one.member is None and one.after is not None and one.after.admin:
            yield Promote(email=one.email)


def _batches(items: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:  # Any: they stay of their type.
    for start in range(0, len(items), most):
        yield items[start : start + most]
