"""Quotas: counted after the signing in, told with every answer."""

from litestar import Response, get
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp
from litestar.types import Receive as LitestarReceive
from litestar.types import Scope as LitestarScope
from litestar.types import Send as LitestarSend
from msgspec import Struct

from rollbook.api.documentation import texts_of
from rollbook.api.recorder import Application, Message, Receive, Scope, Send
from rollbook.api.requests import SignedRequest
from rollbook.api.responses import json_value
from rollbook.domain.quotas import Usage
from rollbook.services import quotas
from rollbook.services.work import Caller

_KEY = "rollbook_quota"


class Counting(ASGIMiddleware):
    """Counts the request of who has signed in, or refuses it."""

    scopes = (ScopeType.HTTP,)

    async def handle(
        self, scope: LitestarScope, receive: LitestarReceive, send: LitestarSend, next_app: ASGIApp
    ) -> None:
        """Passes on what is not one too many."""
        caller: Caller = scope["user"]
        if caller.installation.limits.exist and not scope["route_handler"].opt.get("uncounted"):
            count = await quotas.count(caller)
            scope[_KEY] = count.usage  # type: ignore[literal-required] # as the Recorder's key: beside those of ASGI.
            count.refuse_excess()
        await next_app(scope, receive, send)


class QuotaHeaders:
    """Tells with every answer what is left; who is not known has used nothing."""

    def __init__(self, app: Application, total: int) -> None:
        self._app = app
        self._untouched = Usage(total, total, 0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and adds two headers to its answer."""

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                usage: Usage = scope.get(_KEY, self._untouched)
                message["headers"] = [
                    *message["headers"],
                    (b"x-toggl-quota-remaining", str(usage.remaining).encode()),
                    (b"x-toggl-quota-resets-in", str(usage.resets_in).encode()),
                ]
            await send(message)

        await self._app(scope, receive, send_told)


class QuotaResult(Struct):
    """What is left of one quota; the one without an organization is for what concerns the person alone."""

    organization_id: int | None
    remaining: int
    resets_in_secs: int
    total: int


@get("/me/quota", operation_id="get_me_quota", opt={"uncounted": True}, responses=texts_of("get_me_quota"), tags=["Me"])
async def get_me_quota(request: SignedRequest) -> Response[list[QuotaResult]]:
    """What the caller has left of their requests; nothing where requests are not counted."""
    left = await quotas.get_me_quota(request.user)
    if left:
        request.scope[_KEY] = left[0]  # type: ignore[literal-required] # as above.
    return json_value([QuotaResult(one.organization_id, one.remaining, one.resets_in, one.total) for one in left])


HANDLERS = [get_me_quota]
