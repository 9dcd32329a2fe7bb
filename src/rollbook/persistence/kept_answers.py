"""Answers that are kept to be repeated, sealed."""

from datetime import timedelta

from rollbook.persistence.database import Connection, Row


async def locked(connection: Connection, key_hash: bytes, *, kept_for: timedelta) -> Row | None:
    """What is kept under a key: request_hash, sealed_answer; nobody else works under it until this transaction ends.

    Contention when somebody else does for more than ten seconds.
    """
    return await connection.fetchrow(
        "SELECT request_hash, sealed_answer FROM locked_kept_answer($1, $2)", key_hash, kept_for
    )


async def keep(
    connection: Connection, key_hash: bytes, *, account_id: int | None, request_hash: bytes, sealed_answer: bytes
) -> None:
    """Keeps the answer, in the place of one that is too old; nothing where the account has just been deleted."""
    await connection.execute(
        """
        INSERT INTO kept_answers (key_hash, account_id, request_hash, sealed_answer)
        SELECT $1, $2, $3, $4 WHERE $2::bigint IS NULL OR EXISTS (SELECT FROM accounts WHERE id = $2)
        ON CONFLICT (key_hash) DO UPDATE
          SET request_hash = EXCLUDED.request_hash, sealed_answer = EXCLUDED.sealed_answer,
              created_at = EXCLUDED.created_at""",
        key_hash,
        account_id,
        request_hash,
        sealed_answer,
    )


async def delete_old(connection: Connection, *, kept_for: timedelta) -> None:
    """Deletes the answers that are not repeated any more."""
    # Whoever is replacing one at this moment keeps it: it is not old any more.
    await connection.execute(
        """
        DELETE FROM kept_answers WHERE key_hash IN (
            SELECT key_hash FROM kept_answers WHERE created_at <= now() - $1::interval FOR UPDATE SKIP LOCKED)""",
        kept_for,
    )
