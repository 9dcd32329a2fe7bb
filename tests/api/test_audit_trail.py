"""Whatever is changed is in the audit log: by whom, how, in which request, and what it was and is; and no secret."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from support import walk
from support.audit import joining, log, of_request
from support.http import Answer
from support.making import fresh, newcomer
from support.server import Service
from support.world import PASSWORD, Person, World, build, join

# What is sent like a change but only reads, or carries out nothing when it is asked as in the walks.
NO_CHANGES = {*walk.READING, "me_logged_get", "post_close_account", "post_lost_password", "post_lost_password_confirm"}
# What not the owner does; each has a test of its own below.
OF_OTHERS = {
    "delete_organization_users_leave",
    "me_sessions_delete",
    "post_organization_accept_invitation",
    "post_reject_invitation",
    "post_reset_token",
    "post_signup",
}
CHANGES = sorted(
    operation for operation in walk.GOOD.keys() - NO_CHANGES - OF_OTHERS if not operation.startswith("get_")
)
# What is done to nothing that the log would show.
WITHOUT_VALUES = {"post_workspace_users_lost_password"}


class TestEveryChange:
    @pytest.mark.parametrize("operation", CHANGES)
    def test_is_in_the_log_with_who_made_it_and_how(self, shared_world: World, operation: str) -> None:
        request = walk.good(shared_world, operation)

        answer = walk.send(shared_world, operation, request, as_=shared_world.owner)

        organization_id = answer.json()["id"] if operation == "post_organization" else shared_world.organization_id
        entries = of_request(shared_world, answer, organization_id)
        assert answer.status == walk.success(operation)
        assert entries
        assert {(entry["organization_id"], entry["user_id"], entry["source"]) for entry in entries} == {
            (organization_id, shared_world.owner.user_id, "token")
        }
        assert all(entry["before"] or entry["after"] for entry in entries) == (operation not in WITHOUT_VALUES)

    @pytest.mark.parametrize("operation", CHANGES)
    def test_is_not_in_the_log_when_it_was_refused(self, shared_world: World, operation: str) -> None:
        request = walk.good(shared_world, operation)
        before = log(shared_world)[0]["id"]

        walk.send(shared_world, operation, request)

        assert log(shared_world)[0]["id"] == before

    def test_all_published_changes_are_tried(self, shared_world: World) -> None:
        published = {name for name, (method, _) in walk.operations_of(shared_world).items() if method != "GET"}

        assert published - NO_CHANGES - OF_OTHERS == set(CHANGES)


class TestHow:
    def test_a_password_a_session_and_a_link_are_told_apart(self, world: World) -> None:
        http = world.http
        path = f"/organizations/{world.organization_id}/groups"
        signed_in = http("POST", "/me/sessions", as_=(world.owner.email, PASSWORD))
        cookie = signed_in.headers["Set-Cookie"].partition(";")[0]

        by_password = http("POST", path, {"name": fresh("Group")}, as_=(world.owner.email, PASSWORD))
        by_session = http("POST", path, {"name": fresh("Group")}, headers={"Cookie": cookie})
        by_link = http("POST", "/signup", joining(newcomer(world)))

        told = [
            {entry["source"] for entry in of_request(world, answer)} for answer in (by_password, by_session, by_link)
        ]
        assert told == [{"password"}, {"session"}, {"link"}]

    def test_the_number_that_a_client_gives_its_request_is_kept(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}/groups"

        world.http("POST", path, {"name": "Group"}, as_=world.owner, headers={"X-Request-ID": "mine-1"})

        assert log(world)[0]["request_id"] == "mine-1"


@pytest.fixture
def walked(service: Service) -> tuple[World, set[str]]:
    """A world in which every change was made, and the secrets that were in requests and answers."""
    world = build(service)
    answers = [walk.send(world, operation, walk.good(world, operation), as_=world.owner) for operation in CHANGES]
    joined = join(world.http, newcomer(world))
    answers.append(world.http("POST", "/me/reset_token", as_=joined))
    people = [one for one in vars(world).values() if isinstance(one, Person)]
    used = {PASSWORD, joined.token, *(one.token for one in people), *(one.code for one in people)}
    return world, (used | {secret for answer in answers for secret in secrets_in(answer)}) - {""}


class TestSecrets:
    def test_are_in_no_entry(self, walked: tuple[World, set[str]]) -> None:
        world, used = walked
        stored = asyncio.run(hashes(world.service.database_url))

        kept = json.dumps(log(world))

        assert len(used) > 10
        assert len(stored) > 20
        assert [secret for secret in sorted(used | stored) if secret in kept] == []


def secrets_in(answer: Answer) -> Iterator[str]:
    """The tokens and codes that an answer gives."""
    if answer.headers.get("Set-Cookie"):
        yield answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    if answer.headers["Content-Type"].startswith("application/json") and answer.body:
        yield from _secrets(answer.json(), "")


def _secrets(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _secrets(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _secrets(one, name)
    elif isinstance(value, str) and name in {"api_token", "code", "invite_url", "url"}:
        yield value.rpartition("=")[2].rpartition("/")[2]


async def hashes(url: str) -> set[str]:
    """All hashes and nonces in the database, as they would be in JSON."""
    connection = await asyncpg.connect(url)
    try:
        columns = await connection.fetch(
            """
            SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND (column_name LIKE '%hash' OR column_name LIKE '%nonce')"""
        )
        found = [
            row[0]
            for table, column in columns
            for row in await connection.fetch(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
        ]
    finally:
        await connection.close()
    return {one.hex() if isinstance(one, bytes) else str(one) for one in found}
