"""A change that takes long says how far it has come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from rollbook.web.bulk import Result
from rollbook.web.pages.member_changes import Progress


async def results(number: int, *, pause: float) -> AsyncIterator[Result]:
    for index in range(number):
        await asyncio.sleep(pause)
        yield Result({"id": index}, "changed")


async def shown(progress: Progress) -> list[int]:
    """After how many people it was said."""
    return [step.done async for step in progress.steps() if step.is_shown]


def test_what_is_done_within_a_second_shows_no_bar() -> None:
    progress = Progress(results(5, pause=0), 5)

    assert asyncio.run(shown(progress)) == []
    assert len(progress.of("changed")) == 5


def test_what_takes_longer_says_how_far_it_has_come() -> None:
    progress = Progress(results(3, pause=0.6), 3)

    assert asyncio.run(shown(progress)) == [2, 3]
