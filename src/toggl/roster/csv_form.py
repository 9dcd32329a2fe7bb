r"""Rosters as CSV: a row a person.

`workspaces` is written `Design=admin; Research=user`, `groups` is written `Editors; Night shift`. An empty cell leaves
things as they are, `(none)` means no workspaces or no groups. A backslash before a character makes it an ordinary one:
`Ship\; sail` is one name. A cell that a spreadsheet would take for a formula begins with an apostrophe, which is taken
away again when it is read.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from toggl._spreadsheets import CALCULATED, as_it_was, defused
from toggl.roster.people import Fault, Person, Roster, RosterError, checked

COLUMNS = ("email", "name", "role", "state", "workspaces", "groups")
NONE = "(none)"

_SEPARATING = re.compile(r"[\\;=]")
_STARTS_BADLY = re.compile(rf"[\s(']|{CALCULATED}")
_PIECE = re.compile(r"\\(?P<plain>.)|(?P<separator>[;=])|(?P<other>[^\\;=])", re.DOTALL)


def write_csv(people: Sequence[Person]) -> str:
    """Return people as CSV in the order given, with a header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    # The writer itself sees no need to quote this one.
    careful = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for person in people:
        cells = [defused(cell) for cell in _cells(person)]
        (careful if any("\r" in cell for cell in cells) else writer).writerow(cells)
    return text.getvalue()


def _cells(person: Person) -> list[str]:
    places = (
        None
        if person.workspaces is None
        else [f"{_escaped(name)}={_escaped(role)}" for name, role in person.workspaces.items()]
    )
    groups = None if person.groups is None else [_escaped(name) for name in person.groups]
    plain = [person.email, person.name or "", person.role or "", person.state or ""]
    return [*plain, _listed(places), _listed(groups)]


def _listed(items: list[str] | None) -> str:
    if items is None:
        return ""
    return "; ".join(items) or NONE


def _escaped(name: str) -> str:
    """Return a name in which nothing separates, and which begins and ends as it did."""
    text = _SEPARATING.sub(lambda found: f"\\{found[0]}", name)
    if _STARTS_BADLY.match(name) and not text.startswith("\\"):
        text = f"\\{text}"
    if len(name) > 1 and name[-1].isspace():
        text = f"{text[:-1]}\\{text[-1]}"
    return text


def read_csv(text: str) -> Roster:
    """Return the people of a CSV text, whose columns are separated by commas, semicolons or tabs."""
    reader = _Reader()
    people = list(reader.people(_rows(text)))
    return checked(people, reader.faults)


def _rows(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each row with the line in which it begins; RosterError where it is none."""
    header, _, _ = text.partition("\n")
    delimiter = max(",;\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in rows:
            yield f"line {line}", [as_it_was(cell) for cell in row]
            line = rows.line_num + 1
    except csv.Error as fault:
        raise RosterError([Fault(f"line {line}", f"this is no CSV: {fault}")]) from fault


class _Reader:
    """Goes through the rows of a file, and keeps what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def people(self, rows: Iterator[tuple[str, list[str]]]) -> Iterator[Person]:
        """Yield those who can be told from others."""
        where, header = next(rows, ("", []))
        columns = [name.strip().lower() for name in header]
        if not self._knows(where, columns):
            return
        for where, cells in rows:
            if not any(cells):
                continue
            if any(cells[len(columns) :]):
                self._wrong(where, f"there are {len(cells)} cells for {len(columns)} columns")
            person = self._person(where, dict(zip(columns, cells, strict=False)))
            if person is not None:
                yield person

    def _knows(self, where: str, columns: list[str]) -> bool:
        for name in sorted(set(columns) - set(COLUMNS)):
            self._wrong(where, f"unknown column {name!r}; a roster has {', '.join(COLUMNS)}")
        for name in sorted({name for name in columns if columns.count(name) > 1}):
            self._wrong(where, f"the column {name!r} is here twice")
        if "email" not in columns:
            self._wrong(where, "there is no column 'email'")
        return not self.faults

    def _person(self, where: str, cells: dict[str, str]) -> Person | None:
        email = cells.get("email", "").strip()
        if not email:
            self._wrong(where, "a person without email")
            return None
        return Person(
            email=email,
            name=cells.get("name") or None,
            role=cells.get("role", "").strip() or None,
            state=cells.get("state", "").strip() or None,
            workspaces=self._workspaces(where, cells.get("workspaces", "")),
            groups=self._groups(where, cells.get("groups", "")),
            where=where,
        )

    def _workspaces(self, where: str, cell: str) -> dict[str, str] | None:
        items = self._items(where, cell)
        if items is None:
            return None
        places: dict[str, str] = {}
        for item in items:
            if len(item) != len(("name", "role")):
                self._wrong(where, f"{'='.join(item)!r} in workspaces is to be a name and a role, like Design=user")
            elif item[0] in places:
                self._wrong(where, f"{item[0]!r} is here twice")
            else:
                places[item[0]] = item[1]
        return places

    def _groups(self, where: str, cell: str) -> tuple[str, ...] | None:
        items = self._items(where, cell)
        if items is None:
            return None
        for item in items:
            if len(item) > 1:
                self._wrong(
                    where, f"{'='.join(item)!r} in groups is to be a name; one with = in it is written with \\="
                )
        return tuple(item[0] for item in items)

    def _items(self, where: str, cell: str) -> list[list[str]] | None:
        """Return what stands between semicolons, each as what stands between equals signs; None for an empty cell."""
        if not cell.strip():
            return None
        if cell.strip() == NONE:
            return []
        items: list[list[_Text]] = [[_Text()]]
        end = 0
        for found in _PIECE.finditer(cell):
            end = found.end()
            if found["separator"] == ";":
                items.append([_Text()])
            elif found["separator"]:
                items[-1].append(_Text())
            else:
                items[-1][-1].add(found)
        if end != len(cell):
            self._wrong(where, "a backslash at the end of a cell stands before nothing")
        texts = [[text.stripped() for text in item] for item in items]
        return [item for item in texts if item != [""]]

    def _wrong(self, where: str, text: str) -> None:
        self.faults.append(Fault(where, text))


class _Text:
    """A text that is being put together, of which space at its ends counts only behind a backslash."""

    def __init__(self) -> None:
        self._characters: list[str] = []
        self._meant: list[bool] = []

    def add(self, found: re.Match[str]) -> None:
        self._characters.append(found["plain"] or found["other"])
        self._meant.append(bool(found["plain"]) or not found["other"].isspace())

    def stripped(self) -> str:
        if True not in self._meant:
            return ""
        first = self._meant.index(True)
        last = len(self._meant) - self._meant[::-1].index(True)
        return "".join(self._characters[first:last])
