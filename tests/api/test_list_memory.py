"""The memory of answers has an end."""

from __future__ import annotations

from rollbook.api.list_memory import LARGEST, Answer, KnownList, ListMemory
from rollbook.domain.list_views import Versions

VIEW = ("administrator", None)


def answer(size: int, version: int = 1) -> Answer:
    return Answer(Versions(version, 0), b'"etag"', [], b"x" * size)


def keep(memory: ListMemory, path: str, kept: Answer) -> None:
    memory.keep((path, b""), KnownList("get_organization_users", path, 1, None), VIEW, kept)


def remembered(memory: ListMemory, path: str) -> Answer | None:
    known = memory.known((path, b""))
    return None if known is None else known.answers.get(VIEW)


def test_forgets_what_was_not_asked_for_longest():
    memory = ListMemory(10_000)
    for path in ("a", "b"):
        keep(memory, path, answer(3_000))
    assert remembered(memory, "a")

    keep(memory, "c", answer(3_000))

    assert [bool(remembered(memory, path)) for path in ("a", "b", "c")] == [True, False, True]


def test_an_answer_takes_the_place_of_an_earlier_one():
    memory = ListMemory(10_000)
    for version in range(50):
        keep(memory, "a", answer(3_000, version))
    keep(memory, "b", answer(3_000))

    kept = remembered(memory, "a")
    assert kept is not None
    assert kept.versions == Versions(49, 0)


def test_does_not_keep_what_would_push_out_many():
    memory = ListMemory(100 * LARGEST)
    keep(memory, "a", answer(10))

    keep(memory, "b", answer(LARGEST))

    assert remembered(memory, "b") is None
    assert remembered(memory, "a")
