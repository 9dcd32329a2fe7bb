"""While the database is cut off, killed and away, answers are short, say to come again, and tell nothing of it."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
import urllib3

from rollbook.process.embedded_postgres import EmbeddedPostgres
from support import walk
from support.http import Answer
from support.server import serving
from support.telling import tells
from support.walk import Request
from support.world import World, build

SECONDS = 120 if os.environ.get("ROLLBOOK_SOAK") == "1" else 4
BACK_WITHIN = 60
# What no good request is made for: their codes are not at hand.
CODES = {
    "get_invitations": Request({"invitation_code": "nonsense"}),
    "post_organization_accept_invitation": Request({"invitation_code": "nonsense"}),
    "post_reject_invitation": Request({"invitation_code": "nonsense"}),
}


@dataclass
class Seen:
    """What came of the requests."""

    statuses: dict[int, int] = field(default_factory=dict)
    wrong: list[tuple[str, int, str, str]] = field(default_factory=list)
    operations: set[str] = field(default_factory=set)

    def add(self, operation: str, answer: Answer) -> None:
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        if answer.status >= 500:
            self.operations.add(operation)
        told = tells(answer)
        away = answer.status == 503 and answer.refusal == "Service Unavailable" and "Retry-After" in answer.headers
        if told or (answer.status >= 500 and not away):
            self.wrong.append((operation, answer.status, told, answer.text[:200]))


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One of the test's own, whichever the other tests run on."""
    postgres = EmbeddedPostgres(tmp_path_factory.mktemp("failing") / "database")
    yield postgres
    postgres.stop()


@pytest.fixture(scope="module")
def failing(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("failing-service")
    with serving(folder, postgres.start()) as (_, service):
        yield build(service)


async def _cut_connections(url: str) -> None:
    """Ends the service's connections, as somebody who administers the database does."""
    connection = await asyncpg.connect(url, timeout=5)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rollbook'"
        )
    finally:
        await connection.close()


async def _backend(url: str) -> int:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        pid: int = await connection.fetchval(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'rollbook' LIMIT 1"
        )
        return pid
    finally:
        await connection.close()


def _kill_one(url: str) -> None:
    """Kills a process of the database, which ends all the others and recovers as after a crash."""
    pid = asyncio.run(_backend(url))
    if pid is not None and psutil.pid_exists(pid):
        os.kill(pid, signal.SIGKILL)


def harm(url: str, over: threading.Event) -> int:
    """Cuts and kills by turns until it is over; how often it did."""
    times = 0
    while not over.is_set():
        try:
            if times % 4 == 3:
                _kill_one(url)
            else:
                asyncio.run(_cut_connections(url))
            times += 1
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            # It is recovering just now, and does harm enough by that.
            times += 0
        over.wait(0.1)
    return times


def prepared(world: World) -> list[tuple[str, Request, Any]]:
    """A request of each operation, made while the database is well, and by whom."""
    requests = CODES | {
        operation: walk.good(world, operation) for operation in walk.operations_of(world) if operation in walk.GOOD
    }
    return [(operation, request, world.owner) for operation, request in requests.items()]


def storm(world: World, requests: list[tuple[str, Request, Any]], over: threading.Event, seen: Seen) -> None:
    while not over.is_set():
        for operation, request, person in requests:
            if over.is_set():
                return
            try:
                seen.add(operation, walk.ask(world, operation, request, as_=person))
            except urllib3.exceptions.HTTPError:
                # A list that was being sent when its connection went ends in the middle, which is all that can be said.
                assert operation in STREAMED


STREAMED = {"get_workspace_users", "get_workspace_workspace_users", "get_audit_logs", "get_organization_groups"}


def test_nothing_is_told_while_the_database_is_cut_off_and_killed(failing: World, postgres: EmbeddedPostgres) -> None:
    requests, over, seen = prepared(failing), threading.Event(), Seen()

    with ThreadPoolExecutor(6) as threads:
        harming = threads.submit(harm, failing.service.database_url, over)
        storming = [threads.submit(storm, failing, requests, over, seen) for _ in range(5)]
        over.wait(SECONDS)
        over.set()
        times = harming.result()
        for one in storming:
            one.result()

    assert seen.wrong == []
    assert times > 5
    # It was away for some, and there for others.
    assert seen.statuses.get(503, 0) > 5
    assert seen.statuses.get(200, 0) > 5
    assert_comes_back(failing)


def test_nothing_is_told_while_the_database_is_away(failing: World, postgres: EmbeddedPostgres) -> None:
    requests, seen = prepared(failing), Seen()
    postgres.stop()

    try:
        for operation, request, person in requests:
            seen.add(operation, walk.ask(failing, operation, request, as_=person))
            seen.add(operation, walk.ask(failing, operation, request, as_=(person.email, "a wrong password")))
    finally:
        postgres.start()

    assert seen.wrong == []
    asked = {operation for operation, _, _ in requests}
    # These ask nothing of the database.
    places = {"get_countries", "get_countries_country_id_subdivisions", "get_timezones", "get_offsets"}
    assert asked - seen.operations <= places
    assert_comes_back(failing)


def assert_comes_back(world: World) -> None:
    deadline = time.monotonic() + BACK_WITHIN
    while world.http("GET", "/me", as_=world.owner).status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
