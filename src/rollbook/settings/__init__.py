"""The settings of one installation: from the command line, the environment and a TOML file to one frozen value."""

from __future__ import annotations

import difflib
import ssl
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

from rollbook.domain.proxies import Proxies
from rollbook.mail.transport import MailServer
from rollbook.settings.given import (
    Given,
    WrongSetting,
    a_boolean,
    a_folder,
    a_fraction,
    a_number,
    a_port,
    a_readable_file,
    a_text,
    an_address,
    one_of,
    origins,
    read_one,
    sibling,
)
from rollbook.settings.mail import MAIL_NAMES, mail_server
from rollbook.settings.proxies import PROXY_NAMES, proxies

__all__ = ["LOOPBACK_HOSTS", "LogFormat", "LogLevel", "LostPasswordLinks", "Settings", "WrongSetting", "read"]

LostPasswordLinks = Literal["answer", "email"]
SignUp = Literal["open", "closed"]
LogFormat = Literal["console", "json"]
LogLevel = Literal["debug", "info", "warning", "error", "critical"]

MOST_WORKERS = 512
MOST_WORKSPACES = 1_000_000
LARGEST_LIST_CACHE = 65_536  # MiB.
LARGEST_QUOTA = 1_000_000_000  # Requests an hour.
SLOWEST_RATE, FASTEST_RATE = 0.0001, 1_000_000.0  # Requests a second.
FEWEST_AUDIT_LOG_DAYS, MOST_AUDIT_LOG_DAYS = 30, 36_500  # The database itself keeps what is not 30 days old.
SHORTEST_SECRET_KEY = 32  # Characters, about 128 bits when they are drawn from an alphabet as small as hexadecimal.

