"""Metrics of the whole server for Prometheus: the sums of what its workers count, at an address of their own."""

from __future__ import annotations

import fcntl
import json
import os
import platform
import shutil
import threading
import uuid
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal, TypeAlias

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector, CollectorRegistry

from rollbook.process.files import PRIVATE_FOLDER, locked, make_private_folder
from rollbook.process.measures import (
    BUCKETS,
    CELLS,
    CPU_SECONDS,
    DURATIONS,
    NAMES,
    REQUESTS,
    RESIDENT_BYTES,
    MetricsProblem,
)

# A name and the values of its labels; and the cells of one worker, or of many together.
Number: TypeAlias = tuple[str, ...]
Numbers: TypeAlias = dict[Number, list[float]]


@dataclass(frozen=True, slots=True)
class Family:
    """Numbers of one name: how they are put together from those of the workers, and what they are."""

    # The sum of all workers, of dead ones, too; the sum, or the largest, of those that live; or durations.
    kind: Literal["counter", "gauge", "largest", "histogram"]
    name: str
    says: str
    labels: tuple[str, ...] = ()


FAMILIES = (
    Family("counter", REQUESTS, "Requests that were answered.", ("method", "route", "status")),
    Family("histogram", DURATIONS, "How long requests took until their answer began.", ("method", "route")),
    Family("counter", "rollbook_sign_in_failures", "Sign-ins that were refused.", ("reason",)),
    Family("counter", "rollbook_list_memory_hits", "Lists that were answered from memory."),
    Family("counter", "rollbook_list_memory_misses", "Lists that were read from the database."),
    Family("gauge", "rollbook_list_memory_bytes", "Memory that answers of lists take."),
    Family("gauge", "rollbook_database_connections", "Connections to the database."),
    Family("gauge", "rollbook_database_connections_idle", "Connections to the database that nobody uses."),
    Family("gauge", "rollbook_database_connections_limit", "Connections to the database that there may be."),
    Family("gauge", "rollbook_database_waiting", "Pieces of work that wait for a connection to the database."),
    Family("counter", "rollbook_job_runs", "Runs of a job.", ("job",)),
    Family("counter", "rollbook_job_failures", "Runs of a job that ended with an error.", ("job",)),
    Family("largest", "rollbook_mails_waiting", "Mails that are neither sent nor given up."),
    Family("counter", CPU_SECONDS, "Processor time of all workers."),
    Family("gauge", RESIDENT_BYTES, "Resident memory of the workers; what they share is counted for each."),
)
_BOUNDS = (*(str(milliseconds / 1000) for milliseconds in BUCKETS), "+Inf")
_LASTING = frozenset(family.name for family in FAMILIES if family.kind in {"counter", "histogram"})


class WorkerMetrics(Collector):
    """What the workers of one server have counted in a folder, those that have died included."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._past: Numbers = {}
        self._dead = 0
        self._one_at_a_time = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        """The numbers as they are now."""
        with self._one_at_a_time:
            living = self._living()
            lasting = _sums([self._past, *living])
            dead = self._dead
        current = _sums(living)
        for family in FAMILIES:
            if family.kind == "largest":
                yield _metric(family, _largest(living, family.name))
            else:
                yield _metric(family, lasting if family.name in _LASTING else current)
        yield GaugeMetricFamily("rollbook_workers", "Workers that run.", len(living))
        yield CounterMetricFamily("rollbook_worker_starts", "Workers that were started.", len(living) + dead)
        yield _build_info()

    def _living(self) -> list[Numbers]:
        """The numbers of the workers that live; those of the others go into the past, and their files away."""
        living = []
        for names in sorted(self._folder.glob(f"*{NAMES}")):
            # Looked at first: who dies afterwards is counted as living, with what is in the file.
            lives = not _is_free(names)
            numbers = _read(names)
            if lives:
                living.append(numbers)
                continue
            self._past = _sums([self._past, {of: cells for of, cells in numbers.items() if of[0] in _LASTING}])
            self._dead += 1
            names.unlink()
            names.with_suffix(CELLS).unlink()
        return living


def registry(folder: Path) -> CollectorRegistry:
    """All metrics of the server whose workers count in the folder; ``process_`` is its main process."""
    collected = CollectorRegistry()
    collected.register(WorkerMetrics(folder))
    ProcessCollector(registry=collected)
    return collected


@contextmanager
def private_folder(data_dir: Path) -> Iterator[Path]:
    """A folder for this server's workers to count in, removed afterwards, as those of killed servers are before."""
    made, descriptor = _made(data_dir / "metrics")
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)  # A worker that ends late may still make a file.
        os.close(descriptor)


def _made(shared: Path) -> tuple[Path, int]:
    """A new folder, and the descriptor that has it locked; MetricsProblem where there can be none."""
    try:
        make_private_folder(shared)
        with locked(shared / "lock"):
            return _made_alone(shared)
    except OSError as error:
        raise MetricsProblem(f"metrics cannot be kept in {shared}: {error.strerror}") from error


def _made_alone(shared: Path) -> tuple[Path, int]:
    for left in shared.iterdir():
        if left.is_dir() and _is_free(left):
            shutil.rmtree(left)
    made = shared / uuid.uuid4().hex
    made.mkdir(mode=PRIVATE_FOLDER)
    descriptor = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return made, descriptor


def _is_free(path: Path) -> bool:
    """Whether whoever had locked the path has died, or has unlocked it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _read(names: Path) -> Numbers:
    # Names first: their cells are there then.
    *lines, _unfinished = names.read_text().split("\n")
    cells = array("d", names.with_suffix(CELLS).read_bytes())
    numbers: Numbers = {}
    place = 0
    for line in lines:
        name, labels, width = json.loads(line)
        numbers[name, *labels] = cells[place : place + width].tolist()
        place += width
    return numbers


def _sums(all_numbers: Iterable[Numbers]) -> Numbers:
    sums: Numbers = {}
    for numbers in all_numbers:
        for of, cells in numbers.items():
            so_far = sums.get(of)
            sums[of] = cells if so_far is None else [one + other for one, other in zip(so_far, cells, strict=True)]
    return sums


def _largest(living: Iterable[Numbers], name: str) -> Numbers:
    values = [numbers[name,] for numbers in living if (name,) in numbers]
    return {(name,): max(values)} if values else {}


def _metric(family: Family, numbers: Numbers) -> Metric:
    found = sorted((of[1:], cells) for of, cells in numbers.items() if of[0] == family.name)
    if family.kind == "histogram":
        return _histogram(family, found)
    kind = CounterMetricFamily if family.kind == "counter" else GaugeMetricFamily
    metric = kind(family.name, family.says, labels=family.labels)
    for labels, (value,) in found:
        metric.add_metric(labels, value)
    return metric


def _histogram(family: Family, found: list[tuple[Number, list[float]]]) -> Metric:
    metric = HistogramMetricFamily(family.name, family.says, labels=family.labels)
    for labels, (*buckets, milliseconds) in found:
        so_far = 0.0
        cumulative: list[tuple[str, float]] = []
        for bound, number in zip(_BOUNDS, buckets, strict=True):
            so_far += number
            cumulative.append((bound, so_far))
        metric.add_metric(labels, buckets=cumulative, sum_value=milliseconds / 1000)
    return metric


def _build_info() -> Metric:
    built = GaugeMetricFamily("rollbook_build_info", "What runs.", labels=("version", "python_version"))
    built.add_metric((version("rollbook"), platform.python_version()), 1)
    return built
