"""A real mail server, and what it was given."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER = "rollbook"
SIGN_IN_PASSWORD = "a secret of the mail server"
SENDER = "Rollbook <rollbook@example.com>"
ARRIVES_WITHIN = 30  # Seconds.


@dataclass(frozen=True)
class Mail:
    """A mail as it was taken."""

    sender: str
    to: str
    encrypted: bool
    signed_in: bool
    message: EmailMessage

    def part(self, kind: str) -> str:
        """The text of the part, ``plain`` or ``html``."""
        body = self.message.get_body((cast("Any", kind),))
        assert body is not None
        return str(body.get_content())

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def code(self) -> str:
        """The code of the link that the mail carries."""
        found = re.search(r"(?:/invitations/|code=)([\w-]+)", self.text)
        assert found is not None, self.text
        return found[1]


@dataclass
class PostOffice:
    """A mail server's memory, and what it has been told to refuse."""

    port: int = 0
    mails: list[Mail] = field(default_factory=list)
    # What is said to a recipient in place of taking the mail, as long as there is something.
    answers: dict[str, list[str]] = field(default_factory=dict)
    refused_sender: str = ""
    # While it is not set, mails are neither taken nor refused; how many have come so far.
    open: threading.Event = field(default_factory=threading.Event)
    taking: int = 0

    def to(self, address: str) -> list[Mail]:
        """The mails to that address, the earliest first."""
        return [mail for mail in list(self.mails) if mail.to == address]

    def awaited(self, address: str, subject: str = "", number: int = 1) -> Mail:
        """The mail of that number to the address whose subject has those words, when it has come."""

        def found() -> list[Mail]:
            return [mail for mail in self.to(address) if subject in mail.message["Subject"]]

        until(lambda: len(found()) >= number)
        return found()[number - 1]

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name.
        if address == self.refused_sender:
            return "550 no such sender"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name.
        if answers := self.answers.get(address):
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name.
        self.taking += 1
        if not await server.loop.run_in_executor(None, self.open.wait, ARRIVES_WITHIN):
            return "451 closed"
        message = cast("EmailMessage", message_from_bytes(envelope.content, policy=default))
        (to,) = envelope.rcpt_tos
        encrypted = server.transport.get_extra_info("sslcontext") is not None
        mail = Mail(envelope.mail_from, to, encrypted, bool(session.authenticated), message)
        self.mails.append(mail)
        return "250 taken"


def until(condition: Callable[[], bool]) -> None:
    """Waits for it."""
    deadline = time.monotonic() + ARRIVES_WITHIN
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@dataclass(frozen=True)
class Authority:
    """An authority, and a certificate of its for this machine."""

    file: Path
    server: ssl.SSLContext


def authority(folder: Path, *names: str) -> Authority:
    made = trustme.CA()
    made.cert_pem.write_to_path(folder / "authority.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert(*(names or ("localhost", "127.0.0.1"))).configure_cert(context)
    return Authority(folder / "authority.pem", context)


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (
        USER.encode(),
        SIGN_IN_PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=False)


@contextmanager
def post_office(security: str, known: Authority, *, sign_in: bool = False, port: int = 0) -> Iterator[PostOffice]:
    """A mail server on this machine, open, that speaks ``starttls``, ``tls`` or ``none``."""
    office = PostOffice(port=port or free_port())
    office.open.set()
    options: dict[str, Any] = {"enable_SMTPUTF8": True}
    if security == "starttls":
        options |= {"tls_context": known.server, "require_starttls": True}
    if security == "tls":
        options |= {"ssl_context": known.server}
    if sign_in:
        # Of TLS without STARTTLS it knows nothing.
        by_starttls = security == "starttls"
        options |= {"auth_required": by_starttls, "authenticator": _authenticate, "auth_require_tls": by_starttls}
    controller = _Controller(office, hostname="127.0.0.1", port=office.port, ready_timeout=10, **options)
    controller.start()
    try:
        yield office
    finally:
        office.open.set()
        until(controller.is_left)
        controller.stop()


class _Controller(Controller):
    """Knows its connections, so that it can wait for their end."""

    def factory(self) -> Any:
        protocol = super().factory()
        self.__dict__.setdefault("protocols", []).append(protocol)
        return protocol

    def is_left(self) -> bool:
        return all(protocol.transport is None for protocol in self.__dict__.get("protocols", ()))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_of(office: PostOffice, security: str = "starttls") -> list[str]:
    """The options of a service that sends its mails there."""
    host = ["--mail-host", "localhost", "--mail-port", str(office.port), "--mail-security", security]
    return [*host, "--mail-from", SENDER]
