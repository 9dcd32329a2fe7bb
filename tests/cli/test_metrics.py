"""Metrics for Prometheus: the sums of all workers, at an address of their own, and nothing of anybody in them."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import urllib3
from prometheus_client.parser import text_string_to_metric_families

from support.server import Service, database, serving
from support.world import World, build

WITHIN = 30  # Seconds, by when something is wrong.
Key = tuple[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class Measured:
    """A service with two workers that is measured, where, and its main process."""

    service: Service
    url: str
    pid: int

    def text(self) -> str:
        with urllib3.PoolManager() as http:
            answer = http.request("GET", self.url, retries=False, timeout=10)
        assert answer.status == 200
        return answer.data.decode()

    def values(self) -> dict[Key, float]:
        """Every sample by its name and labels, as Prometheus reads them."""
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(self.text())
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        return self.values().get((name, frozenset(labels.items())), 0.0)

    def workers(self) -> list[int]:
        mine = psutil.Process(self.pid)
        return [child.pid for child in mine.children() if child.exe() == mine.exe()]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    folder = tmp_path_factory.mktemp("measured")
    with (
        database(folder) as url,
        serving(folder, url, "--metrics-address", "127.0.0.1:0") as (process, service),
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Metrics are at http://127.0.0.1:")
        yield Measured(service, line.removeprefix("Metrics are at ").strip(), process.pid)


@pytest.fixture(scope="module")
def world(measured: Measured) -> World:
    return build(measured.service)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_requests_of_all_workers_are_counted_by_method_route_and_status(measured: Measured, world: World):
    route = {"method": "GET", "route": "/api/v9/organizations/{organization_id}/users"}
    before = measured.value("rollbook_http_requests_total", **route, status="200")
    path = f"/organizations/{world.organization_id}/users?filter=olivia"

    for _ in range(20):
        world.http.ok("GET", path, as_=world.owner)
    world.http("GET", path, as_=world.member)

    until(lambda: measured.value("rollbook_http_requests_total", **route, status="200") == before + 20)
    assert measured.value("rollbook_http_requests_total", **route, status="403") == 1
    values = measured.values()
    count = values["rollbook_http_request_duration_seconds_count", frozenset(route.items())]
    assert values["rollbook_http_request_duration_seconds_bucket", frozenset((route | {"le": "+Inf"}).items())] == count
    assert 0 < values["rollbook_http_request_duration_seconds_sum", frozenset(route.items())] < WITHIN * count


def test_nothing_of_anybody_stands_in_them(measured: Measured, world: World):
    http = world.http
    http("GET", f"/organizations/{world.organization_id}/users?filter=secretword", as_=world.owner)
    http("GET", "/nowhere/secretword")
    http("SECRETWORD", "/me")
    http("GET", "/me", as_=("secretword@example.com", "secretword"))

    text = measured.text()

    assert "secretword" not in text.lower()
    assert str(world.organization_id) not in text
    assert world.owner.token not in text
    assert "example.com" not in text


def test_lists_from_memory_are_counted(measured: Measured, world: World):
    before = measured.value("rollbook_list_memory_hits_total")
    path = f"/organizations/{world.organization_id}/groups"
    for _ in range(6):
        world.http.ok("GET", path, as_=world.owner)

    until(lambda: measured.value("rollbook_list_memory_hits_total") > before)
    assert measured.value("rollbook_list_memory_bytes") > 0


@pytest.mark.parametrize(
    ("reason", "credentials"),
    [("password", ("nobody@example.com", "wrong password")), ("token", ("0" * 32, "api_token"))],
)
def test_refused_sign_ins_are_counted_by_kind(measured: Measured, world: World, reason: str, credentials):
    before = measured.value("rollbook_sign_in_failures_total", reason=reason)

    world.http("GET", "/me", as_=credentials)

    until(lambda: measured.value("rollbook_sign_in_failures_total", reason=reason) == before + 1)


def test_what_a_killed_worker_has_counted_stays(measured: Measured, world: World):
    until(lambda: measured.value("rollbook_workers") == 2)
    counted = measured.values()
    starts = measured.value("rollbook_worker_starts_total")

    os.kill(measured.workers()[0], signal.SIGKILL)

    until(lambda: measured.value("rollbook_worker_starts_total") == starts + 1)
    until(lambda: measured.value("rollbook_workers") == 2)
    after = measured.values()
    lasting = [key for key in counted if key[0].endswith(("_total", "_count", "_bucket"))]
    assert lasting
    assert [key for key in lasting if after[key] < counted[key]] == []


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 404), ("GET", "/api/v9/me", 404), ("POST", "/metrics", 405)]
)
def test_the_address_answers_nothing_else(measured: Measured, method: str, path: str, status: int):
    with urllib3.PoolManager() as http:
        answer = http.request(method, measured.url.removesuffix("/metrics") + path, retries=False, timeout=10)

    assert answer.status == status


def test_the_service_itself_does_not_answer_them(measured: Measured):
    assert measured.service.http("GET", "//metrics").status == 404


def test_nothing_is_kept_when_the_server_has_ended(tmp_path: Path):
    with (
        database(tmp_path) as url,
        serving(tmp_path, url, "--metrics-address", "127.0.0.1:0"),
    ):
        (kept,) = (one for one in (tmp_path / "server" / "metrics").iterdir() if one.is_dir())
        assert any(kept.iterdir())

    assert not kept.exists()


def test_an_address_that_is_taken_is_said_in_one_line(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken, database(tmp_path) as url:
        port = taken.getsockname()[1]
        with (
            pytest.raises(AssertionError, match=f"cannot listen on 127.0.0.1 port {port}"),
            serving(tmp_path, url, "--metrics-address", f"127.0.0.1:{port}"),
        ):
            pass
