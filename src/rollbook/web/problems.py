"""Pages that say what went wrong, and where to go from there."""

from collections.abc import Sequence
from typing import Any, TypeAlias
from urllib.parse import urlencode

import structlog
from litestar import Request, Response

from rollbook.domain import errors
from rollbook.domain.actors import ActorKind
from rollbook.services.work import Caller
from rollbook.web.rendering import page, within
from rollbook.web.screens import Link, navigation
from rollbook.web.visitors import SignInFirst

AnyRequest: TypeAlias = Request[Any, Any, Any]  # Any: errors come before a request's parts are known.

log = structlog.get_logger(__name__)

_STATUSES: dict[type[errors.Refusal], int] = {
    errors.Invalid: 400,
    errors.Forbidden: 403,
    errors.WrongCredentials: 403,
    errors.Missing: 404,
    errors.TooManyRequests: 429,
    errors.TooManyAttempts: 429,
    errors.Unavailable: 503,
}
_HEADINGS = {
    400: "That did not work",
    403: "This is not for you",
    404: "There is nothing here",
    405: "There is nothing here",
    413: "That was too large",
    429: "Too fast",
    500: "Something broke",
    503: "Back in a moment",
}
_TEXTS = {
    403: "Your role does not let you see or do this. An administrator of the organization can.",
    404: "The page does not exist, or is not for you. It may have been removed a moment ago.",
    405: "This address takes what a form sends. Go back to the page that the form is on.",
    413: "A page takes at most one megabyte. Send less at once.",
    500: "The service is at fault, not you. What happened is in its log; nothing that you sent was half done.",
    503: "The database does not answer now. Nothing is lost: try again in a moment.",
}


def status_of(refusal: errors.Refusal) -> int:
    """The status of an answer that says the refusal."""
    return _STATUSES.get(type(refusal), 400)


def error_page(status: int, text: str = "", links: Sequence[Link] = ()) -> Response[str]:
    """The page of that status; ``text`` says more than its usual words, ``links`` lead on."""
    known = status if status in _HEADINGS else 400
    shown = page(
        "problem.html",
        status_code=status,
        heading=_HEADINGS[known],
        text=_TEXTS.get(status) or text,
        detail=text if status in _TEXTS else "",
        links=links,
    )
    if status in {429, 503}:
        shown.headers["Retry-After"] = "1"
    return shown


def refused(request: AnyRequest, refusal: errors.Refusal) -> Response[str]:
    """What a visitor sees instead of a page that is refused."""
    status = status_of(refusal)
    answer = error_page(status, "" if status in {403, 404, 503} else refusal.text, _ways_on(request))
    if isinstance(refusal, errors.TooManyRequests | errors.TooManyAttempts):
        answer.headers["Retry-After"] = str(refusal.seconds)
    if isinstance(refusal, errors.Unavailable):
        log.warning("unavailable", reason=repr(refusal.__cause__))
    return answer


def _ways_on(request: AnyRequest) -> list[Link]:
    """The pages of the organization that the address is about, for who is in it."""
    caller: Caller | None = request.scope.get("user")
    if caller is None or caller.standing.kind(of_workspace=False) is ActorKind.OUTSIDER:
        return []
    return navigation(caller, "")


def sign_in_first(request: AnyRequest, _: SignInFirst) -> Response[str]:
    """Leads to the page to sign in, and from there back.

    Who follows a link in a mail comes from another site, for which browsers hold the session's cookie back: such a
    visitor is led to the same page once more, from here.
    """
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.headers.get("sec-fetch-site") == "cross-site" and request.method == "GET":
        return page("once_more.html", address=within(address))
    target = "/sign-in?" + urlencode({"next": address if request.method == "GET" else "/"})
    if "hx-request" in request.headers:
        return Response("", status_code=401, headers={"HX-Redirect": target})
    return Response("", status_code=303, headers={"Location": target, "Cache-Control": "no-store"})


HANDLERS: dict[int | type[Exception], Any] = {  # Any: Litestar wants handlers of any exception.
    errors.Refusal: refused,
    SignInFirst: sign_in_first,
}
