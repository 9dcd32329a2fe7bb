"""Amounts over time as a line of steps, drawn without script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from rollbook.web.rendering import day

WIDTH, HEIGHT = 480, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 74, 470, 16, 164
_SHORTEST = timedelta(days=1)
# A scale ends at one of these, times a power of ten.
_ROUND = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Step:
    """An amount, None for none, and from when until when it is in force."""

    amount: float | None
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of ``WIDTH`` by ``HEIGHT``: the line, and what is written at its axes."""

    line: str
    highest: str
    half: str
    first_day: str
    last_day: str
    left: int = _LEFT
    right: int = _RIGHT
    top: int = _TOP
    bottom: int = _BOTTOM
    middle: int = (_TOP + _BOTTOM) // 2
    width: int = WIDTH
    height: int = HEIGHT


def chart(steps: Sequence[Step], now: datetime | None = None) -> Chart | None:
    """The steps, oldest first, as a drawing that ends now; None where there is nothing to draw."""
    amounts = [step.amount for step in steps if step.amount is not None]
    if not amounts:
        return None
    end = now or datetime.now(UTC)
    start = min(steps[0].start, end - _SHORTEST)
    top = _round_up(max(amounts))
    return Chart(_line(steps, start, end, top), _written(top), _written(top / 2), day(start), day(end))


def _round_up(amount: float) -> float:
    """The end of a scale that the amount fits into."""
    if amount <= 0:
        return 1.0
    exact = Decimal(repr(amount))
    power = Decimal(1).scaleb(exact.adjusted())
    return float(next(number * power for number in _ROUND if exact <= number * power))


def _written(amount: float) -> str:
    exact = Decimal(repr(amount))
    whole = exact.to_integral_value(ROUND_CEILING)
    return f"{whole:,}" if exact == whole else f"{exact:,.2f}"


def _line(steps: Sequence[Step], start: datetime, end: datetime, top: float) -> str:
    """The path: level while an amount is in force, up or down where the next begins, with gaps where there is none."""

    def across(moment: datetime) -> str:
        share = (min(max(moment, start), end) - start) / (end - start)
        return f"{_LEFT + share * (_RIGHT - _LEFT):.1f}"

    parts: list[str] = []
    before: Step | None = None
    for step in steps:
        if step.amount is not None:
            height = f"{_BOTTOM - step.amount / top * (_BOTTOM - _TOP):.1f}"
            goes_on = before is not None and before.amount is not None and before.end == step.start
            parts.append(f"V{height}" if goes_on else f"M{across(step.start)} {height}")
            parts.append(f"H{across(step.end)}")
        before = step
    return "".join(parts)
