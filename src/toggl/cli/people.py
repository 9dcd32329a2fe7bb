"""The people that a command is about: named by e-mail address, organization user id, or name."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

import toggl
from toggl.cli.context import Session
from toggl.cli.outcomes import ExitCode, Failure
from toggl.cli.output import Column

# So many are looked up one by one; more cost less when everybody is read.
_FEW = 3
_MOST_CANDIDATES = 10
STANDARD_INPUT = "-"


def role(person: "toggl.ModelsOrgUser | toggl.ModelsOrgUserDetailed") -> str:
    """Return the role in the organization."""
    if person.owner:
        return "owner"
    return "admin" if person.admin else "member"


def state(person: "toggl.ModelsOrgUser | toggl.ModelsOrgUserDetailed") -> str:
    """Return whether somebody is active, inactive or invited."""
    if person.inactive:
        return "inactive"
    return "active" if person.joined else "invited"


COLUMNS: list[Column["toggl.ModelsOrgUser"]] = [
    Column("id", lambda person: person.id),
    Column("user_id", lambda person: person.user_id),
    Column("name", lambda person: person.name),
    Column("email", lambda person: person.email),
    Column("role", role),
    Column("state", state),
    Column("workspaces", lambda person: "; ".join(f"{place.name}={place.role}" for place in person.workspaces or ())),
    Column("groups", lambda person: "; ".join(str(group.name) for group in person.groups or ())),
]


def label(person: "toggl.ModelsOrgUser") -> str:
    """Return somebody's name and address."""
    return f"{person.name} <{person.email}>"


def named_by(people: Sequence[str], from_file: str | None) -> list[str]:
    """Return the names given as arguments, by `-` on standard input, and in a file; UsageError where there are none."""
    named: list[str] = []
    for text in people:
        named += _lines(STANDARD_INPUT) if text == STANDARD_INPUT else [text]
    if from_file is not None:
        named += _lines(from_file)
    if not named:
        raise click.UsageError("Nobody is named: give arguments, `-` for standard input, or --from-file.")
    return named


def _lines(file: str) -> list[str]:
    """Return what stands on each line, without empty lines and those that begin with #; UsageError for no text."""
    content = sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
    try:
        # The mark at the beginning is what some editors write.
        stripped = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError as fault:
        raise click.UsageError(f"The list of people is no text in UTF-8: see byte {fault.start}.") from fault
    return [line for line in stripped if line and not line.startswith("#")]


def counted(people: Sequence[object]) -> str:
    """Return how many people there are, in words."""
    return "1 person" if len(people) == 1 else f"{len(people)} people"


def find_all(session: Session, named: Sequence[str], from_file: str | None) -> list["toggl.ModelsOrgUser"]:
    """Return the people who are named by arguments and in a file, each once; UsageError and Failure as below."""
    return find(session, named_by(named, from_file))


def find(session: Session, named: Sequence[str]) -> list["toggl.ModelsOrgUser"]:
    """Return the people of the organization who are named, each once.

    Failure for names that nobody has, or several people.
    """
    everybody = _candidates(session, named)
    found: dict[object, toggl.ModelsOrgUser] = {}
    unknown: list[str] = []
    for name in named:
        matching = [person for person in everybody if _is_called(person, name)]
        if len(matching) > 1:
            raise Failure(_ambiguous(name, matching), ExitCode.WRONG_USAGE)
        if matching:
            found[matching[0].id] = matching[0]
        else:
            unknown.append(name)
    if unknown:
        raise Failure(
            f"Not in organization {session.organization_id}: {', '.join(map(repr, unknown))}.", ExitCode.NOT_FOUND
        )
    return [*found.values()]


def _candidates(session: Session, named: Sequence[str]) -> list["toggl.ModelsOrgUser"]:
    users = toggl.UsersApi(session.client)
    organization_id = session.organization_id
    with session.progress("Reading people") as advance:
        if len(named) > _FEW or any(name.isdecimal() for name in named):
            return list(users.iter_organization_users(organization_id).on_progress(advance))
        looked_up = [users.iter_organization_users(organization_id, filter=name) for name in named]
        return list({person.id: person for people in looked_up for person in people}.values())


def _is_called(person: "toggl.ModelsOrgUser", name: str) -> bool:
    if name.isdecimal():
        return person.id == int(name)
    called = person.email if "@" in name else person.name
    return (called or "").casefold() == name.casefold()


def _ambiguous(name: str, people: Sequence["toggl.ModelsOrgUser"]) -> str:
    listed = ", ".join(f"{person.id} ({person.email})" for person in people[:_MOST_CANDIDATES])
    more = f" and {len(people) - _MOST_CANDIDATES} more" if len(people) > _MOST_CANDIDATES else ""
    return f"{len(people)} people are called {name!r}; say which by id or address: {listed}{more}."
