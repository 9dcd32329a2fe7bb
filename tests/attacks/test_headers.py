"""What every answer tells browsers, whichever it is; and whose pages may ask."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from rollbook.api.browser_headers import BrowserHeaders, cors
from support import walk
from support.http import Answer
from support.server import running
from support.world import World, build

EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
ELSEWHERE = "https://pages.example.com"
FOREIGN = "https://evil.example.com"


def policy(answer: Answer) -> dict[str, str]:
    """The directives of the answer's one content security policy."""
    (text,) = answer.headers.getlist("Content-Security-Policy")
    return dict(directive.strip().split(" ", 1) for directive in text.split(";"))


def assert_protected(answer: Answer) -> None:
    for name, value in EVERYWHERE.items():
        assert answer.headers.getlist(name) == [value], name
    (strict,) = answer.headers.getlist("Strict-Transport-Security")
    assert re.fullmatch("max-age=[1-9][0-9]+", strict)
    directives = policy(answer)
    assert directives["default-src"] == directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in directives.get("script-src", "")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_every_operation_answers_with_them_whoever_asks(shared_world: World) -> None:
    code = {"invitation_code": "nonsense"}
    requests = {
        operation: walk.Request(code) if "{invitation_code}" in path else walk.good(shared_world, operation)
        for operation, (_, path) in walk.operations_of(shared_world).items()
        if operation in walk.GOOD or "{invitation_code}" in path
    }

    answers = [
        walk.send(shared_world, operation, request, as_=person)
        for operation, request in requests.items()
        for person in (None, shared_world.member)
    ]

    assert len(answers) > 2 * 70
    for answer in answers:
        assert_protected(answer)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "//nothing"),
        ("GET", "/nothing"),
        ("DELETE", "/status"),
        ("OPTIONS", "/me"),
        ("HEAD", "/me"),
        ("GET", "//health/live"),
        ("GET", "//health/ready"),
        ("GET", "//openapi.json"),
        ("GET", "//docs"),
        ("GET", "//docs/openapi.json"),
        ("GET", "//docs/assets/swagger-ui-bundle.js"),
        ("GET", "//docs/assets/nothing"),
        ("GET", "//images/profile.svg"),
        ("GET", "//images/avatars/nothing"),
        ("GET", "//static/rollbook.css"),
        ("GET", "//reset-password"),
        ("GET", "//reset-password?code=nonsense"),
        ("POST", "//reset-password"),
    ],
)
def test_what_is_no_operation_answers_with_them(shared_world: World, method: str, path: str) -> None:
    assert_protected(shared_world.http(method, path))


def test_a_body_that_is_too_large_is_refused_with_them(shared_world: World) -> None:
    answer = shared_world.http("POST", "/signup", raw=b" " * (2**20 + 1))

    assert answer.status == 413
    assert_protected(answer)


def test_a_remembered_list_and_one_that_is_known_already_are_answered_with_them(shared_world: World) -> None:
    path = f"/organizations/{shared_world.organization_id}/users"
    first, again = (shared_world.http("GET", path, as_=shared_world.owner) for _ in range(2))
    etag = {"If-None-Match": again.headers["ETag"]}

    known = shared_world.http("GET", path, as_=shared_world.owner, headers=etag)

    assert known.status == 304
    for answer in (first, again, known):
        assert_protected(answer)


@pytest.mark.parametrize("path", ["//docs", "//reset-password", "//reset-password?code=nonsense"])
def test_pages_run_no_script_of_their_own_text(shared_world: World, path: str) -> None:
    page = shared_world.http("GET", path)

    assert page.headers["Content-Type"].startswith("text/html")
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", page.text, re.DOTALL)
    assert all(re.search(r'\bsrc="/', attributes) and not content for attributes, content in scripts)
    assert not re.search(r"\son\w+\s*=|javascript:|<base\b|<style\b|\sstyle=", page.text)


def test_the_documentation_page_loads_what_is_there(shared_world: World) -> None:
    page = shared_world.http("GET", "//docs").text
    sources = re.findall(r'(?:src|href)="(/[^"]*)"', page)

    loaded = {source: shared_world.http("GET", f"/{source}") for source in sources}

    assert "/docs/assets/documentation.js" in loaded
    assert {source: answer.status for source, answer in loaded.items()} == dict.fromkeys(sources, 200)
    assert loaded["/docs/assets/documentation.js"].headers["Content-Type"].startswith("text/javascript")


def headers_of(public_url: str, *given: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """What an application that answers with the given headers says behind the layer."""
    sent: list[Any] = []

    async def application(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(given)})

    async def take(message: Any) -> None:
        sent.append(message)

    asyncio.run(BrowserHeaders(application, public_url)({"type": "http"}, take, take))
    headers: list[tuple[bytes, bytes]] = sent[0]["headers"]
    return headers


