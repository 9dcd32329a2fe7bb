"""Mail over SMTP, and what is wrong when it does not leave, in one line."""

import os
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

MailSecurity = Literal["starttls", "tls", "none"]

ANSWERS_WITHIN = 15.0  # Seconds, of each command.
_LONGEST_TEXT = 300  # Characters of what a server says.
_PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over, how, and in whose name."""

    host: str
    port: int
    security: MailSecurity
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: Address

    def __str__(self) -> str:
        """How it is called when something is wrong with it."""
        return f"{self.host} port {self.port}"


class MailProblem(Exception):
    """The mail did not leave; the text says why in one line and holds no secret."""


class ServerProblem(MailProblem):
    """No mail leaves, whatever it is: the server or the settings are wrong."""


class RecipientRefused(MailProblem):
    """The server will never take mail for that address."""


class Session:
    """A connection to a mail server, signed in."""

    def __init__(self, server: MailServer, smtp: SMTP) -> None:
        self._server = server
        self._smtp = smtp

    async def send(self, message: EmailMessage, address: str) -> None:
        """Hands one mail over; MailProblem where that fails."""
        sender = _ascii_domain(self._server.sender.addr_spec)
        try:
            await self._smtp.send_message(message, sender=sender, recipients=[_ascii_domain(address)])
        except SMTPSenderRefused as refused:
            raise ServerProblem(f"{self._server} refuses the sender {sender}: {_said(refused)}") from refused
        except SMTPRecipientsRefused as refusals:
            first = refusals.recipients[0]
            problem = RecipientRefused if first.code in _PERMANENT else MailProblem
            raise problem(f"{self._server} refuses the recipient: {_said(first)}") from refusals
        except SMTPResponseException as refused:
            raise MailProblem(f"{self._server} refuses the message: {_said(refused)}") from refused
        except SMTPNotSupported as unable:
            raise RecipientRefused(f"{self._server} takes no addresses beyond ASCII") from unable
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as lost:
            raise ServerProblem(f"{self._server} does not answer any more") from lost


@asynccontextmanager
async def connected(server: MailServer) -> AsyncIterator[Session]:
    """A session at the server; ServerProblem where there is none to be had."""
    smtp = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security == "tls",
        start_tls=False,  # Done below, where its errors can be told from others.
        tls_context=ssl.create_default_context(),
        # A name as the public knows it; the machine's own would be asked of the network.
        local_hostname=_ascii_domain(server.sender.addr_spec).rpartition("@")[2],
        timeout=ANSWERS_WITHIN,
    )
    try:
        await _connect(server, smtp)
        await _sign_in(server, smtp)
        yield Session(server, smtp)
        await _take_leave(smtp)
    finally:
        smtp.close()


async def _take_leave(smtp: SMTP) -> None:
    try:
        await smtp.quit()
    except (SMTPException, OSError):
        # All mail has been taken by now, or its sender knows better.
        return


async def _connect(server: MailServer, smtp: SMTP) -> None:
    try:
        await smtp.connect()
        if server.security == "starttls":
            await _start_tls(server, smtp)
    except ssl.SSLCertVerificationError as error:
        raise _untrusted(server, error) from error
    except ssl.SSLError as error:
        raise _not_tls(server, error) from error
    except SMTPTimeoutError as error:
        raise ServerProblem(f"cannot connect to {server}: it does not answer") from error
    except SMTPConnectError as error:
        raise _unreachable(server, error) from error
    except SMTPResponseException as error:
        raise ServerProblem(f"{server} turns us away: {_said(error)}") from error
    except (SMTPException, OSError) as error:
        raise ServerProblem(f"cannot connect to {server}: {_shortened(str(error))}") from error


async def _start_tls(server: MailServer, smtp: SMTP) -> None:
    await smtp.ehlo()
    if not smtp.supports_extension("starttls"):
        raise ServerProblem(f"{server} offers no STARTTLS; is mail_security tls or none there?")
    await smtp.starttls()


def _unreachable(server: MailServer, error: SMTPConnectError) -> ServerProblem:
    """What is behind it, for the library wraps all in one class."""
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _untrusted(server, cause)
    if isinstance(cause, ssl.SSLError):
        return _not_tls(server, cause)
    if isinstance(cause, socket.gaierror):
        return ServerProblem(f"cannot connect to {server}: there is no such host")
    if isinstance(cause, OSError) and cause.errno:
        return ServerProblem(f"cannot connect to {server}: {os.strerror(cause.errno)}")
    return ServerProblem(f"cannot connect to {server}: {_shortened(str(error))}")


def _untrusted(server: MailServer, error: ssl.SSLCertVerificationError) -> ServerProblem:
    return ServerProblem(
        f"the certificate of {server} is not good: {error.verify_message.rstrip('.')} "
        "(SSL_CERT_FILE may name a file with an authority of yours)"
    )


def _not_tls(server: MailServer, error: ssl.SSLError) -> ServerProblem:
    reason = (error.reason or "no TLS").replace("_", " ").lower()
    return ServerProblem(f"{server} does not speak TLS as mail_security = {server.security} asks: {reason}")


async def _sign_in(server: MailServer, smtp: SMTP) -> None:
    if server.user is None or server.password is None:
        return
    try:
        await smtp.ehlo()
        if not smtp.supports_extension("auth"):
            raise ServerProblem(f"{server} offers no sign-in; leave mail_user out, or choose another mail_security")
        await smtp.login(server.user, server.password)
    except SMTPAuthenticationError as refused:
        raise ServerProblem(f"{server} refuses the sign-in of {server.user}: {_said(refused)}") from refused
    except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as lost:
        raise ServerProblem(f"{server} does not answer the sign-in of {server.user}") from lost
    except SMTPException as error:
        raise ServerProblem(f"{server} takes no sign-in that we know: {_shortened(str(error))}") from error


async def deliver(server: MailServer, message: EmailMessage, address: str) -> None:
    """Sends one mail by a connection of its own; MailProblem where that fails."""
    async with connected(server) as session:
        await session.send(message, address)


def _said(refused: SMTPResponseException) -> str:
    return _shortened(f"{refused.code} {refused.message}")


def _shortened(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_TEXT]


def _ascii_domain(address: str) -> str:
    """The address with its domain as the domain name system has it."""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
