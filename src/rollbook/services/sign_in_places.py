"""Tells people of sign-ins from places that they have not signed in from before."""

from datetime import UTC, datetime

from rollbook.domain.places import place_hash
from rollbook.persistence import outgoing_messages, sign_in_places
from rollbook.services.work import Work


async def notice(work: Work, *, user_agent: str, address: str) -> None:
    """Remembers from where the caller signs in, and lets them know when it is a new place; not of the first ever."""
    if await sign_in_places.add(work.connection, work.account_id, place_hash(user_agent, address)):
        details: dict[str, object] = {
            "user_agent": user_agent,
            "address": address,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        await outgoing_messages.add(work.connection, "new_sign_in", work.account_id, details, organization_id=None)
