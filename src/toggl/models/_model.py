"""What all models share: fields with defaults, the tables that describe them, and how they are shown and compared."""

import inspect
import types
from functools import cache
from pprint import pformat
from typing import Any, ClassVar, Literal, Self, Union, get_args, get_origin

import msgspec
from msgspec import UNSET

# The API names these types and describes them nowhere. Any: they pass through as the service sent them.
Undescribed = Any
Foreign = dict[str, Any]
# One of a few words.
Word = str


class _FieldTypes:
    """The class dictionary `swagger_types`: the name of each field's type."""

    def __get__(self, model: object, owner: type["Model"]) -> dict[str, str]:
        return _field_types(owner)


class _WireNames:
    """The class dictionary `attribute_map`: the name of each field in JSON."""

    def __get__(self, model: object, owner: type["Model"]) -> dict[str, str]:
        return _wire_names(owner)


# Set beside the fields of the models that `toggl.partial` makes; one of which all fields are named has no other sign.
_PARTIAL = "_is_partial"


# With a dictionary beside the fields, because programs hang attributes of their own on models.
class Model(msgspec.Struct, dict=True):
    """A value of the API; all its fields are optional, and can be set."""

    swagger_types: ClassVar = _FieldTypes()
    attribute_map: ClassVar = _WireNames()
    discriminator: ClassVar[None] = None

    def to_dict(self) -> dict[str, Any]:  # Any: fields are of many types.
        """Return all fields by name but those that are UNSET, nested models as dictionaries."""
        # Left out, so that the dictionary means the same as JSON and as a request body.
        return {name: _as_dict(value) for name, value in _fields(self) if value is not UNSET}

    def to_str(self) -> str:
        """Return the fields as text for people."""
        return pformat(self.to_dict())

    def __repr__(self) -> str:
        return self.to_str()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or type(other) is not type(self):
            return NotImplemented
        return _content(self) == _content(other)

    # As in the generated client: a value that can change is no key.
    __hash__ = None  # type: ignore[assignment]

    # msgspec knows the fields alone; these three keep what the program hung on the model.
    def __replace__(self, /, **changes: object) -> Self:
        replaced = msgspec.structs.replace(self, **changes)
        vars(replaced).update(vars(self))
        return replaced

    def __copy__(self) -> Self:
        return self.__replace__()

    def __reduce__(self) -> tuple[Any, ...]:  # Any: how to make the model again, as pickle wants it.
        return (*super().__reduce__()[:2], vars(self))


def mark_partial(model: Model) -> None:
    """Make a model one that is sent with all its fields but those that are UNSET, None as null."""
    vars(model)[_PARTIAL] = True


def is_partial(model: object) -> bool:
    """Tell whether the fields of a model that are None are sent as null."""
    return isinstance(model, Model) and _PARTIAL in vars(model)


def _fields(model: Model) -> list[tuple[str, Any]]:  # Any: fields are of many types.
    return [(name, getattr(model, name)) for name in model.__struct_fields__]


def _content(model: Model) -> tuple[list[tuple[str, Any]], dict[str, Any]]:  # Any: as above.
    return _fields(model), vars(model)


def _as_dict(value: list[Any] | dict[str, Any] | Model | str | float | None) -> object:  # Any: as above.
    if isinstance(value, list):
        return [_as_dict(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_dict(item) for key, item in value.items()}
    return value.to_dict() if isinstance(value, Model) else value


@cache
def _wire_names(model: type[Model]) -> dict[str, str]:
    return dict(zip(model.__struct_fields__, model.__struct_encode_fields__, strict=True))


@cache
def _field_types(model: type[Model]) -> dict[str, str]:
    annotations = {
        name: kind for base in reversed(model.__mro__) for name, kind in inspect.get_annotations(base).items()
    }
    return {name: type_name(annotations[name]) for name in model.__struct_fields__}


def type_name(kind: object) -> str:
    """Return the name by which the tables of models, and calls, know a type."""
    if get_origin(kind) in (types.UnionType, Union):
        return type_name(get_args(kind)[0])
    if get_origin(kind) is Literal:
        return type(get_args(kind)[0]).__name__
    if get_origin(kind) is list:
        return f"list[{type_name(get_args(kind)[0])}]"
    if get_origin(kind) is dict and get_args(kind)[1] is not Any:
        return f"dict({', '.join(map(type_name, get_args(kind)))})"
    if get_origin(kind) is dict or kind is Any:
        return "object"
    return kind.__name__ if isinstance(kind, type) else str(kind)
