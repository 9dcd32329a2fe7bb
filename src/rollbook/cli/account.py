"""`rollbook account`: what a person may ask whoever runs the service for."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from rollbook import bootstrap
from rollbook.cli.database_options import chosen, database_options, on_database
from rollbook.database import DatabaseUrls
from rollbook.domain.errors import Refusal
from rollbook.process import certificates
from rollbook.services import personal_data
from rollbook.services.installation import Installation
from rollbook.services.personal_data import Intention

T = TypeVar("T")


@click.group()
def account() -> None:
    """Export all that is kept of a person, or erase them."""


@account.command()
@click.argument("email")
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="A file, not stdout.")
@database_options
def export(*, email: str, output: Path | None, **flags: str | None) -> None:
    """Print all that is kept of the person with the address EMAIL, as JSON; no password, token or hash is in it."""
    exported = _done(flags, partial(personal_data.export, email=email))
    text = json.dumps(exported, indent=2, ensure_ascii=False)
    if output is None:
        click.echo(text)
        return
    try:
        _write_privately(output, text + "\n")
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error


@account.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@database_options
def erase(*, email: str, yes: bool, **flags: str | None) -> None:
    """Close the account of EMAIL, and put a pseudonym in its place wherever it was named.

    Organizations keep their history: what was done, when, and with what. Backups keep the person until they are
    deleted. It cannot be undone.
    """
    if not yes:
        click.echo(_as_text(email, _done(flags, partial(personal_data.intention, email=email))))
        click.confirm("Erase them, for ever?", abort=True)
    erased = _done(flags, partial(personal_data.erase, email=email))
    click.echo(f"{erased.name} is what {erased.entries} entries of audit logs call them now. The address is free.")


def _write_privately(output: Path, text: str) -> None:
    """Writes what nobody else is to read, also where there was a file that others could."""
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        # A pipe or a terminal stays whose it is.
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            os.fchmod(file.fileno(), 0o600)
            file.truncate(0)
        file.write(text)


def _as_text(email: str, intention: Intention) -> str:
    lines = [f"{email} is user {intention.account_id}, and will be {intention.name}."]
    for farewell in intention.farewells:
        named = f"organization {farewell.organization_id} ({farewell.name})"
        if farewell.ends:
            lines.append(f"O{named[1:]} is deleted with all that is in it: nobody else is there.")
        elif farewell.joined:
            lines.append(f"They leave {named}.")
        else:
            lines.append(f"Their invitation to {named} is withdrawn.")
    return "\n".join(lines)


def _done(flags: dict[str, str | None], work: Callable[[Installation], Coroutine[Any, Any, T]]) -> T:
    settings = chosen(flags)

    async def with_installation(urls: DatabaseUrls) -> T:
        secret_key = settings.secret_key or certificates.secret_key(settings.data_dir)
        await bootstrap.bring_up_to_date(urls)
        installation = personal_data.installation(urls.owner, secret_key)
        async with installation.database:
            return await work(installation)

    return on_database(settings, with_installation, Refusal)
