"""People's pictures, and their names wherever lists show them."""

from rollbook.domain.pictures import gravatar_hash
from rollbook.persistence.database import Connection, Queries, Row


async def of_account(connection: Connection, account_id: int) -> Row | None:
    """The account's avatar and email."""
    return await connection.fetchrow("SELECT avatar, email FROM accounts WHERE id = $1", account_id)


async def replace(connection: Connection, account_id: int, name: str, *, content: bytes | None, email: str) -> None:
    """Gives the account the picture or, where there is none, that of Gravatar for the address; the earlier one ends."""
    await connection.execute(
        """
        INSERT INTO avatars (account_id, name, content, gravatar_hash) VALUES ($1, $2, $3, $4)
        ON CONFLICT (account_id) DO UPDATE
           SET name = EXCLUDED.name, content = EXCLUDED.content, gravatar_hash = EXCLUDED.gravatar_hash,
               created_at = now()""",
        account_id,
        name,
        content,
        gravatar_hash(email) if content is None else None,
    )
    await _show(connection, account_id, name)


async def delete(connection: Connection, account_id: int) -> None:
    """Deletes the account's picture."""
    await connection.execute("DELETE FROM avatars WHERE account_id = $1", account_id)
    await _show(connection, account_id, None)


async def _show(connection: Connection, account_id: int, name: str | None) -> None:
    """Repeats the name where lists read it; an invitation tells nothing of the account that the address has."""
    await connection.execute("UPDATE accounts SET avatar = $2, updated_at = now() WHERE id = $1", account_id, name)
    await connection.execute(
        "UPDATE organization_users SET avatar = $2, updated_at = now() WHERE account_id = $1 AND joined",
        account_id,
        name,
    )


async def follow_address(connection: Connection, account_id: int, email: str) -> None:
    """Lets a picture of Gravatar be that of the account's new address."""
    await connection.execute(
        "UPDATE avatars SET gravatar_hash = $2 WHERE account_id = $1 AND gravatar_hash IS NOT NULL",
        account_id,
        gravatar_hash(email),
    )


async def one(queries: Queries, name: str) -> Row | None:
    """The picture with that name: content, or gravatar_hash."""
    return await queries.fetchrow("SELECT content, gravatar_hash FROM avatars WHERE name = $1", name)
