"""Requests that mean no good, or that clients send in odd shapes: each is answered, and the service goes on."""

from __future__ import annotations

import base64
import json
import re
import socket
import ssl
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from support.http import Answer
from support.world import World, address

MEBIBYTE = 1024 * 1024
GIVEN = re.compile(r"[0-9a-f]{32}")


@pytest.fixture(autouse=True)
def _goes_on(shared_world: World) -> Any:
    """After each of these requests the service still answers."""
    yield
    assert shared_world.http.ok("GET", "/status") == "OK"


def people(world: World) -> str:
    return f"/organizations/{world.organization_id}/users"


def groups(world: World) -> str:
    return f"/organizations/{world.organization_id}/groups"


def assert_short_and_plain(answer: Answer) -> None:
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert len(answer.body) < 60
    assert "\n" not in answer.text


# Too much of something --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [MEBIBYTE + 1, 2 * MEBIBYTE, 6 * MEBIBYTE])
def test_a_body_beyond_a_mebibyte_is_refused(shared_world: World, size: int) -> None:
    body = b'{"name": "' + b"n" * (size - 12) + b'"}'

    answer = shared_world.http("POST", groups(shared_world), raw=body, as_=shared_world.owner)

    assert len(body) == size
    assert answer.status == 413
    assert_short_and_plain(answer)


def test_a_body_of_a_mebibyte_is_read(shared_world: World) -> None:
    body = b'{"name": "' + b"n" * (MEBIBYTE - 12) + b'"}'

    answer = shared_world.http("POST", groups(shared_world), raw=body, as_=shared_world.owner)

    assert (answer.status, answer.refusal) == (400, "Group name too long, maximum length is 200")


def test_a_body_without_a_length_is_limited_too(shared_world: World) -> None:
    credentials = base64.b64encode(f"{shared_world.owner.token}:api_token".encode()).decode()
    headers = f"Host: localhost\r\nAuthorization: Basic {credentials}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = (b"%x\r\n" % 65_536 + b"n" * 65_536 + b"\r\n") * 32 + b"0\r\n\r\n"

    received = converse(shared_world, f"POST /api/v9{groups(shared_world)} HTTP/1.1\r\n{headers}".encode() + chunks)

    assert received.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("path", ["/signup", "/me/lost_passwords/confirm"])
def test_a_stranger_is_held_to_the_limit_as_well(shared_world: World, path: str) -> None:
    answer = shared_world.http("POST", path, raw=b'{"email": "' + b"e" * 2 * MEBIBYTE + b'"}')

    assert answer.status == 413
    assert_short_and_plain(answer)


def test_ten_thousand_bytes_of_headers_are_read(shared_world: World) -> None:
    headers = {f"X-Header-{number}": "h" * 980 for number in range(10)}

    answer = shared_world.http("GET", people(shared_world), as_=shared_world.owner, headers=headers)

    assert answer.status == 200


@pytest.mark.parametrize("credentials", [("u" * 8_000, "p"), ("u", "p" * 8_000), ("t" * 8_000, "api_token")])
def test_long_credentials_are_wrong_ones(shared_world: World, credentials: tuple[str, str]) -> None:
    answer = shared_world.http("GET", "/me", as_=credentials)

    assert (answer.status, answer.text) == (403, "Incorrect username and/or password")


@pytest.mark.parametrize("page", [10**18, 2**63 - 1, 2**63, 10**100])
@pytest.mark.parametrize("per_page", [1, 10**18, 10**100])
def test_a_page_far_beyond_the_end_is_empty_with_true_headers(shared_world: World, page: int, per_page: int) -> None:
    answer = shared_world.http("GET", f"{people(shared_world)}?page={page}&per_page={per_page}", as_=shared_world.owner)

    assert (answer.status, answer.json()) == (200, [])
    assert answer.headers["X-Records"] == str(len(shared_world.people()))
    assert answer.headers["X-Page-Size"] == str(min(per_page, 1_000))


