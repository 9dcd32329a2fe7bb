"""The `rollbook` command."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from rollbook.cli.mail import mail
from rollbook.cli.seed import seed
from rollbook.cli.serve import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rollbook", message="Rollbook %(version)s")
def rollbook() -> None:
    """A self-hosted service for organizations and the people in them."""


rollbook.add_command(serve)
rollbook.add_command(seed)
rollbook.add_command(mail)


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
