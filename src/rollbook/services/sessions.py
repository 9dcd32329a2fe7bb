"""Sessions: begun, listed, ended."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from rollbook.domain.errors import Missing
from rollbook.domain.secrets import new_code, stored_hash
from rollbook.persistence import sessions
from rollbook.persistence.sessions import NewSession
from rollbook.services import sign_in_places
from rollbook.services.installation import Installation
from rollbook.services.sign_in import reaffirm, refuse_named_token
from rollbook.services.work import Caller, Work, changing

# How long a session lives: unused, where its use is written once a minute; and however much it is used.
_IDLE_LASTS = timedelta(hours=2)
_LASTS = timedelta(hours=12)
# The same of one that is to be remembered when the browser is closed.
_REMEMBERED_IDLE_LASTS = timedelta(days=14)
_REMEMBERED_LASTS = timedelta(days=30)

_MAX_USER_AGENT = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCookie:
    """How a browser is to keep a session's secret; ``max_age`` is in seconds, None until the browser is closed."""

    key: str
    value: str
    max_age: int | None
    secure: bool
    httponly: bool = True
    samesite: Literal["strict"] = "strict"
    path: str = "/"


def cookie(installation: Installation, secret: str, lasts: timedelta | None) -> SessionCookie:
    """The session's cookie; one that ends with the browser where ``lasts`` is None."""
    return SessionCookie(
        key=installation.session_cookie,
        value=secret,
        max_age=None if lasts is None else int(lasts.total_seconds()),
        secure=installation.is_seen_encrypted,
    )


@changing
async def begin_session(work: Work, *, remember: bool, user_agent: str, address: str) -> tuple[str, timedelta]:
    """Begins a session of the caller's; returns its secret, and how long it lasts at most."""
    refuse_named_token(work)
    await reaffirm(work)
    secret = new_code()
    lasts = _REMEMBERED_LASTS if remember else _LASTS
    session = NewSession(
        session_hash=stored_hash(secret),
        remembered=remember,
        lasts=lasts,
        idle_lasts=_REMEMBERED_IDLE_LASTS if remember else _IDLE_LASTS,
        user_agent=user_agent[:_MAX_USER_AGENT],
        address=address,
    )
    session_id = await sessions.add(work.connection, work.account_id, session)
    await sign_in_places.notice(work, user_agent=session.user_agent, address=address)
    await work.record_for_person("create", "session", session_id, after={"remembered": remember})
    return secret, lasts


async def get_me_sessions(caller: Caller) -> str:
    """The caller's living sessions, newest first, as a JSON array."""
    identity = caller.identity
    async with caller.installation.database.reading() as queries:
        return await sessions.of_account(queries, identity.account_id, identity.session_hash)


@changing
async def end_session(work: Work, secret: str | None) -> None:
    """Ends the session that the request came with, if it came with one, whatever else it came with."""
    ended = None if secret is None else await sessions.end(work.connection, stored_hash(secret))
    if ended is not None:
        await work.record_for_person(
            "delete",
            "session",
            ended["id"],
            before={"remembered": ended["remembered"]},
            person_id=ended["account_id"],
        )


@changing
async def delete_me_session(work: Work, session_id: int) -> None:
    """Ends one of the caller's sessions."""
    ended = await sessions.end_one(work.connection, work.account_id, session_id)
    if ended is None:
        raise Missing("Session not found")
    await work.record_for_person("delete", "session", session_id, before={"remembered": ended["remembered"]})


@changing
async def end_sessions(work: Work, *, but_this: bool) -> int:
    """Ends the caller's sessions, or all but the one that the request came with; returns how many there were."""
    # Locks the account: a session that begins meanwhile is either ended, too, or refused.
    await reaffirm(work)
    kept = work.caller.identity.session_hash if but_this else None
    ended = await sessions.end_all(work.connection, work.account_id, but=kept)
    # One by one, as each of them is ended alone; there are no more than ``sessions.MOST``.
    for session in ended:
        before = {"remembered": session["remembered"]}
        await work.record_for_person("delete", "session", session["id"], before=before)
    return len(ended)
