"""One value as somebody gave it, and what reads it; a value that cannot be used is one line that names it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

MOST_PORTS = 65_535

_T = TypeVar("_T")

# As browsers write it: in small letters, without a path; the host in punycode, or an address.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


class WrongSetting(Exception):
    """A setting that cannot be used; the text is one line and names it as the user gave it."""


@dataclass(frozen=True, slots=True)
class Given:
    """One value as somebody gave it, under the name by which that person knows it."""

    name: str
    value: object = field(repr=False)
    folder: Path

    def wrong(self, must: str, *, show: bool = True) -> WrongSetting:
        """The refusal of this value; one that may be secret is not shown."""
        shown = f", not {str(self.value)!r}" if show else ""
        return WrongSetting(f"{self.name} must be {must}{shown}")


def read_one(given: Mapping[str, Given], name: str, parse: Callable[[Given], _T], default: _T) -> _T:
    """The setting of that name as ``parse`` reads it, or the default where nobody gave it."""
    return parse(given[name]) if name in given else default


def a_text(given: Given) -> str:
    """A text without surrounding space."""
    if not isinstance(given.value, str) or not given.value.strip():
        raise given.wrong("a text that is not empty")
    return given.value.strip()


def a_number(given: Given, least: int, most: int) -> int:
    """A whole number within the bounds."""
    must = f"a whole number from {least} to {most}"
    if isinstance(given.value, bool) or not isinstance(given.value, int | str):
        raise given.wrong(must)
    try:
        number = int(given.value)
    except ValueError:
        raise given.wrong(must) from None
    if not least <= number <= most:
        raise given.wrong(must)
    return number


def a_fraction(given: Given, least: float, most: float) -> float:
    """A number within the bounds, or 0."""
    must = f"0, or a number from {least:g} to {most:.0f}"
    if isinstance(given.value, bool) or not isinstance(given.value, int | float | str):
        raise given.wrong(must)
    try:
        number = float(given.value)
    except (ValueError, OverflowError):
        raise given.wrong(must) from None
    if number and not least <= number <= most:
        raise given.wrong(must)
    return number


def a_port(given: Given) -> int:
    """The number of a port; 0 for any that is free."""
    return a_number(given, 0, MOST_PORTS)


def an_address(given: Given) -> tuple[str, int]:
    """A host and a port; an IPv6 address stands in brackets."""
    must = "a host and a port such as 127.0.0.1:9464"
    host, colon, port = a_text(given).rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise given.wrong(must)
    if not colon or not host or any(one.isspace() or one in "/@[]" for one in host):
        raise given.wrong(must)
    if not port.isdecimal() or not port.isascii() or int(port) > MOST_PORTS:
        raise given.wrong(must)
    return host, int(port)


def a_boolean(given: Given) -> bool:
    """True or false, as a word or a digit."""
    if isinstance(given.value, bool):
        return given.value
    words = {"true": True, "1": True, "false": False, "0": False}
    if str(given.value).lower() not in words:
        raise given.wrong("true, false, 1 or 0")
    return words[str(given.value).lower()]


def one_of(given: Given, words: tuple[str, ...]) -> str:
    """One of the words."""
    if given.value not in words:
        raise given.wrong(f"{', '.join(words[:-1])} or {words[-1]}")
    return str(given.value)


def origins(given: Given) -> tuple[str, ...]:
    """Origins of web pages, as browsers send them, or ``*`` alone: a list, or a text with commas."""
    must = "origins such as https://app.example.com, with commas between them, or *"
    texts = given.value.split(",") if isinstance(given.value, str) else given.value
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise given.wrong(must)
    named = tuple(dict.fromkeys(text.strip() for text in texts))
    if named != ("*",) and not all(_ORIGIN.fullmatch(origin) for origin in named):
        raise given.wrong(must)
    return named


def a_path(given: Given) -> Path:
    """A path; a relative one begins where the setting stands."""
    text = a_text(given)
    try:
        return given.folder / Path(text).expanduser()
    except RuntimeError as error:  # A home folder that does not exist.
        raise given.wrong("a path") from error


def a_folder(given: Given) -> Path:
    """A folder that is there or can be made."""
    path = a_path(given)
    if path.exists() and not path.is_dir():
        raise given.wrong("a folder")
    return path


def a_readable_file(given: Given) -> Path:
    """A file that can be read."""
    path = a_path(given)
    if not path.is_file() or not os.access(path, os.R_OK):
        raise given.wrong("a file that can be read")
    return path


def sibling(name: str, one: str, other: str) -> str:
    """The name of the other setting, in the words in which the user gave the one."""
    for style in (str, str.upper, lambda text: text.replace("_", "-")):
        name = name.replace(style(one), style(other))
    return name
