"""What a call can raise.

ApiException                 the service refused, could not be reached, or answered something unreadable
├── MissingPathArgumentError     a part of the path was not given (also a ValueError)
└── NoAnswerError                the network failed (also urllib3's HTTPError)
    └── NoAnswerInTimeError          the time was up (also urllib3's TimeoutError)
"""

from collections.abc import Mapping
from typing import Protocol

import urllib3


class Answer(Protocol):
    """What ApiException needs of an HTTP response."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def reason(self) -> str | None:
        """The words beside the status."""

    @property
    def data(self) -> str | bytes | None:
        """The body."""

    def getheaders(self) -> Mapping[str, str]:
        """Return the headers."""


class ApiException(Exception):
    """A call that failed: `status` is the HTTP status, or 0 when no answer came."""

    status: int | None
    reason: str | None
    body: str | bytes | None
    headers: Mapping[str, str] | None

    def __init__(self, status: int | None = None, reason: str | None = None, http_resp: Answer | None = None) -> None:
        self.status = status if http_resp is None else http_resp.status
        self.reason = reason if http_resp is None else http_resp.reason
        super().__init__(self.status, self.reason)
        self.body = None if http_resp is None else http_resp.data
        self.headers = None if http_resp is None else http_resp.getheaders()

    def __str__(self) -> str:
        lines = [f"({self.status})", f"Reason: {self.reason}"]
        if self.headers:
            lines.append(f"HTTP response headers: {self.headers}")
        if self.body:
            lines.append(f"HTTP response body: {_text(self.body)}")
        return "\n".join(lines) + "\n"


class MissingPathArgumentError(ApiException, ValueError):
    """A part of the path that the 2024 signature has no place for was not given by name.

    It is an ApiException too, because the programs of 2024 that leave the part out catch that one.
    """


class NoAnswerError(ApiException, urllib3.exceptions.HTTPError):
    """No answer came: programs of 2024 catch what urllib3 raised, others an ApiException; the cause is kept."""


class NoAnswerInTimeError(NoAnswerError, urllib3.exceptions.TimeoutError):
    """No answer came within the time allowed."""


def _text(body: str | bytes) -> str:
    return body if isinstance(body, str) else body.decode(errors="replace")
