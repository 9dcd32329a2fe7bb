"""Somebody in a workspace: how they came in, and what they are to be there."""

from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Missing
from rollbook.web.access import ROLE_NAMES, access_of, change_access
from rollbook.web.forms import form, in_a_sentence
from rollbook.web.pages.workspace import workspace_of
from rollbook.web.rendering import see
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import NO_SUCH_PAGE, VisitorRequest


@get("/organizations/{organization_id:int}/workspaces/{workspace_id:int}/people/{user_id:int}")
async def show_workspace_person(request: VisitorRequest, user_id: int) -> Response[str]:
    """Whether and how somebody is in the workspace, for who administers it."""
    return await _shown(await screen(request), user_id)


async def _shown(seen: Screen, user_id: int, problem: str = "") -> Response[str]:
    # Who does not administer it is refused by the services below, or does not see it.
    workspace = workspace_of(seen)
    access = await access_of(seen, user_id, workspace) if workspace["admin"] else None
    if access is None:
        raise Missing(NO_SUCH_PAGE)
    return seen.page(
        "workspace_person.html",
        status_code=400 if problem else 200,
        access=access,
        role_names=ROLE_NAMES,
        problem=problem,
        path=f"{seen.path}/workspaces/{workspace['id']}",
        was_changed="said" in seen.request.query_params,
    )


@post("/organizations/{organization_id:int}/workspaces/{workspace_id:int}/people/{user_id:int}", status_code=200)
async def change_workspace_person(request: VisitorRequest, user_id: int) -> Response[str] | Redirect:
    """Does what the button says; leads to the workspace where they are in it no longer, else back here."""
    sent = await form(request)
    seen = await screen(request)
    workspace = workspace_of(seen)
    problem = await change_access(seen.caller, user_id, sent)
    if problem:
        return await _shown(seen, user_id, in_a_sentence(problem))
    if sent.raw("do") == "remove":
        return see(f"{seen.path}/workspaces/{workspace['id']}", said="removed")
    return see(request.url.path, said="1")


HANDLERS = [show_workspace_person, change_workspace_person]
