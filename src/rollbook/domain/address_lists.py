"""Addresses as people have them: pasted from a mail, a list, a spreadsheet."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rollbook.domain.people import is_email

# Of one line: what comes before an address, or separates it from others.
_SEPARATORS = re.compile(r"[\s,;<>\"'()\[\]|]+")
# A cell of a spreadsheet, or what stands between the commas of a list.
_CELL = re.compile(r'((?:"[^"]*"|[^,;|\t])*)[,;|\t]')
# Lines of dashes and empty cells are no loss.
_ANYTHING = re.compile(r"[\w@]")

Judgement = Literal["new", "invited", "active", "inactive", "not an address", "twice"]
# Whom an invitation does something for.
INVITABLE: frozenset[Judgement] = frozenset({"new", "invited", "active"})


@dataclass(frozen=True, slots=True)
class Line:
    """An address, or the text in which there is none, and what is known of it."""

    text: str
    judgement: Judgement

    @property
    def can_be_invited(self) -> bool:
        """Whether inviting it would do something."""
        return self.judgement in INVITABLE


def lines(text: str) -> list[Line]:
    """The addresses of the text in their order, and what is left over; none is judged but by how it is written.

    What is left over are lines without an address, and what stands between the addresses of a list. The names that
    belong to addresses, the header of a table and its other cells are left out.
    """
    written = [line.strip() for line in text.splitlines() if _ANYTHING.search(line)]
    header = written[0] if written and _is_header(written) else None
    tables = _tables(written, header)
    found: list[Line] = []
    seen: set[str] = set()
    for line in written[0 if header is None else 1 :]:
        cells = _cells(line)
        for part in _parts(cells, is_row=_shape(cells) in tables) if "@" in line else [line]:
            found.append(Line(part, _judged(part, seen)))
            seen.add(part.lower())
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _CELL.findall(f"{line},")]


def _shape(cells: list[str]) -> tuple[bool, ...]:
    """Of each cell whether there is an address in it."""
    return tuple("@" in cell for cell in cells)


def _is_header(written: list[str]) -> bool:
    first, *others = written
    columns = len(_cells(first))
    if "@" in first or not others:
        return False
    has_rows = columns > 1 and any("@" in line and len(_cells(line)) == columns for line in others)
    return has_rows or "mail" in first.lower()


def _tables(written: list[str], header: str | None) -> set[tuple[bool, ...]]:
    """How the rows of a table look: as wide as its header, or more than one with its address in the same column."""
    shapes = Counter(_shape(_cells(line)) for line in written)
    columns = 0 if header is None else len(_cells(header))
    return {
        shape
        for shape, number in shapes.items()
        if len(shape) > 1 and (len(shape) == columns or (number > 1 and shape.count(True) == 1))
    }


def _parts(cells: list[str], *, is_row: bool) -> Iterator[str]:
    """The addresses of a line that has some, and what is left over between them."""
    shape = _shape(cells)
    begins_with_name = not shape[0]
    everything = not is_row and not (begins_with_name and shape.count(True) == 1)
    for number, cell in enumerate(cells):
        if "@" in cell:
            yield from _addresses(cell, with_words=not is_row)
            continue
        is_name = begins_with_name and shape[number + 1 : number + 2] == (True,)
        if everything and not is_name and _ANYTHING.search(cell):
            yield cell.strip("\"' ")


def _addresses(cell: str, *, with_words: bool) -> list[str]:
    """The addresses of a cell; with the words between them where they are many and have no names before them."""
    words = [word.removeprefix("mailto:").strip(".:") for word in _SEPARATORS.split(cell)]
    found = [word for word in words if "@" in word]
    known = [word for word in words if _ANYTHING.search(word)]
    is_plain = len(found) > 1 and "<" not in cell and "@" in known[0]
    return known if with_words and is_plain else found


def _judged(address: str, seen: set[str]) -> Judgement:
    if not is_email(address):
        return "not an address"
    return "twice" if address.lower() in seen else "new"
