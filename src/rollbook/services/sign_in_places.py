"""Tells people of sign-ins from places that they have not signed in from before."""

from datetime import UTC, datetime, timedelta

from rollbook.domain.places import place_hash
from rollbook.persistence import outgoing_messages, sign_in_places
from rollbook.services.work import Work

# Whoever makes up a new program with each request must not fill a stranger's mailbox.
_TOLD_EVERY = timedelta(minutes=1)


async def notice(work: Work, *, user_agent: str, address: str) -> None:
    """Remembers from where the caller signs in, and lets them know when it is a new place; not of the first ever."""
    new = await sign_in_places.add(work.connection, work.account_id, place_hash(user_agent, address))
    if new and not await _told_lately(work):
        details: dict[str, object] = {
            "user_agent": user_agent,
            "address": address,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        await outgoing_messages.add(work.connection, "new_sign_in", work.account_id, details, organization_id=None)


async def _told_lately(work: Work) -> bool:
    return await outgoing_messages.was_added(work.connection, "new_sign_in", work.account_id, within=_TOLD_EVERY)
