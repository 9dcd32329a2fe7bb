"""From where people have signed in before."""

from rollbook.persistence.database import Connection

MOST = 100  # Of an account; the first ones seen are forgotten for later ones.


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
    if new:
        await connection.execute(
            """
            DELETE FROM sign_in_places WHERE account_id = $1 AND place_hash IN (
                SELECT place_hash FROM sign_in_places WHERE account_id = $1
                 ORDER BY first_seen_at DESC, place_hash OFFSET $2)""",
            account_id,
            MOST,
        )
    return new
