"""Every page there is, found by itself: shown to nobody without a session, no form taken without its token or from
another site, and nothing of an organization shown to who is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from litestar import Router
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from rollbook.web.site import pages
from support.world import World
from web.browsing import Browser, signed_in

# Pages for anybody. A new one has to be entered here, with a thought.
PUBLIC = {
    *("GET /sign-in", "POST /sign-in", "GET /sign-up", "POST /sign-up"),
    *("GET /forgotten-password", "POST /forgotten-password", "GET /reset-password", "POST /reset-password"),
    *("GET /invitations/{code}", "POST /invitations/{code}"),
}


def _routes(router: Router) -> Iterator[HTTPRoute]:
    for route in router.routes:
        if isinstance(route, HTTPRoute) and not route.path.startswith("/static"):
            yield route


def _operations() -> list[str]:
    """Method and path of each page, but for the files beside them."""
    found = set()
    for route in _routes(pages()):
        for handler in route.route_handlers:
            assert isinstance(handler, HTTPRouteHandler)
            found |= {f"{method} {_plain(route.path)}" for method in handler.http_methods}
    return sorted(one for one in found if not one.startswith(("OPTIONS", "HEAD")))


def _plain(path: str) -> str:
    """``{organization_id:int}`` without its type."""
    return re.sub(r":\w+}", "}", path)


OPERATIONS = _operations()
SIGNED = [one for one in OPERATIONS if one not in PUBLIC]
FORMS = [one for one in SIGNED if one.startswith("POST")]
OF_ORGANIZATIONS = [one for one in SIGNED if "{organization_id}" in one]


def filled(world: World, operation: str) -> tuple[str, str]:
    """Method and path with the numbers of the world; what has no number there is somebody's, or nothing's."""
    numbers = {
        "organization_id": world.organization_id,
        "workspace_id": world.workspace_id,
        "organization_user_id": world.member.organization_user_id,
        "workspace_user_id": world.member.workspace_user_id,
        "group_id": world.group_id,
        "user_id": world.member.user_id,
    }
    method, path = operation.split()
    return method, re.sub(r"{(\w+)}", lambda found: str(numbers.get(found[1], 1)), path)


@pytest.fixture(scope="module")
def owner(shared_world: World) -> Browser:
    return signed_in(shared_world.http, shared_world.owner)


@pytest.fixture(scope="module")
def stranger(shared_world: World) -> Browser:
    return signed_in(shared_world.http, shared_world.stranger)


def asked(browser: Browser, method: str, path: str, **headers: str):
    if method == "GET":
        return browser.get(path, **headers)
    return browser.post(path, **headers)


def test_the_walk_knows_the_pages() -> None:
    assert len(SIGNED) > 10
    assert set(OPERATIONS) >= PUBLIC


@pytest.mark.parametrize("operation", SIGNED)
def test_who_has_no_session_is_led_to_sign_in(shared_world: World, operation: str) -> None:
    method, path = filled(shared_world, operation)

    answer = asked(Browser(shared_world.http), method, path)

    assert answer.status == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("operation", FORMS)
def test_a_form_without_its_token_changes_nothing(shared_world: World, owner: Browser, operation: str) -> None:
    _, path = filled(shared_world, operation)

    answer = owner.post_as_it_is(path, {"form_token": "0" * 32})

    assert answer.status == 403
    assert owner.get("/organizations/new").status == 200


@pytest.mark.parametrize("operation", FORMS)
def test_a_form_of_another_site_changes_nothing(shared_world: World, owner: Browser, operation: str) -> None:
    _, path = filled(shared_world, operation)

    answer = owner.post(path, {}, Origin="https://evil.example")

    assert answer.status == 403
    assert owner.get("/organizations/new").status == 200


@pytest.mark.parametrize("operation", OF_ORGANIZATIONS)
def test_who_is_not_in_the_organization_sees_nothing_of_it(
    shared_world: World, stranger: Browser, operation: str
) -> None:
    method, path = filled(shared_world, operation)

    answer = asked(stranger, method, path)

    assert answer.status in {403, 404}
    assert "Mia" not in answer.text


@pytest.mark.parametrize("operation", [one for one in SIGNED if one.startswith("GET")])
def test_no_page_lets_script_or_style_stand_in_it(shared_world: World, owner: Browser, operation: str) -> None:
    method, path = filled(shared_world, operation)

    answer = asked(owner, method, path)

    assert answer.status in {200, 303, 404}
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.headers.get("content-type", "").startswith("text/html"):
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<[^>]+\s(on\w+|style)=", answer.text)
        assert not re.search(r"<script(?![^>]*\ssrc=)", answer.text)
