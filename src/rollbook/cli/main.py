"""The `rollbook` command."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from rollbook.lazily import how_to_install, imported

# Each stands in the module of its name, which is imported when the command is named.
_COMMANDS = ("backup", "doctor", "mail", "restore", "seed", "serve")


class _Commands(click.Group):
    def list_commands(self, _: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        try:
            command: click.Command = getattr(imported(f"rollbook.cli.{cmd_name}"), cmd_name)
        except ModuleNotFoundError as missing:
            raise click.ClickException(how_to_install(missing)) from missing
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rollbook", message="Rollbook %(version)s")
def rollbook() -> None:
    """A self-hosted service for organizations and the people in them."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the arguments say (by default the process's); a mistake of the user is one line on stderr."""
    try:
        sys.exit(rollbook.main(arguments, prog_name="rollbook", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except click.ClickException as problem:
        click.echo(f"rollbook: {' '.join(problem.format_message().split())}", err=True)
        sys.exit(problem.exit_code)
    except click.Abort:
        sys.exit(130)
