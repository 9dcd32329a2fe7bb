"""Templates to answers."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Response

_ENVIRONMENT = Environment(
    loader=PackageLoader("rollbook.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    # Addresses of pages hold one-time codes.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page(template: str, *, status_code: int = 200, **values: object) -> Response[str]:
    """The template with these values as an HTML page that nobody keeps or frames."""
    return Response(
        _ENVIRONMENT.get_template(template).render(**values),
        status_code=status_code,
        media_type=MediaType.HTML,
        headers=_HEADERS,
    )
