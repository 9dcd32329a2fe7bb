"""What each kind of message says when it is sent: read then, from what is true then."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from rollbook.domain.secrets import link_code, stored_hash
from rollbook.mail.rendering import Letter
from rollbook.persistence import deliveries
from rollbook.persistence.database import Queries, Row
from rollbook.services.installation import Installation
from rollbook.services.invitations import invite_url
from rollbook.services.lost_passwords import reset_url

_GONE = "somebody who has left"


class NothingToSay(Exception):
    """What the message was about has ended; the text says what, in a sentence."""


LINK_ENDED = "The link has ended."
# Of these nobody needs to hear so late, when mail was set up long after they were written.
_NEWS = frozenset(
    {
        "email_changed",
        "invitation_accepted",
        "new_sign_in",
        "ownership_transfer_accepted",
        "ownership_transfer_cancelled",
        "ownership_transfer_rejected",
        "password_reset_by_administrator",
        "test",
    }
)
_NEWS_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Subject:
    """A message, and the means to find out what it speaks of."""

    installation: Installation
    queries: Queries
    id: UUID
    kind: str
    account_id: int
    organization_id: int
    details: dict[str, Any]  # Any: JSON.

    @property
    def code(self) -> str:
        """The code of the link that the mail carries."""
        return link_code(self.installation.secret_key, self.id)


async def letter(installation: Installation, queries: Queries, message: Row) -> Letter:
    """The mail that the message is now; NothingToSay where there is none any more."""
    if message["kind"] in _NEWS and message["created_at"] < datetime.now(UTC) - _NEWS_LASTS:
        raise NothingToSay("It is no news any more.")
    subject = Subject(
        installation,
        queries,
        message["id"],
        message["kind"],
        message["account_id"],
        message["organization_id"] or 0,
        json.loads(message["details"]),
    )
    values = await _READERS[message["kind"]](subject)
    shared = {"name": message["name"], "public_url": installation.public_url}
    return Letter(kind=message["kind"], address=str(values.get("address", message["address"])), values=shared | values)


async def _invitation(subject: Subject) -> dict[str, object]:
    row = await deliveries.invitation(
        subject.queries, subject.organization_id, subject.details["invitation_id"], stored_hash(subject.code)
    )
    if row is None:
        raise NothingToSay(LINK_ENDED)
    return {
        "address": row["email"],
        "organization": row["organization"],
        "sender": row["sender"] or _GONE,
        "sender_address": row["sender_address"],
        "code": subject.code,
        "url": invite_url(subject.installation, subject.code),
        "until": _moment(row["expires_at"]),
    }


async def _invitation_accepted(subject: Subject) -> dict[str, object]:
    reader = await deliveries.member(subject.queries, subject.organization_id, subject.account_id)
    person = await deliveries.member(subject.queries, subject.organization_id, subject.details["account_id"])
    if reader is None or not reader["active"] or person is None:
        raise NothingToSay("One of the two has left the organization.")
    return {
        "organization": await _organization(subject),
        "person": person["name"],
        "person_address": person["email"],
    }


async def _password_reset(subject: Subject) -> dict[str, object]:
    row = await deliveries.reset_link(subject.queries, subject.account_id, stored_hash(subject.code))
    if row is None:
        raise NothingToSay(LINK_ENDED)
    return {
        "administrator": await _administrator(subject) if "requested_by" in subject.details else None,
        "organization": await _organization(subject),
        "url": reset_url(subject.installation, subject.code),
        "until": _moment(row["expires_at"]),
    }


async def _password_reset_by_administrator(subject: Subject) -> dict[str, object]:
    return {"administrator": await _administrator(subject), "organization": await _organization(subject)}


async def _email_changed(subject: Subject) -> dict[str, object]:
    return {
        "earlier_address": subject.details["earlier_address"],
        "organization": await _organization(subject),
    }


async def _new_sign_in(subject: Subject) -> dict[str, object]:
    return {
        "at": _moment(datetime.fromisoformat(subject.details["at"])),
        "from_address": subject.details["address"] or "an unknown address",
        "program": subject.details["user_agent"] or "one that does not say its name",
    }


async def _ownership_transfer(subject: Subject) -> dict[str, object]:
    row = await deliveries.ownership_transfer(subject.queries, subject.organization_id, subject.details["transfer_id"])
    if row is None:
        raise NothingToSay("The organization is gone.")
    if subject.kind == "ownership_transfer_requested" and row["outcome"] is not None:
        raise NothingToSay("The transfer has ended.")
    return {
        "organization": row["organization"],
        "requester": row["requester"] or _GONE,
        "current_owner": row["current_owner"] or _GONE,
        "new_owner": row["new_owner"] or _GONE,
        "transfer": row["id"],
        "until": _moment(row["expires_at"]),
    }


async def _test(_: Subject) -> dict[str, object]:
    return {}


async def _administrator(subject: Subject) -> str:
    row = await deliveries.member(subject.queries, subject.organization_id, subject.details["requested_by"])
    return _GONE if row is None else f"{row['name']} ({row['email']})"


async def _organization(subject: Subject) -> str | None:
    """The name of the organization that the message is about, None for one about the account alone."""
    if not subject.organization_id:
        return None
    return await deliveries.organization_name(subject.queries, subject.organization_id)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


_READERS: Mapping[str, Callable[[Subject], Awaitable[dict[str, object]]]] = {
    "email_changed": _email_changed,
    "invitation": _invitation,
    "invitation_accepted": _invitation_accepted,
    "new_sign_in": _new_sign_in,
    "ownership_transfer_accepted": _ownership_transfer,
    "ownership_transfer_cancelled": _ownership_transfer,
    "ownership_transfer_rejected": _ownership_transfer,
    "ownership_transfer_requested": _ownership_transfer,
    "password_reset": _password_reset,
    "password_reset_by_administrator": _password_reset_by_administrator,
    "test": _test,
}
