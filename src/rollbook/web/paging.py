"""Pages of a list: the one that the address asks for, or the last where the list has become shorter."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from rollbook.domain.ids import positive
from rollbook.domain.member_lists import MemberQuery
from rollbook.domain.pages import Page, PageRequest
from rollbook.web.visitors import VisitorRequest


def page_of(request: VisitorRequest) -> PageRequest:
    """The page that the address asks for; the first where it asks in vain."""
    return PageRequest(page=positive(request.query_params.get("page", "")) or 1)


async def there(fetch: Callable[[PageRequest], Awaitable[Page]], wanted: PageRequest) -> Page:
    """The page that is wanted, or the last one where there is none such any more."""
    found = await fetch(wanted)
    last = max(1, found.pages)
    return found if wanted.page <= last else await fetch(replace(wanted, page=last))


async def there_of(fetch: Callable[[MemberQuery], Awaitable[Page]], query: MemberQuery) -> Page:
    """The page of people that the query wants, or the last one where there is none such any more."""
    return await there(lambda page: fetch(replace(query, page=page)), query.page)
