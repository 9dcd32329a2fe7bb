"""Changes that a command sends: shown beforehand, sent one after another, and accounted for when one fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec

import toggl
from toggl.cli.context import Session
from toggl.cli.outcomes import failure
from toggl.cli.output import Column

T = TypeVar("T")

_LONGEST = 200


@dataclass(frozen=True)
class Change(Generic[T]):
    """One request: in words, as they follow "Done:", and the method of the client with its arguments."""

    what: str
    call: partial[T]
    # Raises Failure where an answer of 200 reports that not all was done.
    check: Callable[[T], None] = lambda _: None

    def send(self) -> T:
        """Return what the service answered."""
        answer = self.call()
        self.check(answer)
        return answer


class _Request(msgspec.Struct):
    """A change as records show it."""

    what: str
    method: str
    path: str
    body: Any  # Any: JSON.
    sent: bool


_COLUMNS: list[Column[_Request]] = [
    Column("what", lambda change: change.what),
    Column("method", lambda change: change.method),
    Column("path", lambda change: change.path),
    Column("body", lambda change: _as_json(change.body)),
    Column("sent", lambda change: change.sent),
]

# Takes the changes that were made, and what the service answered to each.
Report = Callable[[Sequence[Change[T]], Sequence[T]], None]


def carry_out(
    session: Session, changes: Sequence[Change[T]], *, dry_run: bool, report: Report[T] | None = None
) -> None:
    """Send changes until one fails, or with `dry_run` show them; `report` shows what was done otherwise than in words.

    Failure tells what failed; what was done, and what was not begun, is told in any case.
    """
    if not changes:
        session.note("Nothing to change.")
    if dry_run:
        _show(session, changes, sent=False)
        return
    answers: list[T] = []
    in_doubt = True
    try:
        with session.progress("Sending", len(changes)) as advance:
            for change in changes:
                answers.append(change.send())
                advance(len(answers), len(changes))
    except toggl.ApiException as error:
        in_doubt = isinstance(error, toggl.NetworkError)
        raise failure(error, about=_short(changes[len(answers)].what)) from error
    finally:
        done = changes[: len(answers)]
        if report is None:
            _show(session, done, sent=True)
        elif done or session.format != "table":
            report(done, answers)
        account_for_the_rest(session, [change.what for change in changes], len(answers), in_doubt=in_doubt)


def account_for_the_rest(session: Session, whats: Sequence[str], done: int, *, in_doubt: bool) -> None:
    """Tell which of these requests were not done, if any; what has no answer may have been done all the same.

    Of a single one that was refused the error says enough.
    """
    if done == len(whats) or (len(whats) == 1 and not in_doubt):
        return
    doubt = ", or perhaps done" if in_doubt else ""
    session.note(f"Done: {done} of {len(whats)}. Not finished{doubt}: {_short(whats[done])}.")
    if rest := whats[done + 1 :]:
        session.note(f"Not begun: {'; '.join(map(_short, rest))}.")


def _short(text: str) -> str:
    """Return the beginning of what names hundreds of people."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _show(session: Session, changes: Sequence[Change[T]], *, sent: bool) -> None:
    requests = [_request(session.client, change, sent=sent) for change in changes]
    if session.format != "table":
        session.show(_COLUMNS, requests)
        return
    for request in requests:
        if sent:
            session.say(f"Done: {request.what}.")
        else:
            session.say(f"Would send {request.method} {request.path} {_as_json(request.body)}".rstrip(), "bold")
            session.say(f"  to {request.what}.")


def _request(client: "toggl.ApiClient", change: Change[T], *, sent: bool) -> _Request:
    """Return what the client sends when the change is sent."""
    declared = change.call.func.operation  # type: ignore[attr-defined] # Methods of the Api classes all have one.
    arguments = declared.signature.bind(*change.call.args, **change.call.keywords).arguments
    path = declared.path
    for place, names in declared.places.items():
        value = next(arguments[name] for name in names if name in arguments)
        path = path.replace(f"{{{place}}}", quote(str(value), safe=""))
    body = client.sanitize_for_serialization(arguments.get(declared.body))
    return _Request(what=change.what, method=declared.method, path=path, body=body, sent=sent)


def _as_json(body: object) -> str:
    return "" if body is None else msgspec.json.encode(body).decode()
