"""Logs: one renderer for structlog and the standard library, and no secret in what it writes."""

from __future__ import annotations

import asyncio
import logging
import logging.config
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REDACTED = "***"

_SECRET_KEY = re.compile(
    r"passw|passphrase|token|authorization|cookie|secret|hash|credential|api_?key|private_?key|session_?id"
    r"|^(.*(invit\w*|reset|confirm\w*|verif\w*|auth\w*)_?)?code$",
    re.IGNORECASE,
)
_URL_PASSWORD = re.compile(r"(://[^\s:/@]*):[^\s/@]+@")
_URL_PARAMETER = re.compile(r"([?&](?:password|token|code|secret|api_token)=)[^&\s\"']+", re.IGNORECASE)

_requests = logging.getLogger("rollbook.requests")

# Libraries that tell of every step; with the level "debug" they tell everything.
_QUIET_LOGGERS = ("_granian", "asyncio", "alembic", "urllib3")


def configure(log_format: Literal["console", "json"], level: str) -> None:
    """Send everything that this process logs to stderr, one event a line."""
    others = level if level in {"debug", "error", "critical"} else "warning"
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": _formatter, "log_format": log_format}},
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}
            },
            "root": {"handlers": ["stderr"], "level": level.upper()},
            "loggers": {name: {"level": others.upper(), "propagate": True} for name in _QUIET_LOGGERS},
        }
    )
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_described(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class JsonRequestLines:
    """Writes the lines about requests as `configure` would have them written, at a tenth of the cost.

    Those of one moment are written together. Nothing in them can be a secret: they have these fields alone, and a route
    is one of ours.
    """

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def __call__(self, *, method: str, route: str, status: int, milliseconds: float, request_id: str) -> None:
        """Has the line written as soon as what is going on at this moment has gone on."""
        if not _requests.isEnabledFor(logging.INFO):
            return
        line = {
            "method": method,
            "route": route,
            "status": status,
            "milliseconds": milliseconds,
            "request_id": request_id,
            "event": "request",
            "logger": _requests.name,
            "level": "info",
            "timestamp": datetime.now(UTC),
        }
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._write)
        self._waiting.append(msgspec.json.encode(line))

    def _write(self) -> None:
        lines, self._waiting = self._waiting, []
        sys.stderr.write(b"\n".join([*lines, b""]).decode())


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A structlog processor that blots out values whose names look secret, and passwords within URLs."""
    return {key: _redacted(key, value) for key, value in event.items()}


def _redacted(key: object, value: object) -> object:
    if isinstance(key, str) and _SECRET_KEY.search(key):
        return REDACTED
    if isinstance(value, str):
        return _without_passwords(value)
    if isinstance(value, Mapping):
        return {inner: _redacted(inner, content) for inner, content in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(None, content) for content in value]
    return value


def _without_passwords(text: str) -> str:
    if "://" in text:
        text = _URL_PASSWORD.sub(rf"\1:{REDACTED}@", text)
    if "=" in text:
        text = _URL_PARAMETER.sub(rf"\1{REDACTED}", text)
    return text


def _described() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
    ]


def _formatter(log_format: Literal["console", "json"]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_described(), structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact,
            _console() if log_format == "console" else structlog.processors.JSONRenderer(_json),
        ],
    )


def _console() -> Processor:
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _json(event: EventDict, **_: object) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()
