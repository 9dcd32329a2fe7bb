"""`rollbook mail`: try the settings of mail, and look at what is to be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from email.message import EmailMessage
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import click

from rollbook import bootstrap
from rollbook.cli.database_options import chosen, database_options
from rollbook.domain.errors import Missing
from rollbook.domain.people import is_email
from rollbook.mail.transport import MailProblem
from rollbook.services import deliveries
from rollbook.services.installation import Installation
from rollbook.settings import Settings

T = TypeVar("T")

MOST = 100_000


@click.group()
def mail() -> None:
    """Try the settings of mail, and look at the mails themselves.

    The settings are read as `rollbook serve` reads them: from the environment and the TOML file.
    """


def _done(settings: Settings, work: Callable[[Installation], Coroutine[Any, Any, T]]) -> T:
    try:
        return bootstrap.at_the_machine(settings, work)
    except bootstrap.STARTUP_PROBLEMS as problem:
        raise click.ClickException(str(problem)) from problem
    except SystemExit as stopped:
        raise click.Abort from stopped


@mail.command()
@click.argument("address")
@click.option("--config", metavar="FILE", help="The server's TOML file; variables win over it.")
def test(*, address: str, **flags: str | None) -> None:
    """Send a mail to ADDRESS, and say what is wrong with the settings where that fails."""
    settings = chosen(flags)
    if not is_email(address):
        raise click.UsageError(f"ADDRESS must be an e-mail address, not {address!r}")
    if settings.mail is None:
        raise click.UsageError("mail is not set up: ROLLBOOK_MAIL_HOST and ROLLBOOK_MAIL_FROM are missing")
    public_url = settings.public_url or settings.local_url(settings.port)
    try:
        asyncio.run(deliveries.test(public_url, settings.mail, address))
    except MailProblem as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{settings.mail} has taken a mail to {address}.")


@mail.command("list")
@click.option("--most", metavar="N", default=100, type=click.IntRange(1, MOST), help="How many, the newest (100).")
@database_options
def list_(*, most: int, **flags: str | None) -> None:
    """List the newest mails: state, kind, to whom, when, and what was wrong."""
    messages = _done(chosen(flags), partial(deliveries.newest, most=most))
    for message in messages:
        click.echo(
            f"{message['id']}  {message['created_at']:%Y-%m-%d %H:%M}  {message['state']:<8}  {message['kind']}  "
            f"{message['address']}" + (f"  {message['last_error']}" if message["last_error"] else "")
        )
    if not messages:
        click.echo("There are no mails.")


@mail.command()
@click.argument("message_id", metavar="ID", type=click.UUID)
@click.option("--source", is_flag=True, help="Print it as it goes over the wire, with its HTML.")
@database_options
def show(*, message_id: UUID, source: bool, **flags: str | None) -> None:
    """Print one mail as it would be sent now, with its link, which is as good as a password."""
    settings = chosen(flags)
    try:
        written = _done(settings, partial(deliveries.show, message_id=message_id, server=settings.mail))
    except Missing as missing:
        raise click.ClickException(missing.text) from missing
    click.echo(written.as_string() if source else _as_text(written), nl=False)


def _as_text(written: EmailMessage) -> str:
    shown = ("From", "To", "Subject", "Date", "Message-ID")
    headers = "".join(f"{name}: {written[name]}\n" for name in shown if written[name] is not None)
    body = written.get_body(("plain",))
    text = "" if body is None else str(body.get_content())
    return headers + "\n" + text.replace("\r\n", "\n")
