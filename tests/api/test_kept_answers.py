"""What is kept of answers that are to be repeated, for how long, and for how large a request."""

from __future__ import annotations

import base64
import os
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from support.http import Answer
from support.keys import REPEATED
from support.making import fresh
from support.world import PASSWORD, World, address

MEBIBYTE = 1024 * 1024


def noise(side: int) -> bytes:
    """A picture that hardly gets smaller by being a PNG; of 1,250 pixels it has nearly 5 MiB."""
    content = BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(content, "PNG")
    return content.getvalue()


def ask(world: World, method: str, path: str, body: Any = None, *, key: str, **options: Any) -> Answer:
    """The answer to a request of the owner's with that key."""
    headers = options.pop("headers", {}) | {"Idempotency-Key": key}
    return world.http(method, path, body, as_=world.owner, headers=headers, **options)


def put_up(world: World, picture: bytes, key: str) -> Answer:
    return ask(world, "POST", "/avatars", raw=picture, key=key, headers={"Content-Type": "image/png"})


class Test_what_is_kept:
    def test_holds_nothing_that_can_be_read(self, world: World, rows):
        key, email = fresh("a key that nobody sees").replace(" ", "-"), address("Nora Newcomer")
        invitations = f"/organizations/{world.organization_id}/invitations"
        body = {"emails": [email], "workspaces": [{"workspace_id": world.workspace_id}]}
        code = ask(world, "POST", invitations, body, key=key).json()["invitations"][0]["code"]
        token = ask(world, "POST", "/me/reset_token", key=key + "2").json()

        kept = rows("SELECT key_hash || request_hash || sealed_answer AS kept FROM kept_answers")

        readable = (key, email, code, token, "invitations", "accept", PASSWORD)
        assert len(kept) >= 2
        assert [text for text in readable for row in kept if text.encode() in row["kept"]] == []

    def test_is_good_for_a_day(self, world: World, rows):
        let_pass = "UPDATE kept_answers SET created_at = created_at - $2::text::interval WHERE account_id = $1"
        body = {"name": fresh("Organization"), "workspace_name": "Main"}
        answers = [ask(world, "POST", "/organizations", body, key="dated")]
        for time in ("23 hours 59 minutes", "1 minute"):
            rows(let_pass, world.owner.user_id, time)
            answers.append(ask(world, "POST", "/organizations", body, key="dated"))
        answers.append(ask(world, "POST", "/organizations", body, key="dated"))

        first, repeated, anew, repeated_anew = (answer.json()["id"] for answer in answers)

        assert [answer.headers.get(REPEATED) for answer in answers] == [None, "true", None, "true"]
        assert first == repeated < anew == repeated_anew

    def test_of_one_account_is_not_another_ones(self, world: World, rows):
        for person in (world.owner, world.admin):
            headers = {"Idempotency-Key": "shared"}
            world.http("PUT", "/me", {"beginning_of_week": 1}, as_=person, headers=headers)

        kept = rows(
            "SELECT key_hash, request_hash FROM kept_answers WHERE account_id IN ($1, $2)",
            world.owner.user_id,
            world.admin.user_id,
        )

        assert len({value for row in kept for value in row.values()}) == 4


class Test_a_large_request:
    def test_is_repeated(self, world: World, rows):
        picture = noise(1_250)

        first, second = (put_up(world, picture, "large") for _ in range(2))

        assert 4 * MEBIBYTE < len(picture) < 5 * MEBIBYTE
        assert (first.status, second.body, second.headers[REPEATED]) == (200, first.body, "true")

    def test_that_differs_in_its_last_byte_is_another_one(self, world: World):
        picture = noise(100)
        put_up(world, picture, "large")

        answer = put_up(world, picture[:-1] + b"\0", "large")

        assert (answer.status, answer.json()) == (400, "Idempotency-Key was used for another request")

    @pytest.mark.parametrize("path", ["/avatars", "/organizations", "/signup"])
    def test_that_is_too_large_is_refused_as_ever(self, world: World, path: str):
        content = b'"' + b"x" * 6 * MEBIBYTE + b'"'

        answers = [ask(world, "POST", path, raw=content, key="huge") for _ in range(2)]

        assert [(answer.status, answer.headers.get(REPEATED)) for answer in answers] == [(413, None)] * 2

    def test_that_comes_in_pieces_is_the_same(self, world: World):
        credentials = base64.b64encode(f"{world.owner.token}:api_token".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}", "Idempotency-Key": "pieces"}
        whole = b'{"name": "' + b"n" * 100 + b'"}'
        url = f"{world.service.api_url}/organizations/{world.organization_id}/groups"

        answers = [
            world.http._pool.request("POST", url, body=body, headers=headers, timeout=30)
            for body in (iter([whole[:9], whole[9:50], whole[50:]]), whole)
        ]

        assert [answer.status for answer in answers] == [200, 200]
        assert answers[1].headers[REPEATED] == "true"
