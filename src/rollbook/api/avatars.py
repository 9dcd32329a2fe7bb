"""People's pictures: put up, taken down, and shown."""

from litestar import Response, delete, get, post

from rollbook.api.documentation import texts_of
from rollbook.api.requests import PublicRequest, SignedRequest
from rollbook.api.responses import TEXT, json_value, ok_json
from rollbook.api.schemas_avatars import Avatar, ImageURLs
from rollbook.api.uploads import FORM_BYTES, WithFile, uploaded
from rollbook.domain.errors import Invalid
from rollbook.domain.pictures import MAX_BYTES, NOT_A_PICTURE, NOT_RESIZABLE, file_type
from rollbook.services import avatars
from rollbook.services.installation import Installation

# A picture never changes under its name, and carries nothing that could act.
_SHOWN = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "public, max-age=31536000, immutable",
}
# Where somebody else shows it; that may change with the person's address, and nobody need know who looks.
_SENT_ON = {"Referrer-Policy": "no-referrer", "Cache-Control": "public, max-age=300"}


def _avatar(installation: Installation, name: str) -> Avatar:
    return Avatar(ImageURLs(installation.avatars_url + name), file_type(name) or "", name)


@post(
    "/avatars",
    operation_id="post_avatars",
    operation_class=WithFile,
    request_max_body_size=MAX_BYTES + FORM_BYTES,
    status_code=200,
    responses=texts_of("post_avatars", {400: (NOT_A_PICTURE, NOT_RESIZABLE)}, upload=True),
    tags=["Avatars"],
)
async def post_avatars(request: SignedRequest) -> Response[Avatar]:
    """Makes a PNG, JPEG or WebP picture of up to 5 MiB the caller's: its middle, upright, in at most 512x512."""
    content = await uploaded(request, most_bytes=MAX_BYTES)
    if content is None:
        raise Invalid(NOT_A_PICTURE)
    return json_value(_avatar(request.user.installation, await avatars.post_avatars(request.user, content)))


@delete(
    "/avatars",
    operation_id="delete_avatars",
    status_code=200,
    responses=texts_of("delete_avatars"),
    tags=["Avatars"],
)
async def delete_avatars(request: SignedRequest) -> Response[str]:
    """Deletes the caller's picture, if they have one."""
    await avatars.delete_avatars(request.user)
    return ok_json()


@post(
    "/avatars/use_gravatar",
    operation_id="post_use_gravatar",
    status_code=200,
    responses=texts_of("post_use_gravatar"),
    tags=["Avatars"],
)
async def post_use_gravatar(request: SignedRequest) -> Response[Avatar]:
    """Shows the caller by the picture that Gravatar has for their address."""
    return json_value(_avatar(request.user.installation, await avatars.post_use_gravatar(request.user)))


@get("/images/avatars/{name:str}", media_type=TEXT, include_in_schema=False)
async def get_avatar(request: PublicRequest, name: str) -> Response[bytes]:
    """The picture with that name, or where Gravatar has it."""
    shown = await avatars.get_avatar(request.app.state.installation, name)
    if shown.content is None:
        return Response(b"", status_code=302, media_type=TEXT, headers={"Location": shown.url, **_SENT_ON})
    return Response(shown.content, media_type=shown.file_type, headers=_SHOWN)


HANDLERS = [post_avatars, delete_avatars, post_use_gravatar]
PICTURE_HANDLERS = [get_avatar]
