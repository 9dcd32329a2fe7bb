"""The settings of mail: the server that takes it, and in whose name it goes."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address, AddressHeader
from email.policy import default
from typing import cast, get_args

from rollbook.domain.people import is_email
from rollbook.mail.transport import MailSecurity, MailServer
from rollbook.settings.given import Given, WrongSetting, a_number, a_text, one_of, read_one, sibling

MAIL_NAMES = ("mail_host", "mail_port", "mail_security", "mail_user", "mail_password", "mail_from")
_PORTS = {"starttls": 587, "tls": 465, "none": 587}
# Without the one the other means nothing.
_NEEDS = (
    *((name, "mail_host") for name in MAIL_NAMES[1:]),
    ("mail_host", "mail_from"),
    ("mail_user", "mail_password"),
    ("mail_password", "mail_user"),
)


def mail_server(given: Mapping[str, Given]) -> MailServer | None:
    """The server that takes mail, None where none was named; raises WrongSetting."""
    security: MailSecurity = read_one(given, "mail_security", _security, "starttls")
    port = read_one(given, "mail_port", _port, _PORTS[security])
    host = read_one(given, "mail_host", _host, None)
    user = read_one(given, "mail_user", a_text, None)
    password = read_one(given, "mail_password", _password, None)
    sender = read_one(given, "mail_from", _sender, None)
    for one, other in _NEEDS:
        if one in given and other not in given:
            raise WrongSetting(f"{given[one].name} needs {_other(given[one].name, one, other)} beside it")
    if host is None or sender is None:
        return None
    return MailServer(host=host, port=port, security=security, user=user, password=password, sender=sender)


def _other(name: str, one: str, other: str) -> str:
    # A password among the arguments of a process is everybody's to read: there is no such option.
    if name.startswith("--") and other == "mail_password":
        return "ROLLBOOK_MAIL_PASSWORD"
    return sibling(name, one, other)


def _security(given: Given) -> MailSecurity:
    return cast("MailSecurity", one_of(given, get_args(MailSecurity)))


def _port(given: Given) -> int:
    return a_number(given, 1, 65535)


def _host(given: Given) -> str:
    host = a_text(given)
    if any(character.isspace() or character in "/@" for character in host) or "://" in host:
        raise given.wrong("the name of a host such as mail.example.com")
    return host


def _password(given: Given) -> str:
    if not isinstance(given.value, str) or not given.value:
        raise given.wrong("a text that is not empty", show=False)
    return given.value


def _sender(given: Given) -> Address:
    must = "an address such as rollbook@example.com or Rollbook <rollbook@example.com>"
    text = a_text(given)
    if any(ord(character) < ord(" ") for character in text):
        raise given.wrong(must)
    addresses = cast("AddressHeader", default.header_factory("From", text)).addresses
    if len(addresses) != 1 or not is_email(addresses[0].addr_spec):
        raise given.wrong(must)
    return addresses[0]
