"""Rosters as YAML.

Every scalar is text, whatever YAML would make of it, so that a group may be called On and a workspace 2024. Nothing but
the plain tree of the file is read: no types of a program's own are made.
"""

from collections.abc import Iterator, Sequence

try:
    import yaml
except ModuleNotFoundError as fault:
    raise ModuleNotFoundError("Rosters in YAML need more: pip install 'rollbook[cli]'", name=fault.name) from fault

from toggl.roster.people import Fault, Person, Roster, RosterError, checked

FIELDS = ("email", "name", "role", "state", "workspaces", "groups")

_CORE = "tag:yaml.org,2002:"
_NULL = f"{_CORE}null"


class _Dumper(yaml.SafeDumper):
    """Writes texts in one line each."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        # Only between double quotes is everything escaped that breaks a line, or cannot be seen.
        return self.represent_scalar(f"{_CORE}str", data, style=None if data.isprintable() else '"')


_Dumper.add_representer(str, _Dumper.represent_str)


def write_yaml(people: Sequence[Person]) -> str:
    """Return people as YAML in the order given."""
    document = {"people": [_plain(person) for person in people]}
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"))
    return text


def _plain(person: Person) -> dict[str, object]:
    plain: dict[str, object] = {"email": person.email, "name": person.name, "role": person.role, "state": person.state}
    plain["workspaces"] = None if person.workspaces is None else dict(person.workspaces)
    plain["groups"] = None if person.groups is None else list(person.groups)
    return {name: value for name, value in plain.items() if value is not None}


def read_yaml(text: str) -> Roster:
    """Return the people of a YAML text; RosterError where it is none."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        where = f"line {fault.problem_mark.line + 1}" if fault.problem_mark else ""
        raise RosterError([Fault(where, f"this is no YAML: {fault.problem}")]) from fault
    except (yaml.YAMLError, RecursionError) as fault:
        raise RosterError([Fault("", f"this is no YAML: {fault}")]) from fault
    reader = _Reader()
    people = list(reader.people(root))
    return checked(people, reader.faults)


class _Reader:
    """Goes through the tree of a file, and keeps what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def people(self, root: yaml.Node | None) -> Iterator[Person]:
        """Yield those who can be told from others."""
        if root is None:
            self.faults.append(Fault("", "the file is empty; it has `people`, which is a list"))
            return
        top = self._mapping(root, "the file", ("people",))
        listed = self._list(top["people"], "`people`") if "people" in top else None
        if listed is None and not self.faults:
            self._wrong(root, "there is no `people`, which is a list")
        for node in listed or ():
            person = self._person(node)
            if person is not None:
                yield person

    def _person(self, node: yaml.Node) -> Person | None:
        fields = self._mapping(node, "a person", FIELDS)
        email = self._text(fields.get("email"), "`email`")
        if email is None:
            if node.tag == f"{_CORE}map" and "email" not in fields:
                self._wrong(node, "a person without `email`")
            return None
        return Person(
            email=email.strip(),
            name=self._text(fields.get("name"), "`name`"),
            role=self._text(fields.get("role"), "`role`"),
            state=self._text(fields.get("state"), "`state`"),
            workspaces=self._workspaces(fields.get("workspaces")),
            groups=self._groups(fields.get("groups")),
            where=_line(node),
        )

    def _workspaces(self, node: yaml.Node | None) -> dict[str, str] | None:
        if node is None or self._says_nothing(node, "`workspaces`", "{}"):
            return None
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, "`workspaces` has names and roles, like `Design: user`")
            return None
        places = self._mapping(node, "`workspaces`")
        texts = {name: self._text(role, f"the role in {name!r}") for name, role in places.items()}
        return {name: role for name, role in texts.items() if role is not None}

    def _groups(self, node: yaml.Node | None) -> tuple[str, ...] | None:
        if node is None or self._says_nothing(node, "`groups`", "[]"):
            return None
        listed = self._list(node, "`groups`")
        texts = [self._text(group, "a group") for group in listed or ()]
        return None if listed is None else tuple(text for text in texts if text is not None)

    def _says_nothing(self, node: yaml.Node, what: str, none: str) -> bool:
        if node.tag != _NULL:
            return False
        self._wrong(node, f"{what} says nothing: write {none} for none, or leave it out to keep those there are")
        return True

    def _mapping(self, node: yaml.Node, what: str, known: Sequence[str] | None = None) -> dict[str, yaml.Node]:
        """Return the values by key, each key once; empty where it is no mapping."""
        found: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode) or node.tag != f"{_CORE}map":
            self._wrong(node, f"{what} is to be a mapping of names to values")
            return found
        for key_node, value in node.value:
            key = self._text(key_node, f"a key of {what}")
            if key is None:
                continue
            if known is not None and key not in known:
                self._wrong(key_node, f"unknown key {key!r}; {what} has {', '.join(known)}")
            elif key in found:
                self._wrong(key_node, f"{key!r} is here twice")
            else:
                found[key] = value
        return found

    def _list(self, node: yaml.Node, what: str) -> list[yaml.Node] | None:
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_CORE}seq":
            return list(node.value)
        self._wrong(node, f"{what} is to be a list")
        return None

    def _text(self, node: yaml.Node | None, what: str) -> str | None:
        if node is None:
            return None
        if isinstance(node, yaml.ScalarNode) and node.tag.startswith(_CORE):
            # A quoted text may be empty, or the word null.
            if node.tag != _NULL:
                return str(node.value)
            self._wrong(node, f"{what} says nothing")
        else:
            self._wrong(node, f"{what} is to be a text")
        return None

    def _wrong(self, node: yaml.Node, text: str) -> None:
        self.faults.append(Fault(_line(node), text))


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"
