"""What people and things may be called, and how addresses are compared."""

import re
from zoneinfo import available_timezones

from rollbook.domain.errors import Invalid

MAX_NAME = 255
MAX_EMAIL = 254
# One @, no spaces or control characters, and a domain whose labels are letters, digits and inner hyphens.
_EMAIL = re.compile(
    r"[^@\s\x00-\x1f\x7f<>,;:\"()\[\]\\]{1,64}@(?:(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?\.)*(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?"
)


def is_email(address: str) -> bool:
    """Whether mail could be sent to that address."""
    return len(address) <= MAX_EMAIL and _EMAIL.fullmatch(address) is not None


def same_email(one: str, other: str) -> bool:
    """Whether two addresses are one, without regard to case."""
    return one.lower() == other.lower()


def name_of(email: str) -> str:
    """What somebody is called of whom only the address is known."""
    return email.partition("@")[0]


def person_name(name: str) -> str:
    """The name without surrounding space; Invalid where nothing or too much is left."""
    stripped = name.strip()
    if not stripped:
        raise Invalid("Field 'name' cannot be empty.")
    if len(stripped) > MAX_NAME:
        raise Invalid(f"Field 'name' is too long, maximum length is {MAX_NAME}.")
    return stripped


def thing_name(name: str, *, empty: str, too_long: str, limit: int) -> str:
    """The name of an organization, workspace or group without surrounding space; Invalid with the texts given."""
    stripped = name.strip()
    if not stripped:
        raise Invalid(empty)
    if len(stripped) > limit:
        raise Invalid(too_long)
    return stripped


_TIMEZONES = available_timezones()


def timezone(name: str) -> str:
    """The name where the tz database knows it, else Invalid."""
    if name not in _TIMEZONES:
        raise Invalid("invalid timezone value")
    return name