# Names that mean the person's own machine, for which the local authority's certificate is good.
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
_ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104  # Compared with, not bound to.


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an administrator decides about one server."""

    host: str
    port: int
    data_dir: Path
    database_url: str | None = field(repr=False)
    database_owner_url: str | None = field(repr=False)  # None where one role owns the tables and works with them.
    no_tls: bool
    tls_cert: Path | None
    tls_key: Path | None
    workers: int
    secret_key: bytes | None = field(repr=False)
    public_url: str | None
    lost_password_links: LostPasswordLinks
    sign_up: SignUp
    max_workspaces: int  # Of an organization that was not given more.
    quota: int  # Requests an hour, for each person and organization; 0 for any number.
    rate: float  # Requests a second, for each person; 0 for any number.
    audit_log_days: int
    list_cache_mb: int  # Of each worker, for answers of lists; 0 for none.
    cors_origins: tuple[str, ...]  # Whose pages may ask from a browser; ("*",) for everybody's.
    log_format: LogFormat
    log_level: LogLevel
    proxies: Proxies  # Who tells the addresses of clients.
    metrics_address: tuple[str, int] | None  # Host and port; None for no metrics.
    mail: MailServer | None  # None where mails are kept, and not sent.
    data_home: Path | None  # Where this user's programs keep data; None for a user without a home.

    def local_url(self, port: int) -> str:
        """The address at which this machine reaches the server that listens on the port."""
        local = self.host in LOOPBACK_HOSTS or self.host in _ANY_ADDRESS
        name = "localhost" if local else f"[{self.host}]" if ":" in self.host else self.host
        return f"{'http' if self.no_tls else 'https'}://{name}:{port}"


def read(flags: Mapping[str, str | bool | None], environment: Mapping[str, str]) -> Settings:
    """The settings: command line first, then ROLLBOOK_ variables, then the file; raises WrongSetting."""
    given = _from_file(_config_file(flags, environment))
    given |= _from_environment(environment)
    given |= _from_flags(flags)
    data_home = _data_home(environment)
    settings = Settings(
        host=read_one(given, "host", a_text, "127.0.0.1"),
        port=read_one(given, "port", a_port, 8080),
        data_dir=read_one(given, "data_dir", a_folder, None) or _default_data_dir(data_home),
        database_url=read_one(given, "database_url", _database_url, None),
        database_owner_url=read_one(given, "database_owner_url", _database_url, None),
        no_tls=read_one(given, "no_tls", a_boolean, default=False),
        tls_cert=read_one(given, "tls_cert", a_readable_file, None),
        tls_key=read_one(given, "tls_key", a_readable_file, None),
        workers=read_one(given, "workers", _workers, 1),
        secret_key=read_one(given, "secret_key", _secret_key, None),
        public_url=read_one(given, "public_url", _public_url, None),
        lost_password_links=read_one(given, "lost_password_links", _lost_password_links, "answer"),
        sign_up=read_one(given, "sign_up", _sign_up, "open"),
        quota=read_one(given, "quota", _quota, 0),
        rate=read_one(given, "rate", _rate, 0.0),
        max_workspaces=read_one(given, "max_workspaces", _max_workspaces, 20),
        audit_log_days=read_one(given, "audit_log_days", _audit_log_days, 365),
        list_cache_mb=read_one(given, "list_cache_mb", _list_cache_mb, 32),
        cors_origins=read_one(given, "cors_origins", origins, ()),
        log_format=read_one(given, "log_format", _log_format, "console" if sys.stderr.isatty() else "json"),
        log_level=read_one(given, "log_level", _log_level, "info"),
        proxies=proxies(given),
        metrics_address=read_one(given, "metrics_address", an_address, None),
        mail=mail_server(given),
        data_home=data_home,
    )
    _refuse_contradictions(given, settings)
    return settings


_MADE = frozenset({"data_home", "mail", "proxies"})  # Of more than one setting, or of none.
_NAMES = (*(name for name in Settings.__dataclass_fields__ if name not in _MADE), *MAIL_NAMES, *PROXY_NAMES)


def _config_file(flags: Mapping[str, str | bool | None], environment: Mapping[str, str]) -> Given | None:
    if (flag := flags.get("config")) is not None:
        return Given("--config", flag, Path.cwd())
    if variable := environment.get("ROLLBOOK_CONFIG"):
        return Given("ROLLBOOK_CONFIG", variable, Path.cwd())
    return None


def _from_file(config: Given | None) -> dict[str, Given]:
    if config is None:
        return {}
    path = a_readable_file(config)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{config.name} {path} is not a TOML file: {error}") from error
    for name in content:
        if name not in _NAMES:
            near = difflib.get_close_matches(name, _NAMES, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise WrongSetting(f"{name} in {path} is not a setting{hint}")
    return {name: Given(f"{name} in {path}", value, path.parent) for name, value in content.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, Given]:
    # An empty variable counts as unset: that is what compose files pass on for a variable that nobody set.
    names = {name: f"ROLLBOOK_{name.upper()}" for name in _NAMES}
    return {
        name: Given(variable, environment[variable], Path.cwd())
        for name, variable in names.items()
        if environment.get(variable)
    }


def _from_flags(flags: Mapping[str, str | bool | None]) -> dict[str, Given]:
    return {
        name: Given(f"--{name.replace('_', '-')}", value, Path.cwd())
        for name, value in flags.items()
        if value is not None and name in _NAMES
    }


def _workers(given: Given) -> int:
    return a_number(given, 1, MOST_WORKERS)


def _quota(given: Given) -> int:
    return a_number(given, 0, LARGEST_QUOTA)


def _rate(given: Given) -> float:
    return a_fraction(given, SLOWEST_RATE, FASTEST_RATE)


def _max_workspaces(given: Given) -> int:
    return a_number(given, 1, MOST_WORKSPACES)


def _audit_log_days(given: Given) -> int:
    return a_number(given, FEWEST_AUDIT_LOG_DAYS, MOST_AUDIT_LOG_DAYS)


def _list_cache_mb(given: Given) -> int:
    return a_number(given, 0, LARGEST_LIST_CACHE)


def _lost_password_links(given: Given) -> LostPasswordLinks:
    return cast("LostPasswordLinks", one_of(given, get_args(LostPasswordLinks)))


def _sign_up(given: Given) -> SignUp:
    return cast("SignUp", one_of(given, get_args(SignUp)))


def _log_format(given: Given) -> LogFormat:
    return cast("LogFormat", one_of(given, get_args(LogFormat)))


def _log_level(given: Given) -> LogLevel:
    return cast("LogLevel", one_of(given, get_args(LogLevel)))


def _database_url(given: Given) -> str:
    text = given.value
    if not isinstance(text, str) or not text.startswith(("postgresql://", "postgres://")):
        raise given.wrong("a URL that starts with postgresql://", show=False)
    try:
        urlsplit(text)
    except ValueError as error:
        raise given.wrong("a URL such as postgresql://user:password@host:5432/database", show=False) from error
    return text


def _secret_key(given: Given) -> bytes:
    if not isinstance(given.value, str) or len(given.value) < SHORTEST_SECRET_KEY:
        raise given.wrong(f"a text of at least {SHORTEST_SECRET_KEY} characters", show=False)
    return given.value.encode()


def _public_url(given: Given) -> str:
    must = "an address such as https://rollbook.example.com"
    text = a_text(given)
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or parts.username is not None:
        raise given.wrong(must, show=False)
    return text.rstrip("/")


def _refuse_contradictions(given: Mapping[str, Given], settings: Settings) -> None:
    for one, other in (("tls_cert", "tls_key"), ("tls_key", "tls_cert")):
        if one in given and other not in given:
            raise WrongSetting(f"{given[one].name} needs {sibling(given[one].name, one, other)} beside it")
    if settings.database_owner_url is not None and settings.database_url is None:
        name = given["database_owner_url"].name
        raise WrongSetting(f"{name} needs {sibling(name, 'database_owner_url', 'database_url')} beside it")
    if "tls_cert" not in given:
        return
    if settings.no_tls:
        raise WrongSetting(f"{given['no_tls'].name} and {given['tls_cert'].name} contradict each other")
    _refuse_unusable_pair(given, settings)


def _refuse_unusable_pair(given: Mapping[str, Given], settings: Settings) -> None:
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
