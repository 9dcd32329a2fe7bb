"""Requests as they are sent: the whole URL, the headers and the body."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import urllib3

from toggl import _serialization
from toggl.exceptions import ApiException
from toggl.transport import Request

# Any: parameters may be of any type that can be written as text.
Parameters = Sequence[tuple[str, Any]] | Mapping[str, Any] | None

_JSON = re.compile("json", re.IGNORECASE)
_FORM = "application/x-www-form-urlencoded"
_FORM_WITH_FILES = "multipart/form-data"


def written_request(
    method: str,
    url: str,
    *,
    query_params: Parameters = None,
    headers: Mapping[str, str] | None = None,
    body: object = None,
    post_params: Parameters = None,
    operation: str | None = None,
) -> Request:
    """Return a request with its body as bytes; ApiException for a body that does not fit its content type."""
    sent = dict(headers or {})
    content = None if method in {"GET", "HEAD"} else _content(sent, body, post_params)
    return Request(
        method=method,
        url=f"{url}?{urlencode(query_params)}" if query_params else url,
        headers=sent,
        body=content,
        operation=operation,
    )


def _content(headers: dict[str, str], body: object, post_params: Parameters) -> bytes | None:
    """Return the body as bytes, and name its type in the headers."""
    content_type = headers.setdefault("Content-Type", "application/json")
    if _JSON.search(content_type):
        return None if body is None else _serialization.encoded(body)
    if content_type == _FORM:
        return urlencode(post_params or ()).encode()
    if content_type == _FORM_WITH_FILES:
        # The boundary belongs into the header.
        content, headers["Content-Type"] = urllib3.encode_multipart_formdata(post_params or ())
        return content
    if isinstance(body, str | bytes):
        return body.encode() if isinstance(body, str) else body
    raise ApiException(status=0, reason=f"A body of this kind cannot be sent as {content_type}")
