"""What was measured, beside what it is held against, and the one table of it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Bound:
    """What a figure, or its ratio to what it is held against, has to be."""

    side: Literal["at least", "at most"]
    value: float
    of: Literal["figure", "ratio"]

    def met_by(self, figure: float, ratio: float | None) -> bool:
        """Whether the figure, or the ratio, is on the right side."""
        measured = figure if self.of == "figure" else ratio
        if measured is None:
            return False
        return measured >= self.value if self.side == "at least" else measured <= self.value

    def __str__(self) -> str:
        sign = ">=" if self.side == "at least" else "<="
        return f"{sign} {_short(self.value)}{'x' if self.of == 'ratio' else ''}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One row of the table."""

    name: str
    value: float | None
    unit: str
    # What the value is held against, in the same unit, and what that is.
    other: float | None = None
    beside: str = ""
    target: Bound | None = None
    # Processor time that a request costs.
    service_ms: float | None = None
    database_ms: float | None = None
    # In place of a value that there is none of, or what has to be known of it.
    note: str = ""
    # Where not the values are compared.
    compared: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the other the value is."""
        if self.compared is not None:
            return self.compared
        return None if self.value is None or not self.other else self.value / self.other


def at_least(value: float) -> Bound:
    """So many times the other, or more."""
    return Bound("at least", value, "ratio")


def at_most(value: float) -> Bound:
    """So many times the other, or less."""
    return Bound("at most", value, "ratio")


def below(value: float) -> Bound:
    """A figure that is no larger than this."""
    return Bound("at most", value, "figure")


@dataclass(frozen=True)
class Section:
    """The figures of one section."""

    name: str
    figures: list[Figure]


MET = "met"

_HEADER = ("section", "what", "figure", "beside", "", "ratio", "target", "", "service ms", "database ms", "")
_WIDTHS = (13, 46, 13, 13, 17, 8, 9, 7, 10, 11, 0)
_LEFT = frozenset({0, 1, 4, 6, 7, 10})


def table(sections: Sequence[Section]) -> str:
    """All figures as text; the last columns are processor time a request."""
    lines = [_line(_HEADER), "-" * (sum(_WIDTHS) + len(_WIDTHS))]
    for section in sections:
        for number, figure in enumerate(section.figures):
            lines.append(_line(_cells(section.name if number == 0 else "", figure)))
    verdicts = [verdict for section in sections for figure in section.figures if (verdict := _verdict(figure))]
    lines.append(f"\n{verdicts.count(MET)} of {len(verdicts)} targets are met.")
    return "\n".join(lines)


def _cells(section: str, figure: Figure) -> tuple[str, ...]:
    ratio = figure.ratio
    return (
        section,
        figure.name,
        "" if figure.value is None else f"{_short(figure.value)} {figure.unit}",
        "" if figure.other is None else f"{_short(figure.other)} {figure.unit}",
        figure.beside,
        "" if ratio is None else f"{ratio:.2f}x",
        "" if figure.target is None else str(figure.target),
        _verdict(figure),
        "" if figure.service_ms is None else f"{figure.service_ms:.3f}",
        "" if figure.database_ms is None else f"{figure.database_ms:.3f}",
        figure.note,
    )


def _verdict(figure: Figure) -> str:
    if figure.target is None or figure.value is None:
        return ""
    return MET if figure.target.met_by(figure.value, figure.ratio) else "MISSED"


def _line(cells: tuple[str, ...]) -> str:
    padded = [
        cell.ljust(width) if column in _LEFT else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    ]
    return " ".join(padded).rstrip()


def _short(value: float) -> str:
    """Three digits, or as many as the whole number has."""
    decimals = max(0, 2 - len(str(int(value))) + 1) if value else 0
    return f"{value:,.{min(decimals, 2)}f}"
