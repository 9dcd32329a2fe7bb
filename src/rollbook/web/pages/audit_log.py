"""What was done in the organization, entry by entry: found, filtered, taken along."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import msgspec
from litestar import Response, get
from litestar.response import Stream

from rollbook.domain.audit import EntityType
from rollbook.domain.audit_queries import COLUMNS, AuditQuery, period
from rollbook.domain.audit_references import Names
from rollbook.domain.errors import Invalid
from rollbook.domain.ids import positive
from rollbook.domain.pages import DEFAULT_PER_PAGE, Page, PageRequest
from rollbook.domain.spreadsheets import csv_lines
from rollbook.services import audit_logs
from rollbook.web import sentences
from rollbook.web.rendering import addressed, filters
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import VisitorRequest

FILTERS = ("from", "to", "who", "kind", "action", "workspace", "thing", "person", "page")
# What is no number of anything is not asked for.
_NUMBERS = {"thing", "person"}
KINDS: dict[EntityType, str] = {
    "organization_user": "People",
    "workspace_user": "People in workspaces",
    "invitation": "Invitations",
    "group": "Groups",
    "workspace": "Workspaces",
    "rate": "Rates",
    "organization": "The organization",
    "ownership_transfer": "Ownership",
    "account": "Accounts",
    "session": "Signing in and out",
}
ACTIONS = {
    "create": "Made",
    "update": "Changed",
    "delete": "Removed",
    "accept": "Accepted",
    "reject": "Declined",
    "resend": "Sent again",
    "withdraw": "Withdrawn",
    "leave": "Left",
    "close": "Closed",
    "erase": "Erased",
    "request_password_reset": "Asked for a link",
}
# Days that are shown where none are asked for.
_DAYS = 30
# More entries are not counted, nor paged through: who looks further back says until when.
_COUNTED_TO = 10_000
_UNREADABLE = {
    "from": "Write the first day like 2026-11-28.",
    "to": "Write the last day like 2026-11-28, not before the first one.",
}

filters({"how": sentences.how})


def _asked(request: VisitorRequest) -> dict[str, str]:
    """What the address of the log asks for, without what is empty."""
    asked = {name: value for name in FILTERS if (value := request.query_params.get(name, "").strip())}
    return {name: value for name, value in asked.items() if name not in _NUMBERS or positive(value)}


def _days(number: int) -> dict[str, str]:
    """So many days, today as the last one."""
    today = datetime.now(UTC).date()
    return {"from": str(today - timedelta(days=number - 1)), "to": str(today)}


def _period(fields: dict[str, str]) -> tuple[datetime, datetime]:
    """From when to before when; Invalid with the name of the field that cannot be read."""
    days = _days(_DAYS) | {name: value for name, value in fields.items() if name in _UNREADABLE}
    for name in ("from", "to"):
        try:
            period(*([days[name]] * 2))
        except Invalid as invalid:
            raise Invalid(name) from invalid
    try:
        return period(days["from"], days["to"])
    except Invalid as invalid:
        raise Invalid("to") from invalid


def audit_query(fields: dict[str, str]) -> AuditQuery:
    """The entries that the address of the log asks for; Invalid names the day that cannot be read."""
    begins, ends = _period(fields)
    who, account = fields.get("who"), positive(fields.get("who", ""))
    page = min(positive(fields.get("page", "")) or 1, _COUNTED_TO // DEFAULT_PER_PAGE)
    return AuditQuery(
        begins=begins,
        ends=ends,
        workspace_id=positive(fields.get("workspace", "")),
        entity_type=next((kind for kind in get_args(EntityType) if kind == fields.get("kind")), None),
        entity_id=positive(fields.get("thing", "")),
        about_account_id=positive(fields.get("person", "")),
        action=fields["action"] if fields.get("action") in ACTIONS else None,
        account_id=account,
        account_text=who if account is None else None,
        page=PageRequest(page=page),
    )


def _address(path: str, fields: dict[str, str], **changes: str) -> str:
    """The address of the log with other filters; of its first page, unless a page is among the changes."""
    return addressed(f"{path}/audit-log", {**fields, "page": ""} | changes)


def address_about(seen: Screen, account_id: int) -> str:
    """Where all is that the log keeps about a person."""
    everything = _days(seen.caller.installation.audit_log_days + 1)
    return _address(seen.path, everything, person=str(account_id))


def _stretches(seen: Screen, fields: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Periods that are asked for often: what they are called, where they are, whether this is the one."""
    kept = seen.caller.installation.audit_log_days
    shown = {"The last 7 days": 7, "The last 30 days": _DAYS, "All that is kept": kept + 1}
    now = {"from": fields["from"], "to": fields["to"]}
    return [
        (label, _address(seen.path, fields, **_days(number)), now == _days(number)) for label, number in shown.items()
    ]


