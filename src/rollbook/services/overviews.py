"""An organization at a glance, for who administers it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from rollbook.domain.audit_references import Entry, Names, references
from rollbook.domain.overview import STATES, Counts, Week, first_monday, midnight, monday_of
from rollbook.persistence import audit_entry_lists, audit_names, overviews
from rollbook.persistence.database import Queries
from rollbook.services.past_weeks import of_week
from rollbook.services.work import Caller

_LARGEST = 10  # Workspaces.
_CHANGED_WITHIN = timedelta(days=7)
# So many of the newest entries are summed up, to so many lines.
_SUMMED_UP, _LINES = 5_000, 30


@dataclass(frozen=True, slots=True)
class Summed:
    """Changes that are alike: the newest of them, of how many things, by how many people, and whom a group got.

    Where it is not whole, there are more of them than these numbers tell.
    """

    entry: Entry
    things: int
    actors: int
    came: int
    went: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What there is to see. ``weeks`` may be empty: of a new organization no Monday can be told yet."""

    made_at: datetime
    begins_with_log: bool
    owner_id: int | None
    owner_name: str
    people: Counts
    administrators: int
    weeks: list[Week]
    workspaces: list[dict[str, Any]]  # Any: JSON.
    workspace_count: int
    changes: list[Summed]
    # Whether there were more changes than are told.
    are_more: bool
    names: Names = field(default_factory=Names)


async def get_overview(caller: Caller, organization_id: int) -> Overview:
    """The organization in numbers, its last 52 weeks, and what has changed within seven days."""
    caller.permit("get_organization_users")
    caller.permit("get_audit_logs")
    now = datetime.now(UTC)
    async with caller.installation.database.reading() as queries:
        figures = await overviews.figures(queries, organization_id, workspaces=_LARGEST)
        assert figures is not None, "who may see it is in it"  # noqa: S101
        log_days = caller.installation.audit_log_days
        first = first_monday(figures["created_at"], now, log_days)
        weeks = await caller.installation.past_weeks.of(queries, organization_id, first, now)
        weeks = await _with_this_week(queries, organization_id, weeks, figures["created_at"], now)
        since = now - _CHANGED_WITHIN
        rows = await audit_entry_lists.summary(queries, organization_id, since, entries=_SUMMED_UP, lines=_LINES)
        changes = [
            Summed(
                json.loads(row["entry"]), row["things"], row["actors"], int(row["came"]), int(row["went"]), row["whole"]
            )
            for row in rows
        ]
        numbers = references(change.entry for change in changes)
        names = await audit_names.named(queries, organization_id, numbers)
    counts = json.loads(figures["counts"] or "[]")
    return Overview(
        made_at=figures["created_at"],
        begins_with_log=now - timedelta(days=log_days) > figures["created_at"] and log_days < 7 * 52,
        owner_id=figures["owner_id"],
        owner_name=figures["owner_name"] or "",
        people={state: sum(one["number"] for one in counts if one["state"] == state) for state in STATES},
        administrators=sum(one["number"] for one in counts if one["administrator"]),
        weeks=weeks,
        workspaces=json.loads(figures["largest"]),
        workspace_count=figures["workspace_count"],
        changes=changes,
        are_more=len(rows) == _LINES or any(row["are_more"] for row in rows),
        names=names,
    )


async def _with_this_week(
    queries: Queries, organization_id: int, weeks: Sequence[Week], made_at: datetime, now: datetime
) -> list[Week]:
    """The same weeks with the invitations of this one, which is added where it began before the organization."""
    monday = monday_of(now.date())
    row = await overviews.invitations_since(queries, organization_id, midnight(monday))
    before = [week for week in weeks if week.monday != monday]
    people = next((week.people for week in weeks if week.monday == monday), {})
    return [*before, Week(monday, people, *of_week(row))]
