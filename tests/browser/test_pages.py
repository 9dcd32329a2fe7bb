"""Every page: nothing that axe finds, nothing on the console, nothing beyond the screen's edge; and its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from browser.conftest import WIDTHS, Visitor, visiting
from browser.crowd import Crowd, crowd
from support.server import Service
from support.world import build

PUBLIC = {
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    "forgotten-password": "/forgotten-password",
    "invitation": "/invitations/{code}",
    "invitation-over": "/invitations/nonsense",
    "not-there": "/nowhere",
}
SIGNED_IN = {
    "overview": "{path}/overview",
    "members": "{path}/members",
    "members-found": "{path}/members?filter=a&state=active",
    "members-newest": "{path}/members?sort=newest",
    "members-none": "{path}/members?filter=zzzz",
    "member": "{path}/members/{member_id}",
    "invitations": "{path}/invitations",
    "invite": "{path}/invitations/new",
    "groups": "{path}/groups",
    "group": "{path}/groups/{group_id}",
    "group-delete": "{path}/groups/{group_id}/delete",
    "workspaces": "{path}/workspaces",
    "workspace": "{path}/workspaces/{workspace_id}",
    "workspace-person": "{path}/workspaces/{workspace_id}/people/{user_id}",
    "workspace-rates": "{path}/workspaces/{workspace_id}/rates",
    "rates": "{path}/workspaces/{workspace_id}/rates/{workspace_user_id}",
    "access": "{path}/access",
    "audit-log": "{path}/audit-log",
    "audit-log-person": "{path}/audit-log?person={user_id}",
    "settings": "{path}/settings",
    "leave": "{path}/settings/leave",
    "ownership": "{path}/settings/ownership",
    "account": "/account",
    "account-close": "/account/close",
    "sessions": "/account/sessions",
    "organizations": "/account/organizations",
    "tokens": "/account/tokens",
    "new-organization": "/organizations/new",
}
# What the browser itself says of a page that is not there.
_STATUS = "Failed to load resource: the server responded with a status of 404"


@pytest.fixture(scope="module")
def hard(service: Service) -> Crowd:
    return crowd(build(service))


LOOKS = [("narrow", False), ("narrow", True), ("usual", False), ("usual", True), ("wide", False), ("wide", True)]


@pytest.fixture(scope="module", params=LOOKS)
def visitor(request: pytest.FixtureRequest, hard: Crowd, chromium: Browser) -> Iterator[Visitor]:
    width, dark = request.param
    with visiting(chromium, hard.world.service, width=WIDTHS[width], dark=dark) as found:
        yield found


def problems(page: Page) -> list[Any]:
    """What axe finds, and what is wider than the screen."""
    found = [
        (violation["id"], [node["target"] for node in violation["nodes"]][:3])
        for violation in Axe().run(page).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, *([("wider than the screen", wide)] if wide > 0 else [])]


def look(visitor: Visitor, hard: Crowd, pages: dict[str, str], pictures: Path) -> dict[str, list[Any]]:
    """The problems of the pages that have some; keeps a picture of each."""
    found = {}
    page = visitor.page
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    size = page.viewport_size or {"width": 0}
    for name, path in pages.items():
        visitor.go(path.format(path=hard.path, code=hard.world.invited.code, **hard.numbers))
        page.screenshot(path=pictures / f"{name}-{size['width']}{'-dark' if dark else ''}.png", full_page=True)
        if wrong := problems(page):
            found[name] = wrong
    return found


def test_pages_for_anybody(visitor: Visitor, hard: Crowd, pictures: Path) -> None:
    assert look(visitor, hard, PUBLIC, pictures) == {}
    assert [one for one in visitor.complaints if _STATUS not in one] == []


def test_pages_of_an_organization(visitor: Visitor, hard: Crowd, pictures: Path) -> None:
    visitor.complaints.clear()
    visitor.sign_in(hard.world.owner)

    assert look(visitor, hard, SIGNED_IN, pictures) == {}
    assert visitor.complaints == []
