"""What every answer tells browsers: to believe its type, to run nothing in it, and to pass its address on to nobody."""

from urllib.parse import urlsplit

from litestar.config.cors import CORSConfig

from rollbook.api.recorder import Application, Message, Receive, Scope, Send

# Of an answer that says nothing else: data, which loads nothing and is shown in no frame.
_CONTENT_SECURITY_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_YEAR, _HOUR = 365 * 24 * 3600, 3600  # Seconds.
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# What programs in browsers may send, and what they may read of an answer, beside what all may.
_SENT = ["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "X-Request-ID"]
_READ = [
    *("ETag", "Idempotent-Replayed", "Retry-After", "X-Authorization-Missing", "X-Request-ID"),
    *("X-Page", "X-Page-Size", "X-Pages", "X-Records", "X-Sort-Order"),
    *("X-Toggl-Quota-Remaining", "X-Toggl-Quota-Resets-In"),
]


class BrowserHeaders:
    """Adds the headers to every answer, but for those that it has already."""

    def __init__(self, app: Application, public_url: str) -> None:
        self._app = app
        self._headers = _headers(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and adds the headers to its answer."""

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in self._headers if one[0] not in said)]
            await send(message)

        await self._app(scope, receive, send_protected if scope["type"] == "http" else send)


def _headers(public_url: str) -> list[tuple[bytes, bytes]]:
    headers = {
        "content-security-policy": _CONTENT_SECURITY_POLICY,
        # Addresses hold the codes of invitations and reset links.
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    address = urlsplit(public_url)
    if address.scheme == "https":
        # On one's own machine it holds for every port of it, where other programs speak plain HTTP.
        seconds = _HOUR if address.hostname in _LOOPBACK else _YEAR
        headers["strict-transport-security"] = f"max-age={seconds}"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def cors(origins: tuple[str, ...]) -> CORSConfig | None:
    """What pages of these origins may do: all that their own credentials allow, but never with a browser's cookies."""
    if not origins:
        return None
    return CORSConfig(
        allow_origins=list(origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=_SENT,
        allow_credentials=False,
        expose_headers=_READ,
    )