@pytest.mark.parametrize("name", ["groups", "workspaces"])
def test_five_thousand_ids_in_a_filter_are_a_union(shared_world: World, name: str) -> None:
    own = {"groups": shared_world.group_id, "workspaces": shared_world.workspace_id}[name]
    numbers = ",".join(str(number) for number in [*range(1, 5_000), own])

    among, alone = (
        shared_world.http.ok("GET", f"{people(shared_world)}?{name}={text}", as_=shared_world.owner)
        for text in (numbers, str(own))
    )

    assert alone
    assert among == alone


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("users", "The following organization user IDs do not belong to this organization: '{}'."),
        ("workspaces/{workspace_id}/workspace_users", "Wrong workspace user IDs: {}"),
    ],
)
def test_five_thousand_ids_in_a_list_of_deletions_are_all_looked_at(shared_world: World, path: str, text: str) -> None:
    world = shared_world
    numbers = list(range(1, 5_001))
    before = world.people(), world.workspace_users()

    answer = world.http(
        "PATCH",
        f"/organizations/{world.organization_id}/{path.format(workspace_id=world.workspace_id)}",
        {"delete": numbers},
        as_=world.owner,
    )

    assert (answer.status, answer.text) == (400, text.format(",".join(map(str, numbers))))
    assert (world.people(), world.workspace_users()) == before


def test_a_filter_of_ten_thousand_characters_finds_nobody(shared_world: World) -> None:
    found = shared_world.http.ok("GET", f"{people(shared_world)}?filter={'f' * 10_000}", as_=shared_world.owner)

    assert found == []


# Bytes that are no text, and text that is no word of SQL -----------------------------------------------------------

ODD_TEXTS = ["%25_%5C%27%22", "%25", "_", "%5C", "%27%20OR%20%27%27%3D%27", "%00", "a%00b", "%FF%FE", "%ED%A0%80", "%"]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_a_filter_is_taken_literally(shared_world: World, text: str) -> None:
    world = shared_world
    path = f"/organizations/{world.organization_id}"
    paths = [
        f"{path}/users?filter={text}",
        f"{path}/users/detailed?filter={text}",
        f"{path}/groups?name={text}",
        f"{path}/workspaces/{world.workspace_id}/workspace_users?name={text}",
        f"{path}/workspaces/{world.workspace_id}/workspace_users?search={text}",
    ]

    found = [world.http.ok("GET", one, as_=world.owner) for one in paths]

    assert found == [[]] * len(paths)


def test_invalid_utf_8_in_a_path_is_no_id(shared_world: World) -> None:
    answer = shared_world.http("GET", "/organizations/%FF%FE/groups", as_=shared_world.owner)

    assert (answer.status, answer.refusal) == (400, "Missing or invalid organization_id")


@pytest.mark.parametrize(
    "path", ["/%FF%FE", "/organizations/%FF/%FE", "/%00", "/organizations/1/users/%2E%2E/x", "/..%2F..%2Fetc/passwd"]
)
def test_an_odd_path_is_an_unknown_one(shared_world: World, path: str) -> None:
    answer = shared_world.http("GET", path, as_=shared_world.owner)

    assert answer.status == 404
    assert_short_and_plain(answer)


@pytest.mark.parametrize("query", ["a=1&" * 2_000, "&&&===&", "%", "filter", "page=1;per_page=2", "=", "a[b]=c"])
def test_an_unknown_or_broken_query_is_ignored(shared_world: World, query: str) -> None:
    answer = shared_world.http("GET", f"/me?{query}", as_=shared_world.owner)

    assert answer.status == 200


