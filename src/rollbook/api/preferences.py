"""What the caller has chosen for the programs that they use."""

from litestar import Response, get, post

from rollbook.api.documentation import texts_of
from rollbook.api.requests import INVALID_JSON, SignedRequest, json_body
from rollbook.api.responses import json_value, ok_json
from rollbook.domain.preferences import AllPreferences
from rollbook.services import preferences


@get("/me/preferences", operation_id="get_preferences", responses=texts_of("get_preferences"), tags=["Preferences"])
async def get_preferences(request: SignedRequest) -> Response[AllPreferences]:
    """All preferences of the caller, null where nothing was chosen."""
    return json_value(await preferences.get_preferences(request.user))


@post(
    "/me/preferences",
    operation_id="post_preferences",
    dto=json_body(AllPreferences, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    status_code=200,
    responses=texts_of(
        "post_preferences",
        {
            400: (
                INVALID_JSON,
                "Missing data",
                "Cannot set value for ToSAcceptNeeded",
                "Invalid feature code(s)",
                "Value in date_format is invalid",
                "Value in timeofday_format is invalid",
                "invalid timezone value",
            )
        },
    ),
    tags=["Preferences"],
)
async def post_preferences(request: SignedRequest, data: AllPreferences | None = None) -> Response[str]:
    """Keeps the preferences that are given; what is absent or null stays as it was."""
    await preferences.post_preferences(request.user, data)
    return ok_json()


HANDLERS = [get_preferences, post_preferences]
