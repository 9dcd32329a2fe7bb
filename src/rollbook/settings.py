"""The settings of one installation: from the command line, the environment and a TOML file to one frozen value."""

from __future__ import annotations

import difflib
import os
import ssl
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args
from urllib.parse import urlsplit

LostPasswordLinks = Literal["answer", "email"]
LogFormat = Literal["console", "json"]
LogLevel = Literal["debug", "info", "warning", "error", "critical"]

MOST_WORKERS = 512
SHORTEST_SECRET_KEY = 32  # Characters, about 128 bits when they are drawn from an alphabet as small as hexadecimal.

# Names that mean the person's own machine, for which the local authority's certificate is good.
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
_ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104  # Compared with, not bound to.

_T = TypeVar("_T")


class WrongSetting(Exception):
    """A setting that cannot be used; the text is one line and names it as the user gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an administrator decides about one server."""

    host: str
    port: int
    data_dir: Path
    database_url: str | None = field(repr=False)
    no_tls: bool
    tls_cert: Path | None
    tls_key: Path | None
    workers: int
    secret_key: bytes | None = field(repr=False)
    public_url: str | None
    lost_password_links: LostPasswordLinks
    log_format: LogFormat
    log_level: LogLevel
    data_home: Path | None  # Where this user's programs keep data; None for a user without a home.

    def local_url(self, port: int) -> str:
        """The address at which this machine reaches the server that listens on the port."""
        local = self.host in LOOPBACK_HOSTS or self.host in _ANY_ADDRESS
        name = "localhost" if local else f"[{self.host}]" if ":" in self.host else self.host
        return f"{'http' if self.no_tls else 'https'}://{name}:{port}"


@dataclass(frozen=True, slots=True)
class _Given:
    """One value as somebody gave it, under the name by which that person knows it."""

    name: str
    value: object = field(repr=False)
    folder: Path

    def wrong(self, must: str, *, show: bool = True) -> WrongSetting:
        """The refusal of this value; one that may be secret is not shown."""
        shown = f", not {str(self.value)!r}" if show else ""
        return WrongSetting(f"{self.name} must be {must}{shown}")


def read(flags: Mapping[str, str | bool | None], environment: Mapping[str, str]) -> Settings:
    """The settings: command line first, then ROLLBOOK_ variables, then the file; raises WrongSetting."""
    given = _from_file(_config_file(flags, environment))
    given |= _from_environment(environment)
    given |= _from_flags(flags)
    data_home = _data_home(environment)
    settings = Settings(
        host=_read(given, "host", _text, "127.0.0.1"),
        port=_read(given, "port", _port, 8080),
        data_dir=_read(given, "data_dir", _folder, None) or _default_data_dir(data_home),
        database_url=_read(given, "database_url", _database_url, None),
        no_tls=_read(given, "no_tls", _boolean, default=False),
        tls_cert=_read(given, "tls_cert", _readable_file, None),
        tls_key=_read(given, "tls_key", _readable_file, None),
        workers=_read(given, "workers", _workers, 1),
        secret_key=_read(given, "secret_key", _secret_key, None),
        public_url=_read(given, "public_url", _public_url, None),
        lost_password_links=_read(given, "lost_password_links", _lost_password_links, "answer"),
        log_format=_read(given, "log_format", _log_format, "console" if sys.stderr.isatty() else "json"),
        log_level=_read(given, "log_level", _log_level, "info"),
        data_home=data_home,
    )
    _refuse_contradictions(given, settings)
    return settings


_NAMES = tuple(name for name in Settings.__dataclass_fields__ if name != "data_home")


def _config_file(flags: Mapping[str, str | bool | None], environment: Mapping[str, str]) -> _Given | None:
    if (flag := flags.get("config")) is not None:
        return _Given("--config", flag, Path.cwd())
    if variable := environment.get("ROLLBOOK_CONFIG"):
        return _Given("ROLLBOOK_CONFIG", variable, Path.cwd())
    return None


