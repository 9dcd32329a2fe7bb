"""The weeks that are over, of each organization."""

import asyncio
from collections import OrderedDict
from datetime import date, datetime

from rollbook.domain.overview import Counts, Moved, Week, midnight, monday_of, mondays, traced_back
from rollbook.persistence import overviews
from rollbook.persistence.database import Queries, Row

_REMEMBERED = 1_000  # Organizations.


class PastWeeks:
    """The weeks that are over, as this process has counted them: they stay as they were.

    Counting them looks through the year's log. So it is done once a week, one organization after another.
    """

    def __init__(self) -> None:
        self._counting = asyncio.Lock()
        self._known: OrderedDict[int, tuple[date, list[Week]]] = OrderedDict()

    async def of(self, queries: Queries, organization_id: int, first: date, now: datetime) -> list[Week]:
        """The weeks from the first to this one, which is not over: of its invitations nothing is told."""
        if (known := self._remembered(organization_id, now)) is not None:
            return known
        async with self._counting:
            # Another request may have counted meanwhile.
            if (known := self._remembered(organization_id, now)) is not None:
                return known
            weeks = await _counted(queries, organization_id, first, now)
            self._known[organization_id] = monday_of(now.date()), weeks
            self._known.move_to_end(organization_id)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return weeks

    def _remembered(self, organization_id: int, now: datetime) -> list[Week] | None:
        monday, weeks = self._known.get(organization_id, (None, []))
        return weeks if monday == monday_of(now.date()) else None


async def _counted(queries: Queries, organization_id: int, first: date, now: datetime) -> list[Week]:
    rows = await overviews.past(queries, organization_id, midnight(first))
    present: Counts = {row["state"]: int(row["number"]) for row in rows if row["monday"] is None}
    moved = [Moved(row["monday"], row["state"], int(row["number"])) for row in rows if row["monday"] is not None]
    invited = {
        row["monday"]: row for row in await overviews.invitations_by_week(queries, organization_id, midnight(first))
    }
    this_week = monday_of(now.date())
    return [
        Week(day, people, *of_week(None if day == this_week else invited.get(day)))
        for day, people in sorted(traced_back(present, moved, mondays(first, now)).items())
    ]


def of_week(row: Row | None) -> tuple[int, int]:
    """How many invitations a week's row tells to have been made and accepted."""
    return (0, 0) if row is None else (row["sent"], row["accepted"])
