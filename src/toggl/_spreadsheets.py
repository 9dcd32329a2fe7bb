"""Cells of CSV that a spreadsheet would calculate, made into text, and taken back.

A cell that begins with `=`, `+`, `-`, `@`, a tab or the end of a line gets an apostrophe before it; and so does one
that begins with apostrophes and then one of these, so that the first apostrophe can always be taken off again.
"""

import re

# As a class of a regular expression. The wide forms are taken for the narrow ones in East Asian locales.
CALCULATED = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_CALCULATED = re.compile(f"'*{CALCULATED}")
_DEFUSED = re.compile(f"'+{CALCULATED}")


def defused(cell: str) -> str:
    """Return a cell that spreadsheets take for text."""
    return f"'{cell}" if _CALCULATED.match(cell) else cell


def as_it_was(cell: str) -> str:
    """Return what a cell was before it was defused."""
    return cell[1:] if _DEFUSED.match(cell) else cell
