"""The people of an organization as a file: written, compared with the organization, and applied to it."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import msgspec

from toggl import roster as rosters
from toggl.cli import arguments
from toggl.cli.context import Session, Style, destructive, pass_session
from toggl.cli.outcomes import ExitCode, Failure, failure
from toggl.cli.output import Column
from toggl.cli.sending import account_for_the_rest
from toggl.exceptions import NetworkError

# What `plan --detailed-exit-code` ends with when there is something to do.
CHANGES = 10
STANDARD = "-"
_MOST_NAMED = 5
_MOST_LEFT_ALONE = 20


class _Row(msgspec.Struct, frozen=True):
    """A change as a row of CSV."""

    email: str
    change: rosters.Change


_ROWS: list[Column[_Row]] = [
    Column("email", lambda row: row.email),
    Column("what", lambda row: row.change.what),
    Column("name", lambda row: row.change.name),
    Column("before", lambda row: row.change.before),
    Column("after", lambda row: row.change.after),
]
_DONE: list[Column["_Done"]] = [
    Column("what", lambda done: done.what),
    Column("emails", lambda done: "; ".join(done.emails)),
    Column("links", lambda done: "; ".join(f"{email} {link}" for email, link in done.links.items())),
]


class _Done(msgspec.Struct, frozen=True):
    """A request that was carried out, as records show it."""

    what: str
    emails: tuple[str, ...]
    links: dict[str, str] = {}


@click.group()
def roster() -> None:
    """Keep people, roles, workspaces and groups in a YAML or CSV file, and apply it.

    A file whose name ends in .csv is CSV, any other YAML; - stands for standard output or input, in YAML, or in CSV
    with --format csv.
    """


@roster.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True), default=STANDARD)
@pass_session
def export(session: Session, /, *, file: str) -> None:
    """Write the organization's people into FILE, or to standard output."""
    state = _state(session)
    text = rosters.write(rosters.roster_of(state), _form(session, file))
    if file == STANDARD:
        # Bytes, because a file has the same line ends everywhere.
        sys.stdout.buffer.write(text.encode())
        return
    Path(file).write_text(text, encoding="utf-8", newline="")
    session.note(f"{len(state.members)} people are in {file}.")


@roster.command()
@arguments.readable
@click.option("--remove-missing", is_flag=True, help="Remove who is in the organization and not in FILE.")
@click.option("--detailed-exit-code", is_flag=True, help=f"End with {CHANGES} when there is something to do.")
@pass_session
def plan(session: Session, /, *, file: str, remove_missing: bool, detailed_exit_code: bool) -> int:
    """Show what would change if FILE were applied; nothing is sent."""
    made = _plan(session, _read(session, file), remove_missing=remove_missing)
    _show_plan(session, made)
    _refuse(session, made)
    return CHANGES if made.steps and detailed_exit_code else ExitCode.DONE


@roster.command()
@arguments.readable
@click.option("--remove-missing", is_flag=True, help="Remove who is in the organization and not in FILE.")
@click.option("--show-links", is_flag=True, help="Write the secret links of invitations, which are shown only once.")
@destructive
@pass_session
def apply(session: Session, /, *, file: str, remove_missing: bool, show_links: bool, yes: bool, dry_run: bool) -> None:
    """Make the organization what FILE says, after showing what changes."""
    wanted = _read(session, file)
    made = _plan(session, wanted, remove_missing=remove_missing)
    if dry_run or session.format == "table":
        _show_plan(session, made)
    else:
        _write_plan(session.note, made)
    _refuse(session, made)
    if dry_run:
        return
    if made.steps and not yes:
        session.confirm(f"Apply this to organization {made.organization_id}?", yes=False)
        now = _plan(session, wanted, remove_missing=remove_missing)
        if (now.steps, now.refusals) != (made.steps, made.refusals):
            raise Failure("The organization has changed since this plan was made. Nothing was sent; look at it again.")
    _carry_out(session, made, show_links=show_links)


def _state(session: Session) -> rosters.State:
    organization_id = session.organization_id
    try:
        with session.progress("Reading") as advance:
            return rosters.read_state(session.client, organization_id, progress=advance)
    except rosters.RosterError as error:
        raise Failure(str(error)) from error


def _form(session: Session, file: str) -> rosters.Form:
    if file == STANDARD:
        return "csv" if session.format == "csv" else "yaml"
    return rosters.form_of(file)


def _read(session: Session, file: str) -> rosters.Roster:
    content = sys.stdin.buffer.read() if file == STANDARD else Path(file).read_bytes()
    try:
        return rosters.read(content, _form(session, file))
    except rosters.RosterError as error:
        raise _unusable(session, error) from error


def _plan(session: Session, wanted: rosters.Roster, *, remove_missing: bool) -> rosters.Plan:
    state = _state(session)
    try:
        return rosters.make_plan(wanted, state, remove_missing=remove_missing)
    except rosters.RosterError as error:
        raise _unusable(session, error) from error


