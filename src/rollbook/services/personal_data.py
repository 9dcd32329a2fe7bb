"""What a person may ask whoever runs the service for: all that is kept of them, and that it is forgotten."""

from dataclasses import dataclass, replace
from typing import Any

from rollbook.domain.actors import Identity, Standing
from rollbook.domain.errors import Invalid, Missing
from rollbook.persistence import accounts, audit_entries, organizations, personal_data
from rollbook.persistence.database import Connection, Database
from rollbook.services.installation import Installation
from rollbook.services.profile import close
from rollbook.services.work import Caller, Work, retried


@dataclass(frozen=True, slots=True)
class Erased:
    """Who was forgotten: the pseudonym, and how many entries of audit logs bear it now."""

    account_id: int
    name: str
    entries: int


@dataclass(frozen=True, slots=True)
class Farewell:
    """An organization that a person will not be in any more; ``ends`` with it, where nobody else is there."""

    organization_id: int
    name: str
    joined: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Intention:
    """What erasing somebody will do."""

    account_id: int
    name: str
    farewells: list[Farewell]


def installation(owner_url: str, secret_key: bytes) -> Installation:
    """What works as the owner of the tables."""
    return Installation(Database(owner_url), secret_key, public_url="")


async def export(installation: Installation, *, email: str) -> dict[str, Any]:  # Any: JSON.
    """All that is kept of the person with that address; Missing where nobody has it."""
    async with installation.database.transaction() as connection:
        return await personal_data.export(connection, await _account(connection, email))


async def intention(installation: Installation, *, email: str) -> Intention:
    """What erasing the person with that address will do; refuses as ``erase`` does, and changes nothing."""
    async with installation.database.transaction() as connection:
        account_id = await _account(connection, email)
        return Intention(account_id, _pseudonym(account_id), await _farewells(connection, account_id, email))


async def _farewells(connection: Connection, account_id: int, email: str) -> list[Farewell]:
    """Where the person will not be any more; Invalid where others depend on them."""
    stands = await personal_data.stands(connection, account_id)
    for place in stands:
        if place["people"] > 1 and (place["owns"] or place["pays"]):
            does = "owns" if place["owns"] else "pays for"
            number = place["organization_id"]
            raise Invalid(f"{email} {does} organization {number} with others in it: that has to be handed on first")
    return [
        Farewell(place["organization_id"], place["name"], place["joined"], place["people"] == 1) for place in stands
    ]


def _pseudonym(account_id: int) -> str:
    return f"Erased person {account_id}"


async def erase(installation: Installation, *, email: str) -> Erased:
    """Closes the account with that address, and puts a pseudonym in its place wherever it was named.

    The installation's database is that of the owner of the tables. Missing where nobody has the address; Invalid for
    who owns or pays for an organization in which others are.
    """

    async def attempt(connection: Connection) -> Erased:
        account_id = await _account(connection, email)
        work = Work(_at_the_machine(installation, account_id, email), connection)
        places = await work.lock_all_organizations()
        await _farewells(connection, account_id, email)
        found = await personal_data.traces(connection, account_id)
        await close(work, places)
        name = _pseudonym(account_id)
        address = f"erased-{account_id}@erased.invalid"
        entries = await personal_data.pseudonymize(connection, account_id, found, name=name, email=address)
        # Nobody did it: who asked for it is no one any more.
        entry = replace(work.entry("erase", "account", account_id), account_id=None)
        for organization_id in await organizations.of_these(connection, found.places[0]):
            await audit_entries.add(connection, organization_id, entry)
        return Erased(account_id, name, entries)

    return await retried(installation, attempt)


async def _account(connection: Connection, email: str) -> int:
    for row in await accounts.of_emails(connection, [email]):
        return int(row["id"])
    raise Missing(f"nobody has the address {email}")


def _at_the_machine(installation: Installation, account_id: int, email: str) -> Caller:
    return Caller(installation, Identity(account_id, email, "job"), Standing(), "")
