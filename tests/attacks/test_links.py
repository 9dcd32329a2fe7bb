"""Invitations and reset links: whose they are, that they lead nowhere else, and stand in no log and no refusal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from support import walk
from support.http import Answer
from support.server import Service
from support.walk import Request, Rows
from support.world import PASSWORD, Person, World, address, sign_up

EVIL = "https://evil.example.com/"
NAMES = [
    "next",
    "redirect",
    "redirect_uri",
    "redirect_url",
    "return",
    "return_to",
    "returnTo",
    "url",
    "continue",
    "goto",
]
LOGGED_WITHIN = 30
ANOTHER_PASSWORD = "a quite different phrase"


@pytest.fixture(scope="module")
def rows(service: Service) -> Iterator[Rows]:
    with Rows(service.database_url) as opened:
        yield opened


def reset_code(world: World, person: Person) -> str:
    path = f"/workspaces/{world.workspace_id}/users/{person.user_id}/lost_password"
    code: str = world.http.ok("POST", path, as_=world.owner)["url"].partition("code=")[2]
    return code


def is_living(world: World, code: str) -> bool:
    return world.http("GET", f"/invitations/{code}").status == 200


# Whose they are -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["accept", "reject"])
@pytest.mark.parametrize("kind", ["owner", "admin", "member", "inactive", "stranger"])
def test_an_invitation_is_for_its_address_alone(shared_world: World, rows: Rows, kind: str, verb: str) -> None:
    world, guest = shared_world, walk.guest(shared_world)
    before = rows.of(world)

    answer = world.http("POST", f"/organizations/invitations/{guest.code}/{verb}", as_=getattr(world, kind))

    assert (answer.status, answer.refusal) == (403, "Forbidden")
    assert is_living(world, guest.code)
    assert rows.of(world) == before


def test_nobody_signs_up_with_the_code_of_another_address(shared_world: World, rows: Rows) -> None:
    world, person = shared_world, walk.newcomer(shared_world)
    before = rows.of(world)

    answers = [
        world.http("POST", "/signup", {"email": email, "password": PASSWORD, "invitation_code": person.code})
        for email in (address("Eve Else"), f"x{person.email}", f"{person.email}.example", world.member.email)
    ]

    assert {(answer.status, answer.refusal) for answer in answers} == {(400, "Invalid invitation code")}
    assert is_living(world, person.code)
    assert rows.of(world) == before


def test_an_invitation_goes_with_its_account_and_not_with_an_address_that_it_has_left(world: World) -> None:
    guest = walk.guest(world)
    changed = {"email": address("Greta Elsewhere"), "current_password": PASSWORD}
    world.http.ok("PUT", "/me", changed, as_=guest)
    user_id, email, token = sign_up(world.http, "Hugo Heir", email=guest.email)
    heir = Person("Hugo Heir", email, user_id, token)

    refused = world.http("POST", f"/organizations/invitations/{guest.code}/accept", as_=heir)
    accepted = world.http("POST", f"/organizations/invitations/{guest.code}/accept", as_=guest)

    assert (refused.status, accepted.status) == (403, 200)
    joined = {one["user_id"] for one in world.people().values() if one["joined"]}
    assert guest.user_id in joined
    assert heir.user_id not in joined


ENDS: dict[str, Callable[[World, Person, int], Answer]] = {
    "resending": lambda w, p, _: w.http(
        "PUT", f"/organizations/{w.organization_id}/invitations/{p.invitation_id}/resend", as_=w.owner
    ),
    "inviting again": lambda w, p, _: w.http(
        "POST",
        f"/organizations/{w.organization_id}/invitations",
        {"emails": [p.email], "workspaces": [{"workspace_id": w.workspace_id}]},
        as_=w.owner,
    ),
    "deactivation": lambda w, _, place: w.http(
        "PUT", f"/organizations/{w.organization_id}/users/{place}", {"inactive": True}, as_=w.owner
    ),
    "deletion": lambda w, _, place: w.http(
        "PATCH", f"/organizations/{w.organization_id}/users", {"delete": [place]}, as_=w.owner
    ),
    "rejection": lambda w, p, _: w.http("POST", f"/organizations/invitations/{p.code}/reject", as_=p),
    "acceptance": lambda w, p, _: w.http("POST", f"/organizations/invitations/{p.code}/accept", as_=p),
}


@pytest.mark.parametrize("what", sorted(ENDS))
def test_an_invitation_ends_with(shared_world: World, rows: Rows, what: str) -> None:
    guest = walk.guest(shared_world)
    (place,) = [number for number, one in shared_world.people().items() if one["user_id"] == guest.user_id]

    ended = ENDS[what](shared_world, guest, place)

    assert ended.status == 200
    before = rows.of(shared_world)
    answers = [
        shared_world.http("GET", f"/invitations/{guest.code}"),
        *(
            shared_world.http("POST", f"/organizations/invitations/{guest.code}/{verb}", as_=guest)
            for verb in ("accept", "reject")
        ),
    ]
    assert [(one.status, one.refusal) for one in answers] == [
        (404, "Invitation not found"),
        (404, "Invalid invitation code"),
        (404, "Invalid invitation code"),
    ]
    assert rows.of(shared_world) == before


def test_a_reset_link_ends_with_a_password_that_is_set_otherwise(world: World) -> None:
    code = reset_code(world, world.member)
    changed = {"password": ANOTHER_PASSWORD, "current_password": PASSWORD}
    world.http.ok("PUT", "/me", changed, as_=world.member)

    answers = [
        world.http("POST", "/me/lost_passwords/confirm", {"code": code, "password": "a third one of these"}),
        world.http("GET", f"//reset-password?code={code}"),
    ]

    assert [answer.status for answer in answers] == [400, 404]
    assert world.http("GET", "/me", as_=(world.member.email, ANOTHER_PASSWORD)).status == 200


def test_codes_of_one_kind_are_none_of_the_other(shared_world: World) -> None:
    reset, guest = reset_code(shared_world, shared_world.member), walk.guest(shared_world)

    answers = [
        shared_world.http("GET", f"/invitations/{reset}"),
        shared_world.http("POST", f"/organizations/invitations/{reset}/accept", as_=shared_world.member),
        shared_world.http("POST", "/me/lost_passwords/confirm", {"code": guest.code, "password": ANOTHER_PASSWORD}),
        shared_world.http("GET", f"//reset-password?code={guest.code}"),
        shared_world.http("GET", "/me", as_=(reset, "api_token")),
        shared_world.http("GET", "/me", as_=(shared_world.member.email, reset)),
    ]

    assert [answer.status for answer in answers] == [404, 404, 400, 404, 403, 403]
    assert is_living(shared_world, guest.code)


# Where they lead ----------------------------------------------------------------------------------------------------


def test_no_operation_leads_elsewhere_whatever_it_is_asked(shared_world: World) -> None:
    query = dict.fromkeys(NAMES, EVIL)
    elsewhere = {
        "Host": "evil.example.com",
        "X-Forwarded-Host": "evil.example.com",
        "Forwarded": "host=evil.example.com",
    }

    answers = {}
    for operation in walk.operations_of(shared_world).keys() & walk.GOOD.keys():
        request = walk.good(shared_world, operation)
        asked = Request(request.path, request.body, query, request.file, request.file_type)
        answers[operation] = walk.send(shared_world, operation, asked, as_=shared_world.owner, headers=elsewhere)

    assert len(answers) > 70
    for operation, answer in answers.items():
        assert "Location" not in answer.headers, operation
        assert "evil.example.com" not in answer.text, operation


def test_links_begin_with_the_public_address_whatever_host_is_asked(shared_world: World) -> None:
    elsewhere = {"Host": "evil.example.com", "X-Forwarded-Host": "evil.example.com", "X-Forwarded-Proto": "http"}
    body = {"emails": [address("Lena Link")], "workspaces": [{"workspace_id": shared_world.workspace_id}]}

    invited = shared_world.http(
        "POST",
        f"/organizations/{shared_world.organization_id}/invitations",
        body,
        as_=shared_world.owner,
        headers=elsewhere,
    )
    reset = shared_world.http(
        "POST",
        f"/workspaces/{shared_world.workspace_id}/users/{shared_world.member.user_id}/lost_password",
        as_=shared_world.owner,
        headers=elsewhere,
    )

    urls = [invited.json()["data"][0]["invite_url"], reset.json()["url"]]
    assert [url.startswith(shared_world.http.root_url + "/") for url in urls] == [True, True]


@pytest.mark.parametrize(
    "host", ["//evil.example.com", "/\\evil.example.com", "/%2F%2Fevil.example.com", "/%5Cevil.example.com"]
)
def test_no_path_redirects_to_another_host(shared_world: World, host: str) -> None:
    answers = [
        shared_world.http("GET", f"/{prefix}{host}{end}")
        for prefix in ("/", "/docs", "/static", "/images/avatars", "/reset-password")
        for end in ("", "/", "/%2e%2e")
    ]

    assert not [one for one in answers if "evil.example.com" in one.headers.get("Location", "")]


def test_the_page_of_a_link_sends_to_itself_alone_and_tells_nobody(shared_world: World) -> None:
    code = reset_code(shared_world, shared_world.member)
    query = urlencode({"code": code} | dict.fromkeys(NAMES, EVIL))

    page = shared_world.http("GET", f"//reset-password?{query}", headers={"Host": "evil.example.com"})

    assert page.status == 200
    assert "evil.example.com" not in page.text
    assert 'action="/reset-password"' in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


# Where they do not stand --------------------------------------------------------------------------------------------


def uses(world: World, secrets: dict[str, str], person: Person) -> Iterator[Answer]:
    """All that one can do with codes, rightly and wrongly, and with other secrets."""
    http, code, reset = world.http, secrets["invitation"], secrets["reset"]
    yield http("GET", f"/invitations/{code}")
    yield http("POST", f"/organizations/invitations/{code}/accept", as_=world.member)
    yield http("POST", f"/organizations/invitations/{code}/nonsense", as_=world.member)
    yield http("GET", f"/organizations/{code}/users", as_=world.member)
    yield http("POST", "/signup", {"email": "nonsense", "password": PASSWORD, "invitation_code": code})
    yield http("POST", "/signup", {"email": world.member.email, "password": PASSWORD, "invitation_code": code})
    yield http("POST", "/signup", raw=b'{"invitation_code": "' + code.encode() + b'"')
    yield http("GET", f"/{code}")
    yield http("GET", f"//reset-password/{reset}")
    yield http("GET", f"//reset-password?code={reset}")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for password in ("short", secrets["password"], secrets["password"]):
        raw = urlencode({"code": reset, "password": password}).encode()
        yield http("POST", "//reset-password", raw=raw, headers=form)
    yield http("POST", "/me/lost_passwords/confirm", {"code": reset, "password": secrets["password"]})
    yield http("POST", "/me/lost_passwords/confirm", {"code": [reset], "password": 5})
    yield http("POST", "/me/sessions", as_=(world.member.email, secrets["password"]))
    yield http("GET", "/me", as_=(world.member.email, secrets["wrong"]))
    yield http("GET", f"/me?code={reset}&token={secrets['token']}", as_=(secrets["token"], "api_token"))
    yield http("GET", "/me", headers={"Authorization": f"Bearer {secrets['token']}"})
    yield http("POST", f"/organizations/invitations/{code}/accept", as_=person)
    yield http("POST", f"/organizations/invitations/{code}/accept", as_=person)


def log_up_to(service: Service, answer: Answer) -> str:
    """The log, once the line of that answer is in it, which is written a moment after."""
    deadline = time.monotonic() + LOGGED_WITHIN
    while answer.headers["X-Request-ID"] not in (log := service.log.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return log


def test_no_secret_stands_in_the_log_or_in_a_refusal(world: World) -> None:
    guest = walk.guest(world)
    secrets: dict[str, Any] = {
        "invitation": guest.code,
        "reset": reset_code(world, world.member),
        "password": "the password that is set by the link",
        "wrong": "a password that is none of theirs",
        "token": world.member.token,
    }

    answers = list(uses(world, secrets, guest))

    assert {200, 400, 403, 404} <= {answer.status for answer in answers}
    log = log_up_to(world.service, answers[-1])
    for name, secret in secrets.items():
        assert secret not in log, name
        for answer in answers:
            # The page with the form has the code, for whoever came with it.
            if answer.status >= 400 and 'name="code"' not in answer.text:
                assert secret not in answer.text, (name, answer.text)


def test_a_session_stands_in_no_log(shared_world: World) -> None:
    begun = shared_world.http("POST", "/me/sessions", as_=(shared_world.member.email, PASSWORD))
    cookie = begun.headers["Set-Cookie"].partition(";")[0]

    seen = shared_world.http("GET", "/me", headers={"Cookie": cookie})
    refused = shared_world.http(
        "GET", f"/organizations/{shared_world.organization_id}/users", headers={"Cookie": cookie}
    )

    log = log_up_to(shared_world.service, refused)
    assert (seen.status, refused.status) == (200, 403)
    assert cookie.partition("=")[2] not in log
    assert cookie.partition("=")[2] not in refused.text
