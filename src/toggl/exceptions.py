"""What a call can raise.

ApiException                 the service refused, could not be reached, or answered something unreadable
├── BadRequest                   400: something in the request is wrong
├── Unauthorized                 401: no credentials, or a session that has ended
├── QuotaExceeded                402: no requests are left; `resets_in` tells for how long
├── Forbidden                    403: wrong credentials, or not allowed
├── NotFound                     404: there is no such thing
├── RateLimited                  429: too many requests; `retry_after` tells for how long
├── ServerError                  5xx: the service is at fault
├── MissingPathArgumentError     a part of the path was not given (also a ValueError)
└── NetworkError                 no answer came; `__cause__` tells why (also urllib3's HTTPError)
    └── NetworkTimeoutError          the time was up (also urllib3's TimeoutError)
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Protocol

import urllib3

REQUEST_ID = "X-Request-ID"
RETRY_AFTER = "Retry-After"
QUOTA_RESETS_IN = "X-Toggl-Quota-Resets-In"

# Beside the faults of the service: it was too slow in reading the request.
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
# What an empty answer means.
_SENTENCES = {
    HTTPStatus.UNAUTHORIZED: "The service wants to know who calls: no credentials came, or the session has ended.",
    HTTPStatus.PAYMENT_REQUIRED: "No requests are left.",
    HTTPStatus.FORBIDDEN: "This is not allowed.",
    HTTPStatus.NOT_FOUND: "There is no such thing.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests.",
}


class HttpResponse(Protocol):
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
    # The name of the method that was called, where it was one.
    operation: str | None = None

    def __init__(
        self, status: int | None = None, reason: str | None = None, http_resp: HttpResponse | None = None
    ) -> None:
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

    @property
    def message(self) -> str:
        """What the service says, or else what happened, as a sentence."""
        said = _said(self.body) if self.status else ""
        if not said and self.status in _SENTENCES:
            return _SENTENCES[HTTPStatus(self.status)]
        if not said and self.status and self._is_refusal:
            return _sentence(f"The service answered {self.status} {self.reason or ''}".rstrip())
        return _sentence(said or self.reason or "The call failed")

    @property
    def request_id(self) -> str | None:
        """The number under which the service knows the request, to be found in its logs."""
        return self._header(REQUEST_ID)

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later, whatever became of this one."""
        return self.status is not None and (
            self.status in _PASSING
            or (self.status >= HTTPStatus.INTERNAL_SERVER_ERROR and self.status != HTTPStatus.NOT_IMPLEMENTED)
        )

    @property
    def _is_refusal(self) -> bool:
        return self.status is not None and self.status >= HTTPStatus.MULTIPLE_CHOICES

    def _header(self, name: str) -> str | None:
        # Programs hand in mappings of their own, which tell capital letters from small ones.
        return urllib3.HTTPHeaderDict(self.headers or {}).get(name)

    def _seconds_to(self, name: str) -> float | None:
        """Return the seconds that a header names, or that are left to the moment it names."""
        text = (self._header(name) or "").strip()
        if text.isdecimal():
            return float(text)
        try:
            moment = parsedate_to_datetime(text).astimezone(UTC)
        except (ValueError, OverflowError):
            # Some moments are written as they should be, and are in no calendar.
            return None
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())


class BadRequest(ApiException):
    """400: something in the request is wrong; `message` tells what."""


class Unauthorized(ApiException):
    """401: no credentials came, or they have ended; wrong ones are 403."""


class QuotaExceeded(ApiException):
    """402: no requests are left, or the hosted service wants another plan for this."""

    @property
    def resets_in(self) -> float | None:
        """The seconds after which there are requests again; None where the service does not tell."""
        return self._seconds_to(QUOTA_RESETS_IN)

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later."""
        return self.resets_in is not None


class Forbidden(ApiException):
    """403: wrong credentials, or not allowed."""


class NotFound(ApiException):
    """404: there is no such thing, or none that the caller may know of."""


class RateLimited(ApiException):
    """429: too many requests in too short a time."""

    @property
    def retry_after(self) -> float | None:
        """The seconds that the service asks to wait; None where it does not tell."""
        return self._seconds_to(RETRY_AFTER)


class ServerError(ApiException):
    """5xx: the service is at fault, or away."""

    @property
    def retry_after(self) -> float | None:
        """The seconds that the service asks to wait; None where it does not tell."""
        return self._seconds_to(RETRY_AFTER)


class MissingPathArgumentError(ApiException, ValueError):
    """A part of the path that the 2024 signature has no place for was not given by name.

    It is an ApiException too, because the programs of 2024 that leave the part out catch that one.
    """


class NetworkError(ApiException, urllib3.exceptions.HTTPError):
    """No answer came; programs of 2024 catch what urllib3 raised, others an ApiException."""

    # Whether the request surely did not reach the service.
    unsent: bool = False
    # Whether it will be so next time, as with a certificate that nobody here trusts.
    lasting: bool = False

    @property
    def message(self) -> str:
        """Why no answer came, as a sentence: what the system or the certificate says, at the end of the causes."""
        cause: BaseException | None = self
        while cause is not None:
            if isinstance(cause, OSError) and cause.strerror:
                reason = getattr(cause, "verify_message", "") or cause.strerror
                return _sentence(f"The service gave no answer: {reason}")
            cause = cause.__cause__ or cause.__context__
        return _sentence(f"The service gave no answer: {self.reason or 'nobody knows why'}")

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later, whatever became of this one."""
        return not self.lasting


class NetworkTimeoutError(NetworkError, urllib3.exceptions.TimeoutError):
    """No answer came within the time allowed."""

    @property
    def message(self) -> str:
        """What happened, as a sentence."""
        return "The service gave no answer in time."


_BY_STATUS: dict[int, type[ApiException]] = {
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.UNAUTHORIZED: Unauthorized,
    HTTPStatus.PAYMENT_REQUIRED: QuotaExceeded,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimited,
}


def refusal(response: HttpResponse) -> ApiException:
    """Return the exception that an answer stands for."""
    is_fault = response.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    kind = ServerError if is_fault else _BY_STATUS.get(response.status, ApiException)
    return kind(http_resp=response)


def _said(body: str | bytes | None) -> str:
    """Return the text of an error's body, which is bare or a JSON string; empty for pages and objects."""
    text = _text(body or "").strip()
    if text.startswith('"'):
        try:
            text = json.loads(text)
        except ValueError:
            return text
    return "" if text.startswith(("<", "{", "[")) else text


def _sentence(text: str) -> str:
    """Return a text with a capital letter and a full stop."""
    text = text.strip()
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    # The name of an argument stays as it is written.
    is_name = "_" in ended.partition(" ")[0]
    return ended if is_name else ended[:1].upper() + ended[1:]


def _text(body: str | bytes) -> str:
    return body if isinstance(body, str) else body.decode(errors="replace")
