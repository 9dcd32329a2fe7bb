"""What a process and its children have used: processor time and memory."""

from __future__ import annotations

from pathlib import Path

import psutil


class Processes:
    """A process with all that it has started."""

    def __init__(self, pid: int) -> None:
        self._first = psutil.Process(pid)

    def seconds(self) -> float:
        """Processor seconds so far, those of children that have ended included."""
        own = self._first.cpu_times()
        total: float = own.user + own.system + own.children_user + own.children_system
        return total + sum(_processor_seconds(child) for child in self._first.children(recursive=True))

    def pss(self) -> float:
        """MiB of memory of all together, what they share counted once."""
        return sum(_pss(process.pid) for process in (self._first, *self._first.children(recursive=True)))

    def worker(self) -> Processes:
        """A server's only worker: the child that runs the same program, as the database does not."""
        (worker,) = [child for child in self._first.children() if child.exe() == self._first.exe()]
        return Processes(worker.pid)

    def own_pss(self) -> float:
        """MiB of memory of the process without its children; what it shares is divided among who shares it."""
        return _pss(self._first.pid)

    def own_rss(self) -> float:
        """MiB of memory of the process without its children, what it shares counted whole."""
        resident: int = self._first.memory_info().rss
        return resident / 2**20


def _processor_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        # It ended this moment, and counts among its parent's children that have ended.
        return 0.0
    return float(times.user + times.system)


def _pss(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    kibibytes = next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:"))
    return int(kibibytes) / 1024
