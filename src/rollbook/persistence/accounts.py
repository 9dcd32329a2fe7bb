"""Accounts: the people themselves, across organizations."""

from collections.abc import Sequence

from rollbook.domain.account_changes import AccountValues
from rollbook.persistence.database import Connection, Queries, Row


async def add(
    connection: Connection, *, email: str, name: str, public_id: str, timezone: str, country_id: int | None
) -> int:
    """Adds a registered account and returns its id; Duplicate when the address has one."""
    account_id: int = await connection.fetchval(
        """
        INSERT INTO accounts (email, name, public_id, timezone, country_id, registered_at)
        VALUES ($1, $2, $3, $4, $5, now()) RETURNING id""",
        email,
        name,
        public_id,
        timezone,
        country_id,
    )
    return account_id


async def register(
    connection: Connection, account_id: int, *, email: str, name: str, timezone: str, country_id: int | None
) -> None:
    """Makes an account that only stood for an invited address somebody's own."""
    await connection.execute(
        """
        UPDATE accounts SET email = $2, name = $3, timezone = $4, country_id = $5,
                            registered_at = now(), updated_at = now()
         WHERE id = $1""",
        account_id,
        email,
        name,
        timezone,
        country_id,
    )


async def change(connection: Connection, account_id: int, values: AccountValues) -> None:
    """Changes the account; Duplicate when the address is somebody else's."""
    await connection.execute(
        """
        UPDATE accounts
           SET name = COALESCE($2, name), email = COALESCE($3, email), timezone = COALESCE($4, timezone),
               beginning_of_week = COALESCE($5, beginning_of_week), country_id = COALESCE($6, country_id),
               default_workspace_id = COALESCE($7, default_workspace_id), updated_at = now()
         WHERE id = $1""",
        account_id,
        values.name,
        values.email,
        values.timezone,
        values.beginning_of_week,
        values.country_id,
        values.default_workspace_id,
    )


async def delete(connection: Connection, account_id: int) -> None:
    """Deletes an account that is in no organization, with its credentials and messages."""
    await connection.execute("DELETE FROM accounts WHERE id = $1", account_id)


async def of_emails(connection: Connection, emails: Sequence[str]) -> list[Row]:
    """The accounts of these addresses, in their order and each once: id, email, registered."""
    return await connection.fetch(
        """
        SELECT a.id, a.email, a.registered_at IS NOT NULL AS registered
          FROM unnest($1::text[]) WITH ORDINALITY AS given (address, number)
          JOIN accounts a ON lower(a.email) = lower(given.address)
         GROUP BY a.id ORDER BY min(given.number)""",
        emails,
    )


async def add_for_invitations(connection: Connection, emails: Sequence[str], public_ids: Sequence[str]) -> None:
    """Makes an account that stands for each address which has none."""
    # In one order, so that two such statements wait for each other instead of deadlocking.
    await connection.execute(
        """
        INSERT INTO accounts (email, name, public_id)
        SELECT email, split_part(email, '@', 1), public_id
          FROM unnest($1::text[], $2::text[]) AS new (email, public_id) ORDER BY lower(email)
        ON CONFLICT (lower(email)) DO NOTHING""",
        emails,
        public_ids,
    )


async def lock(connection: Connection, account_id: int) -> Row | None:
    """The account, which can join nothing until this transaction ends: id, email, name, registered, and two counts.

    ``organizations`` is in how many organizations it is, ``joined_organizations`` in how many not only as invited.
    """
    # FOR UPDATE stops the foreign keys of new organization_users; what follows counts those that came before.
    await connection.execute("SELECT FROM accounts WHERE id = $1 FOR UPDATE", account_id)
    return await connection.fetchrow(
        """
        SELECT id, email, name, registered_at IS NOT NULL AS registered,
               (SELECT count(*) FROM organization_users WHERE account_id = $1) AS organizations,
               (SELECT count(*) FROM organization_users WHERE account_id = $1 AND joined) AS joined_organizations
          FROM accounts WHERE id = $1""",
        account_id,
    )


async def drop_placeholder(connection: Connection, email: str) -> None:
    """Deletes the account of that address if nobody ever owned it and no organization waits for it any more."""
    await connection.execute(
        """
        DELETE FROM accounts a
         WHERE lower(a.email) = lower($1) AND a.registered_at IS NULL
           AND NOT EXISTS (SELECT FROM organization_users ou WHERE ou.account_id = a.id)""",
        email,
    )


async def access_changed(connection: Connection, account_ids: Sequence[int]) -> None:
    """Remembers that what these people may do has changed now."""
    await connection.execute(
        "UPDATE accounts SET authorization_updated_at = now() WHERE id = ANY($1::bigint[])", account_ids
    )


async def joined(connection: Connection, account_id: int, workspace_id: int | None) -> None:
    """Remembers that the account has come into another organization, and by which workspace if it had none."""
    await connection.execute(
        """
        UPDATE accounts
           SET authorization_updated_at = now(), default_workspace_id = COALESCE(default_workspace_id, $2)
         WHERE id = $1""",
        account_id,
        workspace_id,
    )


async def profile(queries: Queries, account_id: int) -> Row | None:
    """All that ``/me`` shows of the account itself."""
    return await queries.fetchrow(
        """
        SELECT a.id, a.email, a.name, a.public_id, a.timezone, a.beginning_of_week, a.country_id,
               a.default_workspace_id, a.avatar, a.authorization_updated_at, a.created_at, a.updated_at,
               p.account_id IS NOT NULL AS has_password, t.nonce AS token_nonce, t.token_hash
          FROM accounts a
          LEFT JOIN account_passwords p ON p.account_id = a.id
          LEFT JOIN account_tokens t ON t.account_id = a.id
         WHERE a.id = $1""",
        account_id,
    )
