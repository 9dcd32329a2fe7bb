"""What is made now, made to look as if it had come about earlier: entries of the log with their own moments, and rows
whose times follow from these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rollbook.domain.audit import EntityType
from rollbook.domain.rates import RateType
from rollbook.persistence.audit_entries import AuditEntry
from rollbook.persistence.database import Connection
from rollbook.persistence.invitations import LASTS


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRate:
    """An amount of a workspace user, or of the workspace itself: when it was changed to that, and until when it was."""

    workspace_id: int
    workspace_user_id: int | None
    rate_type: RateType
    amount: Decimal
    changed_at: datetime
    ended_at: datetime | None
    creator_id: int


async def moment(connection: Connection) -> datetime:
    """The moment of the transaction, which all times have that are not given."""
    now: datetime = await connection.fetchval("SELECT now()")
    return now


async def add_entries(
    connection: Connection, organization_id: int, entries: Sequence[tuple[datetime, AuditEntry]]
) -> None:
    """Adds entries to the organization's log, each as of its moment, in the order of these."""
    await connection.executemany(
        """
        INSERT INTO audit_entries (organization_id, happened_at, account_id, workspace_id, signed_in_by, request_id,
                                   action, entity_type, entity_id, "before", "after")
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        [
            (organization_id, happened_at, *entry.row())
            for happened_at, entry in sorted(entries, key=lambda told: told[0])
        ],
    )


async def add_rates(connection: Connection, organization_id: int, history: Sequence[PastRate]) -> list[int]:
    """Adds amounts, each in force from the beginning of its day to that of the next one's; returns their numbers.

    The amounts in force are stored on the workspace users and workspaces, too.
    """
    rows = await connection.fetch(
        """
        INSERT INTO rates (organization_id, workspace_id, workspace_user_id, type, amount, change_mode, starts_at,
                           ends_at, creator_id, created_at, updated_at)
        SELECT $1, workspace_id, workspace_user_id, type, amount, 'start-today', date_trunc('day', changed_at),
               date_trunc('day', ended_at), creator_id, changed_at, COALESCE(ended_at, changed_at)
          FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::numeric[], $6::timestamptz[], $7::timestamptz[],
                      $8::bigint[]) WITH ORDINALITY
            AS past (workspace_id, workspace_user_id, type, amount, changed_at, ended_at, creator_id, number)
         ORDER BY number
        RETURNING id""",
        organization_id,
        [one.workspace_id for one in history],
        [one.workspace_user_id for one in history],
        [one.rate_type for one in history],
        [one.amount for one in history],
        [one.changed_at for one in history],
        [one.ended_at for one in history],
        [one.creator_id for one in history],
    )
    for statement in _IN_FORCE:
        await connection.execute(statement, organization_id)
    return [row["id"] for row in rows]


def _of_people(column: str, rate_type: RateType) -> str:
    return f"""
    UPDATE workspace_users wu SET {column} = r.amount, {column}_last_updated = r.created_at
      FROM rates r
     WHERE wu.organization_id = $1 AND r.organization_id = $1 AND r.workspace_user_id = wu.id
       AND r.type = '{rate_type}' AND r.ends_at IS NULL"""


_IN_FORCE = (
    _of_people("rate", "billable_rates"),
    _of_people("labor_cost", "labor_costs"),
    """
    UPDATE workspaces w SET default_hourly_rate = r.amount, rate_last_updated = r.created_at
      FROM rates r
     WHERE w.organization_id = $1 AND r.organization_id = $1 AND r.workspace_id = w.id AND r.workspace_user_id IS NULL
       AND r.type = 'billable_rates' AND r.ends_at IS NULL""",
)


async def follow_log(connection: Connection, organization_id: int) -> None:
    """Gives what the organization's log speaks of the times that it tells: made, changed, sent, accepted."""
    for statement in (_ORGANIZATION, _made_and_changed("group"), _made_and_changed("workspace")):
        await connection.execute(statement, organization_id)
    await connection.execute(_INVITATIONS, organization_id, LASTS)
    for statement in (_PEOPLE, _PLACES, _ACCOUNTS):
        await connection.execute(statement, organization_id)


def _told(entity_type: EntityType) -> str:
    """SQL of when each thing of a kind was made and last changed, as the log tells."""
    return f"""
    SELECT entity_id AS id, min(happened_at) FILTER (WHERE action = 'create') AS made_at,
           max(happened_at) AS changed_at
      FROM audit_entries WHERE organization_id = $1 AND entity_type = '{entity_type}' GROUP BY 1"""


_ORGANIZATION = f"""
UPDATE organizations o SET created_at = told.made_at, updated_at = told.changed_at
  FROM ({_told("organization")}) told WHERE o.id = $1 AND told.id = o.id"""


def _made_and_changed(entity_type: Literal["group", "workspace"]) -> str:
    return f"""
    UPDATE {entity_type}s t SET created_at = told.made_at, updated_at = told.changed_at
      FROM ({_told(entity_type)}) told WHERE t.organization_id = $1 AND t.id = told.id"""


_INVITATIONS = """
UPDATE invitations i
   SET created_at = told.made_at, sent_at = told.sent_at, expires_at = told.sent_at + $2, settled_at = told.settled_at
  FROM (SELECT entity_id AS id, min(happened_at) FILTER (WHERE action = 'create') AS made_at,
               max(happened_at) FILTER (WHERE action IN ('create', 'resend')) AS sent_at,
               max(happened_at) FILTER (WHERE action = 'accept') AS settled_at
          FROM audit_entries WHERE organization_id = $1 AND entity_type = 'invitation' GROUP BY 1) told
 WHERE i.organization_id = $1 AND i.id = told.id"""

# Everybody but the owner was invited.
_PEOPLE = f"""
UPDATE organization_users ou
   SET created_at = came.created_at, updated_at = GREATEST(came.created_at, came.settled_at, told.changed_at)
  FROM (SELECT person.id, COALESCE(i.created_at, o.created_at) AS created_at, i.settled_at
          FROM organization_users person
          JOIN organizations o ON o.id = person.organization_id
          LEFT JOIN invitations i ON i.organization_id = $1 AND i.organization_user_id = person.id
         WHERE person.organization_id = $1) came
  LEFT JOIN ({_told("organization_user")}) told ON told.id = came.id
 WHERE ou.organization_id = $1 AND ou.id = came.id"""

# A place came with its person, unless the log tells of it, or with the workspace.
_PLACES = f"""
UPDATE workspace_users wu SET created_at = came.created_at, updated_at = GREATEST(came.created_at, came.changed_at)
  FROM (SELECT place.id, GREATEST(ou.created_at, w.created_at, told.made_at) AS created_at, told.changed_at
          FROM workspace_users place
          JOIN organization_users ou ON ou.organization_id = $1 AND ou.id = place.organization_user_id
          JOIN workspaces w ON w.organization_id = $1 AND w.id = place.workspace_id
          LEFT JOIN ({_told("workspace_user")}) told ON told.id = place.id
         WHERE place.organization_id = $1) came
 WHERE wu.organization_id = $1 AND wu.id = came.id"""

# An account was made with the invitation to it, and became somebody's own by accepting that.
_ACCOUNTS = """
UPDATE accounts a
   SET created_at = ou.created_at, updated_at = COALESCE(i.settled_at, ou.created_at),
       registered_at = CASE WHEN ou.joined THEN COALESCE(i.settled_at, ou.created_at) END
  FROM organization_users ou
  LEFT JOIN invitations i ON i.organization_id = ou.organization_id AND i.organization_user_id = ou.id
 WHERE ou.organization_id = $1 AND a.id = ou.account_id"""
