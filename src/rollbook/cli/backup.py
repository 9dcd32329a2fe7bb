"""`rollbook backup`: everything that the database holds, as one file."""

from __future__ import annotations

from pathlib import Path

import click

from rollbook.cli.database_options import chosen, database_options, on_database
from rollbook.database import DatabaseUrls
from rollbook.process import certificates
from rollbook.services import backups
from rollbook.services.backups import Manifest


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@database_options
def backup(*, file: Path, **flags: str | None) -> None:
    """Write everything that the database holds into FILE, while the server runs or not.

    FILE is written whole or not at all, and replaces one that is there. The secret key is not in it: keep a copy of
    secret.key elsewhere.
    """
    settings = chosen(flags)

    async def write(urls: DatabaseUrls) -> Manifest:
        secret_key = settings.secret_key or certificates.secret_key(settings.data_dir)
        return await backups.backup(urls.owner, secret_key, file)

    taken = on_database(settings, write, backups.BackupProblem)
    click.echo(
        f"{file} holds {taken.rows('organizations')} organizations and {taken.rows('accounts')} accounts, "
        f"as of {taken.taken_at:%Y-%m-%d %H:%M:%S} UTC."
    )
