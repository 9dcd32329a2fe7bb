"""Whose word is taken for the address of a client: that of proxies which the administrator has named."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """The networks of trusted proxies, and the header in which they tell the client's address; none by default."""

    networks: tuple[Network, ...] = ()
    header: bytes = b"x-forwarded-for"

    def client(self, peer: str, told: Iterable[bytes]) -> str:
        """The address of the client: the last one that a trusted proxy was spoken to from, else the peer's.

        ``told`` are the values of the header, in their order. What stands before an address that is not a trusted
        proxy's was written by nobody who is trusted.
        """
        client = peer
        hops = [hop for value in told for hop in value.decode("latin-1").split(",")]
        while hops and self._trusts(client):
            address = _address(hops.pop())
            if address is None:
                break
            client = str(address)
        return client

    def _trusts(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self.networks)


def _address(text: str) -> Address | None:
    """The address that the text is, without the port that some proxies add."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # What an IPv6 socket calls a client that speaks IPv4.
    return getattr(address, "ipv4_mapped", None) or address