def _unusable(session: Session, error: rosters.RosterError) -> Failure:
    """Show all that is wrong with a roster, and return how the program ends."""
    for fault in error.faults:
        session.note(str(fault))
    return Failure(f"Nothing was sent: the roster has {_counted(len(error.faults), 'error')}.", ExitCode.WRONG_USAGE)


def _refuse(session: Session, made: rosters.Plan) -> None:
    for refusal in made.refusals:
        session.note(f"Refused: {refusal}", "red")
    if made.refusals:
        raise Failure(f"Nothing was sent: {_counted(len(made.refusals), 'change')} of the roster cannot be made.")


def _show_plan(session: Session, made: rosters.Plan) -> None:
    """Write the plan in the format chosen, and beside it, for people, what is left of the quota."""
    if session.format == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(_as_record(session, made))))
        return
    if session.format == "csv":
        session.show(_ROWS, [_Row(one.email, change) for one in made.people for change in one.changes])
    else:
        _write_plan(session.say, made)
    if made.steps:
        _note_quota(session, made)


def _as_record(session: Session, made: rosters.Plan) -> dict[str, object]:
    return {
        "organization_id": made.organization_id,
        "people": made.people,
        "requests": [_Done(_what(step), step.emails) for step in made.steps],
        "refusals": made.refusals,
        "not_in_roster": made.not_in_roster,
        "notes": made.notes,
        "totals": made.totals,
        "quota": rosters.requests_left(session.client, made.organization_id),
    }


def _write_plan(write: Callable[[str, Style | None], None], made: rosters.Plan) -> None:
    """Write the changes of each person, who is left alone, and the totals."""
    for person in made.people:
        write(person.email, "bold")
        for change in person.changes:
            write(f"  {change}", _colour(change))
    if made.not_in_roster:
        write(f"Not in the roster, and left alone: {_named(made.not_in_roster, _MOST_LEFT_ALONE)}.", None)
    for note in made.notes:
        write(f"Note: {note}.", None)
    write(_totals(made), None)


def _totals(made: rosters.Plan) -> str:
    totals = made.totals
    if not made.people:
        return f"Nothing to change: {_counted(totals.unchanged, 'person', 'people')} as the roster says."
    return (
        f"{totals.invited} to invite, {totals.changed} to change, {totals.removed} to remove, "
        f"{totals.unchanged} as they are; {_counted(totals.requests, 'request')}."
    )


def _colour(change: rosters.Change) -> Style:
    if change.before is None:
        return "green"
    return "red" if change.after is None else "yellow"


def _note_quota(session: Session, made: rosters.Plan) -> None:
    quota = rosters.requests_left(session.client, made.organization_id)
    if quota is None or quota.remaining is None:
        return
    session.note(f"{_counted(quota.remaining, 'request')} left of the quota of {quota.total}.")
    if made.totals.requests > quota.remaining:
        session.note(
            f"Warning: that is not enough. There are {quota.total} again in {quota.resets_in_secs} seconds;"
            " who applies now stops on the way, and continues by applying again.",
            "yellow",
        )


def _carry_out(session: Session, made: rosters.Plan, *, show_links: bool) -> None:
    done: list[_Done] = []
    in_doubt = True
    try:
        for one in rosters.apply(session.client, made):
            done.append(_Done(_what(one.step), one.step.emails, dict(one.links) if show_links else {}))
            if session.format == "table":
                _say_done(session, done[-1])
    except rosters.StoppedError as stopped:
        in_doubt = isinstance(stopped.cause, NetworkError)
        raise failure(stopped.cause, about=f"could not {_what(stopped.step)}") from stopped
    finally:
        if session.format != "table":
            session.show(_DONE, done)
        account_for_the_rest(session, [*map(_what, made.steps)], len(done), in_doubt=in_doubt)
        if len(done) < len(made.steps):
            session.note("Apply the roster again to continue: what is done is not done twice.")


def _say_done(session: Session, done: _Done) -> None:
    session.say(f"Done: {done.what}.")
    for email, link in done.links.items():
        session.say(f"  {email} {link}")


def _what(step: rosters.Step) -> str:
    """Return a step in words, as they follow "Done:"."""
    whom = _named(step.emails)
    match step:
        case rosters.Remove():
            return f"remove {whom}"
        case rosters.Invite():
            return f"invite {whom}"
        case rosters.Promote():
            return f"make {whom} an admin of the organization"
        case rosters.Put():
            return f"change {whom}"


def _named(emails: Sequence[str], most: int = _MOST_NAMED) -> str:
    if len(emails) > most:
        return f"{', '.join(emails[: most - 1])} and {len(emails) - most + 1} more"
    return ", ".join(emails)


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
