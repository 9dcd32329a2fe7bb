"""What workers count is told of all of them together, and outlives each."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prometheus_client.metrics_core import Metric

from rollbook.process.measures import BUCKETS, DURATIONS, REQUESTS, Measures, MetricsProblem
from rollbook.process.metrics import WorkerMetrics, private_folder

ROUTE = ("GET", "/api/v9/me")


@contextmanager
def opened(folder: Path) -> Iterator[Measures]:
    measures = Measures(folder)
    measures.open()
    try:
        yield measures
    finally:
        measures.close()


def told(metrics: WorkerMetrics) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""

    def samples(metric: Metric) -> Iterator[tuple[tuple[str, ...], float]]:
        for sample in metric.samples:
            yield (sample.name, *sample.labels.values()), sample.value

    return dict(sample for metric in metrics.collect() for sample in samples(metric))


def requests(metrics: WorkerMetrics) -> float:
    return told(metrics)["rollbook_http_requests_total", *ROUTE, "200"]


def count_and_die(folder: Path) -> None:
    measures = Measures(folder)
    measures.open()
    measures.add(REQUESTS, *ROUTE, "200")
    measures.put("rollbook_database_connections", value=3)
    os.kill(os.getpid(), signal.SIGKILL)


def killed_worker(folder: Path) -> None:
    worker = multiprocessing.get_context("spawn").Process(target=count_and_die, args=(folder,))
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL


def test_what_is_counted_is_the_sum_of_all_workers(tmp_path: Path) -> None:
    with opened(tmp_path) as one, opened(tmp_path) as other:
        one.add(REQUESTS, *ROUTE, "200")
        other.add(REQUESTS, *ROUTE, "403")
        other.add(REQUESTS, *ROUTE, "200")
        one.put("rollbook_database_connections", value=3)
        other.put("rollbook_database_connections", value=4)

        sums = told(WorkerMetrics(tmp_path))

    assert sums["rollbook_http_requests_total", *ROUTE, "200"] == 2
    assert sums["rollbook_http_requests_total", *ROUTE, "403"] == 1
    assert sums["rollbook_database_connections",] == 7
    assert sums["rollbook_workers",] == 2


def test_what_all_of_them_count_of_one_thing_is_told_once(tmp_path: Path) -> None:
    with opened(tmp_path) as one, opened(tmp_path) as other:
        one.put("rollbook_mails_waiting", value=5)
        other.put("rollbook_mails_waiting", value=6)

        assert told(WorkerMetrics(tmp_path))["rollbook_mails_waiting",] == 6


def test_a_killed_worker_s_counts_stay_and_its_state_goes(tmp_path: Path) -> None:
    metrics = WorkerMetrics(tmp_path)
    killed_worker(tmp_path)

    sums = told(metrics)

    assert sums["rollbook_http_requests_total", *ROUTE, "200"] == 1
    assert ("rollbook_database_connections",) not in sums
    assert (sums["rollbook_workers",], sums["rollbook_worker_starts_total",]) == (0, 1)


def test_counts_go_on_from_those_of_workers_that_were_killed(tmp_path: Path) -> None:
    metrics = WorkerMetrics(tmp_path)
    killed_worker(tmp_path)
    assert requests(metrics) == 1

    with opened(tmp_path) as measures:
        measures.add(REQUESTS, *ROUTE, "200")
        assert requests(metrics) == 2
    assert requests(metrics) == 2
    assert requests(metrics) == 2


def test_dead_workers_leave_no_files(tmp_path: Path) -> None:
    killed_worker(tmp_path)

    told(WorkerMetrics(tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_there_is_room_for_any_number_of_series(tmp_path: Path) -> None:
    with opened(tmp_path) as measures:
        first = len(measures.cells)
        for number in range(first + 10):
            measures.add(REQUESTS, "GET", f"/{number}", "200")
        measures.add(REQUESTS, "GET", "/0", "200")

        sums = told(WorkerMetrics(tmp_path))

    assert sums["rollbook_http_requests_total", "GET", "/0", "200"] == 2
    assert sums["rollbook_http_requests_total", "GET", f"/{first + 9}", "200"] == 1


def test_durations_are_told_as_a_histogram_in_seconds(tmp_path: Path) -> None:
    with opened(tmp_path) as measures:
        place = measures.place(DURATIONS, *ROUTE, width=len(BUCKETS) + 2)
        for cell, number in ((0, 2.0), (1, 1.0), (len(BUCKETS), 1.0), (len(BUCKETS) + 1, 20_003.0)):
            measures.cells[place + cell] = number

        sums = told(WorkerMetrics(tmp_path))

    name = "rollbook_http_request_duration_seconds"
    assert [sums[f"{name}_bucket", *ROUTE, bound] for bound in ("0.001", "0.0025", "10.0", "+Inf")] == [2, 3, 3, 4]
    assert sums[f"{name}_count", *ROUTE] == 4
    assert sums[f"{name}_sum", *ROUTE] == pytest.approx(20.003)


class Test_private_folder:
    def test_is_for_its_owner_alone_and_goes_with_the_server(self, tmp_path: Path):
        with private_folder(tmp_path) as folder:
            assert folder.stat().st_mode & 0o777 == 0o700
            (folder / "left").touch()

        assert not folder.exists()

    def test_those_of_living_servers_stay(self, tmp_path: Path):
        with private_folder(tmp_path) as one, private_folder(tmp_path) as other:
            assert one != other
            assert one.exists()

    def test_those_of_killed_servers_go(self, tmp_path: Path):
        left = tmp_path / "metrics" / "left"
        left.mkdir(parents=True)
        (left / "file").touch()

        with private_folder(tmp_path):
            assert not left.exists()

    def test_where_there_can_be_none_that_is_said(self, tmp_path: Path):
        (tmp_path / "metrics").touch()

        with pytest.raises(MetricsProblem, match=r"metrics cannot be kept in .*metrics: File exists"):
            private_folder(tmp_path).__enter__()
