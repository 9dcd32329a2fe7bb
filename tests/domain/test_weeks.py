"""The weeks of an organization."""

from __future__ import annotations

from datetime import UTC, date, datetime

from rollbook.domain.overview import Moved, first_monday, mondays, traced_back

# A Saturday.
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_the_weeks_begin_a_year_ago() -> None:
    assert first_monday(datetime(2020, 1, 1, tzinfo=UTC), NOW, 400) == date(2025, 11, 24)


def test_the_weeks_begin_with_the_first_monday_of_the_organization() -> None:
    assert first_monday(datetime(2026, 11, 10, 9, tzinfo=UTC), NOW, 365) == date(2026, 11, 16)
    assert first_monday(datetime(2026, 11, 9, tzinfo=UTC), NOW, 365) == date(2026, 11, 9)


def test_the_weeks_begin_with_what_the_log_still_has() -> None:
    assert first_monday(datetime(2020, 1, 1, tzinfo=UTC), NOW, 30) == date(2026, 11, 2)
    assert first_monday(datetime(2020, 1, 1, tzinfo=UTC), NOW, 365) == date(2025, 12, 1)


def test_an_organization_that_was_made_this_week_has_no_monday() -> None:
    assert mondays(first_monday(datetime(2026, 11, 25, tzinfo=UTC), NOW, 365), NOW) == []


def test_each_week_is_what_was_there_before_what_happened_in_it() -> None:
    days = mondays(date(2026, 11, 9), NOW)
    moved = [
        Moved(date(2026, 11, 16), "invited", 3),
        Moved(date(2026, 11, 23), "invited", -2),
        Moved(date(2026, 11, 23), "active", 2),
    ]

    found = traced_back({"active": 5, "invited": 1}, moved, days)

    assert found == {
        date(2026, 11, 9): {"active": 3, "invited": 0, "inactive": 0},
        date(2026, 11, 16): {"active": 3, "invited": 0, "inactive": 0},
        date(2026, 11, 23): {"active": 3, "invited": 3, "inactive": 0},
    }


def test_nobody_is_the_least() -> None:
    moved = [Moved(date(2026, 11, 23), "active", 9)]

    assert traced_back({"active": 2}, moved, [date(2026, 11, 23)])[date(2026, 11, 23)]["active"] == 0
