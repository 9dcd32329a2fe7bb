"""What a command works with.

    @roster.command()
    @click.argument("file")
    @destructive                       # adds --yes and --dry-run; @changing adds --dry-run alone
    @pass_session
    def apply(session: Session, *, file: str, yes: bool, dry_run: bool) -> None:
        ...

* `session.client` is the `toggl.ApiClient`, closed at the end; it asks for a password where one is missing, and raises
  Failure without a terminal.
* `session.organization_id` is what --organization says, or the environment or the profile, or the caller's only
  organization; it may cost a request.
* `session.format` is "table", "json" or "csv". `session.show(columns, records)` writes records so (see output.py):
  `Column(title, how to get the text)`; JSON has the records themselves, models or dictionaries. `show_pages(columns,
  pages)` does so with what an `iter_` method of the client gives.
* `session.say(text)` writes a line for people to standard output, `session.note(text)` one to standard error; both
  make control characters visible, and take a style ("bold", "red" ...), which shows where colours are wanted.
* `session.confirm(question, whom=[...], yes=yes)` asks; it raises Failure (exit code 2) without a terminal, and
  click.Abort (130) when the answer is no.
* `with session.progress("Reading", total) as advance: advance(done, total)` is a bar on standard error, on a terminal.

Raise `Failure(text, ExitCode.NOT_FOUND)` (outcomes.py) where something is wrong, and let ApiException and
ConfigurationError pass: program.py turns all of them into one line and an exit code.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, ParamSpec, TypeVar

import click

import toggl
from toggl.cli import output, signing_in
from toggl.cli.outcomes import ExitCode, Failure, printable
from toggl.cli.progress import Advance, bar, no_bar

if TYPE_CHECKING:
    from toggl._paging import Pages

P = ParamSpec("P")
T = TypeVar("T")
Style = Literal["bold", "green", "red", "yellow"]

# Of those who are named before a question.
_MOST_NAMED = 100


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The options before the command."""

    profile: str | None = None
    host: str | None = None
    organization: int | None = None
    format: output.Format = "table"
    timeout: float | None = None
    debug: bool = False


class Session:
    """One run of the program: who calls which service, and where the output goes."""

    def __init__(self) -> None:
        # Replaced by what stands before the command.
        self.choices = Choices()

    @property
    def format(self) -> output.Format:
        """How records are written."""
        return self.choices.format

    @cached_property
    def configuration(self) -> "toggl.Configuration":
        """The settings, with credentials; Failure where there are none and nobody can be asked."""
        choices = self.choices
        configuration = signing_in.configuration(choices.profile, choices.host)
        if choices.timeout is not None:
            configuration.request_timeout = choices.timeout
        configuration.debug = choices.debug
        signing_in.ask_for_missing(configuration)
        return configuration

    @cached_property
    def client(self) -> "toggl.ApiClient":
        """The client that all commands share."""
        return toggl.ApiClient(self.configuration)

    def close(self) -> None:
        """Give the connections back, once all is done; who interrupts does not wait for them."""
        if "client" in vars(self):
            self.client.close()

    @cached_property
    def organization_id(self) -> int:
        """The organization to work on; Failure where it is not clear which."""
        chosen = self.choices.organization or self.configuration.organization_id
        return chosen if chosen is not None else self._only_organization()

    def _only_organization(self) -> int:
        organizations = toggl.MeApi(self.client).get_organizations()
        if not organizations:
            raise Failure("You are in no organization.", ExitCode.NOT_FOUND)
        if len(organizations) > 1:
            listed = ", ".join(f"{one.id} ({one.name})" for one in organizations)
            raise Failure(f"Say which organization by --organization: {listed}.", ExitCode.WRONG_USAGE)
        return organizations[0].id or 0

    def show(self, columns: Sequence[output.Column[T]], records: Iterable[T]) -> None:
        """Write records to standard output in the format chosen; tables wait for the last one."""
        output.write(self.format, columns, records)

    def show_pages(self, columns: Sequence[output.Column[T]], pages: "Pages[T]") -> None:
        """Write the people on all pages, with a bar while they are read."""
        with self.progress("Reading people") as advance:
            pages.on_progress(advance)
            if self.format != "table":
                self.show(columns, pages)
                return
            people = [*pages]
        # After the bar, which else would stand in the table.
        self.show(columns, people)

    def say(self, text: str, style: Style | None = None) -> None:
        """Write a line to standard output."""
        click.echo(_line(text, style))

    def note(self, text: str, style: Style | None = None) -> None:
        """Write a line to standard error."""
        click.echo(_line(text, style), err=True)

    def confirm(self, question: str, *, whom: Sequence[str] = (), yes: bool) -> None:
        """Return when the answer is yes, or was given by --yes; Failure without a terminal, Abort when it is no."""
        if yes:
            return
        for name in whom[:_MOST_NAMED]:
            self.note(f"  {name}")
        if len(whom) > _MOST_NAMED:
            self.note(f"  and {len(whom) - _MOST_NAMED} more")
        if not is_answerable():
            raise Failure(f"{question} Nothing was changed: say --yes where nobody can be asked.", ExitCode.WRONG_USAGE)
        if not click.confirm(printable(question), err=True):
            self.note("Nothing was changed.")
            raise click.Abort

    def progress(self, description: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Return a bar to be advanced by (done, total), which shows only where it disturbs no output."""
        records_pass_by = self.format != "table" and sys.stdout.isatty()
        return no_bar() if records_pass_by or not sys.stderr.isatty() else bar(description, total)


def _line(text: str, style: Style | None) -> str:
    # Only what is shown here is styled: names may have colours of their own in them.
    shown = printable(text)
    if style is None:
        return shown
    return click.style(shown, bold=True) if style == "bold" else click.style(shown, fg=style)


def is_answerable() -> bool:
    """Tell whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


pass_session = click.make_pass_decorator(Session)


def changing(command: Callable[P, T]) -> Callable[P, T]:
    """Add --dry-run to a command that writes."""
    return click.option("--dry-run", is_flag=True, help="Show what would be sent, and send no change.")(command)


def destructive(command: Callable[P, T]) -> Callable[P, T]:
    """Add --dry-run and --yes to a command that takes something away."""
    return changing(click.option("--yes", "-y", is_flag=True, help="Do not ask.")(command))
