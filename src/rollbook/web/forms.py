"""Forms: taken from the service's own pages alone."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from rollbook.domain.errors import Forbidden
from rollbook.domain.origins import is_cross_site
from rollbook.services.installation import Installation


def own_forms_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:  # Any: any request.
    """Refuses a form that a browser sends from another site's page."""
    if connection.scope.get("method") in {"GET", "HEAD"}:
        return
    installation: Installation = connection.app.state.installation
    headers = connection.headers
    origin = headers.get("origin")
    # Pages that tell nobody where they are call their origin null, and so do ours: their addresses hold codes.
    known = None if origin == "null" else origin
    if is_cross_site(headers.get("sec-fetch-site"), known, installation.origins(headers.get("host", ""))):
        raise Forbidden("This form was sent from another site")
