"""Attempts to sign in by password: how many may be wrong, and by what they are told apart."""

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts at once, and one more after each interval."""

    size: int
    leak: timedelta


# Of one account from one address; of one account from all addresses that are not known to be its person's; of one
# address to all accounts that are not known to be there.
LIMITS = (
    Limit(10, timedelta(minutes=1)),
    Limit(30, timedelta(minutes=1)),
    Limit(100, timedelta(seconds=10)),
)

# Known addresses of an account stay so long unused.
ADDRESSES_KEPT_FOR = timedelta(days=180)


def name_hash(secret_key: bytes, name: str) -> bytes:
    """What stands for the name that somebody signs in by, where no account has it."""
    return hmac.digest(secret_key, b"rollbook sign-in name\0" + name.casefold().encode(), "sha256")


def address_hash(secret_key: bytes, address: str) -> bytes:
    """What stands for a client's address: IPv4 as it is, of IPv6 the /64, which one client has for itself."""
    return hmac.digest(secret_key, b"rollbook sign-in address\0" + _place(address).encode(), "sha256")


def _place(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is None:
            return str(ipaddress.ip_network((int(known), 64), strict=False))
        known = known.ipv4_mapped
    return str(known)
