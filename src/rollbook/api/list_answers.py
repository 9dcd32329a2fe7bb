"""Answers of lists: computed once for as long as they are true, and known by their ETag.

An answer is true while the versions of its organization are what they were (`domain/list_views.py` says for whom).
They are read with the caller's credentials on every request, so nothing that is remembered is ever given too late.
"""

from collections.abc import Callable
from hashlib import blake2b
from importlib.metadata import version
from typing import cast

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp
from litestar.types import Receive as LitestarReceive
from litestar.types import Scope as LitestarScope
from litestar.types import Send as LitestarSend

from rollbook.api.auth import by_header, remember_signing_in, target
from rollbook.api.list_memory import Answer, Asked, Headers, KnownList, ListMemory
from rollbook.api.recorder import Application, Message, Receive, Scope, Send
from rollbook.domain.errors import Refusal
from rollbook.domain.list_views import LISTS, Versions, View, view
from rollbook.services.installation import Installation
from rollbook.services.work import Caller

LIST_MEMORY = "list_memory"  # In the application's state.
_OK, _NOT_MODIFIED = 200, 304
# Another version of the software may write the same people in another way.
_SOFTWARE = version("rollbook")
# Kept by whom it was given to alone, and asked again with its ETag before it is used.
_CACHE_CONTROL = (b"cache-control", b"private, no-cache")
_FORMS = (b"application/x-www-form-urlencoded", b"multipart/")


class RememberedLists:
    """Answers from memory before anything else looks at the request; all others are passed on, with their caller."""

    def __init__(self, app: Application, installation: Installation, memory: ListMemory) -> None:
        self._app = app
        self._installation = installation
        self._memory = memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gives the answer, or passes the request on."""
        if scope["type"] == "http" and scope["method"] == "GET":
            known = self._memory.known((scope["path"], scope["query_string"]))
            if known is not None and await self._answered(scope, send, known):
                return
        await self._app(scope, receive, send)

    async def _answered(self, scope: Scope, send: Send, known: KnownList) -> bool:
        given = _given(scope["headers"])
        authorization = given.get(b"authorization")
        # What pages of other origins may read is said further in.
        if authorization is None or _has_form(given) or b"origin" in given:
            return False
        about = target(scope, self._installation, known.organization_id, known.workspace_id)
        # Refusals are said where all of them are said.
        try:
            caller = await by_header(self._installation, authorization.decode("latin-1"), about)
        except Refusal as refusal:
            remember_signing_in(scope, refusal)
            return False
        remember_signing_in(scope, caller)
        try:
            seen = view(known.operation, caller.standing)
        except Refusal:
            return False
        answer = known.answers.get(seen)
        if answer is None or answer.versions != caller.versions:
            return False
        scope["path_template"] = known.route
        self._memory.hits += 1
        await _send_answer(send, answer, given.get(b"if-none-match"))
        return True


class ListAnswers(ASGIMiddleware):
    """Gives the answers of lists an ETag, and remembers them."""

    scopes = (ScopeType.HTTP,)

    async def handle(
        self, scope: LitestarScope, receive: LitestarReceive, send: LitestarSend, next_app: ASGIApp
    ) -> None:
        """Answers who has the list already; has it made for everybody else."""
        operation = getattr(scope["route_handler"], "operation_id", None)
        caller: Caller = scope["user"]
        given = _given(cast("Headers", scope["headers"]))
        if operation not in LISTS or caller.versions is None or _has_form(given):
            await next_app(scope, receive, send)
            return
        try:
            seen = view(operation, caller.standing)
        except Refusal:
            # What is wrong with the request is looked for in the handler's order.
            await next_app(scope, receive, send)
            return
        asked: Asked = scope["path"], scope["query_string"]
        etag = _etag(asked, seen, caller.versions)
        if _names(given.get(b"if-none-match"), etag):
            await _send_not_modified(cast("Send", send), etag)
            return
        listed = KnownList(
            operation, scope["path_template"], caller.standing.organization_id, caller.standing.workspace_id
        )
        # Of the application, and not this object's: Litestar copies middleware with all that it holds.
        memory: ListMemory | None = scope["litestar_app"].state[LIST_MEMORY]
        versions = caller.versions
        if memory is not None:
            memory.misses += 1

        def keep(answered: Headers, body: bytes) -> None:
            if memory is not None:
                memory.keep(asked, listed, seen, Answer(versions, etag, answered, body))

        await next_app(scope, receive, cast("LitestarSend", _with_etag(cast("Send", send), etag, keep)))


def _with_etag(send: Send, etag: bytes, keep: Callable[[Headers, bytes], None]) -> Send:
    """Sends a good answer with its ETag, and gives it to ``keep`` where it is whole."""
    headers: Headers = []

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == _OK:
            headers.extend([*message["headers"], (b"etag", etag), _CACHE_CONTROL])
            # What is added further out is of this request alone.
            message["headers"] = list(headers)
        # What comes in pieces has no length, and its last piece is not all of it.
        elif any(name == b"content-length" for name, _ in headers):
            keep(headers, message.get("body", b""))
        await send(message)

    return sending


async def _send_answer(send: Send, answer: Answer, known_by: bytes | None) -> None:
    if _names(known_by, answer.etag):
        await _send_not_modified(send, answer.etag)
        return
    await send({"type": "http.response.start", "status": _OK, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


async def _send_not_modified(send: Send, etag: bytes) -> None:
    await send({"type": "http.response.start", "status": _NOT_MODIFIED, "headers": [(b"etag", etag), _CACHE_CONTROL]})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _etag(asked: Asked, seen: View, versions: Versions) -> bytes:
    facts = repr((_SOFTWARE, asked, seen, versions))
    return b'"' + blake2b(facts.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest().encode() + b'"'


def _names(if_none_match: bytes | None, etag: bytes) -> bool:
    """Whether the header If-None-Match names the ETag; a proxy may have made it a weak one."""
    # As nearly everybody sends it; a 304 is to cost less than what it spares.
    if if_none_match is None or if_none_match == etag:
        return if_none_match is not None
    return any(one.strip().removeprefix(b"W/") == etag for one in if_none_match.split(b","))


def _given(headers: Headers) -> dict[bytes, bytes]:
    """The headers by name; of two of a name the first."""
    return dict(reversed(headers))


def _has_form(given: dict[bytes, bytes]) -> bool:
    """Whether filters may stand in a body, which is not looked at here."""
    content_type = given.get(b"content-type")
    return content_type is not None and content_type.lower().startswith(_FORMS)
