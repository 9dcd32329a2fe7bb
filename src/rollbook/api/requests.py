"""Reads paths, queries and bodies into values; what cannot be read is refused with the contract's text."""

from collections.abc import Generator
from typing import Annotated, Any, TypeAlias

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.dto import AbstractDTO, DTOFieldDefinition
from litestar.openapi.spec import Reference, Schema
from litestar.params import Parameter
from litestar.typing import FieldDefinition

from rollbook.domain.errors import Invalid
from rollbook.domain.ids import MAX_ID, positive
from rollbook.domain.pages import DEFAULT_PER_PAGE, MAX_PER_PAGE, PageRequest
from rollbook.services.work import Caller

# A request whose caller has signed in, as ``request.user``.
SignedRequest: TypeAlias = Request[Caller, None, State]
PublicRequest: TypeAlias = Request[None, None, State]

# What is said of a body that cannot be read: of organizations, groups, invitations and accounts; and of workspaces.
INVALID_JSON = "Invalid JSON input"
INVALID_WORKSPACE_JSON = "JSON is not valid"

# An id in a path: read by ``path_id``, so that a wrong one is refused with the contract's text.
PathId: TypeAlias = Annotated[str, Parameter(schema_extra={"type": "integer", "format": "int64", "minimum": 1})]


def path_id(text: str, part: str, *, punctuation: str = "") -> int:
    """The id in a path, or Invalid naming the part of the path that is wrong."""
    number = positive(text)
    if number is None:
        raise Invalid(f"Missing or invalid {part}{punctuation}")
    return number


def ids(text: str | None, name: str) -> tuple[int, ...] | None:
    """A comma list of ids; None where the parameter is absent or empty."""
    if not text:
        return None
    numbers = tuple(positive(part.strip()) for part in text.split(","))
    known = tuple(number for number in numbers if number is not None)
    if len(known) != len(numbers):
        raise Invalid(f"Invalid value sent for '{name}'.")
    return known


def boolean(text: str | None, refusal: str) -> bool | None:
    """A flag in any letter case; None where the parameter is absent."""
    if text is None:
        return None
    if text.lower() not in {"true", "false"}:
        raise Invalid(refusal)
    return text.lower() == "true"


def page_request(page: str | None, per_page: str | None) -> PageRequest:
    """The page that is asked for, with the defaults."""
    return PageRequest(
        page=_counted(page, "page", 1), per_page=min(_counted(per_page, "per_page", DEFAULT_PER_PAGE), MAX_PER_PAGE)
    )


def _counted(text: str | None, name: str, default: int) -> int:
    if text is None:
        return default
    digits = text.strip().removeprefix("-")
    if not digits.isascii() or not digits.isdigit():
        raise Invalid(f"Invalid value sent for '{name}'.")
    if text.strip().startswith("-") or not digits.strip("0"):
        raise Invalid(f"{name} parameter must contain values > 0.")
    # What has more digits than any id is past every end, and need not be read.
    return int(digits) if len(digits) <= len(str(MAX_ID)) else MAX_ID


class _JsonBody(AbstractDTO[Any]):  # Any: each body has a type of its own.
    """Decodes a body strictly and at once, whatever content type the request claims."""

    annotation: Any
    refusal: str

    def decode_bytes(self, value: bytes) -> Any:  # Any: the handler's annotation.
        """The body as the handler's type; Invalid when it is not that."""
        try:
            # Read as text first: msgspec does not look at the bytes of fields that it skips.
            return msgspec.json.decode(value.decode(), type=self.annotation)
        # RecursionError: brackets within brackets, thousands deep.
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Invalid(self.refusal) from error

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        """Whether the body may have that type; it may have any."""
        return field_definition is not None

    @classmethod
    def create_for_field_definition(cls, *_: Any, **__: Any) -> None:  # Any: nothing is looked at.
        """Nothing is to be prepared."""

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,
        schema_creator: Any,  # Any: not published by Litestar.
    ) -> Reference | Schema:
        """The schema of the handler's type."""
        schema: Reference | Schema = schema_creator.for_field_definition(field_definition)
        return schema

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:
        """No fields: the type is used as it is."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        """No fields, hence none within others."""
        return False


def json_body(annotation: Any, refusal: str) -> type[AbstractDTO[Any]]:  # Any: a type form, such as a union.
    """How a handler's ``data`` is decoded; what does not fit is refused with that text."""
    return type("JsonBody", (_JsonBody,), {"annotation": annotation, "refusal": refusal})
