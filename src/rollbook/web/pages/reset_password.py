"""Where the link of a lost password leads."""

from typing import TypeAlias

from litestar import Request, Response, get, post
from litestar.datastructures import State
from structlog.contextvars import get_contextvars

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import NewPassword
from rollbook.services import lost_passwords
from rollbook.services.installation import Installation
from rollbook.web.rendering import page

PageRequest: TypeAlias = Request[None, None, State]

_TEMPLATE = "reset_password.html"
_GOES_BY_EMAIL = "The link that sets a new password was sent by e-mail."


@get("/reset-password", include_in_schema=False)
async def show_reset_password(request: PageRequest, code: str = "") -> Response[str]:
    """A form for the new password, or why there is none."""
    installation: Installation = request.app.state.installation
    if not code:
        return page(_TEMPLATE, code="", problem=_GOES_BY_EMAIL, done=False)
    if not await lost_passwords.is_usable(installation, code):
        return page(_TEMPLATE, status_code=404, code="", problem=lost_passwords.UNUSABLE, done=False)
    return page(_TEMPLATE, code=code, problem="", done=False)


@post("/reset-password", status_code=200, include_in_schema=False)
async def reset_password(request: PageRequest) -> Response[str]:
    """Sets the new password, or shows the form again with what is wrong."""
    installation: Installation = request.app.state.installation
    code, password = await _fields(request)
    try:
        await lost_passwords.post_lost_password_confirm(
            installation, _request_id(), NewPassword(code=code, password=password)
        )
    except Invalid as refusal:
        still = code if await lost_passwords.is_usable(installation, code) else ""
        return page(_TEMPLATE, status_code=400, code=still, problem=refusal.text, done=False)
    return page(_TEMPLATE, code="", problem="", done=True)


def _request_id() -> str:
    """The number that the log and the answer have of this request."""
    number: str = get_contextvars()["request_id"]
    return number


async def _fields(request: PageRequest) -> tuple[str, str]:
    """Code and password of the form; empty where it cannot be read, which is refused as they are."""
    try:
        form = await request.form()
    except (LookupError, UnicodeDecodeError):
        return "", ""
    return str(form.get("code", "")), str(form.get("password", ""))


HANDLERS = [show_reset_password, reset_password]
