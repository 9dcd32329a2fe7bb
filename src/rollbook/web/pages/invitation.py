"""Where the link of an invitation leads: to join with the account one has, or with one made there."""

from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Invalid, Missing, TooManyAttempts, WrongCredentials
from rollbook.services import invitation_links, invitations, sign_in
from rollbook.services.work import Caller
from rollbook.web.forms import beside, in_a_sentence, one_of, public_form, too_many
from rollbook.web.pages.entrance import begin, sign_up
from rollbook.web.rendering import page, see
from rollbook.web.visitors import PublicRequest, SignInFirst, installation_of, request_id, target, visitor

_ANSWERS = ("accept", "decline", "sign-in", "decline-by-password", "sign-up", "decline-by-link")
_WRONG = "The password is wrong."
_ENDED = "This invitation was used, withdrawn or replaced, or it is older than thirty days. Ask for another one."
_DECLINED = "The invitation is over. Should you want to join later, ask for another one."


async def _visitor(request: PublicRequest) -> Caller | None:
    try:
        return await visitor(request, None)
    except SignInFirst:
        return None


async def _shown(
    request: PublicRequest,
    code: str,
    *,
    name: str = "",
    problem: str = "",
    problems: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[str]:
    installation = installation_of(request)
    try:
        invited = await invitations.get_invitations(installation, code)
    except Missing:
        return page(
            "problem.html", status_code=404, heading="This invitation is over", text=_ENDED, detail="", links=()
        )
    caller = await _visitor(request)
    return page(
        "invitation.html",
        status_code=status_code,
        code=code,
        invitation=invited,
        places=await invitation_links.places_of_invitation(installation, invited),
        signed_in_as=None if caller is None else caller.identity.email,
        is_theirs=caller is not None and caller.identity.account_id == invited["account_id"],
        name=name,
        problem=problem,
        problems=problems or {},
    )


@get("/invitations/{code:str}")
async def show_invitation(request: PublicRequest, code: str) -> Response[str]:
    """Who invites whom to where, and how to join."""
    return await _shown(request, code)


@post("/invitations/{code:str}", status_code=200)
async def answer_invitation(request: PublicRequest, code: str) -> Response[str] | Redirect:
    """Joins, by the session, by a password, or as somebody new; or declines."""
    form = await public_form(request)
    try:
        return await _answered(request, code, one_of(form.raw("answer"), _ANSWERS))
    except WrongCredentials:
        return await _shown(request, code, problems={"password": _WRONG}, status_code=403)
    except TooManyAttempts as refusal:
        shown = await _shown(request, code, problem=too_many(refusal), status_code=429)
        shown.headers["Retry-After"] = str(refusal.seconds)
        return shown
    except Missing:
        return await _shown(request, code)
    except Invalid as refusal:
        if form.raw("answer") != "sign-up":
            return await _shown(request, code, problem=in_a_sentence(refusal.text), status_code=400)
        problems = beside(refusal, {"name": "name"}, otherwise="password")
        return await _shown(request, code, name=form.text("name"), problems=problems, status_code=400)


async def _answered(request: PublicRequest, code: str, answer: str) -> Response[str] | Redirect:
    installation = installation_of(request)
    form = await public_form(request)
    invited = await invitations.get_invitations(installation, code)
    there = f"/organizations/{invited['organization_id']}/workspaces?did=joined"
    if answer == "sign-up":
        return await sign_up(request, form, email=invited["email"], next_page=there, code=code)
    if answer == "decline-by-link":
        await invitation_links.decline_by_link(installation, request_id(), code)
        return _declined()
    caller = await _visitor(request)
    if answer in {"sign-in", "decline-by-password"}:
        caller = await sign_in.by_password(installation, invited["email"], form.raw("password"), target(request))
    if caller is None:
        raise Invalid("Sign in to answer the invitation")
    if answer == "decline":
        await invitations.post_reject_invitation(caller, code)
        return see("/")
    if answer == "decline-by-password":
        await invitations.post_reject_invitation(caller, code)
        return _declined()
    await invitations.post_organization_accept_invitation(caller, code)
    return see(there) if answer == "accept" else await begin(request, caller, there)


def _declined() -> Response[str]:
    return page("problem.html", heading="You have declined", text=_DECLINED, detail="", links=())


PUBLIC_HANDLERS = [show_invitation, answer_invitation]
