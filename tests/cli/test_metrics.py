"""Metrics for Prometheus: the sums of all workers, at an address of their own, and nothing of anybody in them."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil
import pytest
import urllib3
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families

from support.server import Service, database, kill, serving
from support.world import World, build

WITHIN = 60  # Seconds, by when something is wrong.
DEAD_SESSION = "__Host-rollbook_session=dead"
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
    [("password", ("nobody@example.com", "wrong password")), ("token", ("0" * 32, "api_token")), ("session", None)],
)
def test_refused_sign_ins_are_counted_by_kind(measured: Measured, world: World, reason: str, credentials):
    before = measured.value("rollbook_sign_in_failures_total", reason=reason)

    world.http("GET", "/me", as_=credentials, headers={} if credentials else {"Cookie": DEAD_SESSION})

    until(lambda: measured.value("rollbook_sign_in_failures_total", reason=reason) == before + 1)


def test_lists_that_are_not_in_memory_are_counted(measured: Measured, world: World):
    before = measured.value("rollbook_list_memory_misses_total")

    world.http.ok("GET", f"/organizations/{world.organization_id}/users?per_page=7", as_=world.owner)

    until(lambda: measured.value("rollbook_list_memory_misses_total") == before + 1)


def test_mails_that_wait_are_counted_once_for_all_workers(measured: Measured, world: World):
    assert world.invited
    until(lambda: measured.value("rollbook_job_runs_total", job="count_waiting_mails") >= 4)

    # Of the world's invitations, and of those who have accepted: no mail server takes them.
    waiting = world_mails(measured)
    assert waiting > 0
    until(lambda: measured.value("rollbook_mails_waiting") == waiting)


def world_mails(measured: Measured) -> int:
    async def counted() -> int:
        connection = await asyncpg.connect(measured.service.database_url)
        try:
            return int(await connection.fetchval("SELECT count(*) FROM outgoing_messages WHERE sent_at IS NULL"))
        finally:
            await connection.close()

    return asyncio.run(counted())


def test_the_failures_of_a_job_begin_at_none(measured: Measured):
    key = "rollbook_job_failures_total", frozenset({("job", "expire_audit_entries")})
    until(lambda: key in measured.values())

    assert measured.values()[key] == 0


def test_connections_processes_and_the_build_are_told(measured: Measured):
    until(lambda: measured.value("rollbook_database_connections_limit") == 20)

    values = {name: value for (name, labels), value in measured.values().items() if not labels}
    assert 0 <= values["rollbook_database_connections_idle"] <= values["rollbook_database_connections"] <= 20
    assert values["rollbook_database_waiting"] >= 0
    for name in ("rollbook_workers_resident_memory_bytes", "process_resident_memory_bytes"):
        assert values[name] > 10_000_000
    for name in ("rollbook_workers_cpu_seconds_total", "process_cpu_seconds_total"):
        assert values[name] > 0
    assert "rollbook_build_info{" in measured.text()


def test_they_are_told_as_open_metrics_where_that_is_asked_for(measured: Measured):
    with urllib3.PoolManager() as http:
        accept = {"Accept": "application/openmetrics-text; version=1.0.0"}
        answer = http.request("GET", measured.url, headers=accept, retries=False, timeout=10)

    assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    names = {family.name for family in open_metrics(answer.data.decode())}
    assert {"rollbook_http_requests", "rollbook_mails_waiting", "process_cpu_seconds"} <= names


def test_a_client_that_sends_nothing_is_waited_for_alone(measured: Measured):
    host, _, port = measured.url.removeprefix("http://").removesuffix("/metrics").partition(":")
    with socket.create_connection((host, int(port))):
        assert measured.text()


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
    ("method", "path", "status"),
    [
        *(("GET", path, 404) for path in ("/", "/metrics/", "/metricsx", "/api/v9/me", "/health/live", "/favicon.ico")),
        *((method, "/metrics", 405) for method in ("POST", "PUT", "DELETE", "OPTIONS")),
    ],
)
def test_the_address_answers_nothing_else(measured: Measured, method: str, path: str, status: int):
    with urllib3.PoolManager() as http:
        answer = http.request(method, measured.url.removesuffix("/metrics") + path, retries=False, timeout=10)

    assert answer.status == status
    assert answer.headers["Server"] == "Rollbook"


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


def test_what_a_killed_server_has_left_goes_with_the_next_start(tmp_path: Path):
    with database(tmp_path) as url:
        with serving(tmp_path, url, "--metrics-address", "127.0.0.1:0") as (process, _):
            kill(process)
        (left,) = (one for one in (tmp_path / "server" / "metrics").iterdir() if one.is_dir())

        with serving(tmp_path, url, "--metrics-address", "127.0.0.1:0"):
            assert not left.exists()


def test_there_are_none_where_nobody_asks_for_them(tmp_path: Path):
    with database(tmp_path) as url, serving(tmp_path, url) as (process, _):
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        assert process.stdout.read() == ""

    assert not (tmp_path / "server" / "metrics").exists()


def test_an_address_that_is_taken_is_said_in_one_line(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken, database(tmp_path) as url:
        port = taken.getsockname()[1]
        with (
            pytest.raises(AssertionError, match=f"cannot listen on 127.0.0.1 port {port}"),
            serving(tmp_path, url, "--metrics-address", f"127.0.0.1:{port}"),
        ):
            pass
