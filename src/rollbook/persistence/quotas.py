"""How many requests people have made, as all processes count them."""

import math

from rollbook.domain.quotas import WINDOW_SECONDS, Count, Limits, Usage
from rollbook.persistence.database import Connection, Queries, Row

_NO_ORGANIZATION = 0
_RESETS_IN = f"EXTRACT(epoch FROM began_at - clock_timestamp()) + {WINDOW_SECONDS}"


async def count(queries: Queries, account_id: int, organization_id: int | None, limits: Limits) -> Count:
    """Counts a request of the account, unless it is one too many."""
    row = await queries.fetchrow(
        f"""
        SELECT wait_seconds, counted, has_used AS used, {_RESETS_IN.replace("began_at", "window_began")} AS resets_in
          FROM count_request($1, $2, $3, $4)""",
        account_id,
        organization_id or _NO_ORGANIZATION,
        limits.quota,
        limits.rate,
    )
    assert row is not None  # noqa: S101 - for the type checker; the function always answers.
    return Count(
        usage=_usage(row, limits, organization_id), counted=row["counted"], wait=math.ceil(row["wait_seconds"])
    )


async def listed(queries: Queries, account_id: int, limits: Limits) -> list[Usage]:
    """What the account has left: of its own quota first, then of those of the organizations that it is active in."""
    rows = await queries.fetch(
        f"""
        WITH own (organization_id) AS (
            SELECT {_NO_ORGANIZATION}
            UNION ALL
            SELECT organization_id FROM organization_users WHERE account_id = $1 AND joined AND NOT inactive
        )
        SELECT own.organization_id, q.used, {_RESETS_IN} AS resets_in
          FROM own
          LEFT JOIN quota_windows q ON q.account_id = $1 AND q.organization_id = own.organization_id
                                   AND q.began_at > clock_timestamp() - interval '{WINDOW_SECONDS} seconds'
         ORDER BY own.organization_id""",
        account_id,
    )
    return [_usage(row, limits, row["organization_id"] or None) for row in rows]


def _usage(row: Row, limits: Limits, organization_id: int | None) -> Usage:
    # A window that was begun under a higher quota may hold more than there is now.
    remaining = max(limits.quota - (row["used"] or 0), 0)
    return Usage(limits.quota, remaining, max(math.ceil(row["resets_in"] or 0), 0), organization_id)


async def delete_past(connection: Connection) -> None:
    """Deletes what says no more than nothing would."""
    # Whoever is counting at this moment keeps their row: it is not past any more.
    await connection.execute(
        """
        DELETE FROM request_buckets WHERE account_id IN (
            SELECT account_id FROM request_buckets WHERE empty_at < clock_timestamp() FOR UPDATE SKIP LOCKED)"""
    )
    await connection.execute(
        f"""
        DELETE FROM quota_windows WHERE (account_id, organization_id) IN (
            SELECT account_id, organization_id FROM quota_windows
             WHERE began_at < clock_timestamp() - interval '{WINDOW_SECONDS} seconds' FOR UPDATE SKIP LOCKED)"""
    )
