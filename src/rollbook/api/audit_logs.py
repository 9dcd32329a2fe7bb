"""The audit log."""

import re
from collections.abc import AsyncIterator, Iterable
from typing import Annotated, TypeVar, cast, get_args

from litestar import Response, get
from litestar.datastructures import ResponseHeader
from litestar.di import Provide
from litestar.params import Parameter
from litestar.response import Stream

from rollbook.api.documentation import texts_of
from rollbook.api.requests import PathId, SignedRequest, boolean, path_id
from rollbook.api.responses import json_page
from rollbook.api.schemas_audit_logs import AuditLog
from rollbook.domain.audit import EntityType
from rollbook.domain.audit_queries import COLUMNS, AuditQuery, Source, period
from rollbook.domain.errors import Invalid
from rollbook.domain.ids import positive
from rollbook.domain.pages import DEFAULT_PER_PAGE, MAX_PER_PAGE, PageRequest
from rollbook.domain.spreadsheets import csv_lines
from rollbook.services import audit_logs

T = TypeVar("T")

_ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
_SOURCES: tuple[Source, ...] = get_args(Source)
_ACTION = re.compile(r"[a-z][a-z_]{0,63}")
_FILTERS = ("workspace_id", "entity_type", "entity_id", "action", "user_id", "source")
_HEADERS = [
    ResponseHeader(name=name, description=description, documentation_only=True)
    for name, description in {
        "X-Page": "The page, from 1.",
        "X-Page-Size": "Entries a page.",
        "X-Pages": "How many pages there are.",
        "X-Records": "How many entries there are.",
    }.items()
]


async def audit_query(
    request: SignedRequest,
    workspace_id: Annotated[str | None, Parameter(description="Of this workspace alone.")] = None,
    entity_type: Annotated[
        str | None, Parameter(description="What was changed, one of: " + ", ".join(_ENTITY_TYPES))
    ] = None,
    entity_id: Annotated[str | None, Parameter(description="The number of what was changed.")] = None,
    action: Annotated[str | None, Parameter(description="What was done to it: `create`, `update`, ...")] = None,
    user_id: Annotated[str | None, Parameter(description="Who did it.")] = None,
    source: Annotated[str | None, Parameter(description="How they did it, one of: " + ", ".join(_SOURCES))] = None,
    page_size: Annotated[str | None, Parameter(description="Entries a page, 50 by default, 1,000 at most.")] = None,
    page_number: Annotated[str | None, Parameter(description="Page number, from 1.")] = None,
) -> AuditQuery:
    """The entries that the path and the query ask for."""
    # Read by hand: `from` cannot be a name here.
    begins, ends = period(request.path_params["from"], request.path_params["to"])
    if action is not None and not _ACTION.fullmatch(action):
        raise Invalid(_invalid("action"))
    return AuditQuery(
        begins=begins,
        ends=ends,
        workspace_id=_number(workspace_id, "workspace_id"),
        entity_type=_word(entity_type, _ENTITY_TYPES, "entity_type"),
        entity_id=_number(entity_id, "entity_id"),
        action=action,
        account_id=_number(user_id, "user_id"),
        source=_word(source, _SOURCES, "source"),
        page=PageRequest(
            page=_number(page_number, "page_number") or 1,
            per_page=min(_number(page_size, "page_size") or DEFAULT_PER_PAGE, MAX_PER_PAGE),
        ),
    )


def _invalid(name: str) -> str:
    return f"Invalid value sent for '{name}'."


def _number(text: str | None, name: str) -> int | None:
    number = None if text is None else positive(text)
    if text is not None and number is None:
        raise Invalid(_invalid(name))
    return number


def _word(text: str | None, words: Iterable[T], name: str) -> T | None:
    found = next((word for word in words if word == text), None)
    if text is not None and found is None:
        raise Invalid(_invalid(name))
    return found


@get(
    "/audit_logs/{organization_id:str}/{from:str}/{to:str}",
    operation_id="get_audit_logs",
    dependencies={"asked": Provide(audit_query)},
    responses=texts_of(
        "get_audit_logs",
        {
            400: (
                "Missing or invalid organization_id",
                "'from' must not be after 'to'.",
                *(_invalid(name) for name in ("from", "to", *_FILTERS, "page_size", "page_number", "export")),
            )
        },
    ),
    response_headers=_HEADERS,
    tags=["Audit logs"],
)
async def get_audit_logs(
    request: SignedRequest,
    organization_id: PathId,
    asked: AuditQuery,
    export: Annotated[
        str | None, Parameter(description="`true` for all the entries, not one page, as `text/csv`.")
    ] = None,
) -> Response[list[AuditLog]]:
    """A page of what was done in the organization, newest first; or all of it as CSV.

    `from` and `to` are dates (YYYY-MM-DD, in UTC) or RFC 3339 timestamps; both are in it,
    a date with all its day.
    """
    as_csv = boolean(export, _invalid("export"))
    number = path_id(organization_id, "organization_id")
    if not as_csv:
        return json_page(await audit_logs.get_audit_logs(request.user, number, asked), list[AuditLog])
    parts = request.path_params
    name = f"audit_log_{number}_{parts['from']}_{parts['to']}.csv"
    content = _csv(await audit_logs.export_audit_logs(request.user, number, asked))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    # Documented as what it is without the export.
    return cast("Response[list[AuditLog]]", Stream(content, media_type="text/csv", headers=headers))


async def _csv(batches: AsyncIterator[list[tuple[object, ...]]]) -> AsyncIterator[bytes]:
    yield csv_lines([COLUMNS])
    async for batch in batches:
        if batch:
            yield csv_lines(batch)


HANDLERS = [get_audit_logs]
