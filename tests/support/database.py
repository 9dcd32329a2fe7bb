"""What no operation of the service does, done in its database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg

from support.server import Service
from support.world import Person, World


def write(service: Service, *statements: tuple[object, ...]) -> None:
    """Runs the statements, each with its values, in one transaction of the service's own role."""

    async def run() -> None:
        connection = await asyncpg.connect(service.database_url)
        try:
            async with connection.transaction():
                for statement, *values in statements:
                    await connection.execute(statement, *values)
        finally:
            await connection.close()

    asyncio.run(run())


def let_expire(world: World, invitation_id: int) -> None:
    """Makes an invitation of the world's organization as old as its link may not be."""
    write(
        world.service,
        (
            "UPDATE invitations SET expires_at = expires_at - $3::interval WHERE organization_id = $1 AND id = $2",
            world.organization_id,
            invitation_id,
            timedelta(days=30),
        ),
    )


def let_sessions_pass(world: World, person: Person, *, unused: timedelta, age: timedelta) -> None:
    """Makes somebody's sessions so much older, and as long unused."""
    write(
        world.service,
        (
            """
            UPDATE sessions SET created_at = created_at - $2::interval, expires_at = expires_at - $2::interval,
                                last_used_at = last_used_at - $3::interval
             WHERE account_id = $1""",
            person.user_id,
            age,
            unused,
        ),
    )
