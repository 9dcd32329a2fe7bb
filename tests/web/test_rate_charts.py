"""Amounts over time, drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rollbook.web.rate_charts import Step, chart

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=100)


def step(amount: float | None, begins: int, ends: int) -> Step:
    return Step(amount, START + timedelta(days=begins), START + timedelta(days=ends))


def test_an_amount_that_follows_another_is_a_step_of_one_line() -> None:
    drawn = chart([step(50, 0, 50), step(100, 50, 100)], NOW)

    assert drawn is not None
    assert drawn.line == "M74.0 90.0H272.0V16.0H470.0"
    assert (drawn.highest, drawn.half) == ("100", "50")
    assert (drawn.first_day, drawn.last_day) == ("2026-01-01", "2026-04-11")


def test_there_is_a_gap_where_there_was_no_amount() -> None:
    drawn = chart([step(100, 0, 25), step(None, 25, 75), step(100, 75, 100)], NOW)

    assert drawn is not None
    assert drawn.line == "M74.0 16.0H173.0M371.0 16.0H470.0"


def test_an_amount_that_began_today_is_a_line_all_the_same() -> None:
    drawn = chart([Step(100, NOW, NOW)], NOW)

    assert drawn is not None
    assert drawn.line == "M470.0 16.0H470.0"
    assert drawn.first_day == "2026-04-10"


def test_without_any_amount_there_is_nothing_to_draw() -> None:
    assert chart([], NOW) is None
    assert chart([step(None, 0, 100)], NOW) is None


@pytest.mark.parametrize(
    ("amount", "highest"),
    [(0, "1"), (0.01, "0.01"), (0.03, "0.05"), (1, "1"), (64, "100"), (110, "200"), (9999999999.99, "10,000,000,000")],
)
def test_the_scale_ends_at_a_round_number(amount: float, highest: str) -> None:
    drawn = chart([step(amount, 0, 100)], NOW)

    assert drawn is not None
    assert drawn.highest == highest
