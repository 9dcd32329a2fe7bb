"""Whether a browser sends a request for a page of another site, with cookies that the other site does not know."""

from collections.abc import Set as AbstractSet
from urllib.parse import urlsplit

_OWN = frozenset({"same-origin", "none"})


def origin_of(url: str) -> str:
    """The origin of a URL as browsers write it: in small letters, without the port that its scheme has anyway."""
    parts = urlsplit(url.lower())
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if parts.port in {None, usual} else f":{parts.port}")


def is_cross_site(fetch_site: str | None, origin: str | None, own: AbstractSet[str]) -> bool:
    """Whether the headers Sec-Fetch-Site and Origin say that somebody else's page had the request sent.

    Every browser sends one of them with a write, and lets no page change them. A program that is no browser sends
    neither, and only cookies that it was given.
    """
    if fetch_site is not None:
        return fetch_site not in _OWN
    return origin is not None and origin.lower() not in own
