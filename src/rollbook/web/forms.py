"""Forms: read, and taken from the service's own pages alone."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.handlers import BaseRouteHandler

from rollbook.domain.errors import Forbidden, Invalid, Refusal, TooManyAttempts
from rollbook.domain.ids import positive
from rollbook.domain.origins import is_cross_site
from rollbook.domain.secrets import form_token, is_same
from rollbook.services.installation import Installation
from rollbook.web.visitors import PublicRequest, VisitorRequest

T = TypeVar("T")

TOKEN = "form_token"
_MINUTES_FROM = 90  # Seconds.
_UNREADABLE = "The form could not be read. Go back and send it again."
_STALE = "This form is from another session. Go back, load the page again, and send it once more."


def own_forms_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:  # Any: any request.
    """Refuses a form that a browser sends from another site's page."""
    if connection.scope.get("method") in {"GET", "HEAD"}:
        return
    installation: Installation = connection.app.state.installation
    headers = connection.headers
    origin = headers.get("origin")
    # Pages that tell nobody where they are call their origin null, and so do ours: their addresses hold codes.
    known = None if origin == "null" else origin
    if is_cross_site(headers.get("sec-fetch-site"), known, installation.origins(headers.get("host", ""))):
        raise Forbidden("This form was sent from another site")


class Form:
    """The fields of a form, as they were filled in."""

    def __init__(self, fields: FormMultiDict) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        """What was written into the field, without surrounding space; empty where nothing was."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """What was written into the field, as it is: a password may begin with a space."""
        value = self._fields.get(name, "")
        return value if isinstance(value, str) else ""

    def is_checked(self, name: str) -> bool:
        """Whether the box is checked."""
        return bool(self.raw(name))

    def numbers(self, name: str) -> list[int]:
        """The ids of all fields of that name; Invalid where one is no id."""
        found = [positive(value) if isinstance(value, str) else None for value in self._fields.getall(name, [])]
        known = [number for number in found if number is not None]
        if len(known) != len(found):
            raise Invalid(_UNREADABLE)
        return known

    def number(self, name: str) -> int | None:
        """The one id of that name; None where none was chosen."""
        return next(iter(self.numbers(name)), None) if self.raw(name) else None

    def texts(self, name: str) -> list[str]:
        """What was written into each field of that name."""
        return [value for value in self._fields.getall(name, []) if isinstance(value, str)]

    async def file(self, name: str) -> bytes:
        """The content of a file; empty where none was chosen."""
        value = self._fields.get(name)
        return await value.read() if isinstance(value, UploadFile) else b""


async def public_form(request: PublicRequest | VisitorRequest) -> Form:
    """The form of a page that anybody sees; Invalid where it cannot be read."""
    try:
        fields = await request.form()
    except (LookupError, UnicodeDecodeError) as error:
        raise Invalid(_UNREADABLE) from error
    if any(isinstance(value, str) and "\0" in value for _, value in fields.multi_items()):
        raise Invalid(_UNREADABLE)
    return Form(fields)


async def form(request: VisitorRequest) -> Form:
    """The form of a page that was made for this very session; Forbidden where it was not."""
    sent = await public_form(request)
    if not is_same(sent.raw(TOKEN).encode(), token_of(request).encode()):
        raise Forbidden(_STALE)
    return sent


def token_of(request: VisitorRequest) -> str:
    """What proves that a form comes from a page which the service has made for this session."""
    caller = request.user
    return form_token(caller.installation.secret_key, caller.identity.session_hash or b"")


def payload(of: type[T], **fields: object) -> T:
    """The payload with these fields, as strictly read as the API reads it; Invalid where one cannot be."""
    try:
        return msgspec.convert(fields, of)
    except msgspec.ValidationError as error:
        raise Invalid(_UNREADABLE) from error


def one_of(value: str, known: Sequence[str]) -> str:
    """The value, which is one of those that the page offers; Invalid where a form has another one."""
    if value not in known:
        raise Invalid(_UNREADABLE)
    return value


def beside(refusal: Refusal, words: Mapping[str, str], *, otherwise: str) -> dict[str, str]:
    """What is wrong, by the field that it is about: the first whose word stands in the text, else another one."""
    text = refusal.text.lower()
    field = next((field for word, field in words.items() if word in text), otherwise)
    return {field: in_a_sentence(refusal.text)}


def in_a_sentence(text: str) -> str:
    """A refusal's text as a person reads it: with a capital, and a full stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def too_many(refusal: TooManyAttempts) -> str:
    """How long somebody has to wait who has guessed too often."""
    seconds = refusal.seconds
    waits = f"{seconds} seconds" if seconds <= _MINUTES_FROM else f"{-(-seconds // 60)} minutes"
    return f"There were too many attempts. Try again in {waits}."
