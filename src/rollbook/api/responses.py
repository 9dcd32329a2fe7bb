"""Answers: the services' JSON text as it is, or the text OK."""

from typing import Any, TypeVar, cast

import msgspec
from litestar import MediaType, Response

from rollbook.api.pieces import InPieces
from rollbook.domain.pages import Page, Pieces, SortOrder

JSON = "application/json; charset=utf-8"
TEXT = MediaType.TEXT

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


def json_text(body: str | bytes, of: type[T], headers: dict[str, str] | None = None) -> Response[T]:
    """An answer whose JSON text is there already; ``of`` is the type that it is documented as."""
    content = body.encode() if isinstance(body, str) else body
    # Litestar passes bytes on as they are, whatever the documented type.
    return cast("Response[T]", Response(content, media_type=JSON, headers=headers))


def json_value(value: T) -> Response[T]:
    """The value as JSON."""
    return json_text(_encoder.encode(value), type(value))


def ok_json() -> Response[str]:
    """The JSON string ``"OK"``."""
    return json_text(b'"OK"', str)


def nothing() -> Response[None]:
    """An answer with an empty body."""
    # Nothing is no JSON.
    return cast("Response[None]", Response(b"", media_type=TEXT))


def ok_text() -> Response[str]:
    """The text ``OK``."""
    return Response("OK", media_type=TEXT)


async def json_list(found: str | Pieces, of: type[T]) -> Response[T]:
    """A list, sent while it is read where it comes in pieces."""
    if isinstance(found, str):
        return json_text(found, of)
    return InPieces(await anext(found), found, media_type=JSON)


def json_page(page: Page, of: type[T], sort_order: SortOrder | None = None) -> Response[T]:
    """A page, with the headers that say which of how many it is."""
    headers = {
        "X-Page": str(page.request.page),
        "X-Page-Size": str(page.request.per_page),
        "X-Pages": str(page.pages),
        "X-Records": str(page.records),
    }
    if sort_order is not None:
        headers["X-Sort-Order"] = sort_order
    return json_text(page.body, of, headers)


def error(
    text: str, status_code: int, *, as_json: bool, headers: dict[str, str] | None = None
) -> Response[Any]:  # Any: no type.
    """A refusal: one text, as the operation produces it."""
    if as_json:
        return Response(_encoder.encode(text), status_code=status_code, media_type=JSON, headers=headers)
    return Response(text, status_code=status_code, media_type=TEXT, headers=headers)
