"""Mails that administrators send to themselves, to see whether mail works."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rollbook.domain.errors import Invalid
from rollbook.persistence import deliveries, outgoing_messages
from rollbook.services.work import Caller, Work, changing

_KIND = "test"
_EVERY = timedelta(minutes=1)
NOT_SET_UP = "No mail server is set up."
TOO_SOON = "A test mail was sent less than a minute ago."


@dataclass(frozen=True, slots=True)
class MailTest:
    """A mail that somebody has sent to themselves, and what became of it."""

    state: Literal["waiting", "sent", "given up"]
    address: str
    asked_at: datetime
    settled_at: datetime | None
    attempts: int
    problem: str | None


async def get_mail_test(caller: Caller) -> MailTest | None:
    """The caller's last test mail, if there was one in the last months."""
    caller.permit("post_mail_test")
    async with caller.installation.database.reading() as queries:
        row = await deliveries.newest_of_kind(queries, caller.identity.account_id, _KIND)
    if row is None:
        return None
    return MailTest(
        row["state"], row["address"], row["created_at"], row["settled_at"], row["attempts"], row["last_error"]
    )


@changing
async def post_mail_test(work: Work, organization_id: int) -> None:
    """Sends a mail to the caller's own address, as any other goes; Invalid where none would go, or one just did."""
    work.caller.permit("post_mail_test")
    if not work.caller.installation.sends_mail:
        raise Invalid(NOT_SET_UP)
    if await outgoing_messages.was_added(work.connection, _KIND, work.account_id, within=_EVERY):
        raise Invalid(TOO_SOON)
    await outgoing_messages.add(work.connection, _KIND, work.account_id, {}, organization_id=organization_id)