async def _found(seen: Screen, query: AuditQuery) -> Page:
    """The page of entries that is asked for, or the last one there is."""
    number = seen.number
    found = await audit_logs.latest_audit_logs(seen.caller, number, query, counted_to=_COUNTED_TO + 1)
    if query.page.page <= max(1, found.pages):
        return found
    query = replace(query, page=PageRequest(page=max(1, found.pages)))
    return await audit_logs.latest_audit_logs(seen.caller, number, query, counted_to=_COUNTED_TO + 1)


@get("/organizations/{organization_id:int}/audit-log")
async def show_audit_log(request: VisitorRequest) -> Response[str]:
    """The log, newest first, as sentences; where the days cannot be read, the form with what was typed."""
    seen = await screen(request)
    seen.caller.permit("get_audit_logs")
    asked = _asked(request)
    fields, problems = _days(_DAYS) | asked, {}
    found, entries, names = Page("[]", 0, PageRequest()), [], Names()
    number = seen.number
    try:
        query = audit_query(asked)
    except Invalid as invalid:
        problems[invalid.text] = _UNREADABLE[invalid.text]
    else:
        found = await _found(seen, query)
        entries = msgspec.json.decode(found.body, type=list[dict[str, Any]])
        about = [] if query.about_account_id is None else [query.about_account_id]
        names = await audit_logs.names_in_audit_logs(seen.caller, number, entries, *about)
    return seen.page(
        "audit_log.html",
        status_code=400 if problems else 200,
        entries=[(entry, sentences.sentence(entry, names), sentences.texts(entry, names)) for entry in entries],
        found=found,
        pages=min(found.pages, _COUNTED_TO // DEFAULT_PER_PAGE),
        counted_to=_COUNTED_TO,
        looked_through=audit_logs.LOOKED_THROUGH,
        fields=fields,
        about=names.of("account", positive(fields.get("person", ""))),
        is_filtered=bool(asked.keys() - {"page"}),
        problems=problems,
        kinds=KINDS,
        actions=ACTIONS,
        stretches=_stretches(seen, fields),
        address=lambda **changes: _address(seen.path, fields, **changes),
    )


@get("/organizations/{organization_id:int}/audit-log.csv")
async def export_audit_log(request: VisitorRequest) -> Stream:
    """All entries that the filters leave, as CSV."""
    fields = _asked(request)
    try:
        query = audit_query(fields)
    except Invalid as invalid:
        raise Invalid(_UNREADABLE[invalid.text]) from invalid
    number = request.user.standing.organization_id or 0
    # Refused, if it is, before the answer begins.
    batches = await audit_logs.export_audit_logs(request.user, number, query)

    async def lines() -> AsyncIterator[bytes]:
        yield csv_lines([COLUMNS])
        async for batch in batches:
            yield csv_lines(batch)

    headers = {"Content-Disposition": f'attachment; filename="audit_log_{number}.csv"', "Cache-Control": "no-store"}
    return Stream(lines(), media_type="text/csv; charset=utf-8", headers=headers)


HANDLERS = [show_audit_log, export_audit_log]
