"""Rounds that take each side in turn, so that a noisy machine is noisy for all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks import load
from benchmarks.load import Sample, Target
from benchmarks.processes import Processes
from benchmarks.services import Installation, Service

WARM_UP_SECONDS = 1


@dataclass(frozen=True)
class Side:
    """One of those that are compared."""

    service: Service
    target: Target


@dataclass(frozen=True)
class Run:
    """What all sections measure on, and for how long."""

    installation: Installation
    rounds: int
    seconds: int

    def load(self, sides: Mapping[str, Side]) -> dict[str, Sample]:
        """The medians of each side's rounds."""
        return loaded(sides, self.installation.database, rounds=self.rounds, seconds=self.seconds)


def side(service: Service, path: str, headers: dict[str, str] | None = None, *, connections: int = 16) -> Side:
    """Reads of one path of a service."""
    return Side(service, Target(service.url + path, headers or {}, connections=connections))


def loaded(sides: Mapping[str, Side], database: Processes, *, rounds: int, seconds: int) -> dict[str, Sample]:
    """The medians of each side's rounds, after one that does not count."""
    for one in sides.values():
        load.sample(one.target, one.service.processes, database, seconds=WARM_UP_SECONDS)
    samples: dict[str, list[Sample]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, one in sides.items():
            samples[name].append(load.sample(one.target, one.service.processes, database, seconds=seconds))
    return {name: _median(taken) for name, taken in samples.items()}


def _median(samples: list[Sample]) -> Sample:
    return Sample(
        statistics.median(sample.rate for sample in samples),
        statistics.median(sample.service_ms for sample in samples),
        statistics.median(sample.database_ms for sample in samples),
    )


def timed(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each way, one after another, after a round that does not count."""
    for way in ways.values():
        way()
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - began)
    return {name: statistics.median(taken) for name, taken in seconds.items()}
