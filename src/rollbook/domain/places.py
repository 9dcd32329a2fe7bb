"""From where somebody signs in: the network and the program, coarse enough to stay the same for months."""

import hashlib
import ipaddress
import re

# Version numbers, which every update changes.
_VERSION = re.compile(r"[\d._]+")


def place_hash(user_agent: str, address: str) -> bytes:
    """What is remembered of a place: a hash of its network (IPv4 /24, IPv6 /64) and of the program's name."""
    return hashlib.sha256(f"{_network(address)}\0{_VERSION.sub('', user_agent)}".encode()).digest()


def _network(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    bits = 24 if isinstance(known, ipaddress.IPv4Address) else 64
    return str(ipaddress.ip_network(f"{known}/{bits}", strict=False))
