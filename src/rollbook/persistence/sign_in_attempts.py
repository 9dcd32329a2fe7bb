"""Attempts to sign in by password, as all processes count them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from rollbook.domain.attempts import Limit
from rollbook.persistence.database import Connection, Queries


@dataclass(frozen=True, slots=True)
class Counted:
    """An attempt: the buckets that it stands in, or how many seconds to wait for one."""

    buckets: list[bytes]
    wait: float


async def count_by_account(queries: Queries, account_id: int, purpose: bytes, limit: Limit) -> Counted:
    """Counts an attempt of somebody who is known to be the account's, wherever they are."""
    row = await queries.fetchrow(
        "SELECT wait_seconds, counted FROM count_sign_in_attempt($1, NULL, $2, $3, $4)",
        account_id,
        purpose,
        [limit.size],
        [limit.leak],
    )
    assert row is not None  # noqa: S101 - for the type checker; the function always answers.
    return Counted(row["counted"], row["wait_seconds"])


async def forget(
    queries: Queries, counted: Counted, leaks: Sequence[timedelta], account_id: int, address: bytes | None
) -> None:
    """Takes out an attempt that was no guess, and remembers the address as the account's."""
    await queries.execute(
        "SELECT forget_sign_in_attempt($1, $2, $3, $4)", counted.buckets, list(leaks), account_id, address
    )


async def delete_past(connection: Connection, *, addresses_kept_for: timedelta) -> None:
    """Deletes buckets that are empty, and addresses that were not used for long."""
    # Whoever counts at this moment keeps their row: it is not empty any more.
    await connection.execute(
        """
        DELETE FROM sign_in_buckets WHERE bucket_hash IN (
            SELECT bucket_hash FROM sign_in_buckets WHERE empty_at < clock_timestamp() FOR UPDATE SKIP LOCKED)"""
    )
    await connection.execute("DELETE FROM sign_in_addresses WHERE used_at < now() - $1::interval", addresses_kept_for)
