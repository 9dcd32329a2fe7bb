"""Where the service is, who calls it, and how the connection is made."""

import base64
import logging
import os
import platform
import sys
import weakref
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, TextIO, TypedDict, Unpack

from toggl import _environment, _logs
from toggl.profiles import LOCAL, TOGGL_TRACK, TOKEN_PASSWORD, ConfigurationError, ProfileFile

if TYPE_CHECKING:
    from toggl.retries import Retries
    from toggl.transport import Exchange, Request, RequestTimeout

__all__ = [
    "DEFAULT_HOST",
    "DEFAULT_LOG_FORMAT",
    "LOCAL",
    "TOGGL_TRACK",
    "TOKEN_PASSWORD",
    "Configuration",
    "ConfigurationError",
    "Settings",
]

DEFAULT_HOST = LOCAL
DEFAULT_LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"


class Settings(TypedDict, total=False):
    """What a Configuration takes by name."""

    host: str
    username: str
    password: str
    api_key: dict[str, str]
    api_key_prefix: dict[str, str]
    refresh_api_key_hook: "Callable[[Configuration], None] | None"
    temp_folder_path: str | None
    verify_ssl: bool
    ssl_ca_cert: str | None
    cert_file: str | None
    key_file: str | None
    assert_hostname: bool | str | None
    connection_pool_maxsize: int
    proxy: str | None
    safe_chars_for_path_param: str
    client_side_validation: bool
    logger_format: str
    logger_file: str | None
    debug: bool
    organization_id: int | None
    request_timeout: "RequestTimeout"
    retries: "Retries | None"
    tell_missing: bool
    before_request: "list[Callable[[Request], None]]"
    after_request: "list[Callable[[Exchange], None]]"


class _LikeTheDefault(type):
    """Makes `Configuration()` of the class that the default is of, so that what this overrides counts."""

    # Not for type checkers, some of which would take every Configuration for what it returns.
    if not TYPE_CHECKING:

        def __call__(cls, *args: Any, **settings: Any) -> Any:  # Any: what the constructor takes, and its class.
            kind = type(cls._default) if cls is Configuration and cls._default is not None else Configuration
            if kind is Configuration:
                return super().__call__(*args, **settings)
            # Not by its own constructor, which may want more than a program says here.
            made = object.__new__(kind)
            Configuration.__init__(made, *args, **settings)
            return made


