"""Classes and modules that are imported when a program first names them, so that importing the package stays cheap."""

import re
import sys
from collections.abc import Collection
from importlib import import_module


def module_of(class_name: str) -> str:
    """Return the name of the module that a class stands in: an underscore where the letter case changes."""
    words = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    return re.sub("([a-z0-9])([A-Z])", r"\1_\2", words).lower()


def imported(package: str, name: str, classes: Collection[str], modules: Collection[str] = ()) -> object:
    """Return a class of a package, or one of its modules; AttributeError where it has none of this name."""
    if name in classes:
        value = getattr(import_module(f"{package}.{module_of(name)}"), name)
        # The next use finds it without a question.
        setattr(sys.modules[package], name, value)
        return value
    if name in modules or name in map(module_of, classes):
        return import_module(f"{package}.{name}")
    raise AttributeError(f"module {package!r} has no attribute {name!r}")
