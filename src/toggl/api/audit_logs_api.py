"""What was done in organizations."""

import datetime
from typing import Any, Unpack

from toggl._operation import Api, AsyncApi, CallOptions, Operations, all_pages, operation, with_http_info

# Any: a list of entries, each with fields of its own kind; or, with `export`, the text of a CSV file.
_Entries: Any = object


class AuditLogsOperations(Operations):
    """The operation on the record of what was done."""

    @operation("GET", "/audit_logs/{organization_id}/{from}/{to}", _Entries, places={"from": ("_from",)})
    def get_audit_logs(
        self,
        organization_id: int,
        _from: str | datetime.date,
        to: str | datetime.date,
        *,
        export: bool | None = None,
        workspace_id: int | None = None,
        entity_type: str | None = None,
        entity_id: int | None = None,
        action: str | None = None,
        user_id: int | None = None,
        page_size: int | None = None,
        page_number: int | None = None,
        source: str | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Return what was done in an organization between two days; with `export`, as the text of a CSV file."""

    get_audit_logs_with_http_info = with_http_info(get_audit_logs)
    iter_audit_logs = all_pages(get_audit_logs, page="page_number", page_size="page_size", refused=["export"])


class AuditLogsApi(AuditLogsOperations, Api):
    """The operation on the record of what was done."""


class AsyncAuditLogsApi(AuditLogsOperations, AsyncApi):
    """The operation on the record of what was done; to be awaited."""
