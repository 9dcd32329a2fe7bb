"""A server of a later version starts on the database of one that serves, brings the schema up, and both serve."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

import rollbook
from rollbook.persistence import migrations
from support.making import fresh
from support.server import Service, database, serving
from support.world import World, build

LATER = "9999"
# All that a later version may do at once to what this one reads and writes.
_ADDS = """
    ALTER TABLE accounts ADD COLUMN added_later text;
    ALTER TABLE organizations ADD COLUMN added_later bigint NOT NULL DEFAULT 7;
    ALTER TABLE organization_users ADD COLUMN added_later boolean;
    ALTER TABLE workspace_users ADD COLUMN added_later text[] NOT NULL DEFAULT '{}';
    ALTER TABLE groups ADD COLUMN added_later jsonb;
    ALTER TABLE audit_entries ADD COLUMN added_later text;
    CREATE TABLE added_later (organization_id bigint PRIMARY KEY REFERENCES organizations ON DELETE CASCADE);
"""
_MIGRATION = f'''
from alembic import op

revision, down_revision = "{LATER}", "{migrations.newest()}"


def upgrade() -> None:
    op.execute("""{_ADDS}""")
'''

SAME_KEY = {"ROLLBOOK_SECRET_KEY": "0123456789abcdef" * 4}


@pytest.fixture(scope="module")
def later_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a later version of the program is: this one, with one migration more."""
    folder = tmp_path_factory.mktemp("later")
    copy = shutil.copytree(Path(rollbook.__file__).parent, folder / "rollbook")
    (copy / "persistence" / "migrations" / "versions" / f"{LATER}_later.py").write_text(_MIGRATION)
    return folder


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with database(tmp_path) as made:
        yield made


@contextmanager
def another(folder: Path, url: str, program: Path | None) -> Iterator[Service]:
    """Another server on the same database, of the version that stands in that folder."""
    folder.mkdir()
    variables = SAME_KEY | ({"PYTHONPATH": str(program)} if program else {})
    with serving(folder, url, variables=variables) as (_, service):
        yield service


def revision(url: str) -> str:
    async def asked() -> str:
        connection = await asyncpg.connect(url)
        try:
            return str(await connection.fetchval("SELECT version_num FROM alembic_version"))
        finally:
            await connection.close()

    return asyncio.run(asked())


@contextmanager
def at_work(world: World) -> Iterator[list[int]]:
    """The statuses of what is read and written in that world, without a pause, as long as the block runs."""
    base = f"/organizations/{world.organization_id}"
    statuses: list[int] = []
    over = threading.Event()

    def work(method: str, path: str, field: str | None = None) -> None:
        while not over.is_set():
            body: dict[str, Any] | None = {field: fresh("Name")} if field else None
            statuses.append(world.http(method, path, body, as_=world.owner).status)

    works = [
        ("GET", f"{base}/users?filter=m"),
        ("GET", f"/workspaces/{world.workspace_id}/users"),
        ("PUT", base, "name"),
        ("POST", f"{base}/groups", "name"),
    ]
    threads = [threading.Thread(target=work, args=arguments) for arguments in works]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        over.set()
        for thread in threads:
            thread.join()


def until_more(statuses: list[int]) -> None:
    """Returns when many more requests have been answered."""
    enough, deadline = len(statuses) + 100, time.monotonic() + 60
    while len(statuses) < enough:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def group_names(service: Service, world: World) -> set[str]:
    path = f"/organizations/{world.organization_id}/groups"
    return {group["name"] for group in service.http.ok("GET", path, as_=world.owner)}


@pytest.mark.parametrize("version", ["the same", "a later"])
def test_another_server_starts_while_this_one_serves(tmp_path: Path, url: str, later_version: Path, version: str):
    with serving(tmp_path, url, variables=SAME_KEY) as (_, service):
        world = build(service)
        program = later_version if version == "a later" else None
        with at_work(world) as statuses:
            until_more(statuses)
            with another(tmp_path / "another", url, program) as other:
                until_more(statuses)
                path = f"/organizations/{world.organization_id}/groups"
                made_here, made_there = fresh("Here"), fresh("There")
                service.http.ok("POST", path, {"name": made_here}, as_=world.owner)
                other.http.ok("POST", path, {"name": made_there}, as_=world.owner)
                seen = [{made_here, made_there} <= group_names(one, world) for one in (service, other)]

    assert revision(url) == (LATER if version == "a later" else migrations.newest())
    assert seen == [True, True]
    assert set(statuses) == {200}


def test_this_version_does_not_start_after_a_later_one(tmp_path: Path, url: str, later_version: Path):
    with another(tmp_path / "later", url, later_version):
        pass
    command = [sys.executable, "-m", "rollbook", "serve", "--port", "0", "--no-tls", "--database-url", url]
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path / "share")}

    ended = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=60)

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == f"rollbook: the database has schema '{LATER}', which is newer than this server\n"
    assert revision(url) == LATER
