"""Reads JSON into models in the way of the client that swagger-codegen 2.4 generates for Python.

That way is: `json.loads`; then, value by value, the type found by its name, in which lists and dictionaries are
recognized by regular expressions; for each model a loop over the tables of its fields; and an object whose constructor
sets each field through a property. The code here is our own, and does nothing that the generated one does not.
"""

from __future__ import annotations

import json
import re
from typing import Any

from toggl.models._model import Model

NATIVE_TYPES: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool, "object": object}


class Reader:
    """Reads JSON into classes that are written out as the generator writes them, for models of ours and their parts."""

    def __init__(self, *models: type[Model]) -> None:
        self._classes: dict[str, Any] = {}
        for model in models:
            # As text, because a constructor that loops over its fields would be slower than the generated one.
            exec(_class_text(model), self._classes)

    def read(self, data: bytes, kind: str) -> Any:
        """Return JSON as the type of this name."""
        return self._value(json.loads(data.decode("utf-8")), kind)

    def _value(self, value: Any, kind: Any) -> Any:
        if value is None:
            return None
        if kind.startswith("list["):
            inner = re.match(r"list\[(.*)\]", kind).group(1)  # type: ignore[union-attr]  # As generated.
            return [self._value(item, inner) for item in value]
        if kind.startswith("dict("):
            inner = re.match(r"dict\(([^,]*), (.*)\)", kind).group(2)  # type: ignore[union-attr]
            return {key: self._value(item, inner) for key, item in value.items()}
        if kind not in NATIVE_TYPES:
            return self._model(value, self._classes[kind])
        native = NATIVE_TYPES[kind]
        return value if native is object else _primitive(value, native)

    def _model(self, value: Any, model: Any) -> Any:
        fields = {}
        for name, kind in model.swagger_types.items():
            if isinstance(value, list | dict) and model.attribute_map[name] in value:
                fields[name] = self._value(value[model.attribute_map[name]], kind)
        return model(**fields)


def _primitive(value: Any, native: type) -> Any:
    try:
        return native(value)
    except (TypeError, ValueError):
        return value


def _class_text(model: type[Model]) -> str:
    names = list(model.swagger_types)
    lines = [
        f"class {model.__name__}:",
        f"    swagger_types = {dict(model.swagger_types)!r}",
        f"    attribute_map = {dict(model.attribute_map)!r}",
        f"    def __init__(self, {', '.join(f'{name}=None' for name in names)}):",
        *(f"        self._{name} = None" for name in names),
        "        self.discriminator = None",
        *(f"        if {name} is not None:\n            self.{name} = {name}" for name in names),
    ]
    for name in names:
        lines += [f"    @property\n    def {name}(self):\n        return self._{name}"]
        lines += [f"    @{name}.setter\n    def {name}(self, {name}):\n        self._{name} = {name}"]
    return "\n".join(lines)
