"""Records as tables for people, JSON for programs, and CSV for spreadsheets.

In CSV cells that a spreadsheet would calculate are defused, as toggl._spreadsheets tells.
"""

import csv
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import click
import msgspec

from toggl._spreadsheets import defused
from toggl.cli.outcomes import printable

T = TypeVar("T")
Format = Literal["table", "json", "csv"]

# Wider than any table, where no terminal limits it.
_ENDLESS = 100_000
_LEAST_COLUMN = 10
_GAP = "  "


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of tables and CSV: its title, and what it shows of a record."""

    title: str
    text: Callable[[T], object]

    @property
    def stays_whole(self) -> bool:
        """Whether it is never folded."""
        return self.title.endswith("id")


def write(form: Format, columns: Sequence[Column[T]], records: Iterable[T]) -> None:
    """Write records to standard output: one JSON array, CSV with a header, or a table."""
    if form == "json":
        _write_json(records)
    elif form == "csv":
        _write_csv(columns, records)
    else:
        click.echo(_table(columns, [*records]), nl=False)


def _write_json(records: Iterable[object]) -> None:
    opening = "[\n"
    for record in records:
        click.echo(opening + msgspec.json.encode(record).decode(), nl=False)
        opening = ",\n"
    click.echo("[]" if opening == "[\n" else "\n]")


def _write_csv(columns: Sequence[Column[T]], records: Iterable[T]) -> None:
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerow([column.title for column in columns])
    for record in records:
        written.writerow([defused(_cell(column, record)) for column in columns])


def _cell(column: Column[T], record: T) -> str:
    value = column.text(record)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _least_width(columns: Sequence[Column[T]], records: Sequence[T]) -> int:
    """Return what whole numbers take, and a little for the rest; on a terminal that is narrower, rows go on below."""
    longest = [max([len(column.title), *(len(_cell(column, record)) for record in records)]) for column in columns]
    widths = (
        long if column.stays_whole else min(long, _LEAST_COLUMN) for column, long in zip(columns, longest, strict=True)
    )
    return sum(widths) + len(_GAP) * (len(columns) - 1)


def _table(columns: Sequence[Column[T]], records: Sequence[T]) -> str:
    """Return a table as wide as the terminal, or as wide as it likes where there is none; long cells are folded."""
    # Not at the top: it costs a third of the whole start, and JSON and CSV need none.
    from rich.console import Console  # noqa: PLC0415 - For the reason above.
    from rich.table import Table  # noqa: PLC0415 - As above.
    from rich.text import Text  # noqa: PLC0415 - As above.

    shown = Table(box=None, pad_edge=False, padding=(0, len(_GAP), 0, 0), header_style="bold")
    for column in columns:
        # Numbers stay whole, whatever the width: they are there to be copied.
        shown.add_column(column.title, overflow="fold", no_wrap=column.stays_whole)
    for record in records:
        shown.add_row(*(Text(printable(_cell(column, record))) for column in columns))
    is_terminal = sys.stdout.isatty()
    drawn = io.StringIO()
    width = max(shutil.get_terminal_size().columns, _least_width(columns, records)) if is_terminal else _ENDLESS
    # With NO_COLOR rich would leave bold letters.
    is_styled = is_terminal and not os.environ.get("NO_COLOR")
    Console(file=drawn, width=width, force_terminal=is_styled, legacy_windows=False).print(shown)
    return "".join(f"{row.rstrip()}\n" for row in drawn.getvalue().splitlines())
