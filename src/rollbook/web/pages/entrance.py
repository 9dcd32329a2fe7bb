"""Ways in and out: signing in and out, signing up, a forgotten password."""

from dataclasses import asdict

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from rollbook.domain.errors import Invalid, TooManyAttempts, WrongCredentials
from rollbook.domain.payloads import LostPassword, SignUp
from rollbook.services import accounts, lost_passwords, sessions, sign_in
from rollbook.services.work import Caller
from rollbook.web.forms import Form, beside, payload, public_form, too_many
from rollbook.web.rendering import page, see, within
from rollbook.web.visitors import PublicRequest, installation_of, request_id, target

_WRONG = "The e-mail address or the password is wrong."
CLOSED = "This service takes new people by invitation alone. Ask somebody who is in to invite you."


@get("/sign-in", include_in_schema=False)
async def show_sign_in(request: PublicRequest) -> Response[str]:
    """The form to sign in."""
    return _sign_in_page(request, next_page=request.query_params.get("next", "/"))


def _sign_in_page(
    request: PublicRequest, *, next_page: str, email: str = "", problem: str = "", status_code: int = 200
) -> Response[str]:
    return page(
        "sign_in.html",
        status_code=status_code,
        next_page=within(next_page),
        email=email,
        problem=problem,
        signed_up="signed_up" in request.query_params,
        sign_up_is_open=installation_of(request).sign_up_is_open,
    )


@post("/sign-in", status_code=200, include_in_schema=False)
async def carry_out_sign_in(request: PublicRequest) -> Response[str] | Redirect:
    """Begins a session and leads on; or shows the form again with what is wrong."""
    form = await public_form(request)
    email, next_page = form.text("email"), form.text("next")
    try:
        caller = await sign_in.by_password(installation_of(request), email, form.raw("password"), target(request))
    except WrongCredentials:
        return _sign_in_page(request, next_page=next_page, email=email, problem=_WRONG, status_code=403)
    except TooManyAttempts as refusal:
        answer = _sign_in_page(request, next_page=next_page, email=email, problem=too_many(refusal), status_code=429)
        answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    return await begin(request, caller, within(next_page), remember=form.is_checked("remember"))


async def begin(request: PublicRequest, caller: Caller, path: str, *, remember: bool = False) -> Redirect:
    """Begins a session of the caller's and leads to that page."""
    installation = caller.installation
    secret, lasts = await sessions.begin_session(
        caller,
        remember=remember,
        user_agent=request.headers.get("user-agent", ""),
        address=installation.client_address(request.scope["client"], request.scope["headers"]),
    )
    answer = see(path)
    answer.set_cookie(Cookie(**asdict(sessions.cookie(installation, secret, lasts if remember else None))))
    return answer


@get("/sign-up", include_in_schema=False)
async def show_sign_up(request: PublicRequest) -> Response[str]:
    """The form to sign up, or that one cannot."""
    if not installation_of(request).sign_up_is_open:
        return page("sign_up_closed.html", status_code=403, text=CLOSED)
    return page("sign_up.html", name="", email="", problems={})


@post("/sign-up", status_code=200, include_in_schema=False)
async def carry_out_sign_up(request: PublicRequest) -> Response[str] | Redirect:
    """Makes an account with an organization of its own, and begins a session."""
    installation = installation_of(request)
    form = await public_form(request)
    if not installation.sign_up_is_open:
        return page("sign_up_closed.html", status_code=403, text=CLOSED)
    try:
        return await sign_up(request, form, email=form.text("email"), next_page="/")
    except Invalid as refusal:
        return page(
            "sign_up.html",
            status_code=400,
            name=form.text("name"),
            email=form.text("email"),
            problems=beside(refusal, {"password": "password", "name": "name"}, otherwise="email"),
        )


async def sign_up(
    request: PublicRequest, form: Form, *, email: str, next_page: str, code: str | None = None
) -> Redirect:
    """Makes an account by a form with ``name`` and ``password``, and begins a session; Invalid says what is wrong."""
    installation = installation_of(request)
    wanted = payload(
        SignUp, email=email, password=form.raw("password"), full_name=form.text("name"), invitation_code=code
    )
    await accounts.post_signup(installation, request_id(), wanted)
    try:
        caller = await sign_in.by_password(installation, email, form.raw("password"), target(request))
    except TooManyAttempts:
        # Somebody has guessed too often before; the account is there.
        return see("/sign-in", next=next_page, signed_up="1")
    return await begin(request, caller, next_page)


@get("/forgotten-password", include_in_schema=False)
async def show_forgotten_password(request: PublicRequest) -> Response[str]:
    """The form that asks for a link; or who can make one, where no mail is sent."""
    return page("forgotten_password.html", done=False, sends_mail=installation_of(request).sends_mail)


@post("/forgotten-password", status_code=200, include_in_schema=False)
async def forgotten_password(request: PublicRequest) -> Response[str]:
    """Mails a link to whoever has an account with that address, and says the same to all."""
    form = await public_form(request)
    wanted = payload(LostPassword, email=form.text("email"))
    installation = installation_of(request)
    await lost_passwords.post_lost_password(installation, request_id(), wanted)
    return page("forgotten_password.html", done=True, sends_mail=installation.sends_mail)


PUBLIC_HANDLERS = [
    show_sign_in,
    carry_out_sign_in,
    show_sign_up,
    carry_out_sign_up,
    show_forgotten_password,
    forgotten_password,
]
