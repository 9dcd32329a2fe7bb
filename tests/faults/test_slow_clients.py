"""Clients that are slow, silent or gone: others are served meanwhile, and none of them is waited for for ever."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import urllib3

from rollbook.services.seeding import Seeded, seed
from rollbook.services.workspace_users import MOST_AT_ONCE
from support.http import Http
from support.mail import until
from support.server import STOPS_WITHIN, Service
from support.world import sign_up

PROGRAM = Path(__file__).with_name("impatient.py")
MEMBERS = 6 * MOST_AT_ONCE  # A list that fits into no buffer on the way.
CLOSED_WITHIN = 30  # Seconds, by when something is wrong.


@dataclass(frozen=True)
class Impatient:
    """A service with one worker, over plain HTTP, that waits a second or two for its clients."""

    port: int
    http: Http
    worker: psutil.Process
    log: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=CLOSED_WITHIN)

    def connections(self) -> int:
        return sum(one.status == psutil.CONN_ESTABLISHED for one in self.worker.net_connections("tcp"))


@pytest.fixture(scope="module")
def impatient(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Impatient]:
    log = tmp_path_factory.mktemp("impatient") / "log"
    command = [sys.executable, str(PROGRAM), service.database_url]
    with log.open("w") as file, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=file, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        (worker,) = psutil.Process(process.pid).children()
        try:
            yield Impatient(port, Http(f"http://127.0.0.1:{port}/api/v9", service.authority), worker, log)
        finally:
            process.terminate()
            process.wait(STOPS_WITHIN)


@pytest.fixture(scope="module")
def crowd(service: Service) -> Seeded:
    """An organization with one workspace, in which everybody is."""
    return asyncio.run(seed(service.database_url, b"k" * 32, members=MEMBERS, workspaces=1, groups=3, seed=3))


@pytest.fixture(autouse=True)
def _goes_on(impatient: Impatient) -> Iterator[None]:
    """After each of these clients the service answers, and has let go of them."""
    yield
    assert impatient.http.ok("GET", "/status") == "OK"
    until(lambda: impatient.connections() <= 1)


def ended(connection: socket.socket) -> bytes:
    """What comes before the connection is closed."""
    received = b""
    while piece := connection.recv(65_536):
        received += piece
    return received


def credentials(crowd: Seeded) -> str:
    return base64.b64encode(f"{crowd.owner.api_token}:api_token".encode()).decode()


def whole_list(crowd: Seeded) -> bytes:
    path = f"/api/v9/workspaces/{crowd.workspace_ids[0]}/workspace_users?includeIndirect=true"
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {credentials(crowd)}\r\n\r\n".encode()


@contextmanager
def reading_slowly(impatient: Impatient, crowd: Seeded) -> Iterator[socket.socket]:
    """A connection over which the list has begun, of which no more is taken."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        client.settimeout(CLOSED_WITHIN)
        client.connect(("127.0.0.1", impatient.port))
        client.sendall(whole_list(crowd))
        assert client.recv(12) == b"HTTP/1.1 200"
        yield client


@pytest.mark.parametrize(
    "said",
    [b"", b"G", b"GET / HTTP/1.1\r\nHost: local", b"\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ids=["nothing", "a letter", "half a head", "an empty line", "HTTP/2"],
)
def test_who_sends_no_request_is_parted_with(impatient: Impatient, said: bytes):
    with impatient.connect() as client:
        client.sendall(said)

        ended(client)


def test_who_sends_no_other_request_is_parted_with(impatient: Impatient):
    with impatient.connect() as client:
        client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")

        assert ended(client).endswith(b"OK")


def test_a_body_that_comes_a_byte_at_a_time_is_refused(impatient: Impatient, crowd: Seeded):
    body = json.dumps({"name": "Night shift" + 200 * "s"}).encode()
    head = f"POST /api/v9/organizations/{crowd.organization_id}/groups HTTP/1.1\r\nHost: localhost\r\n"
    head += f"Authorization: Basic {credentials(crowd)}\r\nContent-Length: {len(body)}\r\n\r\n"
    with impatient.connect() as client:
        client.sendall(head.encode())
        over = threading.Event()

        def drip() -> None:
            for byte in body:
                if over.wait(0.1):
                    return
                try:
                    client.sendall(bytes([byte]))
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        answer = client.recv(65_536)
        over.set()
        dripping.join()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b"Request Timeout")


