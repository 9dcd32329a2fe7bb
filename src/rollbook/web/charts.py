"""Charts, drawn here as SVG: shapes alone, stretched to the width that there is; words stand around them in HTML.

Colours are classes of the style sheet, so that they follow light and dark. What a chart shows, its title and
description say, too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

# What shapes are drawn in; stretched, so neither is of any unit.
_WIDTH, _HEIGHT = 1000, 200
_GAP = 0.25  # Of a bar's place.
_ROUND = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one kind, one for each label of the chart; ``ink`` is the class of its colour."""

    name: str
    ink: str
    values: Sequence[int]


def top_of(most: int) -> int:
    """A round number that is as large at least: where the chart's scale ends."""
    size = 1
    while size * 10 < most:
        size *= 10
    return next(size * step for step in _ROUND if size * step >= most)


def stacked(name: str, title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Areas upon each other, the first at the bottom; ``name`` is the page's own for the chart."""
    below = [0] * len(labels)
    top = top_of(max((sum(values) for values in _columns(series)), default=0))
    shapes = []
    for one in series:
        above = [low + value for low, value in zip(below, one.values, strict=True)]
        shapes.append(_area(one.ink, below, above, top))
        below = above
    return _drawing(name, title, labels, series, shapes)


def bars(name: str, title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Bars beside each other, as many for each label as there are series."""
    top = top_of(max((max(values) for values in _columns(series)), default=0))
    place = _WIDTH / max(1, len(labels))
    width = place * (1 - _GAP) / max(1, len(series))
    shapes = [
        _bar(one.ink, place * (number + _GAP / 2) + width * beside, width, _HEIGHT * value / top)
        for beside, one in enumerate(series)
        for number, value in enumerate(one.values)
        if value
    ]
    return _drawing(name, title, labels, series, shapes)


def bar(ink: str, value: int, most: int) -> Markup:
    """A single bar that lies, as long as ``value`` is of ``most``; says nothing that does not stand beside it."""
    length = _WIDTH * value / max(1, most)
    return Markup(
        '<svg class="bar-of {}" viewBox="0 0 {} 10" preserveAspectRatio="none" width="100%" height="12"'
        ' aria-hidden="true" focusable="false"><rect width="{:.1f}" height="10"/></svg>'
    ).format(ink, _WIDTH, length)


def _columns(series: Sequence[Series]) -> Iterable[tuple[int, ...]]:
    return zip(*(one.values for one in series), strict=True)


def _area(ink: str, below: Sequence[int], above: Sequence[int], top: int) -> Markup:
    step = _WIDTH / max(1, len(above) - 1)
    there = [(number * step, value) for number, value in enumerate(above)]
    back = [(number * step, value) for number, value in reversed(list(enumerate(below)))]
    points = " ".join(f"{x:.1f},{_HEIGHT - _HEIGHT * value / top:.1f}" for x, value in [*there, *back])
    return Markup('<polygon class="{}" points="{}"/>').format(ink, points)


def _bar(ink: str, left: float, width: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
        ink, left, _HEIGHT - height, width, height
    )


def _drawing(
    name: str, title: str, labels: Sequence[str], series: Sequence[Series], shapes: Sequence[Markup]
) -> Markup:
    lines = Markup("").join(
        Markup('<line class="grid" x1="0" x2="{}" y1="{}" y2="{}" vector-effect="non-scaling-stroke"/>').format(
            _WIDTH, height, height
        )
        for height in (0, _HEIGHT // 2, _HEIGHT)
    )
    return Markup(
        '<svg role="img" aria-labelledby="{name}-title {name}-desc" viewBox="0 0 {width} {height}"'
        ' preserveAspectRatio="none" width="100%" height="220"><title id="{name}-title">{title}</title>'
        '<desc id="{name}-desc">{desc}</desc>{lines}{shapes}</svg>'
    ).format(
        name=name,
        title=title,
        desc=_description(labels, series),
        width=_WIDTH,
        height=_HEIGHT,
        shapes=Markup("").join(shapes),
        lines=lines,
    )


def _description(labels: Sequence[str], series: Sequence[Series]) -> str:
    if not labels:
        return "There are no numbers yet."
    each = ", ".join(
        f"{one.name} from {one.values[0]:,} to {one.values[-1]:,}, {max(one.values):,} at most" for one in series
    )
    return f"From {labels[0]} to {labels[-1]}: {each}."
