"""How workspaces and groups are named in a roster: by their names, and with their numbers where these do not tell."""

import difflib
import re
from collections.abc import Mapping

_NUMBERED = re.compile(r"(?P<name>.*) #(?P<number>[0-9]{1,19})", re.DOTALL)


class Names:
    """The names of an organization's workspaces, or of its groups, by number."""

    def __init__(self, kind: str, names: Mapping[int, str]) -> None:
        self.kind = kind
        self.names = dict(sorted(names.items()))
        self._numbers: dict[str, list[int]] = {}
        for number, name in self.names.items():
            self._numbers.setdefault(name, []).append(number)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Names) and (self.kind, self.names) == (other.kind, other.names)

    __hash__ = None  # type: ignore[assignment] # It is compared, and no key.

    def written(self, number: int) -> str:
        """Return how a roster names that one: `Design`, or `Design #1000002` where the name alone could mislead."""
        name = self.names[number]
        return f"{name} #{number}" if _is_odd(name) or len(self._numbers[name]) > 1 else name

    def number_of(self, written: str) -> int:
        """Return the number of what a roster names; LookupError with the reason where that is not one thing."""
        numbers = self._numbers.get(written, [])
        if len(numbers) == 1:
            return numbers[0]
        if numbers:
            choices = " or ".join(repr(self.written(number)) for number in numbers)
            raise LookupError(f"more than one {self.kind} is called {written!r}: write {choices}")
        if found := _NUMBERED.fullmatch(written):
            return self._numbered(int(found["number"]), found["name"])
        close = difflib.get_close_matches(written, self._numbers, n=1)
        hint = f"; is it {close[0]!r}?" if close else ""
        raise LookupError(f"unknown {self.kind} {written!r}{hint}")

    def _numbered(self, number: int, name: str) -> int:
        if number not in self.names:
            raise LookupError(f"unknown {self.kind} {f'{name} #{number}'!r}")
        if self.names[number] != name:
            raise LookupError(f"the {self.kind} #{number} is called {self.names[number]!r}, not {name!r}")
        return number


def _is_odd(name: str) -> bool:
    """Tell whether a name could be taken for another, or not be seen at all."""
    return not name or name != name.strip() or not name.isprintable() or _NUMBERED.fullmatch(name) is not None
