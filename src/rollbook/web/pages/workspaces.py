"""The workspaces of the organization that the visitor sees, and a new one."""

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Invalid
from rollbook.domain.workspaces import WorkspacePayload
from rollbook.services import workspaces
from rollbook.web.forms import form, in_a_sentence, payload
from rollbook.web.rendering import see
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import VisitorRequest


@get("/organizations/{organization_id:int}/workspaces")
async def show_workspaces(request: VisitorRequest) -> Response[str]:
    """Their names and what the visitor is in each; with how many people there are for who administers one."""
    return await _shown(await screen(request))


async def _shown(seen: Screen, *, name: str = "", problem: str = "", status_code: int = 200) -> Response[str]:
    number = seen.number
    counted = await workspaces.get_workspace_counts(seen.caller, number) if seen.sees_people else []
    return seen.page(
        "workspaces.html",
        status_code=status_code,
        counts={one["id"]: one for one in counted},
        has_joined=seen.request.query_params.get("did") == "joined",
        name=name,
        problem=problem,
    )


@post("/organizations/{organization_id:int}/workspaces", status_code=200)
async def make_workspace(request: VisitorRequest) -> Response[str] | Redirect:
    """Makes a workspace that the visitor administers, and leads to it."""
    sent = await form(request)
    seen = await screen(request)
    name, number = sent.text("name"), seen.number
    try:
        made = await workspaces.post_organization_workspaces(seen.caller, number, payload(WorkspacePayload, name=name))
    except Invalid as refusal:
        return await _shown(seen, name=name, problem=in_a_sentence(refusal.text), status_code=400)
    return see(f"{seen.path}/workspaces/{msgspec.json.decode(made)['id']}")


HANDLERS = [show_workspaces, make_workspace]