class Configuration(metaclass=_LikeTheDefault):
    """The settings of a client; those given by name or set later win over the default set and the environment."""

    _default: ClassVar["Configuration | None"] = None

    host: str = DEFAULT_HOST
    username: str = ""
    password: str = ""
    refresh_api_key_hook: "Callable[[Configuration], None] | None" = None
    temp_folder_path: str | None = None
    verify_ssl: bool = True
    ssl_ca_cert: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    assert_hostname: bool | str | None = None
    proxy: str | None = None
    safe_chars_for_path_param: str = ""
    client_side_validation: bool = True
    # For programs, and for the command line; the client itself does not use it.
    organization_id: int | None = None
    # The limit of each call that names none of its own.
    request_timeout: "RequestTimeout" = None
    # None is `Retries()`.
    retries: "Retries | None" = None
    # Whether the fields that an answer does not have are UNSET instead of None.
    tell_missing: bool = False
    logger_stream_handler: logging.Handler | None = None
    logger_file_handler: logging.Handler | None = None
    _debug: bool = False
    _logger_file: str | None = None
    # A copy shares the file, which is not the copy's to close.
    _file_opener: "weakref.ref[Configuration] | None" = None
    _logger_format: str = DEFAULT_LOG_FORMAT

    def __init__(self, **settings: Unpack[Settings]) -> None:
        unknown = settings.keys() - Settings.__annotations__.keys()
        if unknown:
            raise TypeError(f"Configuration has no setting {', '.join(sorted(unknown))}")
        self._start()
        inherited = _environment.settings() if self._default is None else _state(self._default)
        if settings.keys() & {"username", "password"}:
            # A secret that was meant for one name is never sent beside another.
            inherited = {name: value for name, value in inherited.items() if name not in {"username", "password"}}
        vars(self).update(inherited)
        for name, value in settings.items():
            setattr(self, name, value)

    def _start(self) -> None:
        """Set what each configuration has of its own."""
        self.api_key: dict[str, str] = {}
        self.api_key_prefix: dict[str, str] = {}
        self.before_request: list[Callable[[Request], None]] = []
        self.after_request: list[Callable[[Exchange], None]] = []
        self.connection_pool_maxsize: int = (os.cpu_count() or 1) * 5
        self.logger: dict[str, logging.Logger] = {
            "package_logger": logging.getLogger("toggl"),
            "urllib3_logger": logging.getLogger("urllib3"),
        }

    @classmethod
    def from_profile(cls, name: str | None = None, path: str | os.PathLike[str] | None = None) -> Self:
        """Return the settings of a profile, or of the file's default one, whatever the environment says.

        The file is `$TOGGL_CONFIG`, or toggl/config.toml in `$XDG_CONFIG_HOME` (~/.config). ConfigurationError.
        """
        return cls._of(ProfileFile(path).profile(name).settings)

    @classmethod
    def from_env(cls, *, host: str | None = None) -> Self:
        """Return the settings of the environment, above those of the profile that TOGGL_PROFILE or the file chooses.

        A `host` (local, track or a URL) stands in the place of TOGGL_HOST, whose credentials go to no other service.
        ConfigurationError, also where the host leaves no credentials, since those of a profile go to its own service.
        """
        return cls._of(_environment.settings_above_profile(host))

    @classmethod
    def _of(cls, settings: dict[str, object]) -> Self:
        # Not by the constructor, which adds the environment, and may be another one.
        made = object.__new__(cls)
        made._start()
        for name, value in settings.items():
            setattr(made, name, value)
        return made

    @classmethod
    def set_default(cls, default: Self | None) -> None:
        """Make each later Configuration start as a copy of this one; None takes that back."""
        if default is not None:
            copied = object.__new__(type(default))
            vars(copied).update(_state(default))
            default = copied
        cls._default = default

    @property
    def logger_file(self) -> str | None:
        """The file that the log is written to, if any."""
        return self._logger_file

    @logger_file.setter
    def logger_file(self, path: str | None) -> None:
        if self._file_opener is None or self._file_opener() is self:
            self._detach(self.logger_file_handler)
        self._logger_file = path
        self._file_opener = weakref.ref(self)
        self.logger_file_handler = self._attach(logging.FileHandler(path)) if path else None

    @property
    def logger_format(self) -> str:
        """The format of the log lines."""
        return self._logger_format

    @logger_format.setter
    def logger_format(self, log_format: str) -> None:
        self._logger_format = log_format
        for handler in (self.logger_file_handler, self.logger_stream_handler):
            if handler is not None:
                handler.setFormatter(_logs.MaskingFormatter(log_format))

    @property
    def debug(self) -> bool:
        """Whether requests and answers are logged, without their credentials and bodies."""
        return self._debug

    @debug.setter
    def debug(self, wanted: bool) -> None:
        if wanted == self._debug:
            # The levels are the program's own until it asks.
            return
        self._debug = wanted
        for logger in self.logger.values():
            logger.setLevel(logging.DEBUG if wanted else logging.NOTSET)
        if wanted:
            self.logger_stream_handler = self._attach(_stream_handler())
        else:
            self._detach(self.logger_stream_handler)
            self.logger_stream_handler = None

    def get_api_key_with_prefix(self, identifier: str) -> str | None:
        """Return the API key of this name behind its prefix, refreshed by the hook if there is one."""
        if self.refresh_api_key_hook is not None:
            self.refresh_api_key_hook(self)
        key = self.api_key.get(identifier)
        prefix = self.api_key_prefix.get(identifier)
        return f"{prefix} {key}" if key and prefix else key

    def get_basic_auth_token(self) -> str:
        """Return the value of the Authorization header, empty when there are no credentials."""
        if not self.username and not self.password:
            return ""
        credentials = f"{self.username or ''}:{self.password or ''}"
        return "Basic " + base64.b64encode(credentials.encode()).decode("ascii")

    def auth_settings(self) -> dict[str, dict[str, str]]:
        """Return the ways to prove who calls, by name."""
        return {
            "BasicAuth": {"type": "basic", "in": "header", "key": "Authorization", "value": self.get_basic_auth_token()}
        }

    def to_debug_report(self) -> str:
        """Return what somebody who looks for a fault wants to know first; no credentials are in it."""
        return (
            f"Host: {self.host}\nOS: {platform.platform()}\nPython: {platform.python_version()}\n"
            f"Certificates verified: {self.verify_ssl}\nProxy: {'yes' if self.proxy else 'no'}"
        )

    def _attach(self, handler: logging.Handler) -> logging.Handler:
        _logs.mask_records()
        handler.setFormatter(_logs.MaskingFormatter(self._logger_format))
        for logger in self.logger.values():
            logger.addHandler(handler)
        return handler

    def _detach(self, handler: logging.Handler | None) -> None:
        if handler is None:
            return
        for logger in self.logger.values():
            logger.removeHandler(handler)
        handler.close()


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what is the standard error at that moment: programs, and tests, replace it."""

    def emit(self, record: logging.LogRecord) -> None:
        # Not setStream, which would flush the old one, perhaps closed by now.
        self.stream = sys.stderr
        super().emit(record)


@cache
def _stream_handler() -> logging.Handler:
    """Return one handler for all configurations: asking twice for debug output does not print it twice."""
    return _StandardError()


def _state(configuration: Configuration) -> dict[str, object]:
    """Return a configuration's attributes, its dictionaries and lists copied."""
    return {
        name: value.copy() if isinstance(value, dict | list) else value
        for name, value in configuration.__dict__.items()
    }
