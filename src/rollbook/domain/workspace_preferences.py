"""What is chosen for all who work in a workspace."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import Number, Text

# The workspace's own JSON shows these, too; false until they are chosen.
FLAGS = ("disable_approvals", "disable_expenses", "disable_timesheet_view", "hide_start_end_times")
_TIMES = ("calendar_suggestion_start_date", "report_locked_at")
# What the hosted service says of a workspace, and nobody can choose.
_NOT_WRITABLE = frozenset(
    {"inc_tos_accepted_at", "inc_tos_accepted_by", "initial_pricing_plan", "single_sign_on", "sso_requested_at"}
)

_Moment = Annotated[datetime, Meta(tz=True)]


class WorkspacePreferences(Struct):
    """What is chosen anew; an empty text takes a time back."""

    calendar_suggestion_start_date: Text | None = None
    disable_approvals: bool | None = None
    disable_expenses: bool | None = None
    disable_timesheet_view: bool | None = None
    hide_start_end_times: bool | None = None
    inc_tos_accepted_at: Text | None = None
    inc_tos_accepted_by: Number | None = None
    initial_pricing_plan: Number | None = None
    report_locked_at: Text | None = None
    single_sign_on: bool | None = None
    sso_requested_at: Text | None = None

    def __post_init__(self) -> None:
        """Reads the times; what is none makes the request one of the wrong shape."""
        for name in _TIMES:
            text = getattr(self, name)
            if text:
                setattr(self, name, day_or_moment(text))


class AllWorkspacePreferences(Struct):
    """All that can be chosen: false or null where nothing was; the rest is null here."""

    calendar_suggestion_start_date: str | None = None
    disable_approvals: bool = False
    disable_expenses: bool = False
    disable_timesheet_view: bool = False
    hide_start_end_times: bool = False
    inc_tos_accepted_at: str | None = None
    inc_tos_accepted_by: int | None = None
    initial_pricing_plan: int | None = None
    logo: str | None = None
    report_locked_at: str | None = None
    single_sign_on: bool | None = None
    sso_requested_at: str | None = None


def day_or_moment(text: str) -> str:
    """A date as it is, a moment in UTC; ValueError for what is neither."""
    try:
        return msgspec.convert(text, date).isoformat()
    except msgspec.ValidationError:
        try:
            moment = msgspec.convert(text, _Moment).astimezone(UTC)
        except OverflowError as error:
            raise ValueError("beyond the calendar") from error
        return moment.isoformat().replace("+00:00", "Z")


def chosen(given: WorkspacePreferences) -> dict[str, bool | str | None]:
    """The fields that are given, None where a time is taken back; null is the same as absent."""
    fields = {name: value for name, value in msgspec.to_builtins(given).items() if value is not None}
    if fields.keys() & _NOT_WRITABLE:
        raise Invalid("The field is not writable")
    return {name: value if value != "" else None for name, value in fields.items()}


def shown(kept: Mapping[str, Any]) -> AllWorkspacePreferences:  # Any: JSON.
    """All preferences of a workspace, by what was chosen."""
    return msgspec.convert(kept, AllWorkspacePreferences)
