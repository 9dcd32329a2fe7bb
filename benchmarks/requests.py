"""Requests one after another over a connection that is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import urllib3

from benchmarks.services import Organization, Service

TIMEOUT = 120  # Seconds.
FIRST_ERROR = 400


class Caller:
    """Somebody who is signed in to a service."""

    def __init__(self, service: Service, organization: Organization) -> None:
        self.url = service.url
        self._headers = organization.signed_in
        self._http = urllib3.PoolManager(maxsize=1, timeout=TIMEOUT, retries=False)

    def get(self, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        """The answer; ends the program on an error."""
        return self.send("GET", path, headers=headers)

    def send(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None, **options: Any
    ) -> urllib3.BaseHTTPResponse:
        """The answer to a request with that value as JSON; ends the program on an error."""
        content = None if body is None else json.dumps(body).encode()
        answer = self._http.request(
            method, self.url + path, body=content, headers=self._headers | (headers or {}), **options
        )
        if answer.status >= FIRST_ERROR:
            raise SystemExit(f"{method} {path}: {answer.status} {answer.data[:300]!r}")
        return answer

    def getting(self, path: str) -> Callable[[], urllib3.BaseHTTPResponse]:
        """What gets the path whenever it is called."""
        return lambda: self.get(path)
