"""What a change of a rate or labour cost says, and from when it may be in force."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import ChangeMode, Number, Text

RateType = Literal["billable_rates", "labor_costs"]

WRONG_LEVEL = "Invalid level: it should be workspace, workspace_user, project or project_user"
# What is said of an id that the workspace does not have; projects and tasks there are none.
NOT_IN_WORKSPACE = {
    "workspace": "Invalid workspace ID",
    "workspace_user": "User not found in workspace",
    "project": "Invalid entity ID",
    "project_user": "Invalid entity ID",
    "task": "Task not found in workspace",
}

_Moment = Annotated[datetime, Meta(tz=True)]


class RateRequest(Struct):
    """An amount, or none, that a workspace or somebody in it is to have from when on."""

    amount: int | float | None = None
    level: Text | None = None
    level_id: Number | None = None
    mode: ChangeMode | None = None
    # A day, or a moment of it.
    start: Text | None = None
    type: RateType | None = None

    def __post_init__(self) -> None:
        """Refuses a start that is no time: the request is then of the wrong shape."""
        if self.start is not None:
            start_of(self.start)

    def is_empty(self) -> bool:
        """Whether no field is there."""
        return all(getattr(self, field) is None for field in self.__struct_fields__)


def start_of(text: str) -> datetime:
    """The beginning of the day (UTC) that the text names, or that the moment it names is in; ValueError for others."""
    try:
        day = msgspec.convert(text, date)
    except msgspec.ValidationError:
        try:
            day = msgspec.convert(text, _Moment).astimezone(UTC).date()
        except OverflowError as error:
            raise ValueError("before the calendar begins") from error
    # The driver of the database takes the very first day for minus infinity.
    if day == date.min:
        raise ValueError("before the calendar begins")
    return datetime.combine(day, time(), UTC)


def refuse_future(start: datetime, today: date) -> None:
    """Refuses a start after today: an amount that is in force stands on the workspace user at once."""
    if start.date() > today:
        raise Invalid("Bad Request")
