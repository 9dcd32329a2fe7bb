"""Rates and labour costs of workspaces and the people in them."""

from typing import Annotated, get_args

from litestar import Response, get, post
from litestar.params import Parameter, QueryParameter

from rollbook.api.documentation import texts_of
from rollbook.api.requests import INVALID_WORKSPACE_JSON, PathId, SignedRequest, json_body, path_id
from rollbook.api.responses import json_text, nothing
from rollbook.api.schemas_rates import Rate
from rollbook.domain.errors import Invalid
from rollbook.domain.rates import NOT_IN_WORKSPACE, WRONG_LEVEL, RateRequest, RateType
from rollbook.services import rates

NO_PAYLOAD = "Request payload must be informed"
_NO_WORKSPACE_ID = "Missing or invalid workspace_id"
_WRONG_PLACE = (WRONG_LEVEL, *dict.fromkeys(NOT_IN_WORKSPACE.values()))


@post(
    "/workspaces/{workspace_id:str}/rates",
    operation_id="post_workspace_rates",
    dto=json_body(RateRequest, INVALID_WORKSPACE_JSON),
    opt={"invalid_body": NO_PAYLOAD},
    status_code=201,
    responses=texts_of(
        "post_workspace_rates",
        {400: (NO_PAYLOAD, INVALID_WORKSPACE_JSON, _NO_WORKSPACE_ID, *_WRONG_PLACE, "Bad Request")},
    ),
    tags=["Rates"],
)
async def post_workspace_rates(request: SignedRequest, workspace_id: PathId, data: RateRequest) -> Response[None]:
    """Puts an amount in force for the workspace or somebody in it."""
    path_id(workspace_id, "workspace_id")
    await rates.post_workspace_rates(request.user, data)
    return nothing()


@get(
    "/workspaces/{workspace_id:str}/rates/{level:str}/{level_id:str}",
    operation_id="get_workspace_rates",
    responses=texts_of(
        "get_workspace_rates",
        {
            400: (
                _NO_WORKSPACE_ID,
                "Missing or invalid level_id",
                "Invalid value sent for 'type'.",
                *_WRONG_PLACE,
            )
        },
    ),
    tags=["Rates"],
)
async def get_workspace_rates(
    request: SignedRequest,
    workspace_id: PathId,
    level: Annotated[str, Parameter(description="`workspace` or `workspace_user`.")],
    level_id: PathId,
    rate_type: Annotated[
        str | None,
        QueryParameter(name="type", description="`billable_rates` or `labor_costs`; without it, both."),
    ] = None,
) -> Response[list[Rate]]:
    """The amounts that the workspace or somebody in it had and has, newest first."""
    path_id(workspace_id, "workspace_id")
    number = path_id(level_id, "level_id")
    return json_text(await rates.get_workspace_rates(request.user, level, number, _rate_type(rate_type)), list[Rate])


def _rate_type(text: str | None) -> RateType | None:
    known: dict[str | None, RateType | None] = {None: None, **{name: name for name in get_args(RateType)}}
    if text not in known:
        raise Invalid("Invalid value sent for 'type'.")
    return known[text]


HANDLERS = [post_workspace_rates, get_workspace_rates]
