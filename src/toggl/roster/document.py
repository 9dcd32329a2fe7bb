"""Rosters as files: read with all that is wrong with them, and written so that the same people give the same bytes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from toggl.roster.csv_form import read_csv, write_csv
from toggl.roster.people import Fault, Person, Roster, RosterError

Form = Literal["yaml", "csv"]


def form_of(path: str | Path) -> Form:
    """Return the form that a file's name stands for: CSV where it ends so, else YAML."""
    return "csv" if Path(path).suffix.lower() == ".csv" else "yaml"


def read(content: str | bytes, form: Form = "yaml") -> Roster:
    """Return the people of a file; what is wrong with single entries is in `faults`.

    RosterError where the whole is no YAML or CSV; ModuleNotFoundError for YAML without the extra `cli`.
    """
    text = _text(content) if isinstance(content, bytes) else content
    if form == "csv":
        return read_csv(text)
    # Not at the top: CSV needs no PyYAML.
    from toggl.roster.yaml_form import read_yaml  # noqa: PLC0415 - For the reason above.

    return read_yaml(text)


def _text(content: bytes) -> str:
    try:
        # Spreadsheets begin their files with a byte order mark.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise RosterError([Fault(f"line {line}", "this is no UTF-8 text")]) from fault


def write(people: Sequence[Person], form: Form = "yaml") -> str:
    """Return people as the text of a file, in the order given."""
    if form == "csv":
        return write_csv(people)
    from toggl.roster.yaml_form import write_yaml  # noqa: PLC0415 - As above.

    return write_yaml(people)
