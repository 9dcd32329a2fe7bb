"""Modules that are needed seldom, or not at once: the one place where the server imports by name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

# Any in this module: what a module holds is known where it is used.


def imported(name: str) -> Any:
    """The module of that name, imported when it was not yet."""
    return import_module(name)


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
