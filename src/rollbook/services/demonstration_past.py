"""When the demonstration organization came about: before the moment at which it is made, and as its log tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from rollbook.domain.actors import SignInMethod
from rollbook.domain.audit import EntityType
from rollbook.domain.overview import midnight, monday_of
from rollbook.persistence import seeding_past
from rollbook.persistence.audit_entries import AuditEntry
from rollbook.persistence.database import Connection
from rollbook.services.demonstration_cast import Part
from rollbook.services.installation import Installation
from rollbook.services.sign_in import by_link
from rollbook.services.work import Change, Work

_REQUEST_ID = "demonstration"
_FOUNDED = 26  # Weeks ago.
_FRIDAY = 4
# After how many days invitations are accepted, one person after another.
_HESITATIONS = (1, 2, 1, 7, 2)
# When what goes with somebody's first day is seen to.
_SETTLED_IN = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Moments before now, on working days, in the hours of an office."""

    now: datetime

    def week(self, weeks: int, weekday: int, minutes: int) -> datetime:
        """On a day of a week so many weeks ago, so many minutes after it opens."""
        monday = monday_of(self.now.date()) - timedelta(weeks=weeks)
        return _opens(midnight(monday + timedelta(days=weekday))) + timedelta(minutes=minutes)

    def lately(self, days: int, minutes: int) -> datetime:
        """So many days ago, four at most, or on the Friday before; always within seven days."""
        day = self.now.date() - timedelta(days=days)
        day -= timedelta(days=max(0, day.weekday() - _FRIDAY))
        return _opens(midnight(day)) + timedelta(minutes=minutes)

    def founded(self, minutes: int = 0) -> datetime:
        """On the first day, so many minutes after the organization was made."""
        return self.week(_FOUNDED, 0, minutes)


def _opens(day: datetime) -> datetime:
    return day + timedelta(hours=7, minutes=30)


@dataclass(frozen=True, slots=True)
class Dates:
    """What happened when to somebody of the cast: the ``number``-th person, of the ``turn``-th part."""

    calendar: Calendar
    part: Part
    turn: int
    number: int

    @property
    def invited(self) -> datetime:
        """When they were invited; together with all of their part."""
        minutes = 90 + self.turn * 67 % 400
        if self.part.weeks == 0:
            return self.calendar.lately(2, minutes)
        return self.calendar.week(self.part.weeks, self.turn % 3, minutes)

    @property
    def reminded(self) -> datetime:
        """When they were sent another link."""
        return self.calendar.lately(1, 95)

    @property
    def accepted(self) -> datetime:
        """When they accepted."""
        minutes = self.number * 53 % 420
        if self.part.accepted_lately:
            return self.calendar.lately(1, minutes)
        days = self.turn % 3 + _HESITATIONS[self.number % len(_HESITATIONS)]
        return self.calendar.week(self.part.weeks, days, minutes)

    @property
    def settled_in(self) -> datetime:
        """When they got what they have from the beginning on."""
        return self.accepted + _SETTLED_IN

    @property
    def promoted(self) -> datetime:
        """When they became organization admins."""
        return self.calendar.lately(3, 200) if self.part.admin_lately else self.settled_in

    @property
    def moved(self) -> datetime:
        """When they came to where they are now."""
        return self.calendar.lately(1 + self.number % 4, self.number * 41 % 420)

    @property
    def left(self) -> datetime:
        """When they were deactivated."""
        return self.calendar.week(self.part.left, 1 + self.number % 4, 360 + self.number)

    @property
    def amounts_changed(self) -> list[datetime]:
        """When they got an amount, and when it was raised."""
        raises = [self.calendar.week(14, 1, 60 + self.number), self._last_raise()]
        ended = self.left if self.part.state == "inactive" else self.calendar.now
        later = [moment for moment in raises if self.settled_in + timedelta(weeks=2) < moment < ended]
        return [self.settled_in, *later]

    def _last_raise(self) -> datetime:
        if self.part.raised_lately:
            return self.calendar.lately(2, 30 + self.number)
        return self.calendar.week(3, 2, 60 + self.number)


@dataclass(slots=True, kw_only=True)
class PastWork(Work):
    """Something done at an earlier moment: the log gets it at the end, with all that was done before and after."""

    moment: datetime
    told: list[tuple[datetime, AuditEntry]]

    async def record(
        self,
        action: str,
        entity_type: EntityType,
        entity_id: int | None,
        *,
        before: dict[str, Any] | None = None,  # Any: JSON.
        after: dict[str, Any] | None = None,
        organization_id: int | None = None,
        workspace_id: int | None = None,
    ) -> None:
        """Keeps what is being done for the log."""
        self.told.append((self.moment, self.entry(action, entity_type, entity_id, before, after, workspace_id)))

    async def record_all(
        self,
        action: str,
        entity_type: EntityType,
        changes: Mapping[int, Change],
        *,
        workspace_id: int | None = None,
    ) -> None:
        """Keeps what is being done with many things for the log."""
        for entity_id, (before, after) in changes.items():
            await self.record(action, entity_type, entity_id, before=before, after=after, workspace_id=workspace_id)


@dataclass(frozen=True, slots=True)
class Past:
    """All that is done until now, and what the log will tell of it."""

    installation: Installation
    connection: Connection
    calendar: Calendar
    told: list[tuple[datetime, AuditEntry]] = field(default_factory=list)

    def work(self, account_id: int, email: str, moment: datetime, method: SignInMethod = "session") -> PastWork:
        """Something that this account does at that moment."""
        caller = by_link(self.installation, account_id, email, _REQUEST_ID)
        caller = replace(caller, identity=replace(caller.identity, method=method))
        return PastWork(caller, self.connection, moment=moment, told=self.told)

    async def write(self, organization_id: int) -> None:
        """Writes the log, and gives what it speaks of the times that it tells."""
        await seeding_past.add_entries(self.connection, organization_id, self.told)
        await seeding_past.follow_log(self.connection, organization_id)
