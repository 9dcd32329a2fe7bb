"""An organization of any size, made by a handful of statements.

What its people and things are like follows from a seed and their number alone (see seeding_draws); they are worked
out in temporary tables, which end with the transaction.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from rollbook.persistence.database import Connection, DatabaseProblem
from rollbook.persistence.seeding_people import add_people
from rollbook.persistence.seeding_places import add_groups, add_memberships, add_workspaces

# Any number will do, as long as every server takes the same.
_DEMONSTRATION_LOCK = 6_021_024

_FOUNDED_DAYS_AGO = 1001  # Before everybody else came.

_TABLES = (
    *("accounts", "organizations", "organization_users", "workspaces", "workspace_users", "groups", "group_users"),
    *("group_workspaces", "invitations", "rates"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many of each the organization has, the owner included, and the seed of what they are like."""

    members: int
    workspaces: int
    groups: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The numbers of what was made."""

    organization_id: int
    workspace_ids: list[int]
    group_ids: list[int]
    owner_id: int
    owner_organization_user_id: int
    owner_email: str


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection whose statements may take as long as they need; DatabaseProblem where the database fails."""
    settings = {"application_name": "rollbook", "timezone": "UTC"}
    try:
        connection = await asyncpg.connect(url, timeout=15, server_settings=settings)
        try:
            yield connection
        finally:
            await connection.close()
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseProblem(f"the database cannot be filled: {str(error).splitlines()[0]}") from error


async def fill(connection: Connection, sizes: Sizes, *, name: str, max_workspaces: int) -> Filled:
    """Makes an organization with all that is in it, in the connection's transaction."""
    # Enough to sort the memberships of a million people.
    await connection.execute("SET LOCAL work_mem = '64MB'")
    organization_id = await connection.fetchval(
        """
        INSERT INTO organizations (name, max_workspaces, created_at, updated_at)
        VALUES ($1, $2, now() - make_interval(days => $3), now()) RETURNING id""",
        name,
        max_workspaces,
        _FOUNDED_DAYS_AGO,
    )
    where = connection, organization_id
    workspace_ids = await add_workspaces(*where, sizes.workspaces, seed=sizes.seed)
    owner = await add_people(*where, sizes.members, workspaces=sizes.workspaces, seed=sizes.seed)
    await add_memberships(*where, workspaces=sizes.workspaces, owner_id=owner["account_id"])
    group_ids = await add_groups(*where, sizes.groups, workspaces=sizes.workspaces, seed=sizes.seed)
    return Filled(
        organization_id=organization_id,
        workspace_ids=workspace_ids,
        group_ids=group_ids,
        owner_id=owner["account_id"],
        owner_organization_user_id=owner["organization_user_id"],
        owner_email=owner["email"],
    )


async def tidy(connection: Connection) -> None:
    """Does at once what autovacuum would do within minutes, in the middle of whatever is tried with the organization.

    That is the planner's statistics, the visibility map, and the part of the search index that still waits.
    """
    await connection.execute(f"VACUUM (ANALYZE) {', '.join(_TABLES)}")


async def lock_demonstration(connection: Connection) -> None:
    """Makes other servers that would make the demonstration organization wait until this transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _DEMONSTRATION_LOCK)


async def has_organization(connection: Connection) -> bool:
    """Whether the database has an organization."""
    found: bool = await connection.fetchval("SELECT EXISTS (SELECT FROM organizations)")
    return found