# Paths and methods ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/nothing", "/me/nothing", "/organizations/1/nothing", "//nothing", "//api/v8/me"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_an_unknown_path_is_not_found(shared_world: World, method: str, path: str) -> None:
    signed_in = shared_world.http(method, path, as_=shared_world.owner)
    nobody = shared_world.http(method, path)

    assert (signed_in.status, signed_in.body) == (404, b"Not Found")
    assert (nobody.status, nobody.body) == (404, b"Not Found")
    assert_short_and_plain(signed_in)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/workspaces/{workspace_id}/users"),
        ("DELETE", "/workspaces/{workspace_id}/users"),
        ("PATCH", "/workspaces/{workspace_id}"),
        ("PUT", "/organizations/{organization_id}/users"),
        ("PUT", "/status"),
        ("DELETE", "/signup"),
        ("TRACE", "/me"),
        ("NONSENSE", "/me"),
    ],
)
def test_an_unknown_method_is_not_allowed(shared_world: World, method: str, path: str) -> None:
    filled = path.format(workspace_id=shared_world.workspace_id, organization_id=shared_world.organization_id)

    answer = shared_world.http(method, filled, as_=shared_world.owner)

    assert (answer.status, answer.body) == (405, b"Method Not Allowed")
    assert_short_and_plain(answer)
    assert method not in methods_of(answer)
    assert "OPTIONS" in methods_of(answer)


def methods_of(answer: Answer) -> set[str]:
    return set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/me", {"GET", "PUT"}),
        ("/organizations/{organization_id}/users", {"GET", "PATCH"}),
        ("/workspaces/{workspace_id}/workspace_users/{workspace_user_id}", {"PUT", "DELETE"}),
        ("/signup", {"POST"}),
    ],
)
def test_a_path_tells_all_its_methods(shared_world: World, path: str, methods: set[str]) -> None:
    filled = path.format(
        workspace_id=shared_world.workspace_id,
        organization_id=shared_world.organization_id,
        workspace_user_id=shared_world.member.workspace_user_id,
    )

    answer = shared_world.http("OPTIONS", filled, as_=shared_world.owner)

    assert (answer.status, answer.body) == (204, b"")
    assert methods_of(answer) == methods | {"OPTIONS"}


def reads(world: World) -> list[str]:
    organization, workspace = f"/organizations/{world.organization_id}", f"/workspaces/{world.workspace_id}"
    return [
        "/me",
        "/me/organizations",
        "/me/workspaces",
        "/workspaces",
        "/status",
        organization,
        f"{organization}/users",
        f"{organization}/users/detailed",
        f"{organization}/groups",
        f"{organization}/roles",
        f"{organization}{workspace}/workspace_users",
        workspace,
        f"{workspace}/users",
        f"{workspace}/workspace_users",
    ]


def test_a_trailing_slash_is_the_same_operation(shared_world: World) -> None:
    for path in reads(shared_world):
        plain, slashed = (shared_world.http("GET", path + end, as_=shared_world.owner) for end in ("", "/"))

        assert (plain.status, slashed.status) == (200, 200), path
        assert plain.body == slashed.body, path


def test_a_trailing_slash_is_the_same_change(world: World) -> None:
    workspace_user = f"/workspaces/{world.workspace_id}/workspace_users/{world.member.workspace_user_id}/"

    changed = world.http("PUT", workspace_user, {"rate": 8.5}, as_=world.owner)
    made = world.http("POST", f"{groups(world)}/", {"name": "Slashed"}, as_=world.owner)

    assert (changed.status, made.status) == (200, 200)
    assert world.workspace_users()[world.member.user_id]["rate"] == 8.5
    assert made.json()["name"] == "Slashed"


@pytest.mark.parametrize("path", ["/organizations", "/organizations/", "//api", "//api/v9", "//api/v9/", "/me//"])
def test_nothing_of_the_api_redirects(shared_world: World, path: str) -> None:
    answer = shared_world.http("GET", path, as_=shared_world.owner)

    assert answer.status < 300 or answer.status >= 400
    assert "Location" not in answer.headers


# Content types ----------------------------------------------------------------------------------------------------


