"""What people and things may be called."""

import re
import unicodedata
from functools import cache
from zoneinfo import available_timezones

from rollbook.domain.errors import Invalid

MAX_NAME = 255
MAX_EMAIL = 254
# One @, no spaces, and a domain whose labels are letters, digits and inner hyphens.
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
_EMAIL = re.compile(rf"[^@\s<>,;:\"()\[\]\\]{{1,64}}@(?:{_LABEL}\.)*{_LABEL}")
# Control characters and line ends; and what turns the direction of the text that follows.
_UNSHOWN = frozenset({"Cc", "Zl", "Zp", "Cs"})
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What is there and cannot be seen; in the middle of a name some scripts need it.
_INVISIBLE = frozenset({"Cf", "Zs"})


def is_email(address: str) -> bool:
    """Whether mail could be sent to that address."""
    if len(address) > MAX_EMAIL or not _EMAIL.fullmatch(address):
        return False
    return not any(unicodedata.category(character) in _UNSHOWN | _INVISIBLE for character in address)


def _seen(name: str) -> str:
    """The name without surrounding space, empty where nothing of it can be seen; Invalid where it would deceive."""
    if any(unicodedata.category(character) in _UNSHOWN or character in _TURNING for character in name.strip()):
        raise Invalid("Names cannot contain control characters.")
    visible = any(unicodedata.category(character) not in _INVISIBLE for character in name)
    return name.strip() if visible else ""


def name_of(email: str) -> str:
    """What somebody is called of whom only the address is known."""
    return email.partition("@")[0]


def person_name(name: str) -> str:
    """The name without surrounding space; Invalid where nothing or too much is left."""
    stripped = _seen(name)
    if not stripped:
        raise Invalid("Field 'name' cannot be empty.")
    if len(stripped) > MAX_NAME:
        raise Invalid(f"Field 'name' is too long, maximum length is {MAX_NAME}.")
    return stripped


def thing_name(name: str, *, empty: str, too_long: str, limit: int) -> str:
    """The name of an organization, workspace or group without surrounding space; Invalid with the texts given."""
    stripped = _seen(name)
    if not stripped:
        raise Invalid(empty)
    if len(stripped) > limit:
        raise Invalid(too_long)
    return stripped


@cache
def timezones() -> frozenset[str]:
    """The tz database, without what depends on the machine; read from its files when it is first asked for."""
    return frozenset(available_timezones()) - {"localtime", "Factory", "posixrules"}


def timezone(name: str) -> str:
    """The name where the tz database knows it, else Invalid."""
    if name not in timezones():
        raise Invalid("invalid timezone value")
    return name
