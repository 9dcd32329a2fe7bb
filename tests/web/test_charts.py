"""Charts, as shapes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from rollbook.web.charts import Series, bar, bars, stacked, top_of

LABELS = ["2026-11-16", "2026-11-23", "today"]
SERIES = [Series("Active", "ink-active", [2, 4, 4]), Series("Invited", "ink-invited", [0, 1, 6])]


@pytest.mark.parametrize(
    ("most", "top"), [(0, 1), (1, 1), (3, 5), (10, 10), (11, 20), (52, 100), (100, 100), (100_001, 200_000)]
)
def test_the_scale_ends_at_a_round_number(most: int, top: int) -> None:
    assert top_of(most) == top


def test_areas_stand_upon_each_other() -> None:
    drawn = str(stacked("people", "People", LABELS, SERIES))

    areas = re.findall(r'<polygon class="([^"]+)" points="([^"]+)"', drawn)

    assert areas == [
        ("ink-active", "0.0,160.0 500.0,120.0 1000.0,120.0 1000.0,200.0 500.0,200.0 0.0,200.0"),
        ("ink-invited", "0.0,160.0 500.0,100.0 1000.0,0.0 1000.0,120.0 500.0,120.0 0.0,160.0"),
    ]


def test_bars_stand_beside_each_other_and_there_is_none_of_nothing() -> None:
    drawn = str(bars("invitations", "Invitations", LABELS, SERIES))

    assert list(re.findall(r'<rect class="([^"]+)"', drawn)) == ["ink-active"] * 3 + ["ink-invited"] * 2
    assert drawn.count('height="120.0"') == 1


@pytest.mark.parametrize("draw", [stacked, bars])
@pytest.mark.parametrize("labels", [LABELS, LABELS[:1], []])
def test_a_chart_has_a_title_and_a_description_and_is_well_formed(draw, labels: list[str]) -> None:  # type: ignore[no-untyped-def]
    series = [Series(one.name, one.ink, one.values[: len(labels)]) for one in SERIES]

    root = ElementTree.fromstring(str(draw("people", 'People & "others"', labels, series)))  # noqa: S314 - our own.

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "people-title people-desc"
    assert [root[0].text, root[0].attrib["id"]] == ['People & "others"', "people-title"]
    assert root[1].text
    assert not [one for one in root.iter() if "style" in one.attrib]


def test_a_description_tells_how_it_began_and_ended() -> None:
    assert "From 2026-11-16 to today: Active from 2 to 4, 4 at most, Invited from 0 to 6, 6 at most." in str(
        stacked("people", "People", LABELS, SERIES)
    )


def test_a_single_bar_is_as_long_as_its_part() -> None:
    assert 'width="250.0"' in str(bar("ink-sent", 1, 4))
    assert 'width="0.0"' in str(bar("ink-sent", 0, 0))
