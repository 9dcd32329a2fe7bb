"""Lines for the log: what was sent and what came back, without the secrets in it.

Of the headers only the values of well-known ones are written, because a program may prove who it is by any other.
"""

import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toggl.transport import Exchange, Request

MASK = "***"

_SHOWN = frozenset(
    {
        "accept",
        "accept-encoding",
        "age",
        "allow",
        "cache-control",
        "connection",
        "content-disposition",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "expires",
        "host",
        "last-modified",
        "link",
        "location",
        "retry-after",
        "server",
        "transfer-encoding",
        "user-agent",
        "vary",
        "via",
        "warning",
        "www-authenticate",
        "x-page",
        "x-page-size",
        "x-pages",
        "x-request-id",
        "x-toggl-quota-remaining",
        "x-toggl-quota-resets-in",
    }
)
_WITH_SCHEME = frozenset({"authorization", "proxy-authorization"})
# The loggers whose records have addresses in them; a filter sees only what its own logger was given.
_LOGGERS = ("toggl", "urllib3.connection", "urllib3.connectionpool", "urllib3.poolmanager", "urllib3.util.retry")

# A name and a password in an address; invitation codes and session numbers in a path; secrets in a query; headers.
# What is masked already stays as it is: a record can pass here twice.
_IN_TEXT = (
    (re.compile(r"(://)[^/@\s?#]+@"), rf"\1{MASK}@"),
    (re.compile(r"(/invitations/)(?![*]{3}(?!\w)|\d+/resend\b)[^/\s?#\"',;)]+"), rf"\1{MASK}"),
    (re.compile(r"(/me/sessions/)(?![*]{3}(?!\w))[^/\s?#\"',;)]+"), rf"\1{MASK}"),
    (
        re.compile(r"([?&][^=&\s?]*(?:code|token|password|secret|key)=)(?![*]{3}(?!\w))[^&\s#\"',;)]+", re.IGNORECASE),
        rf"\1{MASK}",
    ),
    (re.compile(r"\b(Basic|Bearer) [A-Za-z0-9+/=._~-]{4,}"), rf"\1 {MASK}"),
    (re.compile(r"\b((?:set-)?cookie|authorization):(?! ?(?:\w+ )?[*])[^\r\n]+", re.IGNORECASE), rf"\1: {MASK}"),
)


def masked(text: str) -> str:
    """Return a text in which the secrets of addresses and headers are masked."""
    for pattern, replacement in _IN_TEXT:
        text = pattern.sub(replacement, text)
    return text


def request_line(request: "Request") -> str:
    """Return a request in one line: what is sent, its headers and how long its body is."""
    attempt = f", attempt {request.attempt}" if request.attempt > 1 else ""
    length = f"{len(request.body)} bytes" if request.body is not None else "no body"
    name = f" ({request.operation})" if request.operation else ""
    return f"{request.method} {masked(request.url)}{name}{attempt}: {length}{_headers(request.headers)}"


def answer_line(exchange: "Exchange") -> str:
    """Return what became of a request in one line: the status or the fault, after how long, and the headers."""
    request = exchange.request
    outcome = str(exchange.status) if exchange.status else masked(str(getattr(exchange.error, "reason", "no answer")))
    headers = _headers(exchange.headers)
    return f"{request.method} {masked(request.url)}: {outcome} after {exchange.seconds:.3f} s{headers}"


class MaskingFormatter(logging.Formatter):
    """Formats whole records, the traces of exceptions included, and masks the secrets in them."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        return masked(super().format(record))


class _Masking(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        if record.exc_info:
            # Where formatters keep the trace, and so look for it.
            record.exc_text = masked(_TRACES.formatException(record.exc_info))
        return True


_MASKING = _Masking()
_TRACES = logging.Formatter()


def mask_records() -> None:
    """Mask the secrets in what the client and urllib3 log from now on, for the handlers of the program too."""
    for name in _LOGGERS:
        # The same filter is added only once.
        logging.getLogger(name).addFilter(_MASKING)


def _headers(headers: Mapping[str, str]) -> str:
    return "".join(f"; {name}: {_shown(name, value)}" for name, value in headers.items())


def _shown(name: str, value: str) -> str:
    lowered = name.lower()
    if lowered in _SHOWN:
        return masked(value)
    scheme, _, rest = value.partition(" ")
    return f"{scheme} {MASK}" if lowered in _WITH_SCHEME and rest else MASK
