"""Answers of lists, remembered by a worker for as long as they are true."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeAlias

from rollbook.domain.list_views import Versions, View

Headers: TypeAlias = list[tuple[bytes, bytes]]
# A path and its query string, as they were sent.
Asked: TypeAlias = tuple[str, bytes]

LARGEST = 1024 * 1024  # Bytes; longer answers are seldom asked for twice, and would push out many short ones.
_BESIDE_BODY = 1024  # About how many bytes the rest of an answer takes.


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, and the versions of the organization at which it is true."""

    versions: Versions
    etag: bytes
    headers: Headers
    body: bytes

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return len(self.body) + _BESIDE_BODY


@dataclass(frozen=True, slots=True)
class KnownList:
    """A list that was asked for: what of, by which operation, and its answers, for each view of it."""

    operation: str
    route: str
    organization_id: int | None
    workspace_id: int | None
    answers: dict[View, Answer] = field(default_factory=dict)


class ListMemory:
    """Remembers up to so many bytes; what was not asked for longest is forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self.bytes = 0
        # How many lists were answered from here, and how many were not.
        self.hits = 0
        self.misses = 0
        self._lists: OrderedDict[Asked, KnownList] = OrderedDict()

    def known(self, asked: Asked) -> KnownList | None:
        """The list, if it is remembered."""
        found = self._lists.get(asked)
        if found is not None:
            self._lists.move_to_end(asked)
        return found

    def keep(self, asked: Asked, listed: KnownList, view: View, answer: Answer) -> None:
        """Remembers the answer in place of an earlier one."""
        if answer.size > min(LARGEST, self._most_bytes):
            return
        kept = self._lists.setdefault(asked, listed)
        earlier = kept.answers.get(view)
        self.bytes += answer.size - (0 if earlier is None else earlier.size)
        kept.answers[view] = answer
        self._lists.move_to_end(asked)
        while self.bytes > self._most_bytes:
            _, forgotten = self._lists.popitem(last=False)
            self.bytes -= sum(one.size for one in forgotten.answers.values())
