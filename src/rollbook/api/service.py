"""How the service itself is."""

from litestar import Response, get

from rollbook.api.documentation import texts_of
from rollbook.api.requests import PublicRequest
from rollbook.api.responses import TEXT, json_value
from rollbook.domain.errors import Unavailable
from rollbook.services.installation import Installation


@get("/status", operation_id="get_status", responses=texts_of("get_status"), tags=["Status"], security=[{}])
async def get_status(request: PublicRequest) -> Response[str]:
    """``"OK"`` while the service and its database answer."""
    await _refuse_unless_ready(request)
    return json_value("OK")


@get("/health/live", media_type=TEXT, include_in_schema=False)
async def get_health_live() -> str:
    """OK while the process answers."""
    return "OK"


@get("/health/ready", media_type=TEXT, include_in_schema=False)
async def get_health_ready(request: PublicRequest) -> str:
    """OK while requests can be served."""
    await _refuse_unless_ready(request)
    return "OK"


async def _refuse_unless_ready(request: PublicRequest) -> None:
    installation: Installation = request.app.state.installation
    if not await installation.database.is_ready():
        raise Unavailable("Service Unavailable")


PUBLIC_HANDLERS = [get_status]
HEALTH_HANDLERS = [get_health_live, get_health_ready]
