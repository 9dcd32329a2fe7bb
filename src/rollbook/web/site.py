"""All pages, and what they need."""

from pathlib import Path

from litestar import Router
from litestar.static_files import create_static_files_router

from rollbook.web.forms import own_forms_only
from rollbook.web.pages import reset_password


def pages() -> Router:
    """The pages under ``/``."""
    static = create_static_files_router(
        "/static", directories=[Path(__file__).parent / "static"], include_in_schema=False
    )
    return Router("/", route_handlers=[*reset_password.HANDLERS, static], guards=[own_forms_only])
