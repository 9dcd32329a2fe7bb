"""The settings of proxies: whose word is taken for the addresses of clients."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping

from rollbook.domain.proxies import Network, Proxies
from rollbook.settings.given import Given, WrongSetting, a_text, read_one, sibling

PROXY_NAMES = ("trusted_proxies", "client_address_header")

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def proxies(given: Mapping[str, Given]) -> Proxies:
    """The proxies that tell the addresses of their clients, none where none were named; raises WrongSetting."""
    nobody: tuple[Network, ...] = ()
    networks = read_one(given, "trusted_proxies", _networks, nobody)
    if "client_address_header" in given and not networks:
        name = given["client_address_header"].name
        raise WrongSetting(f"{name} needs {sibling(name, 'client_address_header', 'trusted_proxies')} beside it")
    return Proxies(networks, read_one(given, "client_address_header", _header, Proxies().header))


def _networks(given: Given) -> tuple[Network, ...]:
    must = "addresses or networks such as 127.0.0.1, 10.0.0.0/8"
    texts = given.value if isinstance(given.value, list) else a_text(given).split(",")
    try:
        return tuple(ipaddress.ip_network(text.strip()) for text in texts)
    except (AttributeError, ValueError):
        raise given.wrong(must) from None


def _header(given: Given) -> bytes:
    text = a_text(given)
    if not _TOKEN.fullmatch(text):
        raise given.wrong("the name of a header such as X-Forwarded-For")
    return text.lower().encode()
