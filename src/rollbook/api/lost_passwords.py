"""Links by which somebody sets a new password, asked for by themselves."""

from litestar import Response, post

from rollbook.api.documentation import texts_of
from rollbook.api.recorder import request_id
from rollbook.api.requests import INVALID_JSON, PublicRequest, json_body
from rollbook.api.responses import ok_json
from rollbook.domain.payloads import LostPassword
from rollbook.services import lost_passwords


@post(
    "/me/lost_passwords",
    operation_id="post_lost_password",
    dto=json_body(LostPassword, INVALID_JSON),
    opt={"invalid_body": INVALID_JSON},
    status_code=200,
    responses=texts_of("post_lost_password", {400: (INVALID_JSON,)}),
    tags=["Me"],
    security=[{}],
)
async def post_lost_password(request: PublicRequest, data: LostPassword) -> Response[str]:
    """Mails a link to whoever has an account with that address; the answer is the same when nobody has."""
    await lost_passwords.post_lost_password(request.app.state.installation, request_id(request.scope), data)
    return ok_json()


PUBLIC_HANDLERS = [post_lost_password]
