"""The demonstration organization: sixty people in every role and state, for who looks at the service first.

It has a past of half a year, with the same people and changes whenever it is made.
"""

import secrets
from dataclasses import dataclass

from rollbook.domain.secrets import new_public_id
from rollbook.persistence import accounts, audited, groups, memberships, organization_users, seeding, workspaces
from rollbook.persistence.database import Connection, Database
from rollbook.persistence.seeding_past import moment
from rollbook.persistence.seeding_words import in_address
from rollbook.services.demonstration_cast import GROUPS, ORGANIZATION, OWNER, STUDIO, WORKSPACES
from rollbook.services.demonstration_past import Calendar, Past
from rollbook.services.demonstration_people import Account, Scene, change_people, come, names, welcome_in
from rollbook.services.demonstration_rates import set_amounts
from rollbook.services.installation import Installation
from rollbook.services.organizations import found
from rollbook.services.seeding import Owner, give_credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What was made, and with what its owner signs in."""

    organization_id: int
    workspace_ids: list[int]
    group_ids: list[int]
    owner: Owner
    members: int


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
        return await make_until_now(Past(installation, connection, Calendar(await moment(connection))))


async def make_until_now(past: Past) -> Demonstration:
    """Makes another demonstration organization in the past's transaction, of a past that ends when that says."""
    emails = await _free_addresses(past.connection)
    scene = await _founded(past, emails[OWNER])
    await come(scene, emails)
    await welcome_in(scene)
    await change_people(scene)
    await set_amounts(scene)
    await past.write(scene.organization_id)
    return Demonstration(
        organization_id=scene.organization_id,
        workspace_ids=list(scene.workspace_ids.values()),
        group_ids=list(scene.group_ids.values()),
        owner=await _owner(scene),
        members=1 + len(scene.people),
    )


async def _free_addresses(connection: Connection) -> dict[str, str]:
    """An address for each name; of another domain when an earlier demonstration has left accounts behind."""
    called = [OWNER, *(name for _, _, name in names())]
    for domain in ("example.com", f"demonstration-{secrets.token_hex(4)}.example.com"):
        emails = {name: f"{'.'.join(map(in_address, name.split()))}@{domain}" for name in called}
        if not await accounts.of_emails(connection, list(emails.values())):
            break
    return emails


async def _founded(past: Past, email: str) -> Scene:
    """The organization with its owner, workspaces and groups."""
    owner_id = await accounts.add(
        past.connection, email=email, name=OWNER, public_id=new_public_id(), timezone="Europe/Berlin", country_id=None
    )
    work = past.work(owner_id, email, past.calendar.founded())
    organization_id, first_workspace = await found(work, owner_id, ORGANIZATION, STUDIO)
    scene = Scene(past=past, organization_id=organization_id, owner=Account(owner_id, email))
    scene.workspace_ids[STUDIO] = first_workspace
    await _add_workspaces(scene)
    await _add_groups(scene)
    return scene


async def _add_workspaces(scene: Scene) -> None:
    (place,) = await organization_users.by_accounts(scene.connection, scene.organization_id, [scene.owner.id])
    for number, name in enumerate(WORKSPACES[1:]):
        workspace_id = await workspaces.add(scene.connection, scene.organization_id, name)
        await memberships.add_direct(scene.connection, scene.organization_id, workspace_id, [place["id"]], "admin")
        await scene.by_owner(scene.past.calendar.founded(8 + 3 * number)).record(
            "create",
            "workspace",
            workspace_id,
            after={"name": name, "admins": {scene.owner.id}},
            workspace_id=workspace_id,
        )
        scene.workspace_ids[name] = workspace_id


async def _add_groups(scene: Scene) -> None:
    where = scene.connection, scene.organization_id
    for number, (name, inside) in enumerate(GROUPS.items()):
        group_id = await groups.add(*where, name)
        await groups.add_workspaces(*where, [group_id], [scene.workspace_ids[one] for one in inside])
        work = scene.by_owner(scene.past.calendar.founded(25 + 4 * number))
        await work.record("create", "group", group_id, after=await audited.group(*where, group_id))
        scene.group_ids[name] = group_id


async def _owner(scene: Scene) -> Owner:
    """The owner, with credentials."""
    (place,) = await organization_users.by_accounts(scene.connection, scene.organization_id, [scene.owner.id])
    password, token = await give_credentials(scene.connection, scene.past.installation.secret_key, scene.owner.id)
    return Owner(
        email=scene.owner.email,
        password=password,
        api_token=token,
        user_id=scene.owner.id,
        organization_user_id=place["id"],
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
