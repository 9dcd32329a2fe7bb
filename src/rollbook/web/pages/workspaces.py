"""The workspaces of the organization that the visitor sees."""

from litestar import Response, get

from rollbook.web.screens import screen
from rollbook.web.visitors import VisitorRequest


@get("/organizations/{organization_id:int}/workspaces")
async def show_workspaces(request: VisitorRequest) -> Response[str]:
    """Their names, and what the visitor is in each."""
    return (await screen(request)).page("workspaces.html")


HANDLERS = [show_workspaces]
