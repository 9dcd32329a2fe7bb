"""Requests as they are on the wire, for what the client would not send or would not show."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3


@dataclass(frozen=True)
class Answer:
    """A response, read to its end."""

    status: int
    body: bytes
    headers: urllib3.HTTPHeaderDict

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def refusal(self) -> str:
        """The one text of an error, whether it is JSON or plain."""
        return json.loads(self.body) if self.text.startswith('"') else self.text


class Http:
    """Speaks to one service."""

    def __init__(self, api_url: str, authority: Path, *, address: str | None = None) -> None:
        """Speaks from that address of this machine, where one is given."""
        self.api_url = api_url
        self.root_url = api_url.removesuffix("/api/v9")
        source = {} if address is None else {"source_address": (address, 0)}
        self._pool = urllib3.PoolManager(ca_certs=str(authority), retries=False, maxsize=20, **source)

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        as_: Any = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Answer:
        """Sends ``body`` as JSON, or ``raw`` as it is, signed in as a Person, a (user, password) pair, or nobody."""
        sent = dict(headers or {})
        if as_ is not None:
            user, password = as_ if isinstance(as_, tuple) else (as_.token, "api_token")
            sent["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        content = raw if raw is not None else None if body is None else json.dumps(body).encode()
        url = (self.root_url if path.startswith("//") else self.api_url) + path.removeprefix(
            "/" * path.startswith("//")
        )
        response = self._pool.request(method, url, body=content, headers=sent, redirect=False, timeout=30)
        return Answer(response.status, response.data, response.headers)

    def forget_connections(self) -> None:
        """Closes those that are kept: the next request goes to any worker, and to none that is dead."""
        self._pool.clear()

    def ok(self, method: str, path: str, body: Any = None, *, as_: Any = None) -> Any:
        """The decoded answer of a request that has to succeed."""
        answer = self(method, path, body, as_=as_)
        assert answer.status == 200, (method, path, answer.status, answer.text)
        return (
            answer.json()
            if answer.headers.get("content-type", "").startswith("application/json") and answer.body
            else answer.text
        )
