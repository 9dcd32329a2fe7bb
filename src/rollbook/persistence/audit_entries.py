"""The audit log's rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

from rollbook.domain.audit import EntityType, recorded
from rollbook.persistence.database import Connection, affected

_PIECE = 500

# Of one of many things: its number, how it was, how it is.
Change: TypeAlias = tuple[int, dict[str, Any], dict[str, Any]]  # Any: JSON.


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what, how, and what it changed; ``before`` and ``after`` are checked by ``domain.audit.recorded``."""

    action: str
    entity_type: EntityType
    entity_id: int | None
    account_id: int | None
    signed_in_by: str
    request_id: str
    workspace_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)  # Any: JSON.
    after: dict[str, Any] = field(default_factory=dict)

    def head(self) -> tuple[Any, ...]:
        """The values of the columns that entries of many things of one kind have in common."""
        return (
            self.account_id,
            self.workspace_id,
            self.signed_in_by,
            self.request_id,
            self.action,
            self.entity_type,
        )

    def row(self) -> tuple[Any, ...]:
        """The values of the columns, but the organization."""
        return (
            *self.head(),
            self.entity_id,
            _json(self.entity_type, self.before),
            _json(self.entity_type, self.after),
        )


def _json(entity_type: EntityType, values: dict[str, Any]) -> str:  # Any: JSON.
    return json.dumps(recorded(entity_type, values))


_COLUMNS = """organization_id, account_id, workspace_id, signed_in_by, request_id, action, entity_type, entity_id,
              "before", "after" """
_INSERT = f"INSERT INTO audit_entries ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"


async def add(connection: Connection, organization_id: int, entry: AuditEntry) -> None:
    """Adds one entry to the organization's log."""
    await connection.execute(_INSERT, organization_id, *entry.row())


async def add_all(connection: Connection, organization_id: int, entry: AuditEntry, changes: Sequence[Change]) -> None:
    """Adds an entry like that one of each of many things to the organization's log."""
    # In pieces, between which others have their turn in this process.
    for start in range(0, len(changes), _PIECE):
        piece = changes[start : start + _PIECE]
        await connection.execute(
            f"""
            INSERT INTO audit_entries ({_COLUMNS})
            SELECT $1, $2, $3, $4, $5, $6, $7, entity_id, was, is_now
              FROM unnest($8::bigint[], $9::jsonb[], $10::jsonb[]) AS changes (entity_id, was, is_now)""",
            organization_id,
            *entry.head(),
            [entity_id for entity_id, _, _ in piece],
            [_json(entry.entity_type, before) for _, before, _ in piece],
            [_json(entry.entity_type, after) for _, _, after in piece],
        )


async def add_found(
    connection: Connection, organization_id: int, entry: AuditEntry, found: str, *values: object
) -> int:
    """Adds an entry like that one of each thing that a statement gives; returns of how many.

    The statement, of SELECT or with RETURNING, gives entity_id, was and is_now, with fields that ``RECORDED`` lists.
    In it $1 is the organization, and its own values begin at $8.
    """
    result = await connection.execute(
        f"""
        WITH changes AS ({found})
        INSERT INTO audit_entries ({_COLUMNS})
        SELECT $1, $2, $3, $4, $5, $6, $7, entity_id, was, is_now FROM changes""",
        organization_id,
        *entry.head(),
        *values,
    )
    return affected(result)


async def add_for_person(connection: Connection, person_id: int, entry: AuditEntry) -> None:
    """Adds one entry to the log of each organization that the person has joined."""
    await connection.execute(
        f"""
        INSERT INTO audit_entries ({_COLUMNS})
        SELECT organization_id, $2, $3, $4, $5, $6, $7, $8, $9, $10
          FROM organization_users WHERE account_id = $1 AND joined""",
        person_id,
        *entry.row(),
    )


async def expire(connection: Connection, keep: timedelta) -> int:
    """Deletes some of the entries that are older than that, of all organizations; returns how many."""
    deleted: int = await connection.fetchval("SELECT expire_audit_entries($1)", keep)
    return deleted


async def delete_of_gone_organization(connection: Connection, organization_id: int) -> None:
    """Deletes the log of an organization that was deleted."""
    await connection.execute("SELECT delete_audit_entries_of_gone_organization($1)", organization_id)
