"""`rollbook serve`: run the service until it is told to stop."""

from __future__ import annotations

import os

import click

from rollbook import settings, starting


@click.command()
@click.option("--config", metavar="FILE", help="A TOML file with settings; options and variables win over it.")
@click.option("--host", metavar="HOST", help="The address to listen on (127.0.0.1).")
@click.option("--port", metavar="PORT", help="The port to listen on (8080); 0 picks a free one.")
@click.option("--data-dir", metavar="DIR", help="Where the server keeps its files (~/.local/share/rollbook/server).")
@click.option("--database-url", metavar="URL", help="A PostgreSQL database; without it the server runs its own.")
@click.option("--database-owner-url", metavar="URL", help="The same database as the role that owns its tables.")
@click.option("--no-tls", is_flag=True, default=None, help="Speak plain HTTP, for use behind a proxy.")
@click.option("--tls-cert", metavar="FILE", help="A certificate (PEM) in place of the local authority's.")
@click.option("--tls-key", metavar="FILE", help="The key of --tls-cert (PEM, without a password).")
@click.option("--workers", metavar="N", help="How many processes answer requests (1).")
@click.option("--public-url", metavar="URL", help="The address that people see (made from host and port).")
@click.option("--trusted-proxies", metavar="LIST", help="Proxies that tell the addresses of clients (none).")
@click.option("--client-address-header", metavar="NAME", help="The header in which they do (X-Forwarded-For).")
@click.option("--lost-password-links", metavar="WHERE", help="Where reset links go: answer (default) or email.")
@click.option("--sign-up", metavar="WHO", help="Who may sign up: open (default), or closed: who is invited.")
@click.option("--mail-host", metavar="HOST", help="The server that takes mails; without it they are kept.")
@click.option("--mail-port", metavar="PORT", help="Its port (587; 465 for tls).")
@click.option("--mail-security", metavar="HOW", help="starttls (default), tls or none.")
@click.option("--mail-user", metavar="USER", help="As whom to sign in there, with ROLLBOOK_MAIL_PASSWORD.")
@click.option("--mail-from", metavar="ADDRESS", help='In whose name mails go: "Rollbook <rollbook@example.com>".')
@click.option("--quota", metavar="N", help="Requests an hour for each person and organization (0, any number).")
@click.option("--rate", metavar="N", help="Requests a second for each person (0, any number).")
@click.option("--max-workspaces", metavar="N", help="How many workspaces an organization may have (20).")
@click.option("--list-cache-mb", metavar="N", help="MiB of each worker for answers of lists (32); 0 for none.")
@click.option(
    "--cors-origins", metavar="ORIGINS", help="Whose web pages may ask: https://app.example.com, or * (none)."
)
@click.option("--audit-log-days", metavar="N", help="How long the audit log keeps entries (365; at least 30).")
@click.option("--log-format", metavar="FORMAT", help="console (default on a terminal) or json.")
@click.option("--log-level", metavar="LEVEL", help="debug, info (default), warning, error or critical.")
@click.option("--metrics-address", metavar="HOST:PORT", help="Where Prometheus finds /metrics; without it nowhere.")
@click.option("--demo", is_flag=True, help="Fill an empty database with an organization to look at.")
def serve(*, demo: bool, **flags: str | bool | None) -> None:
    """Run the service until it is told to stop.

    Each option is also an environment variable (ROLLBOOK_PORT for --port) and a key of the
    TOML file (port). The variable ROLLBOOK_SECRET_KEY, or the key secret_key, replaces the
    secret that the server otherwise makes for itself; ROLLBOOK_MAIL_PASSWORD, or the key
    mail_password, is what the mail server asks for.
    """
    try:
        chosen = settings.read(flags, os.environ)
    except settings.WrongSetting as problem:
        raise click.UsageError(str(problem)) from problem
    try:
        status = starting.serve(chosen, announce=click.echo, with_demonstration=demo)
    except starting.StartupProblem as problem:
        raise click.ClickException(str(problem)) from problem
    raise click.exceptions.Exit(status)
