"""`rollbook doctor`: whether an installation is as it should be."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from urllib.parse import urlsplit

import click

from rollbook import bootstrap
from rollbook.cli.database_options import chosen, database_options, on_database
from rollbook.database import DatabaseUrls
from rollbook.domain.findings import Finding
from rollbook.process import examination as files
from rollbook.services import examination
from rollbook.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array: subject, state, text.")
@database_options
def doctor(*, as_json: bool, **flags: str | None) -> None:
    """Look at settings, files, certificate, database and mail, while the server runs or not.

    One line for each: ok, warning or problem. The status is 1 where there is a problem. Settings are read as
    `rollbook serve` reads them: from the environment and the TOML file. Nothing is changed, and no mail is sent.
    """
    settings = chosen(flags)
    findings = [*_of_files(settings), *_of_database(settings), asyncio.run(examination.of_mail(settings.mail))]
    click.echo(json.dumps([asdict(one) for one in findings]) if as_json else "\n".join(map(_line, findings)))
    if any(one.state == "problem" for one in findings):
        raise SystemExit(1)


def _of_files(settings: Settings) -> list[Finding]:
    findings = [files.of_data_directory(settings.data_dir), files.of_disk(settings.data_dir)]
    if settings.tls_cert is not None:
        host = urlsplit(settings.public_url or "").hostname
        findings.append(files.of_certificate(settings.tls_cert, host))
    return findings


def _of_database(settings: Settings) -> list[Finding]:
    async def look(urls: DatabaseUrls) -> list[Finding]:
        return await examination.of_database(
            urls.owner,
            service_url=urls.service if urls.own_role is None else None,
            pooled_connections=settings.workers * bootstrap.pool_size(settings.workers),
            sends_mail=settings.mail is not None,
        )

    try:
        return on_database(settings, look)
    except click.ClickException as error:
        return [Finding("database", "problem", error.message)]


def _line(finding: Finding) -> str:
    return f"{finding.state:<8} {finding.subject:<15} {finding.text}"
