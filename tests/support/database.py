"""What no operation of the service does, done in its database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg

from support.server import Service
from support.world import Person, World


def _write(service: Service, *statements: tuple[object, ...]) -> None:
    async def write() -> None:
        connection = await asyncpg.connect(service.database_url)
        try:
            async with connection.transaction():
                for statement, *values in statements:
                    await connection.execute(statement, *values)
        finally:
            await connection.close()

    asyncio.run(write())


def make_paying(world: World, person: Person) -> None:
    """Makes somebody of the world's organization its paying user, in the place of who was."""
    organization_id = world.organization_id
    _write(
        world.service,
        ("UPDATE organization_users SET paying = false WHERE organization_id = $1", organization_id),
        (
            "UPDATE organization_users SET paying = true WHERE organization_id = $1 AND id = $2",
            organization_id,
            person.organization_user_id,
        ),
    )


def let_expire(world: World, invitation_id: int) -> None:
    """Makes an invitation of the world's organization as old as its link may not be."""
    _write(
        world.service,
        (
            "UPDATE invitations SET expires_at = expires_at - $3::interval WHERE organization_id = $1 AND id = $2",
            world.organization_id,
            invitation_id,
            timedelta(days=30),
        ),
    )
