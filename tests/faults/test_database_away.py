"""A database that restarts, fails over, or cuts its connections, under writes and in the middle of an answer."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import urllib3

from rollbook.process.embedded_postgres import EmbeddedPostgres
from rollbook.process.postmaster import read_postmaster
from rollbook.services.seeding import seed
from support.ledger import KILLS, Writer, assert_kept, await_answers, writing
from support.mail import until
from support.postgres import pair
from support.server import serving
from support.world import sign_up

MEMBERS = 12_000  # A list that fits into no buffer on the way.


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL that nobody but the test looks after."""
    made = EmbeddedPostgres(tmp_path / "database")
    yield made
    made.stop()


def kill(tmp_path: Path) -> None:
    postmaster = read_postmaster(tmp_path / "database" / "postgres" / "data")
    assert postmaster is not None
    os.kill(postmaster.pid, signal.SIGKILL)


def execute(url: str, sql: str) -> None:
    async def done() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(done())


def test_after_a_failover_it_writes_to_the_other_one(tmp_path: Path) -> None:
    with pair() as both, serving(tmp_path, both.url) as (process, service):
        writers = [Writer(service, keys=number % 2 == 0) for number in range(4)]
        with writing(writers):
            await_answers(writers, 5)
            both.fail_over()
            await_answers(writers, 5)

        assert process.poll() is None
        assert_kept(both.standby_url, writers)


def test_connections_that_are_cut_in_the_middle(tmp_path: Path, postgres: EmbeddedPostgres) -> None:
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rollbook'"
    url = postgres.start()
    with serving(tmp_path, url) as (_, service):
        writers = [Writer(service, keys=number % 2 == 0) for number in range(4)]
        with writing(writers):
            for _ in range(KILLS // 2):
                execute(url, cut)
                await_answers(writers, 1)

        assert_kept(url, writers)
        assert any(writer.struck for writer in writers)


def test_while_it_is_away_requests_are_to_come_again_and_then_go_on(tmp_path: Path, postgres: EmbeddedPostgres) -> None:
    with serving(tmp_path, postgres.start()) as (process, service):
        _, _, token = sign_up(service.http, "Olivia Owner")
        signed_in = {"as_": (token, "api_token")}
        kill(tmp_path)
        until(lambda: service.http("GET", "/status").status == 503)
        asked = [
            service.http("GET", "/me", **signed_in),
            service.http("PUT", "/me", {"fullname": "Another Name"}, **signed_in),
            service.http("GET", "//health/ready"),
            service.http("POST", "/signup", {"email": "n@example.com", "password": "long enough", "full_name": "N"}),
        ]
        alive = service.http("GET", "//health/live").status
        postgres.start()
        until(lambda: service.http("GET", "/status").status == 200)
        person = service.http.ok("GET", "/me", **signed_in)

        assert [(one.status, one.refusal, one.headers["Retry-After"]) for one in asked] == [
            (503, "Service Unavailable", "1")
        ] * 4
        assert alive == 200
        assert person["fullname"] == "Olivia Owner"
        assert process.poll() is None


def test_an_answer_that_breaks_off_does_not_look_whole(tmp_path: Path, postgres: EmbeddedPostgres) -> None:
    url = postgres.start()
    with serving(tmp_path, url) as (_, service):
        seeded = asyncio.run(seed(url, b"k" * 32, members=MEMBERS, workspaces=1, groups=1, seed=4))
        path = f"/workspaces/{seeded.workspace_ids[0]}/workspace_users?includeIndirect=true"
        credentials = urllib3.make_headers(basic_auth=f"{seeded.owner.api_token}:api_token")
        with urllib3.PoolManager(ca_certs=str(service.authority), socket_options=_SMALL, retries=False) as http:
            answer = http.request("GET", service.api_url + path, headers=credentials, preload_content=False, timeout=30)
            read = bytearray(answer.read(1_000))
            kill(tmp_path)

            with pytest.raises(urllib3.exceptions.ProtocolError):
                read_on(answer, read)

        assert answer.status == 200
        assert len(read) > 1_000
        until(lambda: "a list has broken off" in service.log.read_text())


def read_on(answer: urllib3.BaseHTTPResponse, read: bytearray) -> None:
    while piece := answer.read(65_536):
        read += piece


# What the client's kernel takes unasked.
_SMALL = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)]
