"""Addresses as people have them: pasted from a mail, a list, a spreadsheet."""

import re
from dataclasses import dataclass
from typing import Literal

from rollbook.domain.people import is_email

# Of one line: what comes before an address, or separates it from others.
_SEPARATORS = re.compile(r"[\s,;<>\"'()\[\]|]+")

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
    """The addresses of the text in their order, and the lines without one; none is judged but by how it is written.

    A line of a spreadsheet's file may have an address among other cells; its header, and empty lines, are left out.
    """
    found: list[Line] = []
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines()):
        parts = [part.strip(".:") for part in _SEPARATORS.split(line) if "@" in part]
        if not parts and line.strip() and not _is_header(line, number):
            found.append(Line(line.strip(), "not an address"))
        for part in parts:
            found.append(Line(part, _judged(part, seen)))
            seen.add(part.lower())
    return found


def _judged(address: str, seen: set[str]) -> Judgement:
    if not is_email(address):
        return "not an address"
    return "twice" if address.lower() in seen else "new"


def _is_header(line: str, number: int) -> bool:
    return number == 0 and ("," in line or ";" in line or "mail" in line.lower())
