"""Python values to JSON and back."""

import datetime
import re
from collections.abc import Mapping
from functools import cache
from types import GenericAlias
from typing import Any

import msgspec

from toggl import models

PRIMITIVE_TYPES = (float, bool, bytes, str, int)
NATIVE_TYPES_MAPPING: dict[str, object] = {
    "int": int,
    "long": int,
    "float": float,
    "str": str,
    "bool": bool,
    "date": datetime.date,
    "datetime": datetime.datetime,
    "object": Any,
}

_LIST = re.compile(r"list\[(.*)\]")
_DICT = re.compile(r"dict\(([^,]*), *(.*)\)")


def plain(value: object) -> object:
    """Return a value as JSON knows it: models become dictionaries without what is None, dates ISO text."""
    if value is None or isinstance(value, PRIMITIVE_TYPES):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return _plain_model(value)


def _plain_model(model: object) -> object:
    names: Mapping[str, str] | None = getattr(model, "attribute_map", None)
    if names is None:
        return msgspec.to_builtins(model)
    fields = ((wire_name, getattr(model, name)) for name, wire_name in names.items())
    return {wire_name: plain(value) for wire_name, value in fields if value is not None}


def query_text(value: object) -> str:
    """Return a value as a query string or a path has it: booleans in lowercase."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def decoded(text: str | bytes, wanted: object) -> object:
    """Return JSON text as the type wanted, which is a type or the name of one; ValueError for any other shape."""
    return _decoder(resolved(wanted) if isinstance(wanted, str) else wanted).decode(text)


def resolved(name: str) -> object:
    """Return the type that a name such as `list[ModelsOrgUser]` or `dict(str, int)` stands for."""
    if match := _LIST.fullmatch(name):
        return GenericAlias(list, (resolved(match[1]),))
    if match := _DICT.fullmatch(name):
        return GenericAlias(dict, (str, resolved(match[2])))
    if name in NATIVE_TYPES_MAPPING:
        return NATIVE_TYPES_MAPPING[name]
    if name in models.__all__:
        return getattr(models, name)
    raise ValueError(f"There is no model named {name}")


@cache
def _decoder(
    wanted: Any,
) -> msgspec.json.Decoder[Any]:  # Any: as above.
    return msgspec.json.Decoder(wanted)
