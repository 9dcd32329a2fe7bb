"""The one table that turns refusals into HTTP."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeAlias

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException

from rollbook.api import responses
from rollbook.domain import errors

AnyRequest: TypeAlias = Request[Any, Any, Any]  # Any: errors come before a request's parts are known.
# The page of an error, by its status, for who looks for a page.
ErrorPage: TypeAlias = Callable[[int], Response[str]]
ERROR_PAGE = "error_page"

log = structlog.get_logger(__name__)

_STATUSES: dict[type[errors.Refusal], int] = {
    errors.Unauthenticated: 401,
    errors.WrongCredentials: 403,
    errors.Invalid: 400,
    errors.Forbidden: 403,
    errors.Missing: 404,
    errors.QuotaExceeded: 402,
    errors.TooManyRequests: 429,
    errors.TooManyAttempts: 429,
    errors.Unavailable: 503,
}
_RETRY_AFTER_SECONDS = "1"


def _produces_json(request: AnyRequest) -> bool:
    """Whether the operation answers in JSON; what is no operation does not."""
    handler = request.scope.get("route_handler")
    return handler is not None and getattr(handler, "media_type", None) != MediaType.TEXT


def refused(request: AnyRequest, refusal: errors.Refusal) -> Response[Any]:  # Any: one text, or nothing.
    """The answer to a request that was refused."""
    if isinstance(refusal, errors.Unauthenticated):
        return Response(b"", status_code=401, media_type=MediaType.TEXT, headers={"X-Authorization-Missing": "true"})
    if isinstance(refusal, errors.WrongCredentials):
        return responses.error(refusal.text, 403, as_json=False)
    if isinstance(refusal, errors.Unavailable):
        log.warning("unavailable", reason=repr(refusal.__cause__))
    # Said before the operation is looked at, as wrong credentials are.
    as_json = _produces_json(request) and not isinstance(refusal, errors.TooManyAttempts)
    return responses.error(refusal.text, _STATUSES[type(refusal)], as_json=as_json, headers=_retry_headers(refusal))


def _retry_headers(refusal: errors.Refusal) -> dict[str, str] | None:
    """When the request may be made again, where that helps."""
    if isinstance(refusal, errors.TooManyRequests | errors.TooManyAttempts):
        return {"Retry-After": str(refusal.seconds)}
    return {"Retry-After": _RETRY_AFTER_SECONDS} if isinstance(refusal, errors.Unavailable) else None


def not_valid(request: AnyRequest, error: HTTPException) -> Response[Any]:  # Any: one text.
    """The answer to a request that lacks the body it needs, or has a form that cannot be read."""
    handler = request.scope.get("route_handler")
    text = "Bad Request" if handler is None else handler.opt.get("invalid_body", "Bad Request")
    return responses.error(text, 400, as_json=_produces_json(request))


def http_error(request: AnyRequest, error: HTTPException) -> Response[Any]:  # Any: one text.
    """The answer to a request for what is not there, too large, and the like: short and plain."""
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return broken(request, error)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return not_valid(request, error)
    shown = _page(request, error.status_code)
    if shown is not None:
        return shown
    # Those of a method that is not there say which ones are.
    text = _PHRASES.get(error.status_code, error.detail)
    return responses.error(text, error.status_code, as_json=False, headers=error.headers)


def _page(request: AnyRequest, status: int) -> Response[str] | None:
    """The page of that error, for a browser that asks for a page; None for programs, and of the API."""
    error_page: ErrorPage | None = request.app.state.get(ERROR_PAGE)
    path: str = request.scope["path"]
    wants_page = "text/html" in request.headers.get("accept", "") and not path.startswith("/api/")
    return error_page(status) if error_page is not None and wants_page else None


_PHRASES = {404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout", 413: "Request Entity Too Large"}


def broken(request: AnyRequest, error: Exception) -> Response[Any]:  # Any: one text.
    """The answer when the service itself is at fault; what happened stands in the log alone."""
    log.error("request failed", exc_info=error)
    shown = _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    if shown is not None:
        return shown
    return responses.error("Internal Server Error", 500, as_json=False)


HANDLERS: dict[int | type[Exception], Any] = {  # Any: Litestar wants handlers of any exception.
    errors.Refusal: refused,
    ValidationException: not_valid,
    HTTPException: http_error,
    Exception: broken,
}
