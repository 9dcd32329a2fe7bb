"""The demonstration organization: sixty people in every role and state, for who looks at the service first."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from rollbook.domain.rates import RateType
from rollbook.domain.roles import WorkspaceRole
from rollbook.domain.secrets import new_code, new_public_id, stored_hash
from rollbook.persistence import (
    accounts,
    groups,
    invitations,
    memberships,
    organization_users,
    rates,
    seeding,
    workspace_users,
    workspaces,
)
from rollbook.persistence.database import Connection, Database, Row
from rollbook.persistence.seeding_words import in_address
from rollbook.services.installation import Installation
from rollbook.services.invitations import accept
from rollbook.services.organizations import found
from rollbook.services.seeding import Owner, give_credentials
from rollbook.services.sign_in import by_link
from rollbook.services.work import Work

_REQUEST_ID = "demonstration"
_ORGANIZATION = "Demonstration"
_OWNER = "Olivia Owner"

STUDIO, WORKSHOP, FIELD, OFFICE = "Studio", "Workshop", "Field Team", "Back Office"
_WORKSPACES = (STUDIO, WORKSHOP, FIELD, OFFICE)

DESIGNERS, BUILDERS, DRIVERS, BOOKKEEPERS = "Designers", "Builders", "Drivers", "Bookkeepers"
FIRST_AIDERS, NEWCOMERS = "First Aiders", "Newcomers"
# The groups, and the workspaces whose members their people are.
_GROUPS: Mapping[str, tuple[str, ...]] = {
    DESIGNERS: (STUDIO,),
    BUILDERS: (WORKSHOP, FIELD),
    DRIVERS: (FIELD,),
    BOOKKEEPERS: (OFFICE,),
    FIRST_AIDERS: (STUDIO, WORKSHOP),
    NEWCOMERS: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """People who are all the same: where they are directly, as what, and in which groups."""

    names: str
    workspaces: tuple[str, ...] = ()
    role: WorkspaceRole = "user"
    groups: tuple[str, ...] = ()
    state: Literal["active", "invited", "inactive"] = "active"
    joined: bool = True
    organization_admin: bool = False
    inactive_in: str | None = None
    rate: str | None = None
    labor_cost: str | None = None
    hours_a_day: int | None = None

    @property
    def each_name(self) -> list[str]:
        """The names, one by one."""
        return self.names.split(", ")


_CAST = (
    _Part(names="Adam Admin, Agnes Admin, Aylin Admin", workspaces=(STUDIO, OFFICE), organization_admin=True),
    _Part(names="Stella Winter", workspaces=(STUDIO,), role="admin", rate="110.00", hours_a_day=8),
    _Part(names="Walter Vogel", workspaces=(WORKSHOP,), role="admin", rate="105.00", hours_a_day=8),
    _Part(names="Freya Olsen", workspaces=(FIELD,), role="admin", labor_cost="62.50", hours_a_day=8),
    _Part(names="Otto Klein", workspaces=(OFFICE,), role="admin", hours_a_day=6),
    _Part(names="Pia Rossi, Paul Nguyen", workspaces=(STUDIO,), role="projectlead", rate="95.00", labor_cost="55.00"),
    _Part(names="Petra Novák", workspaces=(WORKSHOP, FIELD), role="projectlead", rate="92.50", labor_cost="51.25"),
    _Part(names="Piet Jansen", workspaces=(FIELD,), role="projectlead", rate="90.00", hours_a_day=8),
    _Part(names="Paloma Cruz", workspaces=(OFFICE,), role="projectlead", rate="88.00", hours_a_day=8),
    _Part(names="Tara Singh", workspaces=(STUDIO,), role="teamlead", groups=(DESIGNERS,), rate="85.00"),
    _Part(names="Tom Becker, Tess Marino", workspaces=(WORKSHOP,), role="teamlead", groups=(BUILDERS, FIRST_AIDERS)),
    _Part(names="Tuva Lindqvist", workspaces=(FIELD,), role="teamlead", groups=(DRIVERS,), labor_cost="41.00"),
    _Part(names="Tariq Haddad", workspaces=(OFFICE,), role="teamlead", groups=(BOOKKEEPERS,), hours_a_day=7),
    _Part(names="Una Byrne, Ugo Bianchi, Ulla Dahl, Usha Patel", workspaces=(STUDIO,), rate="70.00", hours_a_day=8),
    _Part(names="Zoë Álvarez, Zeno Papadakis, Zuzana Nagy", workspaces=(STUDIO,), groups=(DESIGNERS,), rate="68.00"),
    _Part(names="Ben Carter, Bea Fontaine, Björn Berg, Bianca Costa", workspaces=(WORKSHOP,), labor_cost="32.75"),
    _Part(names="Bruno Weber, Blanka Horvat, Bilal Kaya", workspaces=(WORKSHOP,), groups=(BUILDERS,), hours_a_day=4),
    _Part(names="Dana Kim, Diego López, Dora Quinn", workspaces=(FIELD,), groups=(DRIVERS,), labor_cost="29.90"),
    _Part(names="Dev Rahman, Dina Petrova", workspaces=(FIELD, WORKSHOP), hours_a_day=6),
    _Part(names="Clara Evans, Carl Meyer, Chidi Okafor, Chloé Moreau", workspaces=(OFFICE,), hours_a_day=8),
    _Part(names="Gwen Hughes, Gil Torres", groups=(DESIGNERS, FIRST_AIDERS)),
    _Part(names="Greta Schmidt, Goran Ilić", groups=(BUILDERS,)),
    _Part(names="Grace Mensah", groups=(DRIVERS,), hours_a_day=5),
    _Part(names="Gita Sharma", groups=(BOOKKEEPERS,), labor_cost="35.00"),
    _Part(names="Ivan Invited, Ida Invited, Imre Invited", workspaces=(STUDIO,), groups=(NEWCOMERS,), state="invited"),
    _Part(names="Inga Invited", workspaces=(WORKSHOP,), role="admin", state="invited"),
    _Part(names="Ilse Invited, Ines Invited", workspaces=(FIELD, OFFICE), role="teamlead", state="invited"),
    _Part(names="Lena Leaver, Luis Leaver", workspaces=(STUDIO, WORKSHOP), state="inactive", rate="75.00"),
    _Part(names="Liam Leaver", groups=(BUILDERS,), state="inactive"),
    _Part(names="Lotte Leaver", workspaces=(OFFICE,), state="inactive", joined=False),
    _Part(names="Lars Leaver", workspaces=(OFFICE,), state="inactive", organization_admin=True),
    _Part(names="Hana Half, Hugo Half", workspaces=(STUDIO, OFFICE), inactive_in=OFFICE, rate="64.00"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What was made, and with what its owner signs in."""

    organization_id: int
    workspace_ids: list[int]
    group_ids: list[int]
    owner: Owner
    members: int


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody of the cast, invited into the organization."""

    part: _Part
    name: str
    email: str
    account_id: int
    organization_user_id: int


async def make(database_url: str, secret_key: bytes) -> Demonstration | None:
    """Makes the demonstration organization; None where there is an organization already, also one just made.

    The database has to be at this version's schema. Raises DatabaseProblem.
    """
    # Nothing here opens this pool: all is done in the one transaction below.
    installation = Installation(Database(database_url), secret_key, public_url="")
    async with seeding.connected(database_url) as connection, connection.transaction():
        await seeding.lock_demonstration(connection)
        if await seeding.has_organization(connection):
            return None
        return await _make(installation, connection)


async def _make(installation: Installation, connection: Connection) -> Demonstration:
    emails = await _free_addresses(connection)
    owner_email = emails[_OWNER]
    owner_id = await accounts.add(
        connection, email=owner_email, name=_OWNER, public_id=new_public_id(), timezone="Europe/Berlin", country_id=None
    )
    work = Work(by_link(installation, owner_id, owner_email, _REQUEST_ID), connection)
    organization_id, first_workspace = await found(work, owner_id, _ORGANIZATION, STUDIO)
    workspace_ids = {STUDIO: first_workspace}
    for name in _WORKSPACES[1:]:
        workspace_ids[name] = await workspaces.add(connection, organization_id, name)
    (owner_place,) = await organization_users.by_accounts(connection, organization_id, [owner_id])
    for workspace_id in workspace_ids.values():
        await memberships.add_direct(connection, organization_id, workspace_id, [owner_place["id"]], "admin")
    people = await _invite(connection, organization_id, emails)
    group_ids = await _place(connection, organization_id, workspace_ids, people)
    await _welcome_in(installation, connection, organization_id, owner_id, people)
    await _change_people(connection, organization_id, people)
    await _change_places(connection, organization_id, workspace_ids, people, owner_id)
    password, token = await give_credentials(connection, installation.secret_key, owner_id)
    return Demonstration(
        organization_id=organization_id,
        workspace_ids=list(workspace_ids.values()),
        group_ids=group_ids,
        owner=Owner(
            email=owner_email,
            password=password,
            api_token=token,
            user_id=owner_id,
            organization_user_id=owner_place["id"],
        ),
        members=1 + len(people),
    )


def _cast() -> Iterator[tuple[_Part, str]]:
    for part in _CAST:
        for name in part.each_name:
            yield part, name


async def _free_addresses(connection: Connection) -> dict[str, str]:
    """An address for each name; of another domain when an earlier demonstration has left accounts behind."""
    names = [_OWNER, *(name for _, name in _cast())]
    for domain in ("example.com", f"demonstration-{secrets.token_hex(4)}.example.com"):
        emails = {name: f"{'.'.join(map(in_address, name.split()))}@{domain}" for name in names}
        if not await accounts.of_emails(connection, list(emails.values())):
            break
    return emails


async def _invite(connection: Connection, organization_id: int, emails: Mapping[str, str]) -> list[_Person]:
    cast = list(_cast())
    addresses = [emails[name] for _, name in cast]
    await accounts.add_for_invitations(connection, addresses, [new_public_id() for _ in addresses])
    account_ids = {row["email"]: row["id"] for row in await accounts.of_emails(connection, addresses)}
    rows = await organization_users.add_invited(connection, organization_id, list(account_ids.values()))
    places = {row["account_id"]: row["id"] for row in rows}
    return [
        _Person(part, name, emails[name], account_ids[emails[name]], places[account_ids[emails[name]]])
        for part, name in cast
    ]


async def _place(
    connection: Connection, organization_id: int, workspace_ids: Mapping[str, int], people: Sequence[_Person]
) -> list[int]:
    """Puts the people into their workspaces and groups; returns the groups' ids."""
    for person in people:
        for name in person.part.workspaces:
            await memberships.add_direct(
                connection, organization_id, workspace_ids[name], [person.organization_user_id], person.part.role
            )
    group_ids = []
    for name, inside in _GROUPS.items():
        group_id = await groups.add(connection, organization_id, name)
        in_group = [person.organization_user_id for person in people if name in person.part.groups]
        await groups.add_people(connection, organization_id, [group_id], in_group)
        await groups.add_workspaces(connection, organization_id, [group_id], [workspace_ids[one] for one in inside])
        group_ids.append(group_id)
    await memberships.settle(connection, organization_id)
    return group_ids


