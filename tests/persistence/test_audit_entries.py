"""What the service's own role can do to the audit log by SQL: add to it, and no more."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from rollbook.persistence import service_role
from rollbook.persistence.database import Database, DatabaseProblem
from rollbook.persistence.migrations import connected
from rollbook.services.audit_logs import expire_audit_entries
from rollbook.services.installation import Installation
from support import walk
from support.database import write
from support.server import Service, database, serving
from support.world import World, build, sign_up

INSERT = """
    INSERT INTO audit_entries (organization_id, happened_at, signed_in_by, request_id, action, entity_type)
    SELECT $1, now() - $2::interval, 'job', 'put in', 'update', 'organization' FROM generate_series(1, $3)"""


@contextmanager
def role(owner_url: str) -> Iterator[str]:
    """The URL of the same database for a role that was just made."""
    name = f"rollbook_test_{uuid.uuid4().hex}"
    _execute(owner_url, f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
    try:
        parts = urlsplit(owner_url)
        host = parts.netloc.rpartition("@")[2]
        yield parts._replace(netloc=f"{name}:{name}@{host}").geturl()
    finally:
        _execute(owner_url, f"DROP OWNED BY {name}")
        _execute(owner_url, f"DROP ROLE {name}")


def _execute(url: str, statement: str, *values: object) -> list[asyncpg.Record]:
    async def run() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(statement, *values)
        finally:
            await connection.close()

    return asyncio.run(run())


@pytest.fixture(scope="module")
def owner_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with database(tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture(scope="module")
def bounded(owner_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose role owns nothing."""
    folder = tmp_path_factory.mktemp("bounded")
    with (
        role(owner_url) as service_url,
        serving(folder, service_url, "--database-owner-url", owner_url) as (_, started),
    ):
        yield started


@pytest.fixture(scope="module")
def bounded_world(bounded: Service) -> World:
    return build(bounded)


@pytest.fixture(params=["one role", "a role of its own"])
def either(request: pytest.FixtureRequest) -> World:
    """The world of a service with one role, and of one whose role owns nothing."""
    world: World = request.getfixturevalue("shared_world" if request.param == "one role" else "bounded_world")
    return world


def log_of(world: World) -> list[dict[str, Any]]:
    sql = "SELECT * FROM audit_entries WHERE organization_id = $1 ORDER BY id"
    return [dict(row) for row in _execute(world.service.database_url, sql, world.organization_id)]


def ages(world: World) -> list[int]:
    """How many days old those entries are that a test has put in."""
    sql = """
        SELECT extract(day FROM now() - happened_at)::int AS age FROM audit_entries
         WHERE organization_id = $1 AND request_id = 'put in' ORDER BY happened_at"""
    return [row["age"] for row in _execute(world.service.database_url, sql, world.organization_id)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'nothing'",
        "UPDATE audit_entries SET happened_at = '2001-01-01'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        # Saying that it is for the retention helps nobody with what is not old.
        "SELECT set_config('rollbook.expiring_audit_entries', 'on', true); DELETE FROM audit_entries",
        # Nor that somebody is forgotten, with what is more than that.
        *(
            f"SELECT set_config('rollbook.erasing_a_person', 'on', true); UPDATE audit_entries SET {change}"
            for change in (
                "before = '{}', after = '{}'",
                """ after = after || '{"role": "owner"}' """,
                """ after = after || '{"name": "Somebody Else"}' WHERE after ? 'name' """,
                """ after = after || '{"email": "else@example.com"}' WHERE after ? 'email' """,
                """ after = after || '{"name": "Erased person 1"}' WHERE NOT after ? 'name' """,
                """ after = after || '{"name": "Erased person 1"}' WHERE entity_type = 'group' """,
                "account_id = 1",
            )
        ),
    ],
)
def test_entries_are_not_changed_or_deleted(either: World, statement: str) -> None:
    before = log_of(either)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(_script(either.service.database_url, statement))

    assert before
    assert log_of(either) == before


async def _script(url: str, statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entries_stay ON audit_entries",
        "DROP TABLE audit_entries",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION refuse_audit_entry_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE TABLE organizations_of_mine ()",
        "UPDATE alembic_version SET version_num = '0000'",
        "SELECT erase_from_audit_entries(1, '{1}', '{1}', '{}', '{}', '{}')",
        "SET rollbook.erasing_a_person = 'on'; UPDATE audit_entries SET before = '{}'",
    ],
)
def test_a_role_of_its_own_cannot_take_the_boundary_away(bounded: Service, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(_script(bounded.database_url, statement))


def test_the_log_goes_with_its_organization(either: World) -> None:
    http = either.http
    token = sign_up(http, "Lena Lonely")[2]
    organization = http.ok("GET", "/me/organizations", as_=(token, "api_token"))[0]["id"]
    sql = "SELECT count(*) FROM audit_entries WHERE organization_id = $1"
    before = _execute(either.service.database_url, sql, organization)

    http.ok("DELETE", f"/organizations/{organization}/users/leave", as_=(token, "api_token"))

    assert before[0]["count"] > 0
    assert _execute(either.service.database_url, sql, organization)[0]["count"] == 0


def test_the_log_of_an_organization_that_exists_does_not_go(either: World) -> None:
    before = log_of(either)

    _execute(
        either.service.database_url,
        "SELECT delete_audit_entries_of_gone_organization($1)",
        either.organization_id,
    )

    assert log_of(either) == before


def test_entries_go_when_they_are_older_than_the_settings_say(either: World) -> None:
    for days, number in ((1_000, 10_001), (366, 1), (364, 1), (31, 1), (0, 1)):
        write(either.service, (INSERT, either.organization_id, timedelta(days=days), number))

    asyncio.run(_expire(either.service.database_url, days=365))

    assert ages(either) == [364, 31, 0]


async def _expire(url: str, *, days: int) -> None:
    async with Database(url, pool_size=1) as opened:
        await expire_audit_entries(Installation(database=opened, secret_key=b"", public_url="", audit_log_days=days))


@pytest.mark.parametrize("interval", ["29 days 23:59:59", "0", "-365 days", None])
def test_what_is_not_thirty_days_old_does_not_go_by_its_age(either: World, interval: str | None) -> None:
    before = log_of(either)

    with pytest.raises(asyncpg.InvalidParameterValueError):
        _execute(either.service.database_url, "SELECT expire_audit_entries($1::text::interval)", interval)

    assert log_of(either) == before


def test_a_role_of_its_own_may_do_what_the_operations_need(bounded_world: World) -> None:
    told = {
        operation: walk.send(
            bounded_world, operation, walk.good(bounded_world, operation), as_=bounded_world.owner
        ).status
        for operation in walk.GOOD
    }

    assert {operation: status for operation, status in told.items() if status >= 500} == {}
    assert list(told.values()).count(200) > 30


def test_a_role_with_the_rights_of_the_owner_is_no_boundary(owner_url: str, bounded: Service) -> None:
    assert bounded.database_url != owner_url

    with pytest.raises(DatabaseProblem, match="has all rights of the role of database_owner_url"):
        asyncio.run(_grant_all_over_again(owner_url))


async def _grant_all_over_again(owner_url: str) -> None:
    async with connected(owner_url) as connection:
        await service_role.grant(connection, await service_role.name(owner_url))
