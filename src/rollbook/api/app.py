"""The application: every handler, and what surrounds them."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import Any

from litestar import Litestar, Response, Router, get, route
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from rollbook.api import (
    audit_logs,
    avatars,
    errors,
    groups,
    invitations,
    lost_passwords,
    me,
    organization_users,
    organizations,
    ownership,
    preferences,
    quotas,
    rates,
    reference,
    service,
    sessions,
    workspace_groups,
    workspace_users,
    workspaces,
)
from rollbook.api.auth import Authentication
from rollbook.api.browser_headers import BrowserHeaders, cors
from rollbook.api.documentation_page import DocumentationPage, documentation_assets, documentation_router
from rollbook.api.errors import ERROR_PAGE, ErrorPage
from rollbook.api.kept_answers import KEEPS_ANSWER, KeptAnswers
from rollbook.api.list_answers import LIST_MEMORY, ListAnswers, RememberedLists
from rollbook.api.list_memory import ListMemory
from rollbook.api.quotas import Counting, QuotaHeaders
from rollbook.api.recorder import Application, Recorder, RequestLine, WithRequestId, log_line
from rollbook.api.requests import PublicRequest
from rollbook.api.responses import JSON, TEXT
from rollbook.api.slow_bodies import COMES_WITHIN, BodyDeadline
from rollbook.services.installation import Installation

API_PATH = "/api/v9"
MAX_BODY_BYTES = 1024 * 1024
_DESCRIPTION = """Organizations and the people in them, by the Toggl Track API v9.

A `POST`, `PUT`, `PATCH` or `DELETE` may carry the header `Idempotency-Key`, 1 to 255 visible ASCII characters of the
client's choice: sent again with it within 24 hours, it is not carried out again, and its answer is repeated.

Lists of people and groups carry an `ETag`: asked for with it as `If-None-Match`, a list that has not changed is
answered by an empty 304."""
_IMAGES = Path(__file__).parent / "images"


def create_app(
    installation: Installation,
    *,
    pages: Router | None = None,
    error_page: ErrorPage | None = None,
    jobs: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
    list_memory: ListMemory | None = None,
    cors_origins: tuple[str, ...] = (),
    request_line: RequestLine = log_line,
    bodies_within: float = COMES_WITHIN,
) -> Recorder:
    """The ASGI application of one process, with ``pages`` beside the API, and what browsers see of errors outside both.

    It opens and closes the database, and between the two runs the ``jobs``. Answers of lists are remembered in
    ``list_memory``, pages of the ``cors_origins`` may ask, ``request_line`` is told of every request, and a body has to
    come within so many seconds.
    """

    @asynccontextmanager
    async def with_database(_: Litestar) -> AsyncIterator[None]:
        async with installation.database, jobs():
            yield

    app = Litestar(
        route_handlers=[*_handlers(), *([] if pages is None else [pages])],
        lifespan=[with_database],
        state=State({"installation": installation, LIST_MEMORY: list_memory, ERROR_PAGE: error_page}),
        exception_handlers=errors.HANDLERS,
        openapi_config=_documentation(),
        cors_config=cors(cors_origins),
        # Bodies are decoded by a class that has nothing to say about answers.
        return_dto=None,
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
    )
    return Recorder(_surrounded(BodyDeadline(app, bodies_within), installation, list_memory), request_line)


def _surrounded(app: Application, installation: Installation, memory: ListMemory | None) -> Application:
    """The application with what stands between it and the Recorder."""
    surrounded: Application = WithRequestId(app)
    # What is counted has to come to where it is counted.
    if memory is not None and not installation.limits.exist:
        surrounded = RememberedLists(surrounded, installation, memory)
    quota = installation.limits.quota
    surrounded = QuotaHeaders(surrounded, quota) if quota else surrounded
    return BrowserHeaders(surrounded, installation.public_url)


def _handlers() -> list[ControllerRouterHandler]:
    return [
        _signed_operations(),
        _public_operations(),
        *service.HEALTH_HANDLERS,
        *avatars.PICTURE_HANDLERS,
        openapi_json,
        documentation_assets(),
        create_static_files_router("/images", directories=[_IMAGES], include_in_schema=False),
    ]


def _with_options(handlers: Sequence[HTTPRouteHandler]) -> list[HTTPRouteHandler]:
    """The handlers, and before them what answers ``OPTIONS``: Litestar's own knows a path's first operation alone."""
    methods: dict[str, set[str]] = defaultdict(lambda: {"OPTIONS"})
    for handler in handlers:
        for path in handler.paths:
            methods[path] |= set(handler.http_methods)
    return [*(_options(path, ", ".join(sorted(known))) for path, known in methods.items()), *handlers]


def _options(path: str, allowed: str) -> HTTPRouteHandler:
    @route(path, http_method=HttpMethod.OPTIONS, status_code=204, include_in_schema=False)
    async def options() -> Response[None]:
        return Response(None, status_code=204, headers={"Allow": allowed}, media_type=TEXT)

    return options


def _signed_operations() -> Router:
    """The operations of who has signed in."""
    return Router(
        API_PATH,
        route_handlers=_with_options(
            [
                *organization_users.HANDLERS,
                *workspace_users.HANDLERS,
                *workspaces.HANDLERS,
                *groups.HANDLERS,
                *workspace_groups.HANDLERS,
                *invitations.HANDLERS,
                *organizations.HANDLERS,
                *ownership.HANDLERS,
                *me.HANDLERS,
                *sessions.HANDLERS,
                *preferences.HANDLERS,
                *avatars.HANDLERS,
                *rates.HANDLERS,
                *quotas.HANDLERS,
                *audit_logs.HANDLERS,
                *reference.HANDLERS,
            ]
        ),
        middleware=[Authentication(), Counting(), KeptAnswers(), ListAnswers()],
        opt={KEEPS_ANSWER: True},
    )


def _public_operations() -> Router:
    """The operations of anybody."""
    return Router(
        API_PATH,
        route_handlers=_with_options(
            [
                *invitations.PUBLIC_HANDLERS,
                *lost_passwords.PUBLIC_HANDLERS,
                *me.PUBLIC_HANDLERS,
                *reference.PUBLIC_HANDLERS,
                *service.PUBLIC_HANDLERS,
            ]
        ),
        middleware=[KeptAnswers()],
    )


@get("/openapi.json", include_in_schema=False)
async def openapi_json(request: PublicRequest) -> Response[dict[str, Any]]:  # Any: JSON.
    """The document of the API."""
    return Response(request.app.openapi_schema.to_schema(), media_type=JSON)


def document_of_the_api() -> dict[str, Any]:  # Any: JSON.
    """What ``/openapi.json`` says, without a running service."""
    app = Litestar(route_handlers=_handlers(), openapi_config=_documentation(), return_dto=None, logging_config=None)
    return app.openapi_schema.to_schema()


def _documentation() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Rollbook",
        version=version("rollbook"),
        description=_DESCRIPTION,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        use_handler_docstrings=True,
        openapi_router=documentation_router(),
        render_plugins=[DocumentationPage()],
        components=Components(
            security_schemes={
                "BasicAuth": SecurityScheme(
                    type="http",
                    scheme="basic",
                    description="E-mail address and password, or API token and the word `api_token`.",
                )
            }
        ),
        security=[{"BasicAuth": []}],
    )
