"""How the program ends: its exit codes, and its errors as one line.

0    done
1    the service refused, or something failed
2    wrong usage; nothing was changed
3    not found: a person, a workspace, a group, an organization
4    not signed in, or not allowed
5    no answer from the service
6    no requests left, or too many: the message tells how long to wait
130  interrupted
141  nobody read the output to its end
"""

import unicodedata
from enum import IntEnum

import click

import toggl

# Between them and what joins letters in some scripts, only the latter are harmless on a terminal.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")


class ExitCode(IntEnum):
    """What the process ends with."""

    DONE = 0
    FAILED = 1
    WRONG_USAGE = 2
    NOT_FOUND = 3
    NOT_ALLOWED = 4
    NO_ANSWER = 5
    NO_REQUESTS_LEFT = 6
    INTERRUPTED = 130
    NOT_READ = 141


class Failure(click.ClickException):
    """Something that ends the command with a sentence and an exit code."""

    def __init__(self, message: str, code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.code = code


def failure(error: "toggl.ApiException", *, about: str = "") -> Failure:
    """Return how an error of the client ends the program: what the service says, how long to wait, the request's id.

    `about` is what was tried.
    """
    details = [f"request id {error.request_id}"] if error.request_id else []
    wait = _wait(error)
    if wait is not None:
        details.insert(0, f"wait {wait:.0f} seconds")
    shown = f" ({', '.join(details)})" if details else ""
    return Failure(f"{about}: {error.message}{shown}" if about else f"{error.message}{shown}", _code(error))


def _code(error: "toggl.ApiException") -> ExitCode:
    match error:
        case toggl.Unauthorized() | toggl.Forbidden():
            return ExitCode.NOT_ALLOWED
        case toggl.NotFound():
            return ExitCode.NOT_FOUND
        case toggl.QuotaExceeded() | toggl.RateLimited():
            return ExitCode.NO_REQUESTS_LEFT
        case toggl.NetworkError():
            return ExitCode.NO_ANSWER
    return ExitCode.FAILED


def _wait(error: "toggl.ApiException") -> float | None:
    if isinstance(error, toggl.QuotaExceeded):
        return error.resets_in
    return error.retry_after if isinstance(error, toggl.RateLimited) else None


def printable(text: str) -> str:
    """Return a text of somebody else's with what could steer a terminal, or hide, written out."""
    if text.isprintable():
        return text
    return "".join(
        repr(letter)[1:-1] if unicodedata.category(letter) in _UNSEEN and letter not in _JOINERS else letter
        for letter in text
    )
