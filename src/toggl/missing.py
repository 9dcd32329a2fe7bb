"""Fields that are missing, told apart from those that are null."""

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

import msgspec

from toggl.models._model import Model, mark_partial

P = ParamSpec("P")
ModelT = TypeVar("ModelT", bound=Model)

# Any: what the JSON of a list or an object holds, and the models that were read of it.
Held = list[Any] | dict[str, Any] | Model | str | float | None

UnsetType = msgspec.UnsetType

# Any: the fields' types do not name it, or each program that reads a field would have to rule it out first.
UNSET: Final[Any] = msgspec.UNSET


def partial(model: Callable[P, ModelT], /, *args: P.args, **kwargs: P.kwargs) -> ModelT:
    """Return a model that is sent with exactly these fields, None as null; the others are UNSET.

    `posted_fields` is sent as the names of the fields that are, unless it is one of them. TypeError for no model.
    """
    _refuse_others(model)
    made = model(*args, **kwargs)
    given = {*made.__struct_fields__[: len(args)], *kwargs}
    for name in made.__struct_fields__:
        if name not in given:
            setattr(made, name, UNSET)
    mark_partial(made)
    return made


def _refuse_others(model: object) -> None:
    # A function that makes models would not tell which fields it was given.
    if not (isinstance(model, type) and issubclass(model, Model)):
        raise TypeError(f"{model!r} is no model")


def unset_missing(read: Held, said: Held) -> None:
    """Set the fields of models to UNSET that the JSON, of which they were read, does not have."""
    if isinstance(said, list) and isinstance(read, list):
        for item, said_item in zip(read, said, strict=True):
            unset_missing(item, said_item)
    elif isinstance(said, dict) and isinstance(read, dict):
        for key, item in read.items():
            unset_missing(item, said.get(key))
    elif isinstance(said, dict) and isinstance(read, Model):
        _unset_missing_fields(read, said)


def _unset_missing_fields(model: Model, said: dict[str, Any]) -> None:  # Any: as above.
    for name, wire_name in model.attribute_map.items():
        if wire_name not in said:
            setattr(model, name, UNSET)
        elif isinstance(said[wire_name], (dict, list)):  # Most are neither, and a call for each would take its time.
            unset_missing(getattr(model, name), said[wire_name])
