"""What the service takes while nobody asks for anything, and until somebody can."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks import cores
from benchmarks.figures import Figure, below
from benchmarks.services import database_processes, seeded, served

STARTS = 5
SETTLES_WITHIN = 3  # Seconds.


def figures() -> list[Figure]:
    """Seconds to the ready line; MiB at rest, of the worker with what it shares, and of the database."""
    with tempfile.TemporaryDirectory(prefix="rollbook-bench-") as name:
        folder = Path(name)
        seeded(folder, 10_000, 20, 50, 1)
        seconds = min(_start(folder) for _ in range(STARTS))
        worker, database = _memory(folder)
    return [
        Figure(name=f"start on existing data, best of {STARTS}", value=seconds, unit="s", target=below(1.5)),
        Figure(name="memory of the worker at rest", value=worker, unit="MiB", target=below(110)),
        Figure(name="memory of the database at rest", value=database, unit="MiB", target=below(60)),
    ]


def _start(folder: Path) -> float:
    began = time.perf_counter()
    with served(folder):
        return time.perf_counter() - began


def _memory(folder: Path) -> tuple[float, float]:
    with served(folder, core=cores.SERVICE) as service:
        time.sleep(SETTLES_WITHIN)
        return service.processes.worker().own_rss(), database_processes(folder).pss()