def test_a_body_that_never_comes_is_refused_where_nobody_signs_in(impatient: Impatient):
    with impatient.connect() as client:
        client.sendall(b"POST /api/v9/signup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")

        assert ended(client).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_is_too_large_and_comes_slowly_is_refused(impatient: Impatient):
    with impatient.connect() as client:
        client.sendall(b"POST /api/v9/signup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n{")

        assert ended(client).startswith(b"HTTP/1.1 413 ")


def test_readers_who_take_nothing_hold_no_connection_to_the_database(impatient: Impatient, crowd: Seeded):
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(reading_slowly(impatient, crowd))

        path = f"/workspaces/{crowd.workspace_ids[0]}/workspace_users?includeIndirect=true"
        listed = impatient.http.ok("GET", path, as_=(crowd.owner.api_token, "api_token"))

    assert len(listed) == MEMBERS


def test_a_reader_who_takes_nothing_is_parted_with(impatient: Impatient, crowd: Seeded):
    with reading_slowly(impatient, crowd):
        until(lambda: impatient.connections() == 0)


def test_who_reads_slowly_gets_the_whole_list(impatient: Impatient, crowd: Seeded):
    received = bytearray()
    with reading_slowly(impatient, crowd) as client:
        pause = threading.Event()
        for _ in range(2):
            pause.wait(0.8)  # Longer than a piece may take before its connection is given to others.
            for _ in range(100):
                received += client.recv(65_536)
        while not received.endswith(b"0\r\n\r\n"):
            received += client.recv(65_536)

    numbers = [one["id"] for one in json.loads(unchunked(bytes(received)))]
    assert len(set(numbers)) == len(numbers) == MEMBERS


def unchunked(answer: bytes) -> bytes:
    """The body of an answer in chunks, the beginning of whose head was cut off."""
    rest, body = answer.partition(b"\r\n\r\n")[2], b""
    while True:
        size, _, rest = rest.partition(b"\r\n")
        if int(size, 16) == 0:
            return body
        body += rest[: int(size, 16)]
        rest = rest[int(size, 16) + 2 :]


def test_nobody_reads_on_for_who_has_gone(impatient: Impatient, crowd: Seeded, rows):
    with reading_slowly(impatient, crowd):
        pass

    streams = "SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE '%workspace_users%'"
    until(lambda: rows(streams) == [])


def test_a_thousand_idle_clients_are_in_nobodys_way(service: Service):
    location = urlsplit(service.api_url)
    context = ssl.create_default_context(cafile=str(service.authority))
    with ExitStack() as stack:
        for number in range(1_000):
            plain = stack.enter_context(socket.create_connection((location.hostname, location.port), timeout=30))
            if number % 2:
                stack.enter_context(context.wrap_socket(plain, server_hostname="localhost"))

        fresh = Http(service.api_url, service.authority)
        answers = [fresh("GET", "/status").status for _ in range(20)]

    assert answers == [200] * 20


def test_half_a_body_is_no_change(service: Service) -> None:
    _, _, token = sign_up(service.http, "Olivia Owner")
    begin_to_rename(service, token)
    time.sleep(0.2)  # Until the service has seen that nobody is there any more.

    assert service.http.ok("GET", "/me", as_=(token, "api_token"))["fullname"] == "Olivia Owner"


def begin_to_rename(service: Service, token: str) -> None:
    """Sends a request up to its last byte, and goes."""
    location = urlsplit(service.api_url)
    context = ssl.create_default_context(cafile=str(service.authority))
    credentials = urllib3.make_headers(basic_auth=f"{token}:api_token")["authorization"]
    body = b'{"fullname": "Another Name"}'
    head = f"PUT /api/v9/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: {credentials}\r\nContent-Length: {len(body)}"
    with (
        socket.create_connection((location.hostname, location.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        connection.sendall(f"{head}\r\n\r\n".encode() + body[:-1])
