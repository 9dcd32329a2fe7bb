"""Organizations of any size, to try the service with."""

import secrets
import time
from dataclasses import dataclass

from rollbook.domain.secrets import api_token, new_nonce, stored_hash
from rollbook.persistence import audit_entries, credentials, seeding
from rollbook.persistence.audit_entries import AuditEntry
from rollbook.persistence.database import Connection
from rollbook.persistence.migrations import upgrade
from rollbook.services.passwords import Passwords

MOST_MEMBERS = 10_000_000
MOST_WORKSPACES = 10_000
MOST_GROUPS = 100_000
MOST_SEED = 2**63 - 1

# How many workspaces an organization may have that somebody makes by the API.
_USUAL_MAX_WORKSPACES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The owner's numbers and credentials."""

    email: str
    password: str
    api_token: str
    user_id: int
    organization_user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """An organization that was made, and how many seconds that took."""

    organization_id: int
    workspace_ids: list[int]
    group_ids: list[int]
    owner: Owner
    members: int
    seconds: float


async def seed(
    database_url: str, secret_key: bytes, *, members: int, workspaces: int, groups: int, seed: int
) -> Seeded:
    """Brings the database to this version and makes an organization; DatabaseProblem where that fails.

    What it is like follows from ``seed``, but for its numbers and the owner's credentials. Nobody is sent a message.
    """
    started = time.monotonic()
    await upgrade(database_url)
    sizes = seeding.Sizes(members=members, workspaces=workspaces, groups=groups, seed=seed)
    name = f"Seeded organization of {members:,}"
    async with seeding.connected(database_url) as connection:
        async with connection.transaction():
            filled = await seeding.fill(
                connection, sizes, name=name, max_workspaces=max(workspaces, _USUAL_MAX_WORKSPACES)
            )
            password, token = await give_credentials(connection, secret_key, filled.owner_id)
            await _record(connection, filled, name)
        await seeding.tidy(connection)
    return Seeded(
        organization_id=filled.organization_id,
        workspace_ids=filled.workspace_ids,
        group_ids=filled.group_ids,
        owner=Owner(
            email=filled.owner_email,
            password=password,
            api_token=token,
            user_id=filled.owner_id,
            organization_user_id=filled.owner_organization_user_id,
        ),
        members=members,
        seconds=round(time.monotonic() - started, 2),
    )


async def give_credentials(connection: Connection, secret_key: bytes, account_id: int) -> tuple[str, str]:
    """Gives the account a random password and an API token, and returns both."""
    password = secrets.token_urlsafe(18)
    await credentials.set_password(connection, account_id, await Passwords().hash(password))
    nonce = new_nonce()
    token = api_token(secret_key, account_id, nonce)
    await credentials.set_token(connection, account_id, stored_hash(token), nonce)
    return password, token


async def _record(connection: Connection, filled: seeding.Filled, name: str) -> None:
    await audit_entries.add(
        connection,
        filled.organization_id,
        AuditEntry(
            action="create",
            entity_type="organization",
            entity_id=filled.organization_id,
            account_id=filled.owner_id,
            signed_in_by="job",
            request_id="seed",
            after={"name": name},
        ),
    )
