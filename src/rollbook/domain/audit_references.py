"""Whom and what an audit entry speaks of by numbers, and what those are called."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

# An entry as the API shows it.
Entry: TypeAlias = Mapping[str, Any]  # Any: JSON.

NameKind = Literal["account", "organization_user", "group", "workspace", "workspace_user"]
KINDS: tuple[NameKind, ...] = ("account", "organization_user", "group", "workspace", "workspace_user")

# So many of a list are called by their names, the rest is counted.
NAMED_AT_MOST = 12

_FIELDS: Mapping[str, NameKind] = {
    **dict.fromkeys(("user_id", "owner", "paying_user", "current_owner_id", "new_owner_id"), "account"),
    **dict.fromkeys(("users", "admins"), "account"),
    "groups": "group",
    "workspaces": "workspace",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called, by kind and number."""

    known: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def of(self, kind: str, number: object) -> str | None:
        """The thing's name; None where nothing tells it."""
        return self.known.get((kind, number)) if isinstance(number, int) else None


def kind_of(name: str) -> NameKind | None:
    """What the numbers of that field are of; None for a field of anything else."""
    return _FIELDS.get(name)


def numbers_in(value: Any) -> list[int]:  # Any: JSON.
    """The numbers that a field names: of a list, or one alone."""
    listed = value if isinstance(value, list) else [value]
    found = [one.get("workspace_id") if isinstance(one, dict) else one for one in listed]
    return [one for one in found if isinstance(one, int) and not isinstance(one, bool)]


def moved(entry: Entry, name: str) -> tuple[list[int], list[int]]:
    """Which numbers came into a listed field, and which went."""
    before, after = (set(numbers_in(entry[side].get(name, []))) for side in ("before", "after"))
    return sorted(after - before), sorted(before - after)


def references(entries: Iterable[Entry]) -> dict[NameKind, list[int]]:
    """The numbers that the entries name, by kind."""
    found: dict[NameKind, set[int]] = {kind: set() for kind in KINDS}
    for entry in entries:
        for kind, number in _of_entry(entry):
            found[kind].add(number)
    return {kind: sorted(numbers) for kind, numbers in found.items()}


def _of_entry(entry: Entry) -> Iterator[tuple[NameKind, int]]:
    own: tuple[tuple[NameKind | None, object], ...] = (
        ("account", entry["user_id"]),
        ("workspace", entry["workspace_id"]),
        (next((kind for kind in KINDS if kind == entry["entity_type"]), None), entry["entity_id"]),
        _of_rate(entry),
    )
    for kind, number in own:
        if kind is not None and isinstance(number, int):
            yield kind, number
    for name, kind in _FIELDS.items():
        lists = *moved(entry, name), *(numbers_in(entry[side].get(name, [])) for side in ("before", "after"))
        for numbers in lists:
            yield from ((kind, number) for number in numbers[:NAMED_AT_MOST])


def _of_rate(entry: Entry) -> tuple[NameKind | None, object]:
    """Whose rate it is, where it is somebody's."""
    return ("workspace_user" if entry["after"].get("level") == "workspace_user" else None), entry["after"].get(
        "level_id"
    )
