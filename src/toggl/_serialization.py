"""Python values to JSON and back."""

import datetime
import decimal
import re
from collections.abc import Mapping
from functools import cache
from types import GenericAlias
from typing import Any, Optional

import msgspec
from msgspec import UNSET

from toggl import models
from toggl.missing import unset_missing
from toggl.models._model import is_partial

PRIMITIVE_TYPES = (float, bool, bytes, str, int)
NATIVE_TYPES_MAPPING: dict[str, object] = {
    "int": int,
    "long": int,
    "float": float,
    "str": str,
    "bool": bool,
    "date": datetime.date,
    "datetime": datetime.datetime,
    "object": object,
}

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_LIST = re.compile(r"list\[(.*)\]")
_DICT = re.compile(r"dict\(([^,]*), *(.*)\)")


def plain(value: object) -> object:
    """Return a value as JSON knows it: dates ISO text, models dictionaries, without what is UNSET.

    Without what is None, too, where the model does not tell it from what is missing.
    """
    # Most values are; what is derived from these types is looked at below.
    if value is None or type(value) in PRIMITIVE_TYPES:
        return value
    if isinstance(value, (*PRIMITIVE_TYPES, decimal.Decimal)):
        return _exact(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(item) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, Mapping):
        return {_exact(key): plain(item) for key, item in value.items() if item is not UNSET}
    return _plain_model(value)


def _exact(value: object) -> object:
    """Return a value of a type derived from text or a number, such as those of numpy, as its base."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__int__(value)
    return value


def encoded(value: object) -> bytes:
    """Return plain values as JSON; TypeError for bytes, which JSON does not know."""
    _refuse_bytes(value)
    return _ENCODER.encode(value)


def _refuse_bytes(value: object) -> None:
    if isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"A body in JSON cannot hold {type(value).__name__}; decode it to text first")
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for item in value:
        _refuse_bytes(item)


def _plain_model(model: object) -> object:
    names: Mapping[str, str] | None = getattr(model, "attribute_map", None)
    if names is None:
        return msgspec.to_builtins(model)
    if is_partial(model):
        return _plain_partial(model, names)
    fields = ((wire_name, getattr(model, name)) for name, wire_name in names.items())
    return {wire_name: plain(value) for wire_name, value in fields if value is not None and value is not UNSET}


def _plain_partial(model: object, names: Mapping[str, str]) -> dict[str, object]:
    fields = ((wire_name, getattr(model, name)) for name, wire_name in names.items())
    sent = {wire_name: plain(value) for wire_name, value in fields if value is not UNSET}
    posted = names.get("posted_fields")
    # The service clears a field only where it stands in this list.
    return sent if posted is None or posted in sent or not sent else {**sent, posted: list(sent)}


def query_text(value: object) -> str:
    """Return a value as a query string or a path has it: booleans in lowercase."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def decoded(text: str | bytes, wanted: object, *, tell_missing: bool = False) -> Any:  # Any: as `_decoder`.
    """Return JSON text as the type wanted, which is a type or the name of one, or None; ValueError for other shapes.

    With `tell_missing`, the fields of models that it does not have are UNSET.
    """
    value = _decoder(resolved(wanted) if isinstance(wanted, str) else wanted).decode(text)
    if tell_missing:
        unset_missing(value, _decoder(object).decode(text))
    return value


@cache
def resolved(name: str) -> object:
    """Return the type that a name such as `list[ModelsOrgUser]` or `dict(str, int)` stands for."""
    if match := _LIST.fullmatch(name):
        return GenericAlias(list, (resolved(match[1]),))
    if match := _DICT.fullmatch(name):
        return GenericAlias(dict, (str, resolved(match[2])))
    if name == "object":
        # To msgspec, `object` is a class like any other.
        return Any
    if name in NATIVE_TYPES_MAPPING:
        return NATIVE_TYPES_MAPPING[name]
    if name in models.__all__:
        return getattr(models, name)
    raise ValueError(f"There is no model named {name}")


@cache
def _decoder(wanted: Any) -> msgspec.json.Decoder[Any]:  # Any: a type that is known only when the program runs.
    # Lenient as the generated client was: null is None, and "5" a number; an object is never a list.
    shape = Any if wanted is object else Optional[wanted]  # noqa: UP045 - No type to a checker: it is known only now.
    return msgspec.json.Decoder(shape, strict=False)
