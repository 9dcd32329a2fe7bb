"""From where people have signed in before."""

from rollbook.persistence.database import Connection


async def add(connection: Connection, account_id: int, place_hash: bytes) -> bool:
    """Remembers a place; whether it is new to an account that has signed in elsewhere before."""
    # The outer query sees the table as it was before the insertion.
    new: bool = await connection.fetchval(
        """
        WITH added AS (
            INSERT INTO sign_in_places (account_id, place_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1)
        SELECT EXISTS (SELECT FROM added) AND EXISTS (SELECT FROM sign_in_places WHERE account_id = $1)""",
        account_id,
        place_hash,
    )
    return new
