"""Arguments and options that several commands take."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

P = ParamSpec("P")
T = TypeVar("T")

# `-` is standard input.
_READABLE = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True)
WORKSPACE_ROLES = ("admin", "projectlead", "teamlead", "user")


def person(command: Callable[P, T]) -> Callable[P, T]:
    """Add an argument that names one person."""
    return click.argument("person", metavar="PERSON")(command)


def from_file(command: Callable[P, T]) -> Callable[P, T]:
    """Add --from-file."""
    return click.option("--from-file", metavar="FILE", type=_READABLE, help="Read people from a file, one a line.")(
        command
    )


def readable(command: Callable[P, T]) -> Callable[P, T]:
    """Add an argument that names a file to be read."""
    return click.argument("file", metavar="FILE", type=_READABLE)(command)


def people(command: Callable[P, T]) -> Callable[P, T]:
    """Add arguments that name people, and --from-file."""
    return click.argument("named", metavar="PERSON...", nargs=-1)(from_file(command))


def workspace(command: Callable[P, T]) -> Callable[P, T]:
    """Add an argument that names a workspace."""
    return click.argument("workspace", metavar="WORKSPACE")(command)


def group(command: Callable[P, T]) -> Callable[P, T]:
    """Add an argument that names a group."""
    return click.argument("group", metavar="GROUP")(command)
