"""An organization in numbers, week by week: what is counted, and from when on it can be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rollbook.domain.member_lists import MemberStatus

STATES: tuple[MemberStatus, ...] = ("active", "invited", "inactive")
WEEKS = 52

# How many people were in each state.
Counts = Mapping[MemberStatus, int]


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday: who was there when it began, and the invitations of the week."""

    monday: date
    people: Counts
    sent: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """How many more, or fewer, people were in a state at the end of a week than when it began."""

    monday: date
    state: MemberStatus
    number: int


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def midnight(day: date) -> datetime:
    """When the day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def first_monday(made_at: datetime, now: datetime, log_days: int) -> date:
    """The first Monday of the last 52 weeks of which can be told who was there.

    The organization was there, and the log still has who was deactivated and removed since; it may be in the future.
    """
    begins = max(made_at, now - timedelta(days=log_days), midnight(monday_of(now.date()) - timedelta(weeks=WEEKS)))
    monday = monday_of(begins.date())
    return monday if midnight(monday) >= begins else monday + timedelta(weeks=1)


def mondays(first: date, now: datetime) -> list[date]:
    """The Mondays from the first to this week's."""
    weeks = (monday_of(now.date()) - first).days // 7
    return [first + timedelta(weeks=number) for number in range(weeks + 1)]


def traced_back(now: Counts, moved: Iterable[Moved], days: Iterable[date]) -> dict[date, dict[MemberStatus, int]]:
    """Who was there when each of these weeks began, from who is there now and what has happened in each week since."""
    by_week: dict[date, list[Moved]] = {}
    for one in moved:
        by_week.setdefault(one.monday, []).append(one)
    counts = {state: now.get(state, 0) for state in STATES}
    found: dict[date, dict[MemberStatus, int]] = {}
    for day in sorted(days, reverse=True):
        for one in by_week.get(day, []):
            counts[one.state] -= one.number
        # What came about without a trace, such as a seeded organization, must not make it fewer than nobody.
        found[day] = {state: max(0, number) for state, number in counts.items()}
    return found
