"""Settings that people keep under a name, in a TOML file.

default_profile = "work"

[profiles.work]
host = "local"
api_token = "..."
"""

import logging
import math
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

import msgspec

# A Rollbook on this machine, and the hosted service.
LOCAL = "https://localhost:8080/api/v9"
TOGGL_TRACK = "https://api.track.toggl.com/api/v9"
# The password that goes with an API token as the name.
TOKEN_PASSWORD = "api_token"

_HOSTS = {"local": LOCAL, "track": TOGGL_TRACK}
_PORTS = {"http": 80, "https": 443}
_READABLE_BY_OTHERS = 0o044

T = TypeVar("T")

# Seconds: for the whole call, or for connecting and for reading.
Limit = float | tuple[float, float] | None


class ConfigurationError(ValueError):
    """A setting that cannot be used: its text names the file or the variable, the profile and the key."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The settings under one name in the file."""

    host: str = LOCAL
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    api_token: str | None = field(default=None, repr=False)
    ca_cert: str | None = None
    organization_id: Annotated[int, msgspec.Meta(ge=1)] | None = None
    request_timeout: Limit = None

    @property
    def credentials(self) -> dict[str, object]:
        """The name and the password that requests are signed with; empty where the profile has none."""
        if self.api_token:
            return {"username": self.api_token, "password": TOKEN_PASSWORD}
        return {"username": self.username, "password": self.password} if self.username else {}

    @property
    def settings(self) -> dict[str, object]:
        """All of it, by the names that Configuration has for them."""
        own = {
            "host": self.host,
            "ssl_ca_cert": self.ca_cert,
            "organization_id": self.organization_id,
            "request_timeout": self.request_timeout,
        }
        return own | self.credentials


_KEYS = [one.name for one in fields(Profile)]


@dataclass(frozen=True, kw_only=True)
class _Content:
    """What stands in a file, the profiles not looked at."""

    default_profile: str | None = None
    profiles: dict[str, dict[str, object]] = field(default_factory=dict)


class ProfileFile:
    """A file with profiles, read; ConfigurationError where it cannot be."""

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = (default_path() if path is None else _expanded(path)).absolute()
        content = _parsed(self.path)
        unknown = content.keys() - {"default_profile", "profiles"}
        if unknown:
            raise ConfigurationError(
                f"{self.path}: unknown key {_listed(unknown)}; there are default_profile and tables [profiles.NAME]"
            )
        read = _converted(content, _Content, str(self.path))
        self.default = read.default_profile
        self._tables = read.profiles

    @property
    def names(self) -> list[str]:
        """The names of the profiles."""
        return list(self._tables)

    def profile(self, name: str | None = None) -> Profile:
        """Return the profile of this name, or the default one; ConfigurationError where it is missing or wrong."""
        name = name or self.default
        if name is None:
            raise ConfigurationError(f"{self.path}: say which profile, or set default_profile; {self._what_there_is}")
        if name not in self._tables:
            raise ConfigurationError(f"{self.path}: there is no profile {name!r}; {self._what_there_is}")
        return _profile(self._tables[name], f"{self.path}, profile {name!r}", self.path)

    @property
    def _what_there_is(self) -> str:
        return f"it has {_listed(self._tables)}" if self._tables else "it has no profiles"


def default_path() -> Path:
    """Return where the file is: what TOGGL_CONFIG names, else toggl/config.toml in the folder for settings."""
    named = os.environ.get("TOGGL_CONFIG")
    if named:
        return _expanded(named)
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or "")
    # The rules for that variable want a relative path to be passed over.
    return (settings if settings.is_absolute() else _expanded("~/.config")) / "toggl" / "config.toml"


def address(named: str, where: str) -> str:
    """Return the address of a service: one that is known by a name, or a URL; ConfigurationError for anything else."""
    if named in _HOSTS:
        return _HOSTS[named]
    try:
        parts = urlsplit(named)
        is_address = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise ConfigurationError(f"{where} must be {_listed(_HOSTS)} or a URL like {LOCAL}")
    if "@" in parts.netloc:
        raise ConfigurationError(f"{where} must have no name and no password in it")
    return named.rstrip("/")


def is_same_service(one: str, other: str) -> bool:
    """Tell whether two URLs have scheme, host and port in common."""
    return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def checked_limit(limit: Limit, where: str) -> Limit:
    """Return a limit in seconds; ConfigurationError where there would be no time at all, or no limit."""
    for seconds in limit if isinstance(limit, tuple) else (limit,):
        if seconds is not None and not (seconds > 0 and math.isfinite(seconds)):
            raise ConfigurationError(f"{where} must be seconds, more than 0")
    return limit


def _parsed(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise ConfigurationError(f"{path}: there is no such file") from fault
    except OSError as fault:
        raise ConfigurationError(f"{path} cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        # Without the cause, which holds the whole text.
        raise ConfigurationError(f"{path} is no text in UTF-8: see byte {fault.start}") from None
    except tomllib.TOMLDecodeError as fault:
        # As above, in newer versions of Python.
        raise ConfigurationError(f"{path} is no TOML: {fault}") from None


def _profile(table: Mapping[str, object], where: str, path: Path) -> Profile:
    unknown = table.keys() - set(_KEYS)
    if unknown:
        raise ConfigurationError(f"{where}: unknown key {_listed(unknown)}; there are {', '.join(_KEYS)}")
    read = _converted(table, Profile, where)
    _check_credentials(read, where)
    _warn_about_readers(read, path)
    checked_limit(read.request_timeout, f"{where}: request_timeout")
    certificate = str(path.parent / _expanded(read.ca_cert)) if read.ca_cert else None
    return replace(read, host=address(read.host, f"{where}: host"), ca_cert=certificate)


def _converted(content: Mapping[str, object], kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as fault:
        # It names the key and the types, not the value.
        raise ConfigurationError(f"{where}: {str(fault).replace('$.', '')}") from None


def _check_credentials(profile: Profile, where: str) -> None:
    if profile.api_token and (profile.username or profile.password):
        raise ConfigurationError(f"{where}: give api_token, or username and password, not both")
    if bool(profile.username) != bool(profile.password):
        missing = "password" if profile.username else "username"
        raise ConfigurationError(f"{where}: {missing} is missing")


def _warn_about_readers(profile: Profile, path: Path) -> None:
    # Elsewhere the mode says nothing about who may read.
    if os.name == "posix" and profile.credentials and path.stat().st_mode & _READABLE_BY_OTHERS:
        logging.getLogger("toggl").warning("%s holds secrets and can be read by others; chmod 600 ends that", path)


def _expanded(path: str | os.PathLike[str]) -> Path:
    # Not Path.expanduser, which raises where there is no home.
    return Path(os.path.expanduser(path))  # noqa: PTH111 - As above.


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, sorted(names)))
