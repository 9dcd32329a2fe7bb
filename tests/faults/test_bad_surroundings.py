"""What can be wrong around a server: it says so in one line and ends, or goes on as soon as it is mended."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from rollbook.persistence.migrations import newest
from rollbook.process.postmaster import read_postmaster
from support.ledger import Writer, assert_kept, await_answers, writing
from support.mail import until
from support.server import Service, serving

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small or read-only file system")
ENDS_WITHIN = 60  # Seconds.
MEBIBYTE = 1024 * 1024


def refusal_to_start(folder: Path, *arguments: str, database_url: str | None = None) -> str:
    """The one line by which a server says why it does not start."""
    command = [sys.executable, "-m", "rollbook", "serve", "--port", "0", "--log-format", "json", *arguments]
    if database_url is not None:
        command += ["--database-url", database_url]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    ended = subprocess.run(
        [*command, "--data-dir", str(folder / "server")],
        env=environment | {"XDG_DATA_HOME": str(folder / "share")},
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN,
        check=False,
    )
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
    assert (ended.returncode, ended.stdout, len(lines)) == (1, "", 1), (ended.returncode, ended.stdout, ended.stderr)
    return lines[0]


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    mount("-t", "tmpfs", "-o", f"mode=755,{options}", "tmpfs", str(folder))
    try:
        yield
    finally:
        # Whoever is just ending in there is waited for.
        until(lambda: subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0)  # noqa: S607 - of the system.


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)  # noqa: S607 - of the system.


def execute(url: str, sql: str) -> None:
    async def done() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(done())


def elsewhere(service: Service, name: str) -> str:
    """The URL of another database on the same server."""
    return urlsplit(service.database_url)._replace(path=f"/{name}").geturl()


def test_a_newer_schema_is_left_alone(tmp_path: Path, service: Service) -> None:
    execute(service.database_url, "UPDATE alembic_version SET version_num = '9999'")
    try:
        said = refusal_to_start(tmp_path, database_url=service.database_url)
    finally:
        execute(service.database_url, f"UPDATE alembic_version SET version_num = '{newest()}'")

    assert said == "rollbook: the database has schema '9999', which is newer than this server"


def test_a_database_that_does_not_exist(tmp_path: Path, service: Service) -> None:
    said = refusal_to_start(tmp_path, database_url=elsewhere(service, "nowhere"))

    assert said == 'rollbook: cannot connect to the database: database "nowhere" does not exist'


def test_a_database_that_takes_no_writes(tmp_path: Path, service: Service) -> None:
    execute(service.database_url, "CREATE DATABASE archive")
    archive = elsewhere(service, "archive")
    execute(archive, "ALTER DATABASE archive SET default_transaction_read_only = on")

    said = refusal_to_start(tmp_path, database_url=archive)

    assert said.startswith("rollbook: cannot bring the database to this version: cannot execute")
    assert said.endswith("in a read-only transaction")


def test_a_database_of_somebody_else(tmp_path: Path, service: Service) -> None:
    execute(service.database_url, "CREATE DATABASE foreigner")
    foreign = elsewhere(service, "foreigner")
    execute(foreign, "CREATE TABLE accounts (id int)")

    said = refusal_to_start(tmp_path, database_url=foreign)

    assert said == 'rollbook: cannot bring the database to this version: relation "accounts" already exists'


@AS_ROOT
@pytest.mark.parametrize("begun", [False, True], ids=["at the first start", "later"])
def test_a_read_only_data_directory(tmp_path: Path, *, begun: bool) -> None:
    folder = tmp_path / "server"
    with mounted(folder, "size=256m"):
        if begun:
            with serving(tmp_path, None):
                pass
        mount("-o", "remount,ro", str(folder))

        said = refusal_to_start(tmp_path)

    assert said.startswith("rollbook: ")
    assert "Read-only file system" in said


@AS_ROOT
def test_a_disk_that_is_too_small(tmp_path: Path) -> None:
    with mounted(tmp_path / "server", "size=8m"):
        said = refusal_to_start(tmp_path)

    assert said.startswith("rollbook: ")
    assert "No space left on device" in said


@AS_ROOT
def test_a_disk_that_is_full_later_and_then_no_more(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    with mounted(folder, "size=160m"), serving(tmp_path, None) as (process, service):
        writers = [Writer(service, keys=number % 2 == 0) for number in range(2)]
        with writing(writers):
            await_answers(writers)
            fill(folder / "filler")
            struck = [writer.struck for writer in writers]
            until(lambda: all(writer.struck > before for writer, before in zip(writers, struck, strict=True)))
            (folder / "filler").unlink()
            await_answers(writers)

        assert process.poll() is None
        assert_kept(service.database_url, writers)
        assert read_postmaster(folder / "postgres" / "data") is not None


def fill(path: Path) -> None:
    """Writes until there is no room any more."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(MEBIBYTE // 256))