def test_reads_take_a_content_type_without_a_body(shared_world: World) -> None:
    headers = {"Content-Type": "application/json"}

    answers = {
        path: shared_world.http("GET", path, as_=shared_world.owner, headers=headers) for path in reads(shared_world)
    }

    assert {path: answer.status for path, answer in answers.items()} == dict.fromkeys(answers, 200)


def test_deletes_take_a_content_type_without_a_body(world: World) -> None:
    headers = {"Content-Type": "application/json"}
    workspace_user = f"/workspaces/{world.workspace_id}/workspace_users/{world.invited.workspace_user_id}"
    paths = [workspace_user, f"{groups(world)}/{world.group_id}", "/me/sessions"]

    answers = [world.http("DELETE", path, as_=world.owner, headers=headers) for path in paths]
    left = world.http("DELETE", f"{people(world)}/leave", as_=world.outside, headers=headers)

    assert [answer.status for answer in [*answers, left]] == [200, 200, 200, 200]


CONTENT_TYPES = [
    None,
    "",
    "application/json",
    "application/json; charset=utf-8",
    "application/json; charset=latin-1",
    "application/vnd.api+json",
    "text/plain",
    "text/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/x-msgpack",
    "application/octet-stream",
    "nonsense",
    ";;;=,",
]


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_json_is_taken_whatever_it_is_called(shared_world: World, content_type: str | None) -> None:
    name = f"Group of {content_type} é"
    headers = {} if content_type is None else {"Content-Type": content_type}

    answer = shared_world.http(
        "POST", groups(shared_world), raw=json.dumps({"name": name}).encode(), as_=shared_world.owner, headers=headers
    )

    assert answer.status == 200, answer.text
    assert answer.json()["name"] == name


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_a_change_without_a_body_is_taken_whatever_that_is_called(
    shared_world: World, content_type: str | None
) -> None:
    path = f"/workspaces/{shared_world.workspace_id}/users/{shared_world.member.user_id}"
    headers = {} if content_type is None else {"Content-Type": content_type}

    answer = shared_world.http("PUT", path, as_=shared_world.owner, headers=headers)

    assert (answer.status, answer.json()) == (200, "OK")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"\xff\xfe"),
        ("multipart/form-data; boundary=x", b"\xff\xfe"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x"),
        ("application/x-www-form-urlencoded", b"name=\xff&=&%&search=%FF"),
    ],
)
def test_a_broken_form_is_refused_in_one_text_or_finds_nobody(
    shared_world: World, content_type: str, body: bytes
) -> None:
    path = f"/organizations/{shared_world.organization_id}/workspaces/{shared_world.workspace_id}/workspace_users"

    answer = shared_world.http("GET", path, raw=body, as_=shared_world.owner, headers={"Content-Type": content_type})

    assert (answer.status, answer.json()) in [(400, "Bad Request"), (200, [])]


def test_json_answers_say_utf_8(shared_world: World) -> None:
    for path in reads(shared_world):
        answer = shared_world.http("GET", path, as_=shared_world.owner)

        assert answer.headers["Content-Type"] == "application/json; charset=utf-8", path


@pytest.mark.parametrize("accept", ["application/json", "text/plain", "text/html", "image/png", "nonsense", "*/*", ""])
def test_answers_are_what_they_are_whatever_is_accepted(shared_world: World, accept: str) -> None:
    shown, refused = (
        shared_world.http("GET", path, as_=shared_world.owner, headers={"Accept": accept})
        for path in ("/me", "/organizations/0")
    )

    assert (shown.status, refused.status) == (200, 400)
    assert {one.headers["Content-Type"] for one in (shown, refused)} == {"application/json; charset=utf-8"}


# The number of a request ------------------------------------------------------------------------------------------


