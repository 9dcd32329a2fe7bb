"""Which of the machine's cores runs what, so that the service has one for itself and nothing else moves about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_AVAILABLE = sorted(os.sched_getaffinity(0))

# None where there is one core for everything: then nothing is pinned.
SERVICE: int | None = _AVAILABLE[0] if len(_AVAILABLE) > 1 else None
EVERYTHING_ELSE: int | None = _AVAILABLE[1] if len(_AVAILABLE) > 1 else None


@contextmanager
def on(core: int | None) -> Iterator[None]:
    """Pins what is started in the block: processes and threads inherit the core, and pass it on."""
    before = os.sched_getaffinity(0)
    if core is not None:
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def described() -> str:
    """One line that says what runs where."""
    if SERVICE is None:
        return "This machine has one core: nothing is pinned, and the load takes its time from the service."
    return f"The service is pinned to core {SERVICE}; the database and the load to core {EVERYTHING_ELSE}."
