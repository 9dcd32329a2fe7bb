"""Reads a file out of a request: a field of a form, or the body itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from rollbook.api.requests import SignedRequest

# What a form has around its file.
FORM_BYTES = 64 * 1024
_MOST_PARTS = 64
_LONGEST_HEAD = 4096


@dataclass
class WithFile(Operation):
    """An operation that takes a form with a field ``file``, or the file itself."""

    def __post_init__(self) -> None:
        """Says so."""
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        form = Schema(type=OpenAPIType.OBJECT, properties={"file": file}, required=["file"])
        self.request_body = RequestBody(
            content={
                "multipart/form-data": OpenAPIMediaType(schema=form),
                "image/*": OpenAPIMediaType(schema=file),
            },
            required=True,
        )


async def uploaded(request: SignedRequest, *, most_bytes: int) -> bytes | None:
    """The file that comes with a request, None where none does; refuses one that is too large with 413.

    What kind of file it is said to be does not matter, but that a body which is no form has to be said an image.
    """
    kind, options = request.content_type
    body = await request.body()
    file = _field(body, options.get("boundary", "")) if kind == "multipart/form-data" else None
    if kind.startswith("image/"):
        file = body
    if file is not None and len(file) > most_bytes:
        raise RequestEntityTooLarge
    return file


def _field(body: bytes, boundary: str) -> bytes | None:
    """What the form's field ``file`` holds."""
    for head, content in _parts(body, boundary.encode()):
        if any(_names_file(line) for line in head.split(b"\r\n")):
            return content
    return None


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Head and content of each part of a form."""
    if not boundary:
        return
    _, *pieces = (b"\r\n" + body).split(b"\r\n--" + boundary, _MOST_PARTS)
    for piece in pieces:
        if piece.startswith(b"--"):
            return
        head, _, content = piece.partition(b"\r\n\r\n")
        if len(head) <= _LONGEST_HEAD:
            yield head, content


def _names_file(line: bytes) -> bool:
    name, _, value = line.partition(b":")
    if name.strip().lower() != b"content-disposition":
        return False
    return re.search(rb';[ \t]*name="?file"?[ \t]*(?:;|$)', value) is not None
