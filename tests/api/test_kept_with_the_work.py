"""Where the answer to a write cannot be kept, nothing of the write is done, of any operation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from support.keys import WRITES, new_key
from support.server import Service, running
from support.walk import Request, Rows, ask, good, guest
from support.world import World, build

# As the database would refuse it when another writer is in the way.
NOTHING_IS_KEPT = """
    CREATE FUNCTION refuse_to_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'nothing is kept' USING ERRCODE = 'serialization_failure';
    END $$;
    CREATE TRIGGER nothing_is_kept BEFORE INSERT ON kept_answers FOR EACH ROW EXECUTE FUNCTION refuse_to_keep()"""


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that cannot keep answers."""

    async def forget(url: str) -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(NOTHING_IS_KEPT)
        finally:
            await connection.close()

    with running(tmp_path_factory.mktemp("forgetful")) as started:
        asyncio.run(forget(started.database_url))
        yield started


@pytest.fixture(scope="module")
def world(forgetful: Service) -> World:
    return build(forgetful)


@pytest.fixture(scope="module")
def stored(forgetful: Service) -> Iterator[Rows]:
    with Rows(forgetful.database_url) as opened:
        yield opened


def assert_nothing_is_done(world: World, stored: Rows, operation: str, request: Request, as_: Any) -> None:
    before = stored.of(world)

    answer = ask(world, operation, request, as_=as_, headers={"Idempotency-Key": new_key()})

    assert (answer.status, answer.headers.get("Retry-After")) == (503, "1")
    assert stored.of(world) == before


@pytest.mark.parametrize("operation", [*WRITES, "post_reset_token"])
def test_nothing_is_done(world: World, stored: Rows, operation: str) -> None:
    request = Request({}) if operation == "post_reset_token" else good(world, operation)

    assert_nothing_is_done(world, stored, operation, request, world.owner)


@pytest.mark.parametrize("operation", ["post_organization_accept_invitation", "post_reject_invitation"])
def test_nobody_joins_or_declines(world: World, stored: Rows, operation: str) -> None:
    person = guest(world)

    assert_nothing_is_done(world, stored, operation, Request({"invitation_code": person.code}), person)


def test_no_password_is_set_by_a_link(world: World, stored: Rows) -> None:
    path = {"workspace_id": world.workspace_id, "user_id": world.member.user_id}
    link = ask(world, "post_workspace_users_lost_password", Request(path), as_=world.owner).json()["url"]
    body = {"code": link.partition("code=")[2], "password": "another horse battery"}

    assert_nothing_is_done(world, stored, "post_lost_password_confirm", Request({}, body), None)
