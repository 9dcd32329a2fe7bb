"""Modules that are needed seldom, or not at once: the one place where the server imports by name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

# Any in this module: what a module holds is known where it is used.


def imported(name: str) -> Any:
    """The module of that name, imported when it was not yet."""
    return import_module(name)


def read_alone(package: str, module: str) -> Any:
    """A module of data, without the package that it lies in, and remembered by nobody: what is not kept of it goes.

    ModuleNotFoundError where the package is not installed.
    """
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    path = Path(found.submodule_search_locations[0]) / f"{module}.py"
    spec = spec_from_file_location(f"{package}.{module}", path)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {package}.{module}", name=package)
    read = module_from_spec(spec)
    spec.loader.exec_module(read)
    return read


def how_to_install(missing: ModuleNotFoundError) -> str:
    """What to do about a module that is not there: the client is installed alone."""
    return f"{missing.name} is missing; the service is installed by: pip install 'rollbook[server]'"


class Meanwhile:
    """A module that is imported in a thread, beside what the process waits for first."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._module = self._thread.submit(import_module, name)

    def module(self) -> Any:
        """The module, waited for; the thread has ended then, so that the process can be forked."""
        self._thread.shutdown()
        return self._module.result()
