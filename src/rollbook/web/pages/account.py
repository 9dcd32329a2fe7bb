"""The visitor's own account: who they are, how they sign in, and its end."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from rollbook.domain import pictures, timezones
from rollbook.domain.account_changes import AccountChanges
from rollbook.domain.errors import Invalid, TooManyAttempts
from rollbook.services import accounts, avatars, profile, sessions
from rollbook.services.work import Caller
from rollbook.web.forms import Form, form, in_a_sentence, payload, too_many
from rollbook.web.rendering import page, see
from rollbook.web.screens import screen
from rollbook.web.visitors import VisitorRequest

_DONE = {
    "profile": "Your profile is changed.",
    "password": "Your password is changed. All other sessions have ended.",
    "picture": "Your picture is changed.",
}
# What the service refuses, by the field that it is about, and in words for people where its own are for programs.
_OF_PROFILE = {
    "Invalid fullname": ("name", "Write a name of at most 255 characters."),
    "Invalid email": ("email", "This is no e-mail address."),
    accounts.TAKEN: ("email", "Somebody has this address already."),
    "Invalid timezone": ("timezone", "Choose a time zone from the list."),
}
_PICTURE_PROBLEM = "Choose a PNG, JPEG or WebP picture of at most 5 megabytes."
# What a form has around its file.
_AROUND_FILE = 64 * 1024


async def _shown(
    request: VisitorRequest, *, status_code: int = 200, problems: dict[str, str] | None = None, **typed: str
) -> Response[str]:
    """The page, with what was typed in the place of what is kept."""
    seen = await screen(request)
    person = await accounts.get_me(seen.caller)
    now = datetime.now(UTC)
    return seen.page(
        "account.html",
        status_code=status_code,
        person=person,
        typed={"name": person.name, "email": person.email, "timezone": person.timezone} | typed,
        problems=problems or {},
        zones=[(name, timezones.offset(name, now)) for name in timezones.names()],
        done=_DONE.get(request.query_params.get("done", ""), ""),
    )


@get("/account")
async def show_account(request: VisitorRequest) -> Response[str]:
    """Profile, picture and password."""
    return await _shown(request)


@post("/account/profile", status_code=200)
async def change_profile(request: VisitorRequest) -> Response[str] | Redirect:
    """Changes name, address and time zone."""
    sent = await form(request)
    typed = {name: sent.text(name) for name in ("name", "email", "timezone")}
    changes = payload(AccountChanges, fullname=typed["name"], email=typed["email"], timezone=typed["timezone"])
    try:
        await profile.put_me(request.user, changes)
    except Invalid as refusal:
        field, problem = _OF_PROFILE.get(refusal.text, ("name", in_a_sentence(refusal.text)))
        return await _shown(request, status_code=400, problems={field: problem}, **typed)
    return see("/account", done="profile")


@post("/account/password", status_code=200)
async def change_password(request: VisitorRequest) -> Response[str] | Redirect:
    """Sets another password, once the current one is given; ends the other sessions."""
    sent = await form(request)
    changes = payload(AccountChanges, password=sent.raw("new_password"), current_password=sent.raw("current_password"))
    try:
        await profile.put_me(request.user, changes)
    except Invalid as refusal:
        field = "current_password" if refusal.text.startswith("Current") else "new_password"
        return await _shown(request, status_code=400, problems={field: in_a_sentence(refusal.text)})
    except TooManyAttempts as refusal:
        problems = {"current_password": too_many(refusal)}
        return _waiting(await _shown(request, status_code=429, problems=problems), refusal)
    return see("/account", done="password")


def _waiting(answer: Response[str], refusal: TooManyAttempts) -> Response[str]:
    answer.headers["Retry-After"] = str(refusal.seconds)
    return answer


@post("/account/picture", status_code=200, request_max_body_size=pictures.MAX_BYTES + _AROUND_FILE)
async def change_picture(request: VisitorRequest) -> Response[str] | Redirect:
    """Shows the visitor by another picture, or by none."""
    sent = await form(request)
    try:
        await _picture(request.user, sent)
    except Invalid:
        return await _shown(request, status_code=400, problems={"picture": _PICTURE_PROBLEM})
    return see("/account", done="picture")


async def _picture(caller: Caller, sent: Form) -> None:
    if sent.is_checked("remove"):
        await avatars.delete_avatars(caller)
        return
    content = await sent.file("picture")
    if not content or len(content) > pictures.MAX_BYTES:
        raise Invalid(_PICTURE_PROBLEM)
    await avatars.post_avatars(caller, content)


@get("/account/close")
async def show_closing(request: VisitorRequest) -> Response[str]:
    """What closing the account does, and the form that does it."""
    return await _closing(request)


async def _closing(request: VisitorRequest, *, status_code: int = 200, problem: str = "") -> Response[str]:
    seen = await screen(request)
    stands = await profile.stands(seen.caller)
    return seen.page("account_close.html", status_code=status_code, stands=stands, problem=problem)


@post("/account/close", status_code=200)
async def close_account(request: VisitorRequest) -> Response[str]:
    """Closes the account, for who gives its password."""
    sent = await form(request)
    try:
        await profile.close_by_password(request.user, sent.raw("password"))
    except Invalid as refusal:
        problem = in_a_sentence(refusal.text) if refusal.text == profile.WRONG_PASSWORD else ""
        # Else others depend on the visitor by now: the page says where.
        return await _closing(request, status_code=400, problem=problem)
    except TooManyAttempts as refusal:
        return _waiting(await _closing(request, status_code=429, problem=too_many(refusal)), refusal)
    answer = page("account_closed.html")
    forget_session(request, answer)
    return answer


def forget_session(request: VisitorRequest, answer: Response[str] | Redirect) -> None:
    """Has the browser forget its session, which has ended."""
    answer.set_cookie(Cookie(**asdict(sessions.cookie(request.user.installation, "", timedelta(0)))))


HANDLERS = [show_account, change_profile, change_password, change_picture, show_closing, close_account]
