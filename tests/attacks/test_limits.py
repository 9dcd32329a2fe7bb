"""Bodies and headers that are too large or deep, or hold what is no number: a contract answer, and nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import urllib3

from support import walk
from support.bodies import BODIES, IDS, LISTS, MEMBERSHIP, caller, invalid_text, with_field
from support.http import Answer
from support.server import Service
from support.walk import Request, Rows
from support.world import World

MEBIBYTE = 1024 * 1024
MARK = "@@"
# Whole numbers and others beyond what any field holds; and what is no number of JSON.
NO_NUMBERS = [
    *(b"1e400", b"-1e400", b"1" + b"0" * 400 + b".5", b"9" * 4_000, b"-" + b"9" * 4_000, b"9" * 5_000),
    *(b"NaN", b"Infinity", b"-Infinity", b"0x10", b"1_000", b"+1", b"01", b"1.", b".5", b"-"),
]


@pytest.fixture(scope="module")
def rows(service: Service) -> Iterator[Rows]:
    with Rows(service.database_url) as opened:
        yield opened


def with_raw(request: Request, operation: str, name: str, value: bytes, *, listed: bool = False) -> bytes:
    """The body with bytes in the place of a field's value, or in a list of one."""
    body = with_field(operation, request.body, name, [MARK] if listed else MARK)
    return json.dumps(body).encode().replace(f'"{MARK}"'.encode(), value)


def send(world: World, operation: str, request: Request, body: bytes) -> Answer:
    return walk.send(world, operation, replace(request, body=None), as_=caller(world, operation), raw=body)


@pytest.mark.parametrize("operation", sorted(BODIES))
def test_a_body_beyond_a_mebibyte_is_refused_everywhere(shared_world: World, rows: Rows, operation: str) -> None:
    request = walk.good(shared_world, operation)
    good = json.dumps(request.body).encode()
    before = rows.of(shared_world)

    answer = send(shared_world, operation, request, good + b" " * (MEBIBYTE + 1 - len(good)))

    assert (answer.status, answer.text) == (413, "Request Entity Too Large")
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", sorted(BODIES))
def test_what_is_no_number_or_fits_nowhere_is_refused(shared_world: World, rows: Rows, operation: str) -> None:
    request = walk.good(shared_world, operation)
    numbers = {name: kind for name, kind in BODIES[operation].items() if kind.removesuffix("*") in {"id", "number"}}
    bodies = [
        with_raw(request, operation, name, text, listed=kind.endswith("*"))
        for name, kind in numbers.items()
        for text in NO_NUMBERS
    ]
    if BODIES[operation].get("workspaces") == "object*":
        bodies += [
            with_raw(request, operation, "workspaces", b'{"workspace_id": %b}' % text, listed=True)
            for text in NO_NUMBERS
        ]
    before = rows.of(shared_world)

    answers = [send(shared_world, operation, request, body) for body in bodies]

    # An amount of thousands of digits is a number, if none that anybody can have.
    texts = {invalid_text(operation)} | ({"Bad Request"} if "number" in numbers.values() else set())
    assert {(answer.status, answer.refusal) for answer in answers} <= {(400, text) for text in texts}
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", sorted(BODIES))
def test_what_is_no_number_is_refused_in_a_field_that_is_ignored_too(
    shared_world: World, rows: Rows, operation: str
) -> None:
    request = walk.good(shared_world, operation)
    before = rows.of(shared_world)

    answers = [
        send(shared_world, operation, request, with_raw(request, operation, "surprise", text))
        for text in (b"NaN", b"Infinity", b"01", b"1_000")
    ]

    assert {(answer.status, answer.refusal) for answer in answers} == {(400, invalid_text(operation))}
    assert rows.of(shared_world) == before


