"""When a request is sent again, and after which pause."""

import numbers
import random
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
import urllib3

from toggl.configuration import TOGGL_TRACK
from toggl.exceptions import ApiException, NetworkError, QuotaExceeded, RateLimited, ServerError
from toggl.transport import Request, RequestTimeout

IDEMPOTENCY_KEY = "Idempotency-Key"

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
# The hosted service documents no keys, so one protects nothing there.
_KEEPS_NO_KEYS = urlsplit(TOGGL_TRACK).hostname


class Retries(msgspec.Struct, frozen=True, kw_only=True):
    """How often a request is tried, and how long is waited in between; all times in seconds.

    Reads are tried again after faults of the network and of the service, and whatever is asked to wait. Writes only
    when the request surely was not carried out (it did not arrive, or was refused for the time being), or when it has
    an idempotency key.
    """

    # The first one included; 1 means that nothing is tried again.
    tries: int = 3
    # Doubled each time up to the longest; what is waited is somewhere between half of it and the whole.
    first_pause: float = 0.5
    longest_pause: float = 8.0
    # How much the service may ask for, by Retry-After or the quota's reset; what is more is raised at once.
    longest_wait: float = 30.0

    def __post_init__(self) -> None:
        if self.tries < 1:
            raise ValueError(f"Invalid `tries` {self.tries}: a request is tried once at least")
        for name in ("first_pause", "longest_pause", "longest_wait"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"Invalid `{name}` {getattr(self, name)}: it is seconds, from 0")

    def pause_after(self, error: ApiException, request: Request) -> float | None:
        """Return the seconds to wait before the request is sent again; None where it is not to be."""
        if request.attempt >= self.tries or not _may_repeat(error, request):
            return None
        asked = _asked_to_wait(error)
        if asked is not None and asked > self.longest_wait:
            return None
        return max(asked or 0.0, self._pause(request.attempt))

    def _pause(self, attempt: int) -> float:
        longest = min(self.longest_pause, self.first_pause * 2.0 ** min(attempt - 1, 64))
        # Many clients that failed together do not come back together.
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - Spreads requests.


class Deadline:
    """The end of a call: how much of the time that its caller allowed is left; ValueError for what is no limit."""

    def __init__(self, limit: RequestTimeout, clock: Callable[[], float] = time.monotonic) -> None:
        as_urllib3(limit)
        self._clock = clock
        self._limit = limit
        self._until = clock() + float(limit) if isinstance(limit, numbers.Real) and limit else None

    def left(self) -> RequestTimeout:
        """Return the limit of what is sent now; a number shrinks with each attempt, a pair holds for each."""
        return self._limit if self._until is None else max(0.001, self._until - self._clock())

    def allows(self, pause: float) -> bool:
        """Tell whether there is time after a pause."""
        return self._until is None or self._clock() + pause < self._until


def _may_repeat(error: ApiException, request: Request) -> bool:
    if not error.retryable:
        return False
    if isinstance(error, QuotaExceeded | RateLimited):
        # Refused before anything was done.
        return True
    if isinstance(error, NetworkError) and error.unsent:
        return True
    return request.method in _READS or _is_known_by_key(request)


def _is_known_by_key(request: Request) -> bool:
    return IDEMPOTENCY_KEY in request.headers and urlsplit(request.url).hostname != _KEEPS_NO_KEYS


def _asked_to_wait(error: ApiException) -> float | None:
    if isinstance(error, QuotaExceeded):
        return error.resets_in
    if isinstance(error, RateLimited | ServerError):
        return error.retry_after
    return None


def as_urllib3(limit: RequestTimeout) -> urllib3.Timeout | None:
    """Return a limit as urllib3 knows it; 0, like nothing at all, is none. ValueError for what is no limit."""
    if isinstance(limit, urllib3.Timeout):
        return limit
    if not limit:
        return None
    try:
        if isinstance(limit, numbers.Real):
            return urllib3.Timeout(total=float(limit))
        if isinstance(limit, tuple | list) and len(limit) == len(("connect", "read")):
            return urllib3.Timeout(connect=limit[0], read=limit[1])
    except ValueError as fault:
        raise ValueError(f"Invalid `_request_timeout` {limit!r}: {fault}") from fault
    raise ValueError(f"Invalid `_request_timeout` {limit!r}: it is seconds, or a pair (connect, read) of seconds")
