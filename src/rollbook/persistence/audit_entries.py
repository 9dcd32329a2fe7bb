"""The audit log's rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from rollbook.domain.audit import EntityType, recorded
from rollbook.persistence.database import Connection


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

    def row(self) -> tuple[Any, ...]:
        """The values of the columns, but the organization."""
        return (
            self.account_id,
            self.workspace_id,
            self.signed_in_by,
            self.request_id,
            self.action,
            self.entity_type,
            self.entity_id,
            json.dumps(recorded(self.entity_type, self.before)),
            json.dumps(recorded(self.entity_type, self.after)),
        )


_COLUMNS = """organization_id, account_id, workspace_id, signed_in_by, request_id, action, entity_type, entity_id,
              "before", "after" """
_INSERT = f"INSERT INTO audit_entries ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"


async def add(connection: Connection, organization_id: int, entry: AuditEntry) -> None:
    """Adds one entry to the organization's log."""
    await connection.execute(_INSERT, organization_id, *entry.row())


async def add_all(connection: Connection, organization_id: int, entries: Sequence[AuditEntry]) -> None:
    """Adds many entries to the organization's log, in one trip."""
    await connection.executemany(_INSERT, [(organization_id, *entry.row()) for entry in entries])


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
