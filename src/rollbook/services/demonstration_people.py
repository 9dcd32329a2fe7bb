"""The people of the demonstration organization: invited, welcomed, moved to where they are now, deactivated."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from rollbook.domain.audit import differences
from rollbook.domain.secrets import new_code, new_public_id, stored_hash
from rollbook.domain.workspace_users import WorkspaceUserValues
from rollbook.persistence import (
    accounts,
    audited,
    groups,
    invitations,
    memberships,
    organization_users,
    workspace_users,
)
from rollbook.persistence.database import Connection, Row
from rollbook.services.demonstration_cast import CAST, Part
from rollbook.services.demonstration_past import Dates, Past, PastWork
from rollbook.services.invitations import accept

# Who has come by then is invited by the organization's admins.
_OWNER_INVITES = 25  # Weeks ago, and before.


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who does something."""

    id: int
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the cast, invited into the organization."""

    dates: Dates
    name: str
    account: Account
    organization_user_id: int

    @property
    def part(self) -> Part:
        """What they play."""
        return self.dates.part


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The organization as far as it is made: its numbers, by name; whose it is; and who is in it."""

    past: Past
    organization_id: int
    owner: Account
    workspace_ids: dict[str, int] = field(default_factory=dict)
    group_ids: dict[str, int] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    @property
    def connection(self) -> Connection:
        """In whose transaction it is made."""
        return self.past.connection

    def by_owner(self, moment: datetime) -> PastWork:
        """Something that the owner does."""
        return self.past.work(self.owner.id, self.owner.email, moment)

    def by_admin(self, moment: datetime, turn: int = 0) -> PastWork:
        """Something that one of the first two admins does, who take turns."""
        admin = self.people[turn % 2].account
        return self.past.work(admin.id, admin.email, moment)

    def inviting(self, dates: Dates, moment: datetime) -> PastWork:
        """What who invites does."""
        early = dates.part.weeks >= _OWNER_INVITES
        return self.by_owner(moment) if early else self.by_admin(moment, dates.turn)


def names() -> Iterator[tuple[int, Part, str]]:
    """Everybody but the owner: which part in turn, the part, the name."""
    for turn, part in enumerate(CAST):
        for name in part.each_name:
            yield turn, part, name


async def come(scene: Scene, emails: Mapping[str, str]) -> None:
    """Brings everybody into the organization, as people who have not joined yet, and to where they are at first."""
    cast = list(names())
    addresses = [emails[name] for _, _, name in cast]
    await accounts.add_for_invitations(scene.connection, addresses, [new_public_id() for _ in addresses])
    numbers = {row["email"]: row["id"] for row in await accounts.of_emails(scene.connection, addresses)}
    coming = [(Dates(scene.past.calendar, part, turn, at), name) for at, (turn, part, name) in enumerate(cast)]
    places = await _added(scene, [(dates.invited, numbers[emails[name]]) for dates, name in coming])
    for dates, name in coming:
        account = Account(numbers[emails[name]], emails[name])
        scene.people.append(Person(dates=dates, name=name, account=account, organization_user_id=places[account.id]))
    await _place(scene)


async def _added(scene: Scene, coming: list[tuple[datetime, int]]) -> dict[int, int]:
    """Adds accounts in the order of their moments, as which their numbers grow; returns these, by account."""
    places: dict[int, int] = {}
    for _, together in groupby(sorted(coming), key=itemgetter(0)):
        ids = [account_id for _, account_id in together]
        rows = await organization_users.add_invited(scene.connection, scene.organization_id, ids)
        places |= {row["account_id"]: row["id"] for row in rows}
    return places


async def _place(scene: Scene) -> None:
    where = scene.connection, scene.organization_id
    for part in CAST:
        first = part.first_places
        ids = [person.organization_user_id for person in scene.people if person.part is part]
        for name in first.workspaces:
            await memberships.add_direct(*where, scene.workspace_ids[name], ids, first.role)
        if first.groups:
            await groups.add_people(*where, [scene.group_ids[name] for name in first.groups], ids)
    await memberships.settle(*where)


async def welcome_in(scene: Scene) -> None:
    """Invites everybody, by links that nobody gets to know, and accepts for those who have joined."""
    codes = {person.organization_user_id: new_code() for person in scene.people}
    sent = await _send(scene, codes)
    for person in scene.people:
        await _tell_invited(scene, person, sent[person.organization_user_id])
        if person.part.accepts:
            await _accept(scene, person, codes[person.organization_user_id])


async def _send(scene: Scene, codes: Mapping[int, str]) -> dict[int, int]:
    """Makes the invitations; returns their numbers, by organization user."""
    by_sender: dict[int, list[Person]] = {}
    for person in scene.people:
        by_sender.setdefault(scene.inviting(person.dates, person.dates.invited).account_id, []).append(person)
    sent: list[Row] = []
    for sender_id, people in by_sender.items():
        ids = [person.organization_user_id for person in people]
        addresses, hashes = [person.account.email for person in people], [stored_hash(codes[one]) for one in ids]
        sent += await invitations.send(scene.connection, scene.organization_id, sender_id, ids, addresses, hashes)
    return {row["organization_user_id"]: row["id"] for row in sent}


