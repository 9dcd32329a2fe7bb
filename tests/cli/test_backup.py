"""`rollbook backup` and `rollbook restore`: what was answered before is in it, whole; nothing else is ever touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.database import write
from support.making import fresh
from support.server import database, running, serving
from support.world import PASSWORD, World, build, join, sign_up

NAMED_TOKEN = "rb_" + "b" * 29


def rollbook(command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    return subprocess.run(
        [sys.executable, "-m", "rollbook", command, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def everything(world: World) -> dict[str, Any]:
    """What the owner sees of the organization, list by list."""
    organization, workspace = world.organization_id, world.workspace_id
    paths = [
        f"/organizations/{organization}/users?per_page=1000",
        f"/organizations/{organization}/users/detailed?per_page=1000",
        f"/organizations/{organization}/groups",
        f"/organizations/{organization}/workspaces/{workspace}/workspace_users",
        f"/workspaces/{workspace}/users",
        f"/workspaces/{workspace}",
        "/me/organizations",
    ]
    return {path: world.http.ok("GET", path, as_=world.owner) for path in paths}


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Path, dict[str, Any]]]:
    """A world on a server of its own, a backup of it, and what there was to see."""
    folder = tmp_path_factory.mktemp("backed-up")
    with running(folder) as service:
        world = build(service)
        named = "INSERT INTO named_tokens (token_hash, account_id, name) VALUES (sha256($1::text::bytea), $2, 'Roster')"
        write(service, (named, NAMED_TOKEN, world.member.user_id))
        file = folder / "backup"
        done = rollbook("backup", file, "--data-dir", folder / "server", "--database-url", service.database_url)
        assert done.returncode == 0, done.stderr
        yield world, file, everything(world)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder for a server, and an empty database."""
    with database(tmp_path) as url:
        yield tmp_path, url


def with_key_of(world: World, folder: Path) -> Path:
    """The data directory in that folder, with the world's secret key."""
    data_dir = folder / "server"
    data_dir.mkdir(mode=0o700)
    shutil.copy(world.service.log.parent / "server" / "secret.key", data_dir)
    return data_dir


