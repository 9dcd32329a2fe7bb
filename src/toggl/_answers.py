"""Answers: their bodies as the types that operations give."""

from collections.abc import Mapping
from typing import Any

import msgspec
import urllib3

from toggl import _serialization
from toggl.exceptions import ApiException
from toggl.rest import RESTResponse


def read(
    response: Any, wanted: object, *, tell_missing: bool = False
) -> Any:  # Any: objects of programs' own, that have `data`; and any type.
    """Return a response's body as a type, or as the type of that name; ApiException when it is of another shape.

    With `tell_missing`, the fields of models that the body does not have are UNSET.
    """
    if _content(response) is None:
        return None
    try:
        if wanted in (str, "str"):
            return _text(response)
        if _media_type(response).startswith("text/csv") and wanted in (object, "object"):
            return _raw(response)
        if wanted in (object, "object") and _is_text(response):
            return _read_or_text(response)
        return _decoded(response, wanted, tell_missing=tell_missing)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise _unreadable(response, fault) from fault


def _decoded(response: Any, wanted: object, *, tell_missing: bool) -> Any:  # Any: as above.
    try:
        return _serialization.decoded(_content(response), wanted, tell_missing=tell_missing)
    except UnicodeDecodeError:
        # The rest can be read all the same.
        return _serialization.decoded(_raw(response), wanted, tell_missing=tell_missing)


def _content(response: Any) -> Any:  # Any: as above; bytes or text.
    """Return a body as it came, which is read faster than its text."""
    return response.content if isinstance(response, RESTResponse) else response.data


def _text(response: Any) -> str | None:  # Any: as above.
    """Return a body as text: that which is in JSON, or else the body itself where it can be text."""
    value = _read_or_text(response) if _is_text(response) else _serialization.decoded(response.data, object)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | dict) and not _media_type(response).startswith("text/plain"):
        raise msgspec.ValidationError(f"Expected `str`, got `{type(value).__name__}`")
    return _raw(response)


def _read_or_text(response: Any) -> object:  # Any: as above.
    try:
        return _serialization.decoded(response.data, object)
    except msgspec.DecodeError:
        return _raw(response)


def _raw(response: Any) -> str:  # Any: as above.
    data: str | bytes = response.data
    return data if isinstance(data, str) else data.decode("utf-8", errors="replace")


def _is_text(response: Any) -> bool:  # Any: as above.
    """Tell whether a body may be the text itself rather than JSON: an empty one, or one that is called nothing else."""
    media_type = _media_type(response)
    return not _content(response) or not media_type or media_type.startswith("text/plain")


def _media_type(response: Any) -> str:  # Any: as above.
    """Return the content type in lowercase, empty when the response does not tell."""
    getheader = getattr(response, "getheader", None)
    value = getheader("Content-Type") if getheader else _headers(response).get("Content-Type")
    return (value or "").lower()


def _headers(response: Any) -> Mapping[str, str]:  # Any: as above.
    """Return the headers that a response has, as far as it has any."""
    getheaders = getattr(response, "getheaders", None)
    return urllib3.HTTPHeaderDict(getheaders() if getheaders else getattr(response, "headers", None) or {})


def _unreadable(response: Any, fault: Exception) -> ApiException:  # Any: as above.
    failure = ApiException(getattr(response, "status", None), f"The answer is not what was asked for: {fault}")
    failure.body = response.data
    failure.headers = _headers(response)
    return failure
