"""A service that is killed while it carries out a write, and is sent it again, has carried it out once."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from support.http import Answer
from support.mail import until
from support.server import Service, database, kill, serving
from support.world import sign_up

KEY = "sent-until-it-is-answered"
BODY = {"name": "Night"}
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
GROUPS = "SELECT count(*) FROM groups"
KEPT = "SELECT count(*) FROM kept_answers"


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    with database(tmp_path) as url:
        yield url


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def asked(url: str, sql: str) -> int:
    async def value() -> int:
        async with connected(url) as connection:
            return await connection.fetchval(sql)

    return asyncio.run(value())


def execute(url: str, sql: str) -> None:
    async def done() -> None:
        async with connected(url) as connection:
            await connection.execute(sql)

    asyncio.run(done())


def while_organizations_are_locked(url: str, work: Callable[[], Awaitable[None]]) -> None:
    async def locked() -> None:
        async with connected(url) as connection, connection.transaction():
            await connection.execute("SELECT FROM organizations FOR UPDATE")
            await work()

    asyncio.run(locked())


def founded(service: Service) -> tuple[str, str]:
    """The token of somebody who just signed up, and where their organization's groups are."""
    _, _, token = sign_up(service.http, "Olivia Owner")
    (organization,) = service.http.ok("GET", "/me/organizations", as_=(token, "api_token"))
    return token, f"/organizations/{organization['id']}/groups"


def send_only(service: Service, token: str, path: str) -> ssl.SSLSocket:
    """The connection over which the write was sent, and nobody hears the answer."""
    location = urlsplit(service.api_url)
    context = ssl.create_default_context(cafile=str(service.authority))
    plain = socket.create_connection((location.hostname or "", location.port or 0), timeout=10)
    connection = context.wrap_socket(plain, server_hostname=location.hostname)
    body, credentials = json.dumps(BODY).encode(), base64.b64encode(f"{token}:api_token".encode()).decode()
    head = f"POST /api/v9{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {credentials}\r\n"
    head += f"Idempotency-Key: {KEY}\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)
    return connection


def send_again(service: Service, token: str, path: str) -> Answer:
    return service.http("POST", path, BODY, as_=(token, "api_token"), headers={"Idempotency-Key": KEY})


def test_in_the_middle_it_has_done_nothing_and_does_it_when_asked_again(tmp_path: Path, database_url: str) -> None:
    with serving(tmp_path, database_url) as (process, service):
        token, path = founded(service)

        async def killed_in_the_middle() -> None:
            with send_only(service, token, path):
                await asyncio.to_thread(until, lambda: asked(database_url, WAITING) == 1)
                kill(process)

        while_organizations_are_locked(database_url, killed_in_the_middle)
    until(lambda: asked(database_url, WAITING) == 0)
    before = asked(database_url, GROUPS), asked(database_url, KEPT)

    with serving(tmp_path, database_url) as (_, service):
        answers = [send_again(service, token, path) for _ in range(2)]

    assert before == (0, 0)
    assert [(one.status, one.headers.get("Idempotent-Replayed")) for one in answers] == [(200, None), (200, "true")]
    assert asked(database_url, GROUPS) == 1


def test_after_the_work_it_repeats_the_answer_that_nobody_heard(tmp_path: Path, database_url: str) -> None:
    with serving(tmp_path, database_url) as (process, service):
        token, path = founded(service)
        with send_only(service, token, path):
            until(lambda: asked(database_url, KEPT) == 1)
            kill(process)

    with serving(tmp_path, database_url) as (_, service):
        answer = send_again(service, token, path)

    assert (answer.status, answer.json()["name"], answer.headers["Idempotent-Replayed"]) == (200, "Night", "true")
    assert asked(database_url, GROUPS) == 1


def test_when_the_database_breaks_off_nothing_is_done_until_it_is_asked_again(
    tmp_path: Path, database_url: str
) -> None:
    with serving(tmp_path, database_url) as (_, service):
        token, path = founded(service)
        answers: list[Answer] = []

        async def broken_off() -> None:
            first = asyncio.create_task(asyncio.to_thread(send_again, service, token, path))
            await asyncio.to_thread(until, lambda: asked(database_url, WAITING) == 1)
            await asyncio.to_thread(asked, database_url, WAITING.replace("count(*)", "pg_terminate_backend(pid)"))
            answers.append(await first)

        while_organizations_are_locked(database_url, broken_off)
        before = asked(database_url, GROUPS), asked(database_url, KEPT)
        answers.append(send_again(service, token, path))

    assert before == (0, 0)
    assert [(one.status, one.headers.get("Idempotent-Replayed")) for one in answers] == [(503, None), (200, None)]


def test_one_who_waits_too_long_for_the_first_is_told_to_come_again(tmp_path: Path, database_url: str) -> None:
    soon = "ALTER FUNCTION locked_kept_answer(bytea, interval) SET lock_timeout = '200ms'"
    with serving(tmp_path, database_url) as (_, service):
        token, path = founded(service)
        execute(database_url, soon)
        answers: list[Answer] = []

        async def first_and_second() -> None:
            with send_only(service, token, path):
                await asyncio.to_thread(until, lambda: asked(database_url, WAITING) == 1)
                answers.append(await asyncio.to_thread(send_again, service, token, path))

        while_organizations_are_locked(database_url, first_and_second)
        until(lambda: asked(database_url, KEPT) == 1)
        answers.append(send_again(service, token, path))

    assert [(one.status, one.headers.get("Retry-After")) for one in answers] == [(503, "1"), (200, None)]
    assert asked(database_url, GROUPS) == 1
