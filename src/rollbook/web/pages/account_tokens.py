"""What the visitor's programs sign in with: the API token of the account, and tokens with names."""

from datetime import UTC, date, datetime

from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Invalid, Missing
from rollbook.services import accounts, named_tokens
from rollbook.web.forms import form
from rollbook.web.rendering import see
from rollbook.web.screens import screen
from rollbook.web.visitors import VisitorRequest

_PATH = "/account/tokens"
_DONE = {"ended": "The token has ended.", "gone": "That token had ended already."}
_NO_DAY = "This is no day. Write it as 2027-01-31."


async def _shown(
    request: VisitorRequest,
    *,
    status_code: int = 200,
    api_token: str | None = None,
    made: str = "",
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    notice: str = "",
    problem: str = "",
) -> Response[str]:
    """The page; tokens themselves stand in it only where they are given."""
    seen = await screen(request)
    return seen.page(
        "account_tokens.html",
        status_code=status_code,
        tokens=await named_tokens.get_named_tokens(seen.caller),
        is_shown=api_token is not None,
        api_token=api_token or "",
        which=await accounts.which_token(seen.caller),
        problem=problem,
        made=made,
        typed={"name": "", "last_day": ""} | (typed or {}),
        problems=problems or {},
        today=datetime.now(UTC).date(),
        done=notice or _DONE.get(request.query_params.get("done", ""), ""),
    )


@get(_PATH)
async def show_tokens(request: VisitorRequest) -> Response[str]:
    """The list of named tokens, and how the API token is shown."""
    return await _shown(request)


@post(f"{_PATH}/show", status_code=200)
async def show_api_token(request: VisitorRequest) -> Response[str]:
    """The same page, with the API token in it."""
    await form(request)
    return await _shown(request, api_token=(await accounts.get_me(request.user)).token or "")


@post(f"{_PATH}/reset", status_code=200)
async def reset_api_token(request: VisitorRequest) -> Response[str]:
    """Gives the account another API token, and shows it."""
    sent = await form(request)
    try:
        token = await accounts.reset_that_token(request.user, sent.raw("which"))
    except Invalid as refusal:
        present = (await accounts.get_me(request.user)).token or ""
        return await _shown(request, status_code=400, api_token=present, problem=refusal.text)
    return await _shown(request, api_token=token, notice="You have a new API token; the earlier one has ended.")


@post(_PATH, status_code=200)
async def make_token(request: VisitorRequest) -> Response[str]:
    """Makes a named token, and shows it this once."""
    sent = await form(request)
    typed = {"name": sent.text("name"), "last_day": sent.text("last_day")}
    try:
        last_day = _day(typed["last_day"])
        made = await named_tokens.post_named_token(request.user, typed["name"], last_day)
    except Invalid as refusal:
        field = "last_day" if refusal.text in {_NO_DAY, named_tokens.PAST} else "name"
        return await _shown(request, status_code=400, typed=typed, problems={field: refusal.text})
    return await _shown(request, made=made)


def _day(text: str) -> date | None:
    """The day that was typed, None where none was; Invalid where it is none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_NO_DAY) from error


@post(_PATH + "/{token_id:int}/end", status_code=200)
async def end_token(request: VisitorRequest, token_id: int) -> Redirect:
    """Ends a named token."""
    await form(request)
    try:
        await named_tokens.delete_named_token(request.user, token_id)
    except Missing:
        return see(_PATH, done="gone")
    return see(_PATH, done="ended")


HANDLERS = [show_tokens, show_api_token, reset_api_token, make_token, end_token]
