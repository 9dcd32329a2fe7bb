"""Sends what waits in outgoing_messages: after the commit, by whichever worker comes first, until it is taken."""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import structlog

from rollbook.domain.errors import Missing, Unavailable
from rollbook.mail import rendering, transport
from rollbook.mail.rendering import Letter
from rollbook.mail.transport import MailProblem, MailServer, RecipientRefused, ServerProblem
from rollbook.persistence import deliveries
from rollbook.persistence.database import Row
from rollbook.services.installation import Installation
from rollbook.services.letters import NothingToSay, letter

EVERY_SECONDS = 2.0
AT_ONCE = 10  # Messages.
CLAIM_LASTS = timedelta(minutes=5)
# Seconds: no message is begun later in a claim, and none takes longer; together less than the claim.
BEGUN_WITHIN = 180.0
SENT_WITHIN = 60.0
FINISHED_WITHIN = 3.0  # Seconds, when the server stops.
TRIED_FOR = timedelta(days=2)
LONGEST_PAUSE = timedelta(hours=4)

T = TypeVar("T")

log = structlog.get_logger(__name__)


async def deliver(installation: Installation, server: MailServer) -> None:
    """Sends all that is due now; each message is kept until the server has taken it or refuses it for good."""
    while claimed := await _claimed(installation):
        if not await _deliver(_Round(installation, server), claimed) or len(claimed) < AT_ONCE:
            return


async def _claimed(installation: Installation) -> list[Row]:
    async with installation.database.transaction() as connection:
        return await deliveries.claim(connection, most=AT_ONCE, lasts=CLAIM_LASTS)


@dataclass(frozen=True, slots=True)
class _Mail:
    address: str
    written: EmailMessage


@dataclass(frozen=True, slots=True)
class _Round:
    installation: Installation
    server: MailServer

    async def sent(self, message: Row) -> None:
        async with self.installation.database.transaction() as connection:
            await deliveries.mark_sent(connection, message["id"])
        log.info("a mail was sent", kind=message["kind"], message=str(message["id"]))

    async def given_up(self, message: Row, error: str) -> None:
        async with self.installation.database.transaction() as connection:
            await deliveries.give_up(connection, message["id"], error)
        log.info("a mail was given up", kind=message["kind"], message=str(message["id"]), error=error)

    async def postponed(self, message: Row, error: str) -> None:
        async with self.installation.database.transaction() as connection:
            pause = pause_after(message["attempts"])
            await deliveries.postpone(connection, message["id"], error, pause=pause, lasts=TRIED_FOR)
        log.warning("a mail did not leave", kind=message["kind"], message=str(message["id"]), error=error)

    async def mail(self, message: Row) -> _Mail:
        async with self.installation.database.reading() as queries:
            said = await letter(self.installation, queries, message)
        return _Mail(said.address, write(self.installation, said, message, self.server))


def pause_after(attempts: int) -> timedelta:
    """How long a message rests that has been tried so often: minutes, doubled each time, four hours at most."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 20)), LONGEST_PAUSE)


async def _deliver(round_: _Round, claimed: list[Row]) -> bool:
    """Sends the messages by one connection; whether the server is well.

    What was not begun goes back at once, for others, when time is up or this server stops.
    """
    waiting = list(claimed)
    try:
        return await _send_all(round_, waiting)
    except ServerProblem as problem:
        while waiting:
            await round_.postponed(waiting.pop(0), str(problem))
        return False
    finally:
        if waiting:
            async with round_.installation.database.transaction() as connection:
                await deliveries.release(connection, [message["id"] for message in waiting])


async def _send_all(round_: _Round, waiting: list[Row]) -> bool:
    begun = time.monotonic()
    mails = await _mails(round_, waiting)
    if not mails:
        return True
    async with transport.connected(round_.server) as session:
        while waiting and time.monotonic() - begun < BEGUN_WITHIN:
            message = waiting.pop(0)
            await _finished(_send(round_, session, message, mails[message["id"]]))
    return not waiting


async def _mails(round_: _Round, waiting: list[Row]) -> dict[UUID, _Mail]:
    """The mails of the messages; those of which there is none leave ``waiting``."""
    mails = {}
    for message in list(waiting):
        try:
            mails[message["id"]] = await round_.mail(message)
        except NothingToSay as why:
            waiting.remove(message)
            await round_.given_up(message, str(why))
        except Unavailable:
            raise
        except Exception:  # Whatever is wrong with this one, the others are not to wait for it.
            waiting.remove(message)
            log.exception("a mail could not be written", kind=message["kind"], message=str(message["id"]))
            await round_.postponed(message, "It could not be written; the log says why.")
    return mails


async def _send(round_: _Round, session: transport.Session, message: Row, mail: _Mail) -> None:
    try:
        async with asyncio.timeout(SENT_WITHIN):
            await session.send(mail.written, mail.address)
    except RecipientRefused as refused:
        await round_.given_up(message, str(refused))
    except TimeoutError as error:
        await round_.postponed(message, f"{round_.server} takes too long")
        raise ServerProblem(f"{round_.server} takes too long") from error
    except MailProblem as problem:
        await round_.postponed(message, str(problem))
        if isinstance(problem, ServerProblem):
            raise
    else:
        await round_.sent(message)


async def _finished(work: Awaitable[T]) -> T:
    """What the work returns; when this server stops meanwhile, the work has a moment to come to its end.

    A mail that has been taken but is not marked as sent would be sent again.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=FINISHED_WITHIN)
        task.cancel()
        raise


def write(installation: Installation, said: Letter, message: Row, server: MailServer | None) -> EmailMessage:
    """The mail of a message, the same each time."""
    return rendering.message(
        said,
        message_id=message["id"],
        host=_host(installation.public_url),
        sender=None if server is None else server.sender,
        at=message["created_at"],
    )


def _host(public_url: str) -> str:
    return urlsplit(public_url).hostname or "localhost"


# What an administrator asks at the machine -------------------------------------------------------------------------


async def test(public_url: str, server: MailServer, address: str) -> None:
    """Sends a mail to try the settings with; MailProblem says what is wrong with them."""
    said = Letter(kind="test", address=address, values={"public_url": public_url})
    written = rendering.message(
        said, message_id=uuid4(), host=_host(public_url), sender=server.sender, at=datetime.now(UTC)
    )
    await transport.deliver(server, written, address)


async def waiting(installation: Installation) -> int:
    """How many mails are neither sent nor given up."""
    async with installation.database.reading() as queries:
        return await deliveries.waiting(queries)


async def newest(installation: Installation, most: int) -> list[Row]:
    """The newest messages, the newest last, each with its state."""
    async with installation.database.reading() as queries:
        return await deliveries.newest(queries, most)


async def show(installation: Installation, message_id: UUID, server: MailServer | None) -> EmailMessage:
    """The message as it would be sent now, with its link; Missing where there is none, or nothing to say any more."""
    async with installation.database.reading() as queries:
        message = await deliveries.message(queries, message_id)
        if message is None:
            raise Missing("there is no such message")
        try:
            said = await letter(installation, queries, message)
        except NothingToSay as why:
            raise Missing(f"it would not be sent any more: {why}") from why
    return write(installation, said, message, server)
