"""What an examination of an installation has found."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

State: TypeAlias = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it stands, and where it does not stand well, what to do."""

    subject: str
    state: State
    text: str


def ok(subject: str, text: str) -> Finding:
    """All is well."""
    return Finding(subject, "ok", text)


def warning(subject: str, text: str) -> Finding:
    """It works, but may not for long, or not for everybody."""
    return Finding(subject, "warning", text)


def problem(subject: str, text: str) -> Finding:
    """It does not work."""
    return Finding(subject, "problem", text)
