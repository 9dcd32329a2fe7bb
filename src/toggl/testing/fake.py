"""A transport that answers from a table, for tests without a service.

fake = fake_transport({
    ("GET", "/organizations/{organization_id}/users"): [{"id": 1, "name": "Ann"}],
    "get_me": in_turn(answer(status=503), {"id": 1}),
    "put_workspace_users": NetworkError(0, "The cable is cut"),
})
users = toggl.UsersApi(toggl.ApiClient(transport=fake))
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

import urllib3

from toggl import _serialization
from toggl.transport import Answer, Request

# The name of a method of the client, or a method of HTTP and a path, whose {parts} stand for anything.
Key = str | tuple[str, str]
# A body, an `answer`, an exception to be raised, answers `in_turn`, or what makes one of these of the request.
Planned = object

_JSON = "application/json"
_NOTHING = object()
# What comes before it is the address of the service.
_API = "/api/v9"


@dataclass(frozen=True, kw_only=True)
class SentRequest:
    """A request as it came to the transport."""

    method: str
    url: str
    headers: urllib3.HTTPHeaderDict
    body: bytes | None
    # The name of the method that was called.
    operation: str | None
    # 1 for the first time that it was sent.
    attempt: int

    @property
    def path(self) -> str:
        """The path within the API, as it reads: `/organizations/7/users`."""
        return unquote(_path_in_api(self.url))

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the query."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    @property
    def json(self) -> object:
        """The body, read as JSON; None where there is none."""
        return None if self.body is None else json.loads(self.body)


class InTurn:
    """Answers that are given one after another, each once."""

    def __init__(self, *planned: Planned) -> None:
        self.count = len(planned)
        self._left: Iterator[Planned] = iter(planned)

    def next(self) -> Planned:
        """Return the next one; AssertionError where there is none left."""
        for planned in self._left:
            return planned
        raise AssertionError(f"this is request {self.count + 1}, and there are answers for {self.count}")


class FakeTransport:
    """Answers from a table and keeps what was sent in `requests`; for `toggl.ApiClient` and `toggl.aio.ApiClient`."""

    def __init__(self, table: Mapping[Key, Planned]) -> None:
        self.requests: list[SentRequest] = []
        self._table = dict(table)

    def __call__(self, request: Request) -> Answer:
        """Return the planned answer, or raise the planned exception; AssertionError where nothing is planned."""
        sent = _sent(request)
        self.requests.append(sent)
        key = self._key(sent)
        planned = self._table[key]
        if isinstance(planned, InTurn):
            try:
                planned = planned.next()
            except AssertionError as fault:
                raise AssertionError(f"{_described(sent)}: {fault}, in {key!r}") from None
        if callable(planned) and not isinstance(planned, type):
            planned = planned(sent)
        if isinstance(planned, BaseException) or (isinstance(planned, type) and issubclass(planned, BaseException)):
            raise planned
        return planned if isinstance(planned, Answer) else answer(planned)

    def _key(self, sent: SentRequest) -> Key:
        """Return what stands for a request in the table: a path, then one with parts, then a name."""
        candidates: list[Key] = [(sent.method, sent.path)]
        candidates += [key for key in self._table if isinstance(key, tuple) and _stands_for(key, sent)]
        candidates += [sent.operation] if sent.operation else []
        for key in candidates:
            if key in self._table:
                return key
        planned = "".join(f"\n  {key!r}" for key in self._table) or " nothing"
        raise AssertionError(f"Unexpected request {_described(sent)}; the table has:{planned}")


def fake_transport(table: Mapping[Key, Planned]) -> FakeTransport:
    """Return a transport that answers from a table.

    Its keys are names of methods ("get_me") or pairs ("GET", "/organizations/{organization_id}/users"), its values
    bodies, to be sent as JSON with the status 200, answers (see `answer`), answers `in_turn`, exceptions, or functions
    that are given the request and return one of these.
    """
    return FakeTransport(table)


def answer(body: object = _NOTHING, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer: its body as JSON, of models too, or as it is where it is bytes; without one, none is sent."""
    if body is _NOTHING:
        return Answer(status=status, headers=dict(headers or {}))
    if isinstance(body, bytes):
        return Answer(status=status, data=body, headers=dict(headers or {}))
    data = _serialization.encoded(_serialization.plain(body))
    return Answer(status=status, data=data, headers={"Content-Type": _JSON} | dict(headers or {}))


def in_turn(*planned: Planned) -> InTurn:
    """Return answers that are given one after another, each once."""
    return InTurn(*planned)


def _sent(request: Request) -> SentRequest:
    # The client changes its own when it tries again.
    return SentRequest(
        method=request.method,
        url=request.url,
        headers=urllib3.HTTPHeaderDict(request.headers),
        body=request.body,
        operation=request.operation,
        attempt=request.attempt,
    )


def _path_in_api(url: str) -> str:
    path = urlsplit(url).path
    _, found, rest = path.partition(_API)
    return rest if found else path


def _stands_for(key: tuple[str, str], sent: SentRequest) -> bool:
    method, path = key
    pattern = re.sub(r"\\{[^/{}]+\\}", "[^/]+", re.escape(path))
    # Before it is decoded: a slash within a part is no slash of the path.
    return method == sent.method and re.fullmatch(pattern, _path_in_api(sent.url)) is not None


def _described(sent: SentRequest) -> str:
    query = urlsplit(sent.url).query
    return f"{sent.method} {sent.path}{'?' if query else ''}{query}" + (
        f" ({sent.operation})" if sent.operation else ""
    )
