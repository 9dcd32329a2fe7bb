"""What the audit log shows."""

from typing import Any

from msgspec import Struct


class AuditLog(Struct):
    """Who did what, how, and what it changed; ``before`` and ``after`` hold what differs."""

    id: str
    organization_id: int
    workspace_id: int | None
    user_id: int | None
    user_name: str | None
    user_email: str | None
    created_at: str
    action: str
    entity_type: str
    entity_id: int | None
    source: str
    request_id: str | None
    before: dict[str, Any]  # Any: JSON.
    after: dict[str, Any]
