"""Questions that are asked of the database at the same moment, and go there as one query."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

# While one query is under way the questions for the next one gather; a second one keeps a busy process from waiting.
_MOST_UNDER_WAY = 2

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class Together(Generic[Key, Answer]):
    """Answers each key by ``ask``, which gets all keys that wait; equal keys are asked once.

    A query begins after all of its questions were asked, so that what it sees is never older than a question.
    """

    def __init__(self, ask: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Answer]]]) -> None:
        self._ask = ask
        self._waiting: dict[Key, list[asyncio.Future[Answer | None]]] = {}
        self._begins = False
        self._under_way = 0
        self._tasks: set[asyncio.Task[None]] = set()  # The loop itself keeps none of them alive.

    def answer(self, key: Key) -> "asyncio.Future[Answer | None]":
        """What will be the key's answer, None where it has none."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer | None] = loop.create_future()
        askers = self._waiting.get(key)
        if askers is not None:
            askers.append(future)
            return future
        self._waiting[key] = [future]
        if not self._begins and self._under_way < _MOST_UNDER_WAY:
            self._begins = True
            loop.call_soon(self._begin)
        return future

    def _begin(self) -> None:
        self._begins = False
        self._under_way += 1
        task = asyncio.get_running_loop().create_task(self._answer_waiting())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer_waiting(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, {}
            try:
                answers = await self._ask(list(asked))
            except Exception as error:  # noqa: BLE001 - each who asked is told.
                _tell_all(asked, error)
            else:
                for key, askers in asked.items():
                    _tell(askers, answers.get(key))
        # At once, and not when the task is done: who was told just now may ask again before that.
        self._under_way -= 1


def _tell(askers: "Sequence[asyncio.Future[Answer | None]]", answer: Answer | None) -> None:
    for future in askers:
        # Who has gone meanwhile has cancelled theirs.
        if not future.done():
            future.set_result(answer)


def _tell_all(asked: "Mapping[Key, Sequence[asyncio.Future[Answer | None]]]", error: Exception) -> None:
    for askers in asked.values():
        for future in askers:
            if not future.done():
                future.set_exception(error)
