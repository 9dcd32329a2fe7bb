"""Mail servers that are away, refuse, fall silent or break off: requests do not notice, and nothing is lost."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from support.ledger import SOAK
from support.mail import PostOffice, authority, free_port, post_office, settings_of, until
from support.making import invited_by_a_founder
from support.server import Service, running


@dataclass(frozen=True)
class Mailing:
    """A service, and the port of the mail server that it sends to."""

    service: Service
    port: int


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailing]:
    folder, port = tmp_path_factory.mktemp("mailing"), free_port()
    with running(folder, *settings_of(PostOffice(port), "none")) as service:
        yield Mailing(service, port)


def talk(client: socket.socket, kind: str, over: threading.Event) -> None:
    """What a mail server of that kind says until it breaks off."""
    if kind == "silent":
        over.wait()
        return
    if kind == "refusing":
        client.sendall(b"554 we are closed\r\n")
        return
    with client.makefile("rb") as commands:
        client.sendall(b"220 localhost\r\n")
        for command in commands:
            if command.upper().startswith(b"DATA"):
                client.sendall(b"354 go on\r\n")
                client.recv(100)
                return
            client.sendall(b"250 OK\r\n")


@contextmanager
def faulty(kind: str, port: int) -> Iterator[None]:
    """A mail server that takes no mail; "away" is none at all."""
    if kind == "away":
        yield
        return
    over = threading.Event()

    def serve(client: socket.socket) -> None:
        with client:
            talk(client, kind, over)

    def accept() -> None:
        while not over.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", port)) as listener:
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()


def fetch(url: str, sql: str, *values: Any) -> Any:
    async def fetched() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql, *values)
        finally:
            await connection.close()

    return asyncio.run(fetched())


_TRIED = """
SELECT count(*) FROM outgoing_messages m JOIN accounts a ON a.id = m.account_id
 WHERE a.email = $1 AND m.attempts > 0 AND m.last_error IS NOT NULL AND m.claimed_until IS NULL"""


# Of a silent one the sender needs fifteen seconds to be sure.
@pytest.mark.parametrize("kind", ["away", "refusing", "breaking off", *(["silent"] if SOAK else [])])
def test_what_it_does_not_take_is_sent_once_when_it_is_back(mailing: Mailing, tmp_path: Path, kind: str) -> None:
    service = mailing.service
    with faulty(kind, mailing.port):
        email = invited_by_a_founder(service)
        until(lambda: fetch(service.database_url, _TRIED, email) == 1)

    with post_office("none", authority(tmp_path), port=mailing.port) as office:
        # As it is when its pause is over.
        fetch(service.database_url, "UPDATE outgoing_messages SET next_attempt_at = now() WHERE sent_at IS NULL")
        office.awaited(email)
        until(lambda: fetch(service.database_url, "SELECT count(*) FROM outgoing_messages WHERE sent_at IS NULL") == 0)

        assert len(office.to(email)) == 1
