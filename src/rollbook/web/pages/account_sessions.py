"""Where the visitor is signed in, and how that ends."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.browsers import program
from rollbook.domain.errors import Missing
from rollbook.services import sessions
from rollbook.web.forms import form
from rollbook.web.pages.account import forget_session
from rollbook.web.rendering import see
from rollbook.web.screens import screen
from rollbook.web.visitors import VisitorRequest

_DONE = {
    "one": "The session has ended.",
    "gone": "That session had ended already.",
    "others": "You are signed out everywhere else.",
}


@get("/account/sessions")
async def show_sessions(request: VisitorRequest) -> Response[str]:
    """The visitor's sessions, this one first."""
    seen = await screen(request)
    listed: list[dict[str, Any]] = msgspec.json.decode(await sessions.get_me_sessions(seen.caller))  # Any: JSON.
    named = [session | {"program": program(session["user_agent"] or "")} for session in listed]
    return seen.page(
        "account_sessions.html",
        sessions=sorted(named, key=lambda session: not session["current"]),
        done=_DONE.get(request.query_params.get("done", ""), ""),
    )


@post("/account/sessions/{session_id:int}/end", status_code=200)
async def end_one_session(request: VisitorRequest, session_id: int) -> Redirect:
    """Ends one of them."""
    await form(request)
    try:
        await sessions.delete_me_session(request.user, session_id)
    except Missing:
        return see("/account/sessions", done="gone")
    return see("/account/sessions", done="one")


@post("/account/sessions/end-others", status_code=200)
async def end_other_sessions(request: VisitorRequest) -> Redirect:
    """Ends all but this one."""
    await form(request)
    await sessions.end_sessions(request.user, but_this=True)
    return see("/account/sessions", done="others")


@post("/account/sessions/end-all", status_code=200)
async def end_all_sessions(request: VisitorRequest) -> Redirect:
    """Ends all of them, this one included."""
    await form(request)
    await sessions.end_sessions(request.user, but_this=False)
    answer = see("/sign-in")
    forget_session(request, answer)
    return answer


HANDLERS = [show_sessions, end_one_session, end_other_sessions, end_all_sessions]
