"""One page of a list, or all of it in pieces."""

from dataclasses import dataclass
from typing import Literal, Protocol, Self

SortOrder = Literal["asc", "desc"]

DEFAULT_PER_PAGE = 50
MAX_PER_PAGE = 1_000
_MAX_OFFSET = 2**62


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page, counted from 1, and of how many rows."""

    page: int = 1
    per_page: int = DEFAULT_PER_PAGE

    @property
    def offset(self) -> int:
        """How many rows come before the page; a page beyond counting is beyond the end."""
        return min((self.page - 1) * self.per_page, _MAX_OFFSET)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as JSON text, and how many rows the whole list has."""

    body: str
    records: int
    request: PageRequest

    @property
    def pages(self) -> int:
        """How many pages the whole list has, 0 for an empty one."""
        return -(-self.records // self.request.per_page)


class Pieces(Protocol):
    """The JSON text of a list of any length, read piece by piece."""

    def __aiter__(self) -> Self:
        """Itself."""
        ...

    async def __anext__(self) -> str:
        """The next piece."""
        ...

    async def let_go(self) -> None:
        """Holds nothing that others could use until the next piece is asked for, if one is."""
