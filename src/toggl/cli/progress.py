"""Bars on standard error, for work that takes a while."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Takes how much is done, and of how much, where that is known.
Advance = Callable[[int, int | None], None]


@contextmanager
def bar(description: str, total: int | None) -> Iterator[Advance]:
    """Show a bar while the block runs."""
    # Not at the top: it costs a third of the whole start, and few commands show one.
    from rich.console import Console  # noqa: PLC0415 - For the reason above.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - As above.

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    # Lines that are written meanwhile stand above the bar; what goes into a file or a pipe stays what it is.
    redirected = sys.stdout.isatty()
    with Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=redirected, redirect_stderr=False
    ) as shown:
        task = shown.add_task(description, total=total)

        def advance(done: int, of: int | None) -> None:
            shown.update(task, completed=done, total=of)

        yield advance


@contextmanager
def no_bar() -> Iterator[Advance]:
    """Show nothing."""
    yield lambda _done, _total: None
