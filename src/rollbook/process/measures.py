"""What a worker counts, in a file that the main process reads: exact at any moment, however the worker ends."""

from __future__ import annotations

import asyncio
import fcntl
import json
import mmap
import os
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from rollbook.process.files import PRIVATE_FILE

NAMES, CELLS = ".names", ".cells"  # What the files' names end with.
SAMPLED_EVERY = 1.0  # Seconds.
# Milliseconds: how long requests may have taken that are counted together.
BUCKETS = (1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10000.0)

REQUESTS = "rollbook_http_requests"
DURATIONS = "rollbook_http_request_duration_seconds"
CPU_SECONDS = "rollbook_workers_cpu_seconds"
RESIDENT_BYTES = "rollbook_workers_resident_memory_bytes"

_CELL_BYTES = 8
_FIRST_CELLS = 8192  # For thrice as many series as there are routes and usual statuses.


class MetricsProblem(Exception):
    """Metrics cannot be kept; the text says why, in one line."""


class Measures:
    """The numbers of one worker, each known by a name and the values of its labels.

    They stand in a file that is mapped into memory: to count is to change a cell, and what was counted stays when the
    process is killed. Opened by ``open`` in the worker itself; a lock on the file of names tells that it lives.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[tuple[str, ...], int] = {}
        self._used = 0
        self.cells = memoryview(bytearray()).cast("B").cast("d")

    def open(self) -> None:
        """Makes the files; what was placed before is placed in them anew."""
        self._places, self._used = {}, 0
        name = self._folder / uuid.uuid4().hex
        self._file = os.open(name.with_suffix(CELLS), os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
        self._map_cells(_FIRST_CELLS)
        hidden = name.with_suffix(".new")
        self._names = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
        fcntl.flock(self._names, fcntl.LOCK_EX)
        # Seen from when it is locked on: a file without a lock is a dead worker's.
        hidden.rename(name.with_suffix(NAMES))

    def close(self) -> None:
        """Counts no more; the files stay, as those of a dead worker."""
        self.cells.release()
        self._map.close()
        os.close(self._file)
        os.close(self._names)

    def place(self, name: str, *labels: str, width: int = 1) -> int:
        """The first of the cells of that number, made with 0 where there were none."""
        known = self._places.get((name, *labels))
        return self._made(name, labels, width) if known is None else known

    def add(self, name: str, *labels: str) -> None:
        """Counts one."""
        place = self.place(name, *labels)  # First: there may be other cells afterwards.
        self.cells[place] += 1.0

    def put(self, name: str, *labels: str, value: float) -> None:
        """Sets the number."""
        place = self.place(name, *labels)
        self.cells[place] = value

    def _made(self, name: str, labels: tuple[str, ...], width: int) -> int:
        place = self._used
        if place + width > len(self.cells):
            self._grow(place + width)
        os.write(self._names, json.dumps([name, labels, width]).encode() + b"\n")
        self._used = place + width
        self._places[name, *labels] = place
        return place

    def _grow(self, needed: int) -> None:
        cells = len(self.cells)
        self.cells.release()
        self._map.close()
        self._map_cells(max(needed, 2 * cells))

    def _map_cells(self, number: int) -> None:
        # Room that is only promised would end the process when the disk is full.
        os.posix_fallocate(self._file, 0, number * _CELL_BYTES)
        self._map = mmap.mmap(self._file, number * _CELL_BYTES)
        self.cells = memoryview(self._map).cast("d")


@asynccontextmanager
async def sampled(measures: Measures, sample: Callable[[], None]) -> AsyncIterator[None]:
    """Opens the measures for the block, and meanwhile sets what ``sample`` sets and what the process uses, at times."""
    measures.open()
    task = asyncio.create_task(_keep_sampling(measures, sample))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        _sample(measures, sample)


async def _keep_sampling(measures: Measures, sample: Callable[[], None]) -> None:
    while True:
        _sample(measures, sample)
        await asyncio.sleep(SAMPLED_EVERY)


def _sample(measures: Measures, sample: Callable[[], None]) -> None:
    sample()
    measures.put(CPU_SECONDS, value=time.process_time())
    if (resident := _resident_bytes()) is not None:
        measures.put(RESIDENT_BYTES, value=resident)


def _resident_bytes() -> int | None:
    """The memory of this process, where the system tells it; what is shared with others is in it, too."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None
