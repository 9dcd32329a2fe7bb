"""A list of everybody in a workspace that is as large as it can be: whether it comes bit by bit."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.figures import Figure, below
from benchmarks.processes import Processes
from benchmarks.requests import Caller
from benchmarks.services import Installation

CHUNK = 64 * 1024
SAMPLED_EVERY = 0.05  # Seconds.


def figures(installation: Installation, people: int) -> list[Figure]:
    """How much memory the worker needs for it, and when the first byte comes."""
    organization, service = installation.organization(people, 1, 0), installation.cold
    caller = Caller(service, organization)
    caller.get(f"/organizations/{organization.id}/users")
    with _watched(service.processes.worker()) as peak:
        first, total = _read(caller, f"/workspaces/{organization.workspace_ids[0]}/users")
    name = f"{people:,} users of a workspace"
    return [
        Figure(name=f"{name}: memory", value=peak.growth, unit="MiB", target=below(64), note=f"{total:,} bytes"),
        Figure(name=f"{name}: first byte", value=1000 * first, unit="ms", target=below(150)),
    ]


def _read(caller: Caller, path: str) -> tuple[float, int]:
    """Seconds until the first byte of the body, and how many there are."""
    began = time.perf_counter()
    answer = caller.send("GET", path, preload_content=False)
    first, total = 0.0, 0
    for chunk in answer.stream(CHUNK):
        first = first or time.perf_counter() - began
        total += len(chunk)
    return first, total


@dataclass
class Peak:
    """MiB of memory: at first, and the most that was seen."""

    before: float
    most: float

    @property
    def growth(self) -> float:
        """What was needed at most beyond what was there at first."""
        return self.most - self.before


@contextmanager
def _watched(process: Processes) -> Iterator[Peak]:
    """The memory of the process, looked at all the time while the block runs."""
    before = process.own_pss()
    peak, over = Peak(before, before), threading.Event()

    def watch() -> None:
        while not over.wait(SAMPLED_EVERY):
            peak.most = max(peak.most, process.own_pss())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()
