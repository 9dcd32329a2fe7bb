"""From every schema that there has been to the newest, with what was in it; and while the version before serves."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from rollbook.domain.member_lists import MemberQuery, WorkspaceUserQuery
from rollbook.persistence import (
    groups,
    migrations,
    organization_user_lists,
    service_role,
    table_copies,
    workspace_user_lists,
)
from rollbook.persistence.database import Database, DatabaseProblem
from rollbook.persistence.migrations import scripts
from support.making import fresh
from support.server import database, running, serving
from support.world import build

FILES = Path(migrations.__file__).parent / "versions"
SCHEMAS = sorted(path.name.partition("_")[0] for path in FILES.glob("[0-9]*_*.py"))

ORGANIZATION, WORKSPACE = 2_000_001, 4_000_001
TOKEN = "0123456789abcdef0123456789abcdef"

# What fits each schema, written when it was the newest.
FILLED = {
    "0001": f"""
        INSERT INTO accounts (id, email, name, public_id, registered_at) VALUES
            (1, 'olivia@example.com', 'Olivia', repeat('o', 22), '2024-01-01'),
            (2, 'mia@example.com', 'mia', repeat('m', 22), '2024-01-02'),
            (3, 'ivo@example.com', 'ivo@example.com', repeat('i', 22), NULL);
        INSERT INTO account_tokens (token_hash, account_id, nonce)
            VALUES ('\\x{sha256(TOKEN.encode()).hexdigest()}', 1, repeat('n', 16)::bytea);
        INSERT INTO organizations (id, name, max_workspaces, version) VALUES ({ORGANIZATION}, 'Night shift', 20, 7);
        INSERT INTO organization_users
               (organization_id, id, account_id, role, paying, joined, inactive, name, email) VALUES
            ({ORGANIZATION}, 11, 1, 'owner', true, true, false, 'Olivia', 'olivia@example.com'),
            ({ORGANIZATION}, 12, 2, 'member', false, true, true, 'mia', 'mia@example.com'),
            ({ORGANIZATION}, 13, 3, 'member', false, false, false, 'ivo', 'ivo@example.com');
        INSERT INTO workspaces (organization_id, id, name, default_hourly_rate)
            VALUES ({ORGANIZATION}, {WORKSPACE}, 'Main', 50);
        INSERT INTO groups (organization_id, id, name) VALUES ({ORGANIZATION}, 31, 'Crew');
        INSERT INTO workspace_users (organization_id, id, workspace_id, organization_user_id, direct, role, rate) VALUES
            ({ORGANIZATION}, 21, {WORKSPACE}, 11, true, 'admin', NULL),
            ({ORGANIZATION}, 22, {WORKSPACE}, 12, true, 'user', 12.5),
            ({ORGANIZATION}, 23, {WORKSPACE}, 13, false, 'user', NULL);
        INSERT INTO group_users VALUES ({ORGANIZATION}, 31, 13), ({ORGANIZATION}, 31, 12);
        INSERT INTO group_workspaces VALUES ({ORGANIZATION}, 31, {WORKSPACE});
        INSERT INTO invitations (organization_id, id, organization_user_id, email, code_hash, sender_id, expires_at)
            VALUES ({ORGANIZATION}, 41, 13, 'ivo@example.com', sha256('code'), 1, now() + interval '30 days');
        INSERT INTO rates (organization_id, id, workspace_id, workspace_user_id, type, amount, change_mode, starts_at)
            VALUES ({ORGANIZATION}, 51, {WORKSPACE}, 22, 'billable_rates', 12.5, 'start-today', '2024-02-01');
        INSERT INTO audit_entries (organization_id, account_id, signed_in_by, action, entity_type, entity_id)
            VALUES ({ORGANIZATION}, NULL, 'service', 'expire', 'invitation', 40);
        INSERT INTO outgoing_messages (account_id, kind) VALUES (1, 'email_changed');
        INSERT INTO sessions (session_hash, account_id, remembered, expires_at)
            VALUES (sha256('session'), 1, true, now() + interval '14 days');""",
    "0002": f"""
        INSERT INTO ownership_transfers (organization_id, id, requester_id, current_owner_id, new_owner_id, expires_at)
            VALUES ({ORGANIZATION}, 61, 1, 1, 2, now() + interval '7 days');
        INSERT INTO sign_in_places (account_id, place_hash) VALUES (1, sha256('here'));""",
    "0003": """
        INSERT INTO kept_answers (key_hash, account_id, request_hash, sealed_answer)
            VALUES (sha256('key'), 1, sha256('request'), 'sealed');""",
    "0009": """
        INSERT INTO named_tokens (token_hash, account_id, name, ends_at)
            VALUES (sha256('named'), 1, 'Roster', now() + interval '7 days');""",
}


async def made(url: str, schema: str) -> None:
    """Brings an empty database to that schema, each one before it filled with what fitted it."""
    connection = await asyncpg.connect(url)
    try:
        before = None
        for step in SCHEMAS[: SCHEMAS.index(schema) + 1]:
            await connection.execute(scripts.script_from(before, to=step))
            await connection.execute(FILLED.get(step, "SELECT"))
            before = step
    finally:
        await connection.close()


async def seen(url: str) -> dict[str, Any]:
    """What the lists show, and what is wrong with what is kept."""
    async with Database(url) as opened, opened.reading() as queries:
        people = await organization_user_lists.short_page(queries, ORGANIZATION, MemberQuery(), avatars_url="")
        detailed = await organization_user_lists.detailed_page(
            queries, ORGANIZATION, MemberQuery(), None, avatars_url=""
        )
        workspace = await workspace_user_lists.full_list(queries, ORGANIZATION, WORKSPACE, WorkspaceUserQuery())
        listed = await groups.listed(queries, ORGANIZATION, avatars_url="")
    connection = await asyncpg.connect(url)
    try:
        faults = await table_copies.faults(connection)
    finally:
        await connection.close()
    return {
        "people": json.loads(people.body),
        "records": people.records,
        "detailed": json.loads(detailed.body),
        "workspace users": json.loads(workspace),
        "groups": json.loads(listed),
        "faults": faults,
    }


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with database(tmp_path) as made:
        yield made


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_an_earlier_schema_held_is_shown_by_the_newest(url: str, schema: str):
    async def upgraded() -> dict[str, Any]:
        await made(url, schema)
        await migrations.upgrade(url)
        return await seen(url)

    shown = asyncio.run(upgraded())

    assert shown["faults"] == []
    assert [(one["name"], one["joined"], one["inactive"]) for one in shown["people"]] == [
        ("ivo", False, False),
        ("mia", True, True),
        ("Olivia", True, False),
    ]
    assert shown["records"] == 3
    assert [one["id"] for one in shown["detailed"]] == [13, 12, 11]
    assert [(one["id"], one["is_direct"], one["rate"]) for one in shown["workspace users"]] == [
        (23, False, None),
        (22, True, 12.5),
        (21, True, None),
    ]
    (crew,) = shown["groups"]
    assert sorted(person["user_id"] for person in crew["users"]) == [2, 3]


def test_a_service_works_with_what_the_first_schema_held(url: str, tmp_path: Path):
    asyncio.run(made(url, SCHEMAS[0]))

    with serving(tmp_path, url) as (_, service):
        path = f"/organizations/{ORGANIZATION}/users"
        owner = (TOKEN, "api_token")
        assert service.http("PUT", f"{path}/12", {"inactive": False, "name": "Mia"}, as_=owner).status == 200
        assert service.http("PATCH", path, {"delete": [13]}, as_=owner).status == 200

        left = service.http("GET", path, as_=owner)

    assert [(one["id"], one["name"], one["inactive"]) for one in left.json()] == [
        (12, "Mia", False),
        (11, "Olivia", False),
    ]
    assert left.headers["x-records"] == "2"


async def grow(url: str) -> None:
    """What a migration of a later version may do while this one serves: add to every table, and take nothing away."""
    connection = await asyncpg.connect(url)
    try:
        for _ in range(migrations.ATTEMPTS):
            # As the runner does: it gives way to who reads.
            with suppress(asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
                await _grow(connection)
                return
            await asyncio.sleep(0.1)
        raise TimeoutError
    finally:
        await connection.close()


async def _grow(connection: asyncpg.Connection) -> None:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", migrations.MIGRATION_LOCK)
        await connection.execute(f"SET LOCAL lock_timeout = '{migrations.LOCKS_WITHIN}'")
        for (table,) in await connection.fetch(service_role._TABLES):
            await connection.execute(f'ALTER TABLE "{table}" ADD COLUMN added_later text')
        await connection.execute("CREATE TABLE added_later (organization_id bigint PRIMARY KEY)")
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")


def test_a_service_goes_on_while_a_later_version_adds_to_its_tables(tmp_path: Path):
    with running(tmp_path) as service:
        world = build(service)
        answers, over = [], threading.Event()

        def work(method: str, path: str, body: Any = None) -> None:
            while not over.is_set():
                answers.append(world.http(method, path, body() if body else None, as_=world.owner).status)

        base = f"/organizations/{world.organization_id}"
        threads = [
            threading.Thread(target=work, args=("GET", f"{base}/users?filter=m")),
            threading.Thread(target=work, args=("GET", f"/workspaces/{world.workspace_id}/users")),
            threading.Thread(target=work, args=("PUT", base, lambda: {"name": fresh("Organization")})),
            threading.Thread(target=work, args=("POST", f"{base}/groups", lambda: {"name": fresh("Group")})),
        ]
        for thread in threads:
            thread.start()
        until_more(answers)
        asyncio.run(grow(service.database_url))
        until_more(answers)
        over.set()
        for thread in threads:
            thread.join()

        assert set(answers) == {200}


def until_more(answers: list[int]) -> None:
    """Returns when many more requests have been answered."""
    enough, deadline = len(answers) + 100, time.monotonic() + 60
    while len(answers) < enough:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_migration_gives_way_to_who_reads_and_comes_again(url: str):
    async def migrated() -> tuple[str, bool]:
        await made(url, SCHEMAS[0])
        reading, migrating = await asyncpg.connect(url), await asyncpg.connect(url)
        try:
            transaction = reading.transaction()
            await transaction.start()
            await reading.fetch("SELECT FROM accounts, audit_entries, organization_users")
            with pytest.raises(DatabaseProblem, match="somebody has worked with its tables all the time"):
                await migrations.migrate(migrating, attempts=1)
            later = asyncio.create_task(migrations.migrate(migrating, pause=0.05))
            await asyncio.sleep(0.1)
            waited = not later.done()
            await transaction.commit()
            await asyncio.wait_for(later, 60)
            return await reading.fetchval("SELECT version_num FROM alembic_version"), waited
        finally:
            await reading.close()
            await migrating.close()

    assert asyncio.run(migrated()) == (migrations.newest(), True)


def test_a_migration_that_others_wait_for_who_hold_what_it_needs_comes_again(url: str):
    async def migrated() -> str:
        await made(url, "0003")
        reading, migrating = await asyncpg.connect(url), await asyncpg.connect(url)
        try:
            # It is the migration that finds that they wait for each other.
            await migrating.execute("SET deadlock_timeout = '300ms'")
            await reading.execute("SET deadlock_timeout = '1min'; BEGIN")
            await reading.fetch("SELECT FROM groups, workspaces, group_users, workspace_users")
            later = asyncio.create_task(migrations.migrate(migrating, pause=0.05))
            waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
            while not await reading.fetchval(waits):  # noqa: ASYNC110 - the database can only be asked.
                await asyncio.sleep(0.01)
            await reading.fetch("SELECT FROM organization_users")
            await reading.execute("COMMIT")
            await asyncio.wait_for(later, 60)
            return await reading.fetchval("SELECT version_num FROM alembic_version")
        finally:
            await reading.close()
            await migrating.close()

    assert asyncio.run(migrated()) == migrations.newest()


def test_a_migration_gives_way_before_who_waits_for_it_is_taken_for_a_deadlock(url: str):
    async def sooner() -> bool:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(
                "SELECT 2 * $1::text::interval <= current_setting('deadlock_timeout')::interval",
                migrations.LOCKS_WITHIN,
            )
        finally:
            await connection.close()

    assert asyncio.run(sooner())


def test_a_database_of_a_later_version_is_refused_in_one_line(url: str):
    async def started() -> None:
        await migrations.upgrade(url)
        await grow(url)
        await migrations.upgrade(url)

    with pytest.raises(DatabaseProblem) as raised:
        asyncio.run(started())

    assert str(raised.value) == "the database has schema '9999', which is newer than this server"
