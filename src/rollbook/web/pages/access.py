"""Who is in which workspace and how: people by workspaces, each cell explained and changed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Missing
from rollbook.domain.ids import positive
from rollbook.web.access import ROLE_NAMES, Access, Workspace, access_of, accesses_of, change_access
from rollbook.web.forms import form, in_a_sentence
from rollbook.web.pages.members import asked, groups_of, listed, member_query
from rollbook.web.paging import there_of
from rollbook.web.rendering import addressed, see
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import NO_SUCH_PAGE, VisitorRequest, visitor

# Columns at once; an organization has seldom more.
MOST_COLUMNS = 30


@dataclass(frozen=True, slots=True)
class _Columns:
    """Some of the workspaces, and where the others are."""

    workspaces: list[Workspace]
    number: int
    of: int


def _columns(seen: Screen) -> _Columns:
    """The workspaces that the visitor administers, as many as fit; of them the piece that the address asks for."""
    administered = [one for one in seen.workspaces if one["admin"]]
    pieces = max(1, -(-len(administered) // MOST_COLUMNS))
    number = min(positive(seen.request.query_params.get("columns", "")) or 1, pieces)
    return _Columns(administered[(number - 1) * MOST_COLUMNS : number * MOST_COLUMNS], number, pieces)


async def _explained(seen: Screen) -> Access | None:
    """What the cell is about that was chosen; None where none was, or where there is nothing to see any more."""
    user_id, number = (positive(seen.request.query_params.get(name, "")) for name in ("user", "in"))
    workspace = next((one for one in seen.workspaces if one["id"] == number and one["admin"]), None)
    if user_id is None or workspace is None:
        return None
    return await access_of(seen, user_id, workspace)


@get("/organizations/{organization_id:int}/access")
async def show_access(request: VisitorRequest) -> Response[str]:
    """The matrix, with what the chosen cell says in a sentence."""
    return await _shown(await screen(request))


async def _shown(seen: Screen, problem: str = "") -> Response[str]:
    fields = asked(seen.request)
    columns = _columns(seen)
    found = await there_of(partial(listed, seen), member_query(fields))
    accesses = await accesses_of(seen, msgspec.json.decode(found.body, type=list[dict[str, Any]]))
    return seen.page(
        "access.html",
        status_code=400 if problem else 200,
        fields=fields,
        columns=columns,
        found=found,
        accesses=accesses,
        explained=await _explained(seen),
        problem=problem,
        groups=await groups_of(seen),
        role_names=ROLE_NAMES,
        address=_addresses(seen, fields, columns),
    )


def _addresses(seen: Screen, fields: dict[str, str], columns: _Columns) -> Callable[..., str]:
    """What gives the address of the same matrix with other filters, another page, or a cell that is chosen."""
    kept = fields | {"page": "", "columns": str(columns.number) if columns.number > 1 else ""}

    return lambda **changes: addressed(f"{seen.path}/access", kept | changes)


@post("/organizations/{organization_id:int}/access", status_code=200)
async def change_cell(request: VisitorRequest) -> Response[str] | Redirect:
    """Changes what somebody is in a workspace, and leads back to the matrix, which shows it."""
    sent = await form(request)
    seen = await screen(request)
    user_id, workspace_id = (positive(request.query_params.get(name, "")) for name in ("user", "in"))
    if user_id is None or workspace_id is None:
        raise Missing(NO_SUCH_PAGE)
    caller = await visitor(request, seen.caller.standing.organization_id, workspace_id)
    problem = await change_access(caller, user_id, sent)
    if problem:
        return await _shown(seen, in_a_sentence(problem))
    fields = asked(request)
    chosen = {"user": str(user_id), "in": str(workspace_id)}
    return see(_addresses(seen, fields, _columns(seen))(page=fields.get("page", ""), **chosen))


HANDLERS = [show_access, change_cell]
