"""Which service is called, and as whom: by the environment, a profile, or a question on the terminal."""

import sys

import click

import toggl
from toggl.cli.outcomes import ExitCode, Failure
from toggl.profiles import address, is_same_service


def configuration(profile: str | None, host: str | None) -> "toggl.Configuration":
    """Return the settings of a profile, or else of the environment, for that service; ConfigurationError for bad ones.

    Credentials that were meant for another service are left out.
    """
    wanted = address(host, "--host") if host else None
    if profile is None:
        return toggl.Configuration.from_env(host=host)
    chosen = toggl.Configuration.from_profile(profile)
    if wanted and not is_same_service(wanted, chosen.host):
        chosen.username = chosen.password = ""
        chosen.ssl_ca_cert = chosen.organization_id = None
    chosen.host = wanted or chosen.host
    return chosen


def ask_for_missing(chosen: "toggl.Configuration") -> None:
    """Complete the credentials on the terminal; Failure where nobody can be asked."""
    if chosen.username and chosen.password:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        missing = f"There is no password of {chosen.username}" if chosen.username else "There are no credentials"
        raise Failure(
            f"{missing} for {chosen.host}: set TOGGL_API_TOKEN, or write a profile. What is meant for another service "
            "is not sent there.",
            ExitCode.NOT_ALLOWED,
        )
    if not chosen.username:
        chosen.username = click.prompt(f"E-mail address at {chosen.host}", err=True)
    chosen.password = click.prompt(f"Password of {chosen.username}", hide_input=True, err=True)
