"""Templates to answers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.response import Redirect, Stream

_ENVIRONMENT = Environment(
    loader=PackageLoader("rollbook.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# For pages that are sent while they come about.
_STREAMING = _ENVIRONMENT.overlay(enable_async=True)

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    # Addresses of pages hold one-time codes.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page(template: str, *, status_code: int = 200, **values: object) -> Response[str]:
    """The template with these values as an HTML page that nobody keeps or frames."""
    return Response(
        _ENVIRONMENT.get_template(template).render(values),
        status_code=status_code,
        media_type=MediaType.HTML,
        headers=_HEADERS,
    )


def streamed(template: str, **values: object) -> Stream:
    """The same of a template that waits for what it shows, sent piece by piece."""
    pieces = _STREAMING.get_template(template).generate_async(values)
    return Stream(pieces, status_code=200, media_type=MediaType.HTML, headers=_HEADERS)


def see(path: str, **query: str) -> Redirect:
    """Leads to another page of the service's own, by GET, once a form has been carried out."""
    return Redirect(path, status_code=303, query_params=query or None, headers={"Cache-Control": "no-store"})


def addressed(path: str, fields: Mapping[str, str]) -> str:
    """The path with these fields as its query, but for those that are empty."""
    wanted = {name: value for name, value in fields.items() if value}
    return path + (f"?{urlencode(wanted)}" if wanted else "")


def within(address: str) -> str:
    """The address where it is one of this service's own pages, else the first page."""
    parts = urlsplit(address)
    own = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith("//")
    return address if own and "\\" not in address and address.isprintable() else "/"


def filters(named: Mapping[str, Callable[..., object]]) -> None:
    """Makes these known to templates."""
    _ENVIRONMENT.filters.update(named)


def day(moment: str | datetime | None) -> str:
    """The day of a time, as ``2026-11-28``; empty where there is none."""
    return "" if moment is None else str(moment)[:10]


def minute(moment: str | datetime | None) -> str:
    """A time to the minute, as ``2026-11-28 08:35 UTC``; empty where there is none."""
    return "" if moment is None else f"{str(moment)[:16].replace('T', ' ')} UTC"


def counted(number: int) -> str:
    """A number with its thousands set apart: ``12,345``."""
    return f"{number:,}"


filters({"day": day, "minute": minute, "counted": counted})
