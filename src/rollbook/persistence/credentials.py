"""Passwords, API tokens and reset links, all of them as hashes."""

from datetime import datetime, timedelta

from rollbook.persistence import named_tokens
from rollbook.persistence.database import Connection, Queries, Row
from rollbook.persistence.sessions import LIVING


async def password_of(queries: Queries, account_id: int) -> Row | None:
    """What is kept of the account's password, if it has one: password_hash, changed_at."""
    return await queries.fetchrow(
        "SELECT password_hash, changed_at FROM account_passwords WHERE account_id = $1", account_id
    )


async def set_password(connection: Connection, account_id: int, password_hash: str) -> None:
    """Gives the account another password."""
    await connection.execute(
        """
        INSERT INTO account_passwords (account_id, password_hash) VALUES ($1, $2)
        ON CONFLICT (account_id)
        DO UPDATE SET password_hash = EXCLUDED.password_hash, changed_at = clock_timestamp()""",
        account_id,
        password_hash,
    )


async def replace_password_hash(queries: Queries, account_id: int, earlier: str, later: str) -> None:
    """Keeps another hash of the same password; nothing where the password is another one meanwhile."""
    await queries.execute(
        "UPDATE account_passwords SET password_hash = $3 WHERE account_id = $1 AND password_hash = $2",
        account_id,
        earlier,
        later,
    )


async def set_token(connection: Connection, account_id: int, token_hash: bytes, nonce: bytes) -> None:
    """Gives the account another API token in place of the one it has."""
    await connection.execute(
        """
        INSERT INTO account_tokens (account_id, token_hash, nonce) VALUES ($1, $2, $3)
        ON CONFLICT (account_id)
        DO UPDATE SET token_hash = EXCLUDED.token_hash, nonce = EXCLUDED.nonce, created_at = now()""",
        account_id,
        token_hash,
        nonce,
    )


async def token_made_at(queries: Queries, account_id: int) -> datetime | None:
    """When the account's API token was made; None where it has none."""
    made_at: datetime | None = await queries.fetchval(
        "SELECT created_at FROM account_tokens WHERE account_id = $1", account_id
    )
    return made_at


async def lock_and_count(
    connection: Connection,
    account_id: int,
    *,
    password_changed_at: datetime | None,
    token_hash: bytes | None,
    session_hash: bytes | None,
) -> int:
    """How many of these credentials are the account's still; none can change until this transaction ends."""
    await connection.execute("SELECT FROM accounts WHERE id = $1 FOR UPDATE", account_id)
    number: int = await connection.fetchval(
        f"""
        SELECT (SELECT count(*) FROM account_passwords WHERE account_id = $1 AND changed_at = $2)
             + (SELECT count(*) FROM account_tokens WHERE account_id = $1 AND token_hash = $3)
             + (SELECT count(*) FROM named_tokens t
                 WHERE t.account_id = $1 AND t.token_hash = $3 AND {named_tokens.LIVING})
             + (SELECT count(*) FROM sessions s
                 WHERE s.account_id = $1 AND s.session_hash = $4 AND {LIVING})""",
        account_id,
        password_changed_at,
        token_hash,
        session_hash,
    )
    return number


async def set_reset_link(
    connection: Connection,
    account_id: int,
    code_hash: bytes,
    *,
    organization_id: int | None,
    requested_by: int | None,
    lasts: timedelta,
) -> None:
    """Gives the account a reset link in place of any it has."""
    await connection.execute(
        """
        INSERT INTO password_resets (account_id, code_hash, organization_id, requested_by, expires_at)
        VALUES ($1, $2, $3, $4, now() + $5)
        ON CONFLICT (account_id) DO UPDATE
          SET code_hash = EXCLUDED.code_hash, organization_id = EXCLUDED.organization_id,
              requested_by = EXCLUDED.requested_by, created_at = now(), expires_at = EXCLUDED.expires_at""",
        account_id,
        code_hash,
        organization_id,
        requested_by,
        lasts,
    )


async def end_reset_link(connection: Connection, account_id: int) -> None:
    """Ends the account's reset link, if there is one."""
    await connection.execute("DELETE FROM password_resets WHERE account_id = $1", account_id)


async def end_administrators_reset_link(connection: Connection, account_id: int) -> None:
    """Ends the account's reset link, if an administrator of an organization asked for it."""
    await connection.execute(
        "DELETE FROM password_resets WHERE account_id = $1 AND organization_id IS NOT NULL", account_id
    )


async def use_reset_link(connection: Connection, code_hash: bytes) -> int | None:
    """Ends the living reset link with that code and returns whose it was."""
    account_id: int | None = await connection.fetchval(
        "DELETE FROM password_resets WHERE code_hash = $1 AND expires_at > now() RETURNING account_id", code_hash
    )
    return account_id


async def reset_link(queries: Queries, code_hash: bytes) -> Row | None:
    """Whose living reset link has that code: account_id, email."""
    return await queries.fetchrow(
        """
        SELECT a.id AS account_id, a.email FROM password_resets r JOIN accounts a ON a.id = r.account_id
         WHERE r.code_hash = $1 AND r.expires_at > now()""",
        code_hash,
    )


async def delete_ended_reset_links(connection: Connection) -> None:
    """Deletes the reset links that have run out."""
    await connection.execute("DELETE FROM password_resets WHERE expires_at <= now()")