async def _welcome_in(
    installation: Installation, connection: Connection, organization_id: int, owner_id: int, people: Sequence[_Person]
) -> None:
    """Invites everybody, by links that nobody gets to know, and accepts for those who have joined."""
    codes = {person.organization_user_id: new_code() for person in people}
    await invitations.send(
        connection,
        organization_id,
        owner_id,
        list(codes),
        [person.email for person in people],
        [stored_hash(code) for code in codes.values()],
    )
    for person in people:
        if person.part.state == "invited" or not person.part.joined:
            continue
        await accounts.register(
            connection, person.account_id, email=person.email, name=person.name, timezone="UTC", country_id=None
        )
        invitation = await invitations.living(connection, stored_hash(codes[person.organization_user_id]))
        assert invitation is not None, "it was sent just now"  # noqa: S101
        caller = by_link(installation, person.account_id, person.email, _REQUEST_ID)
        await accept(Work(caller, connection), invitation)


async def _change_people(connection: Connection, organization_id: int, people: Sequence[_Person]) -> None:
    """Makes organization admins, and deactivates who has left."""
    for person in people:
        if person.part.organization_admin:
            await organization_users.set_role(connection, organization_id, person.organization_user_id, "admin")
        if person.part.state == "inactive":
            await organization_users.set_inactive(
                connection, organization_id, person.organization_user_id, inactive=True
            )