LARGE: dict[str, Callable[[], Any]] = {
    "text": lambda: "n" * (MEBIBYTE // 2),
    "text*": lambda: ["n"] * 100_000,
    "id*": lambda: list(range(10**9, 10**9 + 50_000)),
    "object*": lambda: [{"workspace_id": number} for number in range(10**9, 10**9 + 30_000)],
}


# Fields of which nothing comes by themselves, and an address of which nobody is told whether it is known.
WHATEVER_THEY_HOLD = {
    ("put_workspace_users", "postedFields"),
    ("put_workspace_workspace_users", "postedFields"),
    ("put_me", "current_password"),
    ("post_lost_password", "email"),
}


@pytest.mark.parametrize("operation", sorted(BODIES.keys() - IDS))
def test_texts_and_lists_of_a_mebibyte_are_refused_in_words(shared_world: World, rows: Rows, operation: str) -> None:
    request = walk.good(shared_world, operation)
    fields = {
        name: kind
        for name, kind in BODIES[operation].items()
        if kind in LARGE and (operation, name) not in WHATEVER_THEY_HOLD
    }
    before = rows.of(shared_world)

    answers = {
        name: walk.send(
            shared_world,
            operation,
            replace(request, body=with_field(operation, request.body, name, LARGE[kind]())),
            as_=caller(shared_world, operation),
        )
        for name, kind in fields.items()
    }

    assert {name: answer.status for name, answer in answers.items()} == dict.fromkeys(fields, 400)
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", sorted(LISTS))
def test_a_list_of_thousands_of_changes_is_answered(shared_world: World, rows: Rows, operation: str) -> None:
    request = walk.good(shared_world, operation)
    before = rows.of(shared_world)

    answer = send(shared_world, operation, request, b"[" + b"{}," * 200_000 + b"{}]")

    assert answer.status == 400
    assert rows.of(shared_world) == before


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize("operation", sorted(BODIES.keys() - IDS))
def test_what_is_nested_too_deeply_is_refused_even_where_it_is_ignored(
    shared_world: World, rows: Rows, operation: str
) -> None:
    request = walk.good(shared_world, operation)
    before = rows.of(shared_world)

    answers = [
        send(shared_world, operation, request, with_raw(request, operation, "surprise", value))
        for value in (nested(10_000), nested(400_000), b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    ]

    assert {(answer.status, answer.refusal) for answer in answers} == {(400, invalid_text(operation))}
    assert rows.of(shared_world) == before


def test_of_a_name_that_stands_twice_the_last_counts_for_everybody_who_looks(world: World) -> None:
    path = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"
    body = b'{"name": "Mia First", "organization_admin": true, "name": "Mia Last", "organization_admin": false}'

    answer = world.http("PUT", path, raw=body, as_=world.owner)

    seen = world.people()[world.member.organization_user_id]
    assert answer.status == 200
    assert (seen["name"], seen["admin"]) == ("Mia Last", False)


def test_a_refused_field_that_stands_twice_is_refused_in_either_place(world: World, rows: Rows) -> None:
    path = f"/workspaces/{world.workspace_id}/users/{world.owner.user_id}"
    before = rows.of(world)

    hidden = world.http("PUT", path, raw=b'{"inactive": false, "inactive": true}', as_=world.workspace_admin)
    wrong = world.http("PUT", path, raw=b'{"inactive": "yes", "inactive": true}', as_=world.workspace_admin)

    assert (hidden.status, wrong.status) == (403, 400)
    assert rows.of(world) == before


@pytest.mark.parametrize(("number", "size"), [(50, 2_000), (1, 120_000)])
def test_a_hundred_thousand_bytes_of_headers_are_read(shared_world: World, number: int, size: int) -> None:
    headers = {f"X-Header-{index}": "h" * size for index in range(number)}

    answer = shared_world.http("GET", "/me", as_=shared_world.owner, headers=headers)

    assert answer.status == 200


@pytest.mark.parametrize(("number", "size"), [(60, 5_000), (1, 300_000), (1, 1_000_000), (1_000, 10)])
def test_more_headers_than_that_are_refused_and_the_service_goes_on(
    shared_world: World, number: int, size: int
) -> None:
    # Beyond twice the limit: what came with the last bytes within it is read, too.
    headers = {f"X-Header-{index}": "h" * size for index in range(number)}

    try:
        refused = shared_world.http("GET", "/me", as_=shared_world.owner, headers=headers).status == 431
    except urllib3.exceptions.HTTPError:
        # Who still sends does not always hear the answer before the connection ends.
        refused = True

    assert refused
    assert shared_world.http.ok("GET", "/status") == "OK"


def test_the_nested_object_of_memberships_is_what_is_published(shared_world: World) -> None:
    schemas = shared_world.http.ok("GET", "//openapi.json")["components"]["schemas"]

    assert set(schemas["WorkspaceMembership"]["properties"]) == set(MEMBERSHIP)