def _from_file(config: _Given | None) -> dict[str, _Given]:
    if config is None:
        return {}
    path = _readable_file(config)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{config.name} {path} is not a TOML file: {error}") from error
    for name in content:
        if name not in _NAMES:
            near = difflib.get_close_matches(name, _NAMES, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise WrongSetting(f"{name} in {path} is not a setting{hint}")
    return {name: _Given(f"{name} in {path}", value, path.parent) for name, value in content.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, _Given]:
    # An empty variable counts as unset: that is what compose files pass on for a variable that nobody set.
    names = {name: f"ROLLBOOK_{name.upper()}" for name in _NAMES}
    return {
        name: _Given(variable, environment[variable], Path.cwd())
        for name, variable in names.items()
        if environment.get(variable)
    }


def _from_flags(flags: Mapping[str, str | bool | None]) -> dict[str, _Given]:
    return {
        name: _Given(f"--{name.replace('_', '-')}", value, Path.cwd())
        for name, value in flags.items()
        if value is not None and name in _NAMES
    }


def _read(given: Mapping[str, _Given], name: str, parse: Callable[[_Given], _T], default: _T) -> _T:
    return parse(given[name]) if name in given else default


def _text(given: _Given) -> str:
    if not isinstance(given.value, str) or not given.value.strip():
        raise given.wrong("a text that is not empty")
    return given.value.strip()


def _number(given: _Given, least: int, most: int) -> int:
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


def _port(given: _Given) -> int:
    return _number(given, 0, 65535)


def _workers(given: _Given) -> int:
    return _number(given, 1, MOST_WORKERS)


def _boolean(given: _Given) -> bool:
    if isinstance(given.value, bool):
        return given.value
    words = {"true": True, "1": True, "false": False, "0": False}
    if str(given.value).lower() not in words:
        raise given.wrong("true, false, 1 or 0")
    return words[str(given.value).lower()]


def _lost_password_links(given: _Given) -> LostPasswordLinks:
    return cast("LostPasswordLinks", _one_of(given, get_args(LostPasswordLinks)))


def _log_format(given: _Given) -> LogFormat:
    return cast("LogFormat", _one_of(given, get_args(LogFormat)))


def _log_level(given: _Given) -> LogLevel:
    return cast("LogLevel", _one_of(given, get_args(LogLevel)))


def _one_of(given: _Given, words: tuple[str, ...]) -> str:
    if given.value not in words:
        raise given.wrong(f"{', '.join(words[:-1])} or {words[-1]}")
    return str(given.value)


def _path(given: _Given) -> Path:
    text = _text(given)
    try:
        return given.folder / Path(text).expanduser()
    except RuntimeError as error:  # A home folder that does not exist.
        raise given.wrong("a path") from error


def _folder(given: _Given) -> Path:
    path = _path(given)
    if path.exists() and not path.is_dir():
        raise given.wrong("a folder")
    return path


def _readable_file(given: _Given) -> Path:
    path = _path(given)
    if not path.is_file() or not os.access(path, os.R_OK):
        raise given.wrong("a file that can be read")
    return path


def _database_url(given: _Given) -> str:
    text = given.value
    if not isinstance(text, str) or not text.startswith(("postgresql://", "postgres://")):
        raise given.wrong("a URL that starts with postgresql://", show=False)
    try:
        urlsplit(text)
    except ValueError as error:
        raise given.wrong("a URL such as postgresql://user:password@host:5432/database", show=False) from error
    return text


def _secret_key(given: _Given) -> bytes:
    if not isinstance(given.value, str) or len(given.value) < SHORTEST_SECRET_KEY:
        raise given.wrong(f"a text of at least {SHORTEST_SECRET_KEY} characters", show=False)
    return given.value.encode()


def _public_url(given: _Given) -> str:
    must = "an address such as https://rollbook.example.com"
    text = _text(given)
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or parts.username is not None:
        raise given.wrong(must, show=False)
    return text.rstrip("/")


def _refuse_contradictions(given: Mapping[str, _Given], settings: Settings) -> None:
    for one, other in (("tls_cert", "tls_key"), ("tls_key", "tls_cert")):
        if one in given and other not in given:
            raise WrongSetting(f"{given[one].name} needs {_sibling(given[one].name, one, other)} beside it")
    if "tls_cert" not in given:
        return
    if settings.no_tls:
        raise WrongSetting(f"{given['no_tls'].name} and {given['tls_cert'].name} contradict each other")
    _refuse_unusable_pair(given, settings)


def _sibling(name: str, one: str, other: str) -> str:
    """The name of the other setting, in the words in which the user gave the one."""
    for style in (str, str.upper, lambda text: text.replace("_", "-")):
        name = name.replace(style(one), style(other))
    return name


def _refuse_unusable_pair(given: Mapping[str, _Given], settings: Settings) -> None:
    assert settings.tls_cert is not None  # noqa: S101  # For the type checker; the caller has looked.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # A password is given so that an encrypted key is an error and not a question on the terminal.
        context.load_cert_chain(settings.tls_cert, settings.tls_key, password="")
    except (ssl.SSLError, OSError, ValueError) as error:
        pair = f"{given['tls_cert'].name} and {given['tls_key'].name}"
        raise WrongSetting(f"{pair} must be a PEM certificate and its own key without a password") from error


def _data_home(environment: Mapping[str, str]) -> Path | None:
    if Path(chosen := environment.get("XDG_DATA_HOME", "")).is_absolute():
        return Path(chosen)
    try:
        return Path.home() / ".local" / "share"
    except RuntimeError:
        return None


def _default_data_dir(data_home: Path | None) -> Path:
    if data_home is None:
        raise WrongSetting("--data-dir must be set, because this user has no home folder")
    return data_home / "rollbook" / "server"