async def _change_places(
    connection: Connection,
    organization_id: int,
    workspace_ids: Mapping[str, int],
    people: Sequence[_Person],
    owner_id: int,
) -> None:
    """Gives people in their workspaces rates, costs and hours, and deactivates those who are so in one alone."""
    parts = {person.account_id: person.part for person in people}
    for name, workspace_id in workspace_ids.items():
        for row in await workspace_users.of_accounts(connection, organization_id, workspace_id, list(parts)):
            part = parts[row["account_id"]]
            before = workspace_users.values(row)
            after = replace(
                before,
                inactive=part.inactive_in == name,
                rate=None if part.rate is None else Decimal(part.rate),
                labor_cost=None if part.labor_cost is None else Decimal(part.labor_cost),
                working_hours_in_minutes=None if part.hours_a_day is None else 60 * part.hours_a_day,
            )
            if after == before:
                continue
            await workspace_users.change(connection, organization_id, row["id"], after)
            await _set_rate(connection, row, "billable_rates", after.rate, owner_id)
            await _set_rate(connection, row, "labor_costs", after.labor_cost, owner_id)


async def _set_rate(
    connection: Connection, row: Row, rate_type: RateType, amount: Decimal | None, owner_id: int
) -> None:
    if amount is None:
        return
    await rates.change(
        connection,
        row["organization_id"],
        workspace_id=row["workspace_id"],
        workspace_user_id=row["id"],
        rate_type=rate_type,
        amount=amount,
        mode="start-today",
        creator_id=owner_id,
    )


def welcome(made: Demonstration, address: str) -> str:
    """What is printed when the demonstration organization was made; ``address`` is the API's."""
    return f"""\
This is new, so there is a demonstration organization with {made.members} people to look at. Its owner:

  E-mail     {made.owner.email}
  Password   {made.owner.password}
  API token  {made.owner.api_token}

The password is not shown again. Sign in with it in a browser at {address.removesuffix("/api/v9")}

A program to try the API with, which is at {address}:

{program(made, address)}"""


def program(made: Demonstration, address: str) -> str:
    """A Python program that lists the first people of the organization."""
    return f"""\
import toggl

configuration = toggl.Configuration(host="{address}")
configuration.username, configuration.password = "{made.owner.api_token}", "api_token"
users = toggl.UsersApi(toggl.ApiClient(configuration))
for person in users.get_organization_users({made.organization_id}, per_page=10):
    print(person.name, person.email)
"""