async def _tell_invited(scene: Scene, person: Person, invitation_id: int) -> None:
    email = {"email": person.account.email}
    work = scene.inviting(person.dates, person.dates.invited)
    await work.record("create", "invitation", invitation_id, after=email | _invited_to(scene, person.part))
    if person.part.reminded_lately:
        again = scene.inviting(person.dates, person.dates.reminded)
        await again.record("resend", "invitation", invitation_id, after=email)


def _invited_to(scene: Scene, part: Part) -> dict[str, object]:
    first = part.first_places
    places = [{"workspace_id": scene.workspace_ids[name], "role": first.role} for name in first.workspaces]
    into_groups = {"groups": [scene.group_ids[name] for name in first.groups]} if first.groups else {}
    return {"workspaces": places, **into_groups}


async def _accept(scene: Scene, person: Person, code: str) -> None:
    account = person.account
    await accounts.register(
        scene.connection, account.id, email=account.email, name=person.name, timezone="UTC", country_id=None
    )
    invitation = await invitations.living(scene.connection, stored_hash(code))
    assert invitation is not None, "it was sent just now"  # noqa: S101
    work = scene.past.work(account.id, account.email, person.dates.accepted, "link")
    await accept(work, invitation)
    values = {"email": account.email, "name": person.name, "timezone": "UTC", "country_id": None}
    await work.record("create", "account", account.id, after=values)


async def change_people(scene: Scene) -> None:
    """Makes organization admins, moves people to where they are now, and deactivates who has left."""
    for person in scene.people:
        if person.part.organization_admin:
            work = scene.by_owner(person.dates.promoted)
            before = await _state(scene, person)
            await organization_users.set_role(
                scene.connection, scene.organization_id, person.organization_user_id, "admin"
            )
            await work.record_updates("organization_user", before, await _state(scene, person))
        if person.part.first is not None:
            await _move(scene, person)
        if person.part.state == "inactive":
            await _deactivate(scene, person)
    await memberships.settle(scene.connection, scene.organization_id)


async def _state(scene: Scene, person: Person) -> dict[int, dict[str, object]]:
    return await audited.people(scene.connection, scene.organization_id, [person.organization_user_id])


async def _deactivate(scene: Scene, person: Person) -> None:
    before = await _state(scene, person)
    await organization_users.set_inactive(
        scene.connection, scene.organization_id, person.organization_user_id, inactive=True
    )
    work = scene.by_admin(person.dates.left)
    await work.record_updates("organization_user", before, await _state(scene, person))


async def _move(scene: Scene, person: Person) -> None:
    first, now = person.part.first_places, person.part.places
    if first.workspaces != now.workspaces:
        await _move_between_workspaces(scene, person)
    elif first.role != now.role:
        await _give_role(scene, person)
    for name in sorted({*first.groups} ^ {*now.groups}):
        await _move_by_group(scene, person, name)


async def _move_between_workspaces(scene: Scene, person: Person) -> None:
    where, ids = (scene.connection, scene.organization_id), [person.organization_user_id]
    first, now = person.part.first_places, person.part.places
    before = await _state(scene, person)
    for name in set(first.workspaces) - set(now.workspaces):
        await memberships.remove_direct(*where, workspace_id=scene.workspace_ids[name], organization_user_ids=ids)
    for name in now.workspaces:
        await memberships.add_direct(*where, scene.workspace_ids[name], ids, now.role)
    work = scene.by_admin(person.dates.moved, person.dates.number)
    await work.record_updates("organization_user", before, await _state(scene, person))


async def _give_role(scene: Scene, person: Person) -> None:
    for name in person.part.places.workspaces:
        where = scene.connection, scene.organization_id, scene.workspace_ids[name]
        (row,) = await workspace_users.of_accounts(*where, [person.account.id])
        await memberships.give_role(*where, [person.organization_user_id], person.part.role)
        await scene.by_admin(person.dates.moved, person.dates.number).record(
            "update",
            "workspace_user",
            row["id"],
            before={"role": row["role"]},
            after={"role": person.part.role},
            workspace_id=row["workspace_id"],
        )


async def _move_by_group(scene: Scene, person: Person, name: str) -> None:
    where, group_id = (scene.connection, scene.organization_id), scene.group_ids[name]
    before = await audited.group(*where, group_id)
    change = groups.add_people if name in person.part.groups else groups.remove_people
    await change(*where, [group_id], [person.organization_user_id])
    work = scene.by_admin(person.dates.moved, person.dates.number)
    await work.record_updates("group", {group_id: before}, {group_id: await audited.group(*where, group_id)})


async def change_place(
    work: PastWork, row: Row, before: WorkspaceUserValues, after: WorkspaceUserValues, modes: Mapping[str, str]
) -> None:
    """Makes one of the other of somebody in a workspace; ``modes`` tell how rates are changed by it."""
    await workspace_users.change(work.connection, row["organization_id"], row["id"], after)
    was, is_now = differences(asdict(before), asdict(after))
    await work.record(
        "update", "workspace_user", row["id"], before=was, after=is_now | dict(modes), workspace_id=row["workspace_id"]
    )
