"""The WHERE clause of a list: conditions that are there only when they are asked for."""

from collections.abc import Iterable
from typing import Any

from rollbook.domain.member_lists import MemberStatus


class Conditions:
    """Conditions joined by AND, and the values of their ``$n``."""

    def __init__(self, condition: str, *values: Any) -> None:  # Any: whatever the driver takes.
        self._conditions = [condition]
        self.values: list[Any] = list(values)

    def add(self, condition: str) -> None:
        """One more condition, without a value."""
        self._conditions.append(condition)

    def value(self, value: Any) -> str:  # Any: whatever the driver takes.
        """The ``$n`` that stands for ``value``."""
        self.values.append(value)
        return f"${len(self.values)}"

    def add_statuses(self, statuses: Iterable[MemberStatus]) -> None:
        """The person is in one of these states."""
        # Said as constants, by which the indexes of those who are not active are found.
        self.add("ou.state IN (" + ", ".join(f"'{status}'" for status in sorted(statuses)) + ")")

    def __str__(self) -> str:
        return " AND ".join(self._conditions)
