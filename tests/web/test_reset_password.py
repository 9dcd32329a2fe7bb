"""The page that the link of a lost password leads to."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

import pytest

from support.http import Answer
from support.world import PASSWORD, World

ANOTHER_PASSWORD = "a quite different phrase"


def link(world: World) -> str:
    """The path and query of a fresh link for the member."""
    path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
    parts = urlsplit(world.http.ok("POST", path, as_=world.owner)["url"])
    return f"/{parts.path}?{parts.query}"


def send(world: World, page: str, password: str) -> Answer:
    """Fills in the form of the page as a browser does."""
    code = re.search(r'name="code" value="([^"]+)"', page)
    assert code is not None
    content = urlencode({"code": code[1], "password": password}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return world.http("POST", "//reset-password", raw=content, headers=headers)


def signs_in(world: World, password: str) -> bool:
    return world.http("GET", "/me", as_=(world.member.email, password)).status == 200


def test_the_link_leads_to_a_form_that_sets_the_password(world):
    form = world.http("GET", link(world))

    answer = send(world, form.text, ANOTHER_PASSWORD)

    assert (form.status, answer.status) == (200, 200)
    assert 'role="status"' in answer.text
    assert (signs_in(world, ANOTHER_PASSWORD), signs_in(world, PASSWORD)) == (True, False)


def test_a_password_that_is_too_short_keeps_the_form_and_the_link(world):
    form = world.http("GET", link(world))

    answer = send(world, form.text, "short")
    again = send(world, answer.text, ANOTHER_PASSWORD)

    assert answer.status == 400
    assert "Password should be at least 8 characters" in answer.text
    assert again.status == 200


def test_a_link_that_was_used_says_so(world):
    path = link(world)
    send(world, world.http("GET", path).text, ANOTHER_PASSWORD)

    answer = world.http("GET", path)

    assert answer.status == 404
    assert "expired or was used" in answer.text
    assert "<form" not in answer.text


def test_without_a_code_the_page_says_where_the_link_is(shared_world):
    answer = shared_world.http("GET", "//reset-password")

    assert answer.status == 200
    assert "sent by e-mail" in answer.text


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Type", "text/html; charset=utf-8"),
    ],
)
def test_nobody_keeps_or_passes_on_the_code(shared_world, header, value):
    answer = shared_world.http("GET", "//reset-password?code=%3Cscript%3E")

    assert answer.headers[header] == value
    assert "<script>" not in answer.text


def test_the_style_sheet_is_the_services_own(shared_world):
    page = shared_world.http("GET", "//reset-password").text
    (path,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)

    assert shared_world.http("GET", f"/{path}").headers["Content-Type"].startswith("text/css")
