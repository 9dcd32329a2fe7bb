"""Periodic work: goes on after errors, and stops when it is told to."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from rollbook.domain.errors import Unavailable
from rollbook.jobs import periodic
from rollbook.jobs.periodic import Periodic, running

OFTEN = 0.01  # Seconds.
GIVE_UP_AFTER = 20  # Seconds.


async def _awaited(event: asyncio.Event) -> None:
    async with asyncio.timeout(GIVE_UP_AFTER):
        await event.wait()


def test_the_work_comes_round_again() -> None:
    async def three_rounds() -> int:
        rounds, enough = 0, asyncio.Event()

        async def work() -> None:
            nonlocal rounds
            rounds += 1
            if rounds == 3:
                enough.set()

        async with running(Periodic("work", OFTEN, work)):
            await _awaited(enough)
        return rounds

    assert asyncio.run(three_rounds()) >= 3


def test_a_database_that_is_away_is_a_line_in_the_log_each_round_and_no_traceback() -> None:
    async def two_rounds() -> None:
        rounds, enough = 0, asyncio.Event()

        async def away() -> None:
            nonlocal rounds
            rounds += 1
            if rounds == 2:
                enough.set()
            raise Unavailable from ConnectionRefusedError("nobody listens")

        async with running(Periodic("away", OFTEN, away)):
            await _awaited(enough)

    with capture_logs() as lines:
        asyncio.run(two_rounds())

    assert {(line["log_level"], line["job"], line["reason"]) for line in lines} == {
        ("warning", "away", "ConnectionRefusedError('nobody listens')")
    }
    assert not any("exc_info" in line for line in lines)


def test_an_error_ends_neither_this_work_nor_another() -> None:
    async def rounds() -> list[str]:
        done: list[str] = []
        both = asyncio.Event()

        async def failing() -> None:
            done.append("failing")
            if done.count("failing") >= 2 and "other" in done:
                both.set()
            raise RuntimeError("this round")

        async def other() -> None:
            done.append("other")

        async with running(Periodic("failing", OFTEN, failing), Periodic("other", OFTEN, other)):
            await _awaited(both)
        return done

    done = asyncio.run(rounds())

    assert done.count("failing") >= 2
    assert "other" in done


def test_what_is_under_way_is_cancelled_at_the_end() -> None:
    async def cancelled() -> bool:
        begun, ended = asyncio.Event(), asyncio.Event()

        async def work() -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        async with running(Periodic("work", OFTEN, work)):
            await _awaited(begun)
        return ended.is_set()

    assert asyncio.run(cancelled())


@pytest.mark.parametrize(
    ("every", "errors", "pause"), [(2, 0, 2), (2, 1, 4), (2, 3, 16), (2, 9, 60), (2, 10_000, 60), (3600, 5, 3600)]
)
def test_the_pause_grows_with_errors_up_to_a_minute(every: float, errors: int, pause: float) -> None:
    assert periodic.pause_after(every, errors) == pause
