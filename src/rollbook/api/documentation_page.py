"""The page at ``/docs``: the document of the API for people, without a script in the page itself."""

from pathlib import Path
from typing import Any

from litestar import Request, Router
from litestar.datastructures import ResponseHeader
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.static_files import create_static_files_router

_HERE = Path(__file__).parent
_ASSETS = (_HERE / "vendor" / "swagger_ui", _HERE / "scripts")
# Styles may stand in the page, for Swagger UI puts them there; scripts may not.
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = b"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rollbook</title>
<link rel="icon" href="/images/profile.svg">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="documentation"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/documentation.js"></script>
</body>
</html>
"""


class DocumentationPage(OpenAPIRenderPlugin):
    """Swagger UI, which Litestar's own page would start by a script within the page."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # Any: of no use here.
        """The page, which reads the document itself."""
        return _PAGE


def documentation_router() -> Router:
    """Where the page stands."""
    policy = ResponseHeader(name="Content-Security-Policy", value=_CONTENT_SECURITY_POLICY)
    return Router(
        "/docs", route_handlers=[], include_in_schema=False, dto=None, return_dto=None, response_headers=[policy]
    )


def documentation_assets() -> Router:
    """What the page loads."""
    return create_static_files_router("/docs/assets", directories=[*_ASSETS], include_in_schema=False)