@pytest.mark.parametrize(
    ("public_url", "value"),
    [
        ("https://rollbook.example.com", b"max-age=31536000"),
        ("https://rollbook.example.com:8443/people", b"max-age=31536000"),
        ("https://localhost:8080", b"max-age=3600"),
        ("https://[::1]:8080", b"max-age=3600"),
        ("http://rollbook.example.com", None),
        ("http://localhost:8080", None),
    ],
)
def test_browsers_are_told_to_keep_to_tls_where_there_is_tls(public_url: str, value: bytes | None) -> None:
    headers = dict(headers_of(public_url))

    assert headers.get(b"strict-transport-security") == value


def test_an_answer_that_says_one_itself_is_left_as_it_is() -> None:
    own = (b"content-security-policy", b"default-src 'self'")

    headers = headers_of("https://localhost", own)

    assert [header for header in headers if header[0] == own[0]] == [own]


# Pages of other origins ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", [FOREIGN, "https://localhost", "null", "*"])
def test_no_page_of_another_origin_may_ask_unless_it_is_named(shared_world: World, origin: str) -> None:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization",
    }

    answers = [
        shared_world.http("OPTIONS", "/me", headers=asked),
        shared_world.http("GET", "/me", as_=shared_world.owner, headers={"Origin": origin}),
    ]

    for answer in answers:
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.fixture(scope="module")
def open_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(tmp_path_factory.mktemp("open"), "--cors-origins", f"{ELSEWHERE},http://localhost:3000") as service:
        yield build(service)


def preflight(world: World, origin: str, method: str = "PUT", names: str = "authorization") -> Answer:
    asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": names}
    return world.http("OPTIONS", "/me", headers=asked)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_named_origin_may_ask(open_service: World, method: str) -> None:
    answer = preflight(open_service, ELSEWHERE, method, "authorization, content-type, if-none-match, idempotency-key")

    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == ELSEWHERE
    assert method in answer.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_named_origin_may_read_lists_that_are_remembered_and_their_headers(open_service: World) -> None:
    world, path = open_service, f"/organizations/{open_service.organization_id}/users"
    asked = [world.http("GET", path, as_=world.owner, headers={"Origin": ELSEWHERE}) for _ in range(3)]
    etag = {"If-None-Match": asked[-1].headers["ETag"]}

    # Remembered by now, whoever asked before.
    without = world.http("GET", path, as_=world.owner)
    foreign = world.http("GET", path, as_=world.owner, headers={"Origin": FOREIGN})
    known = world.http("GET", path, as_=world.owner, headers={"Origin": ELSEWHERE} | etag)

    assert [answer.headers["Access-Control-Allow-Origin"] for answer in [*asked, known]] == [ELSEWHERE] * 4
    assert "X-Records" in asked[0].headers["Access-Control-Expose-Headers"]
    assert known.status == 304
    assert "Access-Control-Allow-Origin" not in without.headers
    assert "Access-Control-Allow-Origin" not in foreign.headers


def test_a_named_origin_may_read_refusals(open_service: World) -> None:
    answers = [
        open_service.http("GET", "/me", headers={"Origin": ELSEWHERE}),
        open_service.http("GET", "/nothing", headers={"Origin": ELSEWHERE}),
        open_service.http("POST", "/signup", raw=b"{", headers={"Origin": ELSEWHERE}),
        open_service.http("POST", "/signup", raw=b" " * (2**20 + 1), headers={"Origin": ELSEWHERE}),
    ]

    assert [answer.status for answer in answers] == [401, 404, 400, 413]
    assert {answer.headers.get("Access-Control-Allow-Origin") for answer in answers} == {ELSEWHERE}


@pytest.mark.parametrize(
    "origin", [FOREIGN, f"{ELSEWHERE}.evil.example", f"evil-{ELSEWHERE}", "null", "*", "http://localhost"]
)
def test_another_origin_than_the_named_ones_may_not(open_service: World, origin: str) -> None:
    asked = preflight(open_service, origin)
    read = open_service.http("GET", "/me", as_=open_service.owner, headers={"Origin": origin})

    assert asked.status == 400
    assert "Access-Control-Allow-Origin" not in asked.headers
    assert "Access-Control-Allow-Origin" not in read.headers


def test_cookies_are_never_let_through(open_service: World) -> None:
    cookie = {"Cookie": "__Host-rollbook_session=nonsense"}

    asked = preflight(open_service, ELSEWHERE)
    read = open_service.http("GET", "/me", headers={"Origin": ELSEWHERE} | cookie)

    for answer in (asked, read):
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("origins", [("*",), (ELSEWHERE,)])
def test_no_setting_lets_cookies_through(origins: tuple[str, ...]) -> None:
    config = cors(origins)

    assert config is not None
    assert "Access-Control-Allow-Credentials" not in config.preflight_headers | config.simple_headers
