"""`rollbook serve` as a person runs it: a process, its output, its port."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
import urllib3

from rollbook.process.embedded_postgres import EmbeddedPostgres

STOPS_WITHIN = 10


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs' data; shared, so that the database is made once."""
    return tmp_path_factory.mktemp("share")


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    return subprocess.Popen(
        [sys.executable, "-m", "rollbook", "serve", *arguments],
        env=environment | {"XDG_DATA_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def served(home: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that is ready, and the address that it printed."""
    with start(home, "--port", "0", *arguments) as process:
        assert process.stdout is not None
        try:
            ready, said, address = process.stdout.readline().rstrip("\n").partition("Rollbook is ready at ")
            assert said, ready or process.communicate(timeout=STOPS_WITHIN)
            yield process, address
        finally:
            process.terminate()
            process.wait(STOPS_WITHIN)


def test_the_service_s_role_owns_nothing_of_its_own_database(home: Path, address: str) -> None:
    (authority,) = (home / "rollbook" / "authorities").glob("*.pem")
    # A worker connects when it is asked something.
    assert live(address, authority, "/health/ready") == 200
    postgres = EmbeddedPostgres(home / "rollbook" / "server")
    try:
        owner_url = postgres.start()
        roles, owned = asyncio.run(_roles(owner_url))
    finally:
        postgres.stop()

    assert roles == {"rollbook_service"}
    assert owned == 0


async def _roles(owner_url: str) -> tuple[set[str], int]:
    """Who the workers are to the database, and how much of it is that role's."""
    connection = await asyncpg.connect(owner_url)
    try:
        rows = await connection.fetch("SELECT usename FROM pg_stat_activity WHERE application_name = 'rollbook'")
        owned = await connection.fetchval(
            """
            SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
             WHERE r.rolname = 'rollbook_service'"""
        )
        return {row["usename"] for row in rows}, owned
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """The address of a server for the tests that do not stop it."""
    with served(home) as (_, printed):
        yield printed


def live(address: str, authority: Path | None = None, path: str = "/health/live") -> int:
    with urllib3.PoolManager(ca_certs=str(authority) if authority else None) as http:
        url = address.removesuffix("/api/v9") + path
        return http.request("GET", url, retries=False, timeout=10).status


def test_ready_line_names_an_address_that_the_published_authority_vouches_for(home: Path, address: str) -> None:
    (authority,) = (home / "rollbook" / "authorities").iterdir()

    status = live(address, authority)

    assert status == 200
    assert address.startswith("https://localhost:")
    assert address.endswith("/api/v9")


def test_another_server_shares_the_data_directory(home: Path, address: str) -> None:
    with served(home, "--no-tls") as (_, other):
        assert live(other) == 200

    (authority,) = (home / "rollbook" / "authorities").iterdir()
    assert live(address, authority) == 200


def test_a_port_that_is_taken_is_one_line_and_status_one(home: Path, address: str) -> None:
    port = address.rpartition(":")[2].partition("/")[0]

    with start(home, "--port", port) as second:
        said = second.communicate(timeout=30)[1]

    assert second.returncode == 1
    assert said == f"rollbook: cannot listen on 127.0.0.1 port {port}: Address already in use\n"


def test_sigterm_stops_everything_with_status_zero(tmp_path: Path) -> None:
    with served(tmp_path, "--no-tls", "--workers", "2") as (process, address):
        process.terminate()

        status = process.wait(STOPS_WITHIN)

    assert address.startswith("http://localhost:")
    assert status == 0
    assert not (tmp_path / "rollbook" / "server" / "postgres" / "data" / "postmaster.pid").exists()


def test_sigterm_during_the_first_start_leaves_nothing_running(tmp_path: Path) -> None:
    postgres = tmp_path / "rollbook" / "server" / "postgres"
    with start(tmp_path, "--port", "0") as process:
        deadline = time.monotonic() + 20
        while not postgres.exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.terminate()

        status = process.wait(STOPS_WITHIN)

    assert status == 0
    assert not (postgres / "data" / "postmaster.pid").exists()


def test_it_starts_again_after_it_was_killed(home: Path) -> None:
    with served(home) as (process, _):
        process.kill()

    with served(home) as (process, address):
        process.terminate()

        status = process.wait(STOPS_WITHIN)

    assert address
    assert status == 0


def test_a_database_that_cannot_be_reached_is_one_line_without_its_password(home: Path) -> None:
    with start(home, "--port", "0", "--database-url", "postgresql://me:hidden@127.0.0.1:1/none") as process:
        said = process.communicate(timeout=30)[1]

    assert process.returncode == 1
    assert said.startswith("rollbook: cannot connect to the database: ")
    assert said.count("\n") == 1
    assert "hidden" not in said


def test_a_name_beyond_this_machine_is_warned_of(home: Path) -> None:
    with served(home, "--host", "0.0.0.0", "--log-format", "json") as (process, _):  # noqa: S104  # Its warning is wanted.
        process.terminate()
        said = process.communicate(timeout=STOPS_WITHIN)[1]

    events = [json.loads(line) for line in said.splitlines()]
    assert any("localhost" in event["event"] and event["level"] == "warning" for event in events)


def test_with_a_demonstration_the_first_start_prints_how_to_sign_in_and_later_ones_keep_the_data(home: Path) -> None:
    arguments = ("--demo", "--data-dir", str(home / "demonstration"))
    with served(home, *arguments) as (first, _):
        assert first.stdout is not None
        first.terminate()
        printed = first.stdout.read()
    with served(home, *arguments) as (second, _):
        assert second.stdout is not None
        second.terminate()
        printed_later = second.stdout.read()

    assert "API token" in printed
    assert "import toggl" in printed
    assert printed_later == ""
