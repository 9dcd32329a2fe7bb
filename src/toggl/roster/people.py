"""What stands in a roster: people, with the names of their workspaces and groups."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

ROLES = ("owner", "admin", "member")
STATES = ("active", "inactive", "invited")
# The one that allows most comes first.
WORKSPACE_ROLES = ("admin", "projectlead", "teamlead", "user")

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


class Fault(msgspec.Struct, frozen=True):
    """Something in a roster that cannot be meant so: where it stands, and what is wrong with it."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text

    @property
    def line(self) -> int:
        """The line of the file, 0 where it is none."""
        word, _, number = self.where.partition(" ")
        return int(number) if word == "line" and number.isdecimal() else 0


class RosterError(ValueError):
    """A roster that cannot be used; `faults` has all that is wrong with it, line by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody as a roster has them; a field that is None is left as it is in the organization."""

    email: str
    name: str | None = None
    role: str | None = None
    state: str | None = None
    # Roles by the written names of workspaces; direct memberships alone.
    workspaces: Mapping[str, str] | None = None
    # The written names of groups.
    groups: tuple[str, ...] | None = None
    # Where the person stands in the file, for messages.
    where: str = ""

    @property
    def key(self) -> str:
        """What tells the person from others."""
        return key_of(self.email)


class Roster(msgspec.Struct, frozen=True):
    """The people of a file in its order, and what is wrong with the file."""

    people: tuple[Person, ...]
    faults: tuple[Fault, ...] = ()


def key_of(email: str) -> str:
    """Return an e-mail address in the form in which two are compared."""
    return email.strip().lower()


def checked(people: Sequence[Person], faults: Sequence[Fault] = ()) -> Roster:
    """Return a roster of these people, with the faults of reading and those of what was read."""
    return Roster(tuple(people), (*faults, *_doubled(people), *(fault for one in people for fault in _faults(one))))


def _doubled(people: Sequence[Person]) -> Iterator[Fault]:
    first: dict[str, Person] = {}
    for person in people:
        earlier = first.setdefault(person.key, person)
        if earlier is not person:
            yield Fault(person.where, f"{person.email} is here twice; the first time in {earlier.where}")


def _faults(person: Person) -> Iterator[Fault]:
    if not _EMAIL.fullmatch(person.email):
        yield Fault(person.where, f"{person.email!r} is no e-mail address")
    if person.name is not None and not person.name.strip():
        yield Fault(person.where, "the name is empty; leave it out to keep the one there is")
    yield from _unknown(person.where, "role", person.role, ROLES)
    yield from _unknown(person.where, "state", person.state, STATES)
    for workspace, role in (person.workspaces or {}).items():
        yield from _unknown(person.where, f"role in {workspace!r}", role, WORKSPACE_ROLES)
    groups = person.groups or ()
    for group in sorted({group for group in groups if groups.count(group) > 1}):
        yield Fault(person.where, f"the group {group!r} is here twice")


def _unknown(where: str, what: str, word: str | None, known: Sequence[str]) -> Iterator[Fault]:
    if word is not None and word not in known:
        yield Fault(where, f"unknown {what} {word!r}; it is one of {', '.join(known)}")
