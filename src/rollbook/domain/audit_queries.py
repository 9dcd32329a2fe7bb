"""Which entries of an audit log are asked for, and what is shown of each."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from rollbook.domain.audit import EntityType
from rollbook.domain.errors import Invalid
from rollbook.domain.pages import PageRequest

# How somebody did it: the ways to sign in, and what the service does by itself.
Source = Literal["token", "session", "password", "link", "job"]

# What is shown of an entry, in this order.
COLUMNS = (
    *("id", "organization_id", "workspace_id", "user_id", "user_name", "user_email", "created_at"),
    *("action", "entity_type", "entity_id", "source", "request_id", "before", "after"),
)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """Entries from ``begins`` to before ``ends``; a filter that is None takes nothing away."""

    begins: datetime
    ends: datetime
    workspace_id: int | None = None
    entity_type: EntityType | None = None
    entity_id: int | None = None
    # About the person with that account, whoever did it.
    about_account_id: int | None = None
    action: str | None = None
    account_id: int | None = None
    # Who did it has this in their name or address, as the organization knows them now.
    account_text: str | None = None
    source: Source | None = None
    page: PageRequest = field(default_factory=PageRequest)


def period(first: str, last: str) -> tuple[datetime, datetime]:
    """From when to before when the two lead, dates or RFC 3339 timestamps; ``last`` is in it, a date as a whole day.

    Invalid names what cannot be read.
    """
    begins, _ = _reach(first, "from")
    _, ends = _reach(last, "to")
    if begins >= ends:
        raise Invalid("'from' must not be after 'to'.")
    return begins, ends


def _reach(text: str, name: str) -> tuple[datetime, datetime]:
    """When what the text means begins, and when it is over."""
    if not _DATE.fullmatch(text) and not _TIMESTAMP.fullmatch(text):
        raise Invalid(_invalid(name))
    is_date = len(text) == len("YYYY-MM-DD")
    lasts = timedelta(days=1) if is_date else timedelta(microseconds=1)
    try:
        read = datetime.fromisoformat(text.upper())
        begins = read.replace(tzinfo=UTC) if is_date else read.astimezone(UTC)
    # Shaped like one, but not in the calendar.
    except (ValueError, OverflowError) as error:
        raise Invalid(_invalid(name)) from error
    return begins, _END_OF_TIME if _END_OF_TIME - begins < lasts else begins + lasts


def _invalid(name: str) -> str:
    return f"Invalid value sent for '{name}'."
