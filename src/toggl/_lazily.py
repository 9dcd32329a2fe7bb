"""Classes and modules that are imported when a program first names them, so that importing the package stays cheap."""

import re
import sys
from collections.abc import Collection, Mapping
from importlib import import_module


def module_of(class_name: str) -> str:
    """Return the name of the module that a class stands in: an underscore where the letter case changes."""
    words = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    return re.sub("([a-z0-9])([A-Z])", r"\1_\2", words).lower()


def imported(package: str, name: str, names: Collection[str], modules: Collection[str] = ()) -> object:
    """Return something of a package, or one of its modules; AttributeError where it has none of this name.

    `names` are classes, each in the module of its name; or a mapping of names to the modules that they stand in.
    """
    if name in names:
        module = names[name] if isinstance(names, Mapping) else module_of(name)
        value = getattr(import_module(f"{package}.{module}"), name)
        # The next use finds it without a question.
        setattr(sys.modules[package], name, value)
        return value
    if name in modules or name in (names.values() if isinstance(names, Mapping) else map(module_of, names)):
        return import_module(f"{package}.{name}")
    raise AttributeError(f"module {package!r} has no attribute {name!r}")
