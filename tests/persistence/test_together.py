"""Questions that share a query: none is answered by one that began before it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

import pytest

from rollbook.persistence.together import Together


class Clock:
    """Answers every question by the number of the query, when it is let; a question "nobody" has no answer."""

    def __init__(self) -> None:
        self.queries: list[list[str]] = []
        self.let = asyncio.Event()

    async def ask(self, keys: Sequence[str]) -> Mapping[str, int]:
        self.queries.append(list(keys))
        number = len(self.queries)
        await self.let.wait()
        if "broken" in keys:
            raise ConnectionError
        return {key: number for key in keys if key != "nobody"}


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(coroutine, 10))


async def turn() -> None:
    """Lets everything go on that can."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_questions_of_one_moment_are_one_query_and_equal_ones_asked_once():
    async def scenario() -> None:
        clock = Clock()
        together = Together(clock.ask)
        clock.let.set()

        answers = await asyncio.gather(*(together.answer(key) for key in ("a", "b", "a", "nobody")))

        assert clock.queries == [["a", "b", "nobody"]]
        assert answers == [1, 1, 1, None]

    run(scenario())


def test_a_question_is_never_answered_by_a_query_that_was_under_way():
    async def scenario() -> None:
        clock = Clock()
        together = Together(clock.ask)
        first = together.answer("a")
        await turn()
        second = together.answer("a")
        await turn()
        third, fourth = together.answer("a"), together.answer("b")
        await turn()
        # Two at a time: the third waits, and with it whatever comes meanwhile.
        assert clock.queries == [["a"], ["a"]]

        clock.let.set()

        assert [await one for one in (first, second, third, fourth)] == [1, 2, 3, 3]

    run(scenario())


def test_who_asks_again_as_soon_as_they_are_told_is_answered():
    async def scenario() -> None:
        clock = Clock()
        together = Together(clock.ask)

        async def asks_twice() -> int | None:
            await together.answer("a")
            return await together.answer("a")

        first = asyncio.create_task(asks_twice())
        await turn()
        second = asyncio.create_task(asks_twice())
        await turn()
        # Both queries end in the same moment.
        clock.let.set()

        assert await asyncio.gather(first, second) == [3, 3]

    run(scenario())


def test_everybody_who_asked_is_told_of_an_error_and_the_next_ones_are_answered():
    async def scenario() -> None:
        clock = Clock()
        together = Together(clock.ask)
        clock.let.set()
        asked = [together.answer(key) for key in ("a", "broken")]

        assert [type(one) for one in await asyncio.gather(*asked, return_exceptions=True)] == [ConnectionError] * 2
        assert await together.answer("a") == 2

    run(scenario())


def test_who_does_not_wait_any_more_takes_nothing_from_the_others():
    async def scenario() -> None:
        clock = Clock()
        together = Together(clock.ask)
        gone, stays = together.answer("a"), together.answer("a")
        await turn()
        gone.cancel()
        clock.let.set()

        assert await stays == 1
        with pytest.raises(asyncio.CancelledError):
            await gone

    run(scenario())