def restored(file: Path, data_dir: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    return rollbook("restore", file, "--data-dir", data_dir, "--database-url", url, *options)


def altered(file: Path, to: Path, change: Any) -> Path:
    """A copy of the backup in which ``change`` was made to its manifest."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            new.writestr(name, content)
    return to


class Test_backup:
    def test_is_for_its_owner_only_and_says_what_it_holds(self, backed_up):
        _, file, _ = backed_up

        assert file.stat().st_mode & 0o777 == 0o600
        with zipfile.ZipFile(file) as archive:
            assert b"secret.key" not in archive.read("manifest.json")

    def test_holds_what_was_answered_before_and_nothing_half(self, backed_up, empty):
        world = backed_up[0]
        folder, url = empty
        path = f"/organizations/{world.organization_id}/groups"
        answered, over = [], threading.Event()

        def write() -> None:
            while not over.is_set():
                payload = {"name": fresh("Group"), "users": [world.member.user_id], "workspaces": [world.workspace_id]}
                answered.append(world.http.ok("POST", path, payload, as_=world.owner)["group_id"])

        writers = [threading.Thread(target=write) for _ in range(3)]
        for writer in writers:
            writer.start()
        while len(answered) < 5:
            time.sleep(0.01)
        before = list(answered)
        server = world.service.log.parent / "server"
        done = rollbook("backup", folder / "f", "--data-dir", server, "--database-url", world.service.database_url)
        over.set()
        for writer in writers:
            writer.join()
        assert done.returncode == 0, done.stderr

        assert restored(folder / "f", with_key_of(world, folder), url).returncode == 0

        with serving(folder, url) as (_, service):
            groups = service.http.ok("GET", path, as_=world.owner)
        kept = {group["group_id"]: group for group in groups}
        assert set(before) <= kept.keys() <= {world.group_id, *answered}
        assert all(
            len(kept[number]["users"]) == 1 and kept[number]["workspaces"] for number in set(answered) & kept.keys()
        )

    def test_where_it_cannot_be_written_is_said_in_one_line(self, backed_up, tmp_path):
        world = backed_up[0]
        file = tmp_path / "missing" / "backup"

        done = rollbook("backup", file, "--data-dir", tmp_path, "--database-url", world.service.database_url)

        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"rollbook: {file} cannot be written: No such file or directory\n"

    def test_an_empty_database_has_nothing_to_be_backed_up(self, empty):
        folder, url = empty

        done = rollbook("backup", folder / "f", "--data-dir", folder / "server", "--database-url", url)

        assert done.returncode == 1
        assert "the database has schema none" in done.stderr
        assert not (folder / "f").exists()


class Test_restore:
    def test_brings_back_everything_and_everybody(self, backed_up, empty):
        world, file, before = backed_up
        folder, url = empty

        done = restored(file, with_key_of(world, folder), url)

        assert done.returncode == 0, done.stderr
        with serving(folder, url) as (_, service):
            again = replace(world, service=service)
            assert everything(again) == before
            email, password = world.member.email, PASSWORD
            assert service.http.ok("GET", "/me", as_=(email, password))["api_token"] == world.member.token
            assert service.http("GET", "/me", as_=(NAMED_TOKEN, "api_token")).status == 200
            # A link that was open still leads in.
            assert join(service.http, world.invited).token

    def test_numbers_go_on_after_the_ones_that_were_given(self, backed_up, empty):
        world, file, _ = backed_up
        folder, url = empty

        restored(file, with_key_of(world, folder), url)

        with serving(folder, url) as (_, service):
            number, *_ = sign_up(service.http, "Nora Newcomer")
        assert number > max(person["user_id"] for person in world.people().values())

    def test_without_the_secret_key_it_is_refused_unless_told(self, backed_up, empty):
        world, file, _ = backed_up
        folder, url = empty

        refused = restored(file, folder / "server", url)
        done = restored(file, folder / "server", url, "--with-another-key")

        assert refused.returncode == 1
        assert "another secret key" in refused.stderr
        assert done.returncode == 0, done.stderr
        with serving(folder, url) as (_, service):
            assert service.http("GET", "/me", as_=world.member).status == 403
            # These were never derived of the key.
            assert service.http("GET", "/me", as_=(NAMED_TOKEN, "api_token")).status == 200
            me = service.http.ok("GET", "/me", as_=(world.member.email, PASSWORD))
            assert service.http.ok("GET", "/me", as_=(me["api_token"], "api_token"))["id"] == world.member.user_id

    def test_a_database_with_something_in_it_is_left_alone(self, backed_up):
        world, file, _ = backed_up
        before = everything(world)

        done = restored(file, world.service.log.parent / "server", world.service.database_url)

        assert (done.returncode, done.stdout) == (1, "")
        assert "the database is not empty" in done.stderr
        assert everything(world) == before

    @pytest.mark.parametrize("damage", ["cut off", "a byte", "no zip", "another zip"])
    def test_a_damaged_file_is_refused_and_changes_nothing(self, backed_up, empty, damage):
        world, file, _ = backed_up
        folder, url = empty
        content = bytearray(file.read_bytes())
        bad = folder / "bad"
        if damage == "another zip":
            with zipfile.ZipFile(bad, "w") as archive:
                archive.writestr("letter.txt", "Hello")
        else:
            content[len(content) // 3] ^= 0xFF
            bad.write_bytes({"cut off": content[:-100], "a byte": content, "no zip": b"Hello"}[damage])
        data_dir = with_key_of(world, folder)

        refused = restored(bad, data_dir, url)
        done = restored(file, data_dir, url)

        assert (refused.returncode, refused.stdout) == (1, "")
        assert str(bad) in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda manifest: manifest.update(schema="9999"), "the backup has schema '9999', which is newer"),
            (lambda manifest: manifest.update(schema="0003"), "the tables of the backup are not those of schema 0003"),
            (lambda manifest: manifest["tables"][0].update(checksum="1"), "is not what was backed up, in"),
            (lambda manifest: manifest["tables"][0].update(rows=10**6), "is not what was backed up, in"),
            (lambda manifest: manifest.update(sequences={}), "the sequences of the backup"),
            (lambda manifest: manifest.update(format=2), "whose backups this one cannot read"),
            (lambda manifest: manifest["tables"].pop(), "does not hold the tables that it names"),
        ],
        ids=["newer", "older", "other rows", "fewer rows", "sequences", "format", "tables"],
    )
    def test_what_is_not_what_was_backed_up_is_not_kept(self, backed_up, empty, change, said):
        world, file, _ = backed_up
        folder, url = empty
        data_dir = with_key_of(world, folder)

        refused = restored(altered(file, folder / "altered", change), data_dir, url)
        done = restored(file, data_dir, url)

        assert refused.returncode == 1
        assert said in refused.stderr
        assert done.returncode == 0, done.stderr