def answers_of_every_kind(world: World, headers: dict[str, str]) -> dict[int, Answer]:
    def ask(method: str, path: str, as_: Any = world.owner, **options: Any) -> Answer:
        return world.http(method, path, as_=as_, headers=headers, **options)

    answers = [
        ask("GET", "/me"),
        ask("GET", "/organizations/0"),
        ask("GET", "/me", as_=None),
        ask("GET", "/me", as_=("nobody@example.com", "wrong password")),
        ask("GET", "/nothing"),
        ask("DELETE", "/me"),
        ask("POST", groups(world), raw=b" " * 2 * MEBIBYTE),
    ]
    return {answer.status: answer for answer in answers}


def test_every_answer_has_a_number_of_its_own(shared_world: World) -> None:
    answers = answers_of_every_kind(shared_world, {})

    assert set(answers) == {200, 400, 401, 403, 404, 405, 413}
    numbers = [answer.headers["X-Request-ID"] for answer in answers.values()]
    assert all(GIVEN.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_clients_own_number_is_echoed(shared_world: World) -> None:
    answers = answers_of_every_kind(shared_world, {"X-Request-ID": "night-shift_42.a"})

    assert {status: answer.headers["X-Request-ID"] for status, answer in answers.items()} == dict.fromkeys(
        answers, "night-shift_42.a"
    )


@pytest.mark.parametrize("number", ["", "with space", "n" * 65, "é".encode().decode("latin-1"), "<script>", '"'])
def test_a_number_that_could_do_harm_is_replaced(shared_world: World, number: str) -> None:
    answer = shared_world.http("GET", "/status", headers={"X-Request-ID": number})

    assert GIVEN.fullmatch(answer.headers["X-Request-ID"])


# Below HTTP -------------------------------------------------------------------------------------------------------


def converse(world: World, sent: bytes) -> bytes:
    """What comes back when these bytes are sent over TLS, until the service closes or falls silent."""
    location = urlsplit(world.service.api_url)
    context = ssl.create_default_context(cafile=str(world.service.authority))
    with (
        socket.create_connection((location.hostname or "", location.port or 0), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=location.hostname) as connection,
    ):
        connection.sendall(sent)
        received = b""
        while b"\r\n\r\n" not in received:
            try:
                more = connection.recv(65_536)
            except TimeoutError:
                break
            if not more:
                break
            received += more
        return received


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /api/v9/me HTTP/1.1\r\n\r\n",
        b"GET /api/v9/me HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET /api/v9/me HTTP/1.1\r\nHost: localhost\r\nContent-Length: nonsense\r\n\r\n",
        b"GET /api/v9/me HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n",
        b"GET /api/v9/\x00me HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /" + b"p" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/v9/me HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
    ],
    ids=lambda sent: ascii(sent[:60]),
)
def test_what_is_no_http_is_no_reason_to_fail(shared_world: World, sent: bytes) -> None:
    try:
        received = converse(shared_world, sent)
    except OSError:
        # Closing at once is an answer, too.
        received = b""

    assert received == b"" or 400 <= int(received.split(b" ", 2)[1]) < 500


def test_a_request_that_is_left_in_the_middle_harms_nobody(shared_world: World) -> None:
    location = urlsplit(shared_world.service.api_url)
    context = ssl.create_default_context(cafile=str(shared_world.service.authority))
    for _ in range(10):
        with (
            socket.create_connection((location.hostname or "", location.port or 0), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname=location.hostname) as connection,
        ):
            connection.sendall(b"POST /api/v9/signup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")

    answer = shared_world.http(
        "POST", "/signup", {"email": address("Sue Survivor"), "password": "correct horse battery"}
    )

    assert answer.status == 200


def test_a_person_may_be_called_anything_that_is_text(world: World) -> None:
    name = 'Zoë "O\'Neil" %_\\ 🦆 <b>\u0661</b> \u05d0'

    answer = world.http("PUT", f"{people(world)}/{world.member.organization_user_id}", {"name": name}, as_=world.owner)

    assert (answer.status, answer.text) == (200, "OK")
    found = world.http.ok("GET", f"{people(world)}?filter={quote(name.strip())}", as_=world.owner)
    assert [person["name"] for person in found] == [name.strip()]
