"""``Idempotency-Key``: the answer to a write is kept, and repeated when the write is sent again."""

from copy import copy
from dataclasses import replace

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPResponseBodyEvent, HTTPResponseStartEvent, Message, Receive, Scope, Send

from rollbook.api.errors import AnyRequest
from rollbook.api.requests import PublicRequest
from rollbook.domain.kept_answers import Answer, Sent, idempotency_key
from rollbook.services import kept_answers
from rollbook.services.installation import Installation
from rollbook.services.kept_answers import CarryOut
from rollbook.services.work import Caller

# Of a router or an operation, in its ``opt``: whether the answers to its writes are kept.
KEEPS_ANSWER = "keeps_answer"

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_HEADER = b"idempotency-key"
_REPEATED = (b"idempotent-replayed", b"true")
_INSTALLATION = "rollbook_installation"


def installation_of(request: PublicRequest) -> Installation:
    """The installation: as it is inside the transaction in which the answer is kept, where there is one."""
    installation: Installation = request.scope["state"].get(_INSTALLATION) or request.app.state.installation
    return installation


class KeptAnswers(ASGIMiddleware):
    """Carries out a write once for each key of its caller, and repeats its answer."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Passes on what has no key, or keeps no answer, as it is."""
        request: AnyRequest = Request(scope, receive)
        keys = _keys(request)
        if not keys:
            await next_app(scope, receive, send)
            return

        async def carry_out(installation: Installation) -> Answer:
            return await _answer(_inside(scope, installation), receive, next_app)

        key, sent = idempotency_key(keys), await _sent(request)
        await _send(send, *await _once(request, key, sent, carry_out))


def _keys(request: AnyRequest) -> list[bytes]:
    """The keys that a write came with whose answer can be kept."""
    if request.method not in _WRITING or not request.route_handler.opt.get(KEEPS_ANSWER):
        return []
    return [value for name, value in request.scope["headers"] if name == _HEADER]


async def _sent(request: AnyRequest) -> Sent:
    """What was asked, with its body, which is bounded as the operation bounds it and stays readable for it."""
    return Sent(request.method, request.scope["path"], request.scope["query_string"], await request.body())


async def _once(request: AnyRequest, key: bytes, sent: Sent, carry_out: CarryOut) -> tuple[Answer, bool]:
    caller: Caller | None = request.scope.get("user")
    if caller is None:
        return await kept_answers.of_nobody(request.app.state.installation, key, sent, carry_out)
    return await kept_answers.of_caller(caller, str(request.route_handler.operation_id), key, sent, carry_out)


def _inside(scope: Scope, installation: Installation) -> Scope:
    """The request for the handler, which is to work on the installation as it is inside the transaction."""
    inside = scope.copy()
    # Else Litestar takes an answer that is held back for one that has begun, and lets nothing else be answered.
    inside["state"] = {name: copy(value) for name, value in scope["state"].items()}
    caller: Caller | None = scope.get("user")
    if caller is None:
        inside["state"][_INSTALLATION] = installation
    else:
        inside["user"] = replace(caller, installation=installation)
    return inside


async def _answer(scope: Scope, receive: Receive, app: ASGIApp) -> Answer:
    """What the application answers, held back."""
    start: list[HTTPResponseStartEvent] = []
    body: list[bytes] = []

    async def hold(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.append(message)
        elif message["type"] == "http.response.body":
            body.append(message["body"])

    await app(scope, receive, hold)
    (begun,) = start
    return Answer(begun["status"], list(begun["headers"]), b"".join(body))


async def _send(send: Send, answer: Answer, repeated: bool) -> None:
    headers = [*answer.headers, _REPEATED] if repeated else answer.headers
    start: HTTPResponseStartEvent = {"type": "http.response.start", "status": answer.status, "headers": headers}
    body: HTTPResponseBodyEvent = {"type": "http.response.body", "body": answer.body, "more_body": False}
    await send(start)
    await send(body)
