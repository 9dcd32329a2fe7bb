"""The program: its options, its commands, and how it ends."""

import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module

import click

import toggl
from toggl.cli.context import Choices, Session
from toggl.cli.outcomes import ExitCode, Failure, failure, printable

NAME = "toggl-members"

_LISTENS_EVERY = 0.25  # Seconds.

# Each in the module of its name; help alone imports none of them.
_COMMANDS = {
    "completion": "Print what completes commands in a shell.",
    "groups": "Groups, and who is in them.",
    "invitations": "People who were invited and have not answered.",
    "members": "The people of an organization.",
    "roster": "People, roles and groups as a file.",
    "workspaces": "Workspaces, and who is in them.",
}


class _Commands(click.Group):
    """Commands that are imported when they are called."""

    def invoke(self, ctx: click.Context) -> object:
        """Carry out a command; where nobody reads its output any more, that is its end."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Here, because click knows another exit code for it.
            raise click.exceptions.Exit(_unread()) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, if there is one."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"toggl.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what there is, without an import."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--profile", metavar="NAME", help="Settings of this name in the profile file.")
@click.option("--host", metavar="URL", help="The service: local, track or a URL, with its /api/v9.")
@click.option("--organization", metavar="ID", type=click.IntRange(1), help="The organization to work on.")
@click.option(
    "--format", type=click.Choice(["table", "json", "csv"]), default="table", help="How records are written (table)."
)
@click.option("--timeout", metavar="SECONDS", type=click.FloatRange(0, min_open=True), help="The limit of each call.")
@click.option("--debug", is_flag=True, help="Log requests to standard error, without secrets.")
@click.option("--no-color", is_flag=True, help="No colours; so does the variable NO_COLOR.")
@click.version_option(package_name="rollbook", message=f"{NAME} %(version)s")
@click.pass_context
def cli(ctx: click.Context, /, *, no_color: bool, **choices: object) -> None:
    """Work with the people of an organization, on Rollbook or on the hosted service.

    Credentials come from the environment (TOGGL_API_TOKEN, or TOGGL_USERNAME and TOGGL_PASSWORD), from a profile, or
    from a question on the terminal. Options of the program stand before the command.
    """
    if no_color:
        os.environ["NO_COLOR"] = "1"
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    ctx.ensure_object(Session).choices = Choices(**choices)  # type: ignore[arg-type] # click has checked them.


def run(arguments: Sequence[str] | None = None) -> ExitCode | int:
    """Carry out what the arguments say, by default the process's, and return the exit code."""
    session = Session()
    try:
        with _interrupts_heard():
            status = cli.main(arguments, prog_name=NAME, standalone_mode=False, obj=session)
            session.close()
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as problem:
        problem.show()
        return ExitCode.WRONG_USAGE
    except BrokenPipeError:
        return _unread()
    except (toggl.ApiException, toggl.ConfigurationError, click.ClickException, OSError, UnicodeError) as problem:
        return _failed(problem, session)
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    return status if isinstance(status, int) else ExitCode.DONE


@contextmanager
def _interrupts_heard() -> Iterator[None]:
    """Have what waits for the network look now and then whether there was a Ctrl-C.

    One that comes in the instant before such a wait is else looked at only after it, which may be never.
    """
    if not hasattr(signal, "SIGALRM"):
        yield
        return
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, _LISTENS_EVERY, _LISTENS_EVERY)
    try:
        yield
    finally:
        # The signal would kill the process once the interpreter has given it back.
        signal.setitimer(signal.ITIMER_REAL, 0)


def _failed(problem: Exception, session: Session) -> ExitCode | int:
    if session.choices.debug:
        traceback.print_exception(problem)
    if isinstance(problem, toggl.ApiException):
        about = session.configuration.host if isinstance(problem, toggl.NetworkError) else ""
        problem = failure(problem, about=about)
    click.echo(f"{NAME}: {printable(' '.join(_text(problem).split()))}", err=True)
    return _code(problem)


def _text(problem: Exception) -> str:
    if isinstance(problem, click.ClickException):
        return problem.format_message()
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.filename}: {problem.strerror}." if problem.filename else f"{problem.strerror}."
    return str(problem)


def _code(problem: Exception) -> ExitCode | int:
    if isinstance(problem, Failure):
        return problem.code
    if isinstance(problem, click.ClickException):
        return problem.exit_code
    return ExitCode.WRONG_USAGE if isinstance(problem, toggl.ConfigurationError) else ExitCode.FAILED


def _unread() -> ExitCode:
    """Let what is still to be written go nowhere, or the interpreter complains of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.NOT_READ
