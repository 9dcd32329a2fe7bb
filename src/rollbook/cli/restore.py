"""`rollbook restore`: fill an empty database from a backup."""

from __future__ import annotations

from pathlib import Path

import click

from rollbook import bootstrap
from rollbook.cli.database_options import chosen, database_options, on_database
from rollbook.database import DatabaseUrls
from rollbook.process import certificates
from rollbook.services import backups
from rollbook.services.backups import Restored


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--with-another-key", is_flag=True, help="Go on without the old secret key: API tokens are replaced.")
@database_options
def restore(*, file: Path, with_another_key: bool, **flags: str | None) -> None:
    """Fill an empty database from FILE, all or nothing, and compare what is there then with what was.

    The secret.key of the server that was backed up belongs into the data directory before.
    """
    settings = chosen(flags)

    async def fill(urls: DatabaseUrls) -> Restored:
        secret_key = settings.secret_key or certificates.secret_key(settings.data_dir)
        done = await backups.restore(urls.owner, secret_key, file, with_another_key=with_another_key)
        await bootstrap.bring_up_to_date(urls)
        return done

    restored = on_database(settings, fill, backups.BackupProblem)
    manifest = restored.manifest
    click.echo(
        f"Restored {manifest.rows('organizations')} organizations and {manifest.rows('accounts')} accounts, "
        f"as they were at {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC; every row was compared."
    )
    if restored.replaced_tokens:
        click.echo(f"{restored.replaced_tokens} API tokens are other ones now, and links in mails have ended.")
