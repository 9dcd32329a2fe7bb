"""The private PostgreSQL: real servers, real kills."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from rollbook.process.accounts import Account
from rollbook.process.embedded_postgres import EmbeddedPostgres, PostgresProblem
from rollbook.process.postmaster import read_postmaster

HOLDER = """
import sys
from pathlib import Path
from rollbook.process.embedded_postgres import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1]))
print(postgres.start(), flush=True)
sys.stdin.read()
postgres.stop()
"""


@pytest.fixture(scope="module")
def shared_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a cluster, so that most tests need not make their own."""
    data_dir = tmp_path_factory.mktemp("postgres")
    with running(data_dir):
        return data_dir


@contextmanager
def holder(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that uses the database of the directory, and the URL that it was given."""
    command = [sys.executable, "-c", HOLDER, str(data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


@contextmanager
def running(data_dir: Path) -> Iterator[str]:
    postgres = EmbeddedPostgres(data_dir)
    try:
        yield postgres.start()
    finally:
        postgres.stop()


def ask(url: str, query: str = "SELECT current_database()") -> object:
    async def asked() -> object:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(asked())


def answers(url: str) -> bool:
    try:
        return ask(url) == "rollbook"
    except (OSError, asyncpg.PostgresError):
        return False


def postmaster_pid(data_dir: Path) -> int | None:
    found = read_postmaster(data_dir / "postgres" / "data")
    return found.pid if found else None


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_first_start_makes_a_durable_database_that_no_network_reaches(tmp_path: Path) -> None:
    with running(tmp_path) as url:
        assert ask(url) == "rollbook"
        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SHOW listen_addresses") == ""
        locale = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'rollbook'"
        assert ask(url, locale) == "bC.UTF-8"


def test_only_the_servers_account_can_enter_its_folder(shared_dir: Path) -> None:
    found = (shared_dir / "postgres").stat()

    assert stat.S_IMODE(found.st_mode) == 0o700
    assert found.st_uid != 0


def test_what_was_stored_is_there_after_a_stop_and_a_start(shared_dir: Path) -> None:
    with running(shared_dir) as url:
        ask(url, "CREATE TABLE kept AS SELECT 7 AS number")
    assert postmaster_pid(shared_dir) is None

    with running(shared_dir) as url:
        assert ask(url, "SELECT number FROM kept") == 7


def test_two_processes_share_one_server_and_the_last_stops_it(shared_dir: Path) -> None:
    with holder(shared_dir) as (_, first_url):
        with running(shared_dir) as second_url:
            pid = postmaster_pid(shared_dir)

        assert pid is not None
        assert postmaster_pid(shared_dir) == pid
        assert ask(first_url) == "rollbook"
    assert first_url == second_url
    assert postmaster_pid(shared_dir) is None


def test_server_outlives_the_process_that_started_it_while_another_uses_it(shared_dir: Path) -> None:
    with ExitStack() as later:
        with holder(shared_dir):
            url = later.enter_context(running(shared_dir))

        assert ask(url) == "rollbook"
    assert postmaster_pid(shared_dir) is None


def test_next_start_adopts_the_server_of_a_killed_process(shared_dir: Path) -> None:
    with holder(shared_dir) as (process, _):
        process.kill()
    pid = postmaster_pid(shared_dir)

    with running(shared_dir) as url:
        assert pid is not None
        assert postmaster_pid(shared_dir) == pid
        assert ask(url) == "rollbook"
    assert postmaster_pid(shared_dir) is None


def test_next_start_recovers_from_a_killed_server(shared_dir: Path) -> None:
    with running(shared_dir) as url:
        ask(url, "CREATE TABLE survives AS SELECT 8 AS number")
        killed = postmaster_pid(shared_dir)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)

        with running(shared_dir) as again:
            assert ask(again, "SELECT number FROM survives") == 8
            assert postmaster_pid(shared_dir) != killed
    assert postmaster_pid(shared_dir) is None


def test_a_running_server_brings_back_a_killed_one(shared_dir: Path) -> None:
    postgres = EmbeddedPostgres(shared_dir)
    url = postgres.start()
    try:
        with postgres.kept_running():
            ask(url, "CREATE TABLE comes_back AS SELECT 9 AS number")
            for _ in range(3):
                killed = postmaster_pid(shared_dir)
                assert killed is not None
                os.kill(killed, signal.SIGKILL)

                until(lambda killed=killed: postmaster_pid(shared_dir) not in {None, killed} and answers(url))

                assert ask(url, "SELECT number FROM comes_back") == 9
    finally:
        postgres.stop()
    assert postmaster_pid(shared_dir) is None


def test_one_who_starts_a_killed_server_again_stops_it(shared_dir: Path) -> None:
    postgres = EmbeddedPostgres(shared_dir)
    postgres.start()
    killed = postmaster_pid(shared_dir)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)

    postgres.start()
    postgres.stop()

    assert postmaster_pid(shared_dir) is None


def test_of_two_that_share_a_killed_server_one_brings_it_back(shared_dir: Path) -> None:
    with running(shared_dir), ExitStack() as stack:
        users = [EmbeddedPostgres(shared_dir) for _ in range(2)]
        url, _ = [user.start() for user in users]
        for user in users:
            stack.callback(user.stop)
            stack.enter_context(user.kept_running())
        killed = postmaster_pid(shared_dir)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)

        until(lambda: postmaster_pid(shared_dir) not in {None, killed} and answers(url))

        assert ask(url) == "rollbook"


def test_next_start_is_not_fooled_by_a_pid_that_another_process_got(shared_dir: Path) -> None:
    pid_file = shared_dir / "postgres" / "data" / "postmaster.pid"
    with holder(shared_dir) as (process, _):
        content, owner, killed = pid_file.read_text().splitlines(), pid_file.stat(), postmaster_pid(shared_dir)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        process.kill()
    until(lambda: postmaster_pid(shared_dir) is None)
    # Root's own pid would be of another user than PostgreSQL's, which PostgreSQL itself sees through.
    account = Account(owner.st_uid, owner.st_gid).for_subprocess()
    with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **account) as other:
        pid_file.write_text("\n".join([str(other.pid), *content[1:], ""]))

        with running(shared_dir) as url:
            assert ask(url) == "rollbook"
            assert other.poll() is None
        other.kill()


def test_a_broken_off_creation_is_begun_anew(tmp_path: Path) -> None:
    left_over = tmp_path / "postgres" / "data.new"
    left_over.mkdir(parents=True)
    (left_over / "PG_VERSION").write_text("18\n")

    with running(tmp_path) as url:
        assert ask(url) == "rollbook"
    assert not left_over.exists()


def test_a_data_directory_with_a_long_path_has_its_socket_elsewhere(shared_dir: Path, tmp_path: Path) -> None:
    long = tmp_path / ("long, " * 20).strip()
    shutil.copytree(shared_dir, long)
    owner = (shared_dir / "postgres").stat()
    for path in (long / "postgres", *(long / "postgres").rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)

    with running(long) as url:
        folder = Path(parse_qs(urlsplit(url).query)["host"][0])
        found = folder.stat()
        assert ask(url) == "rollbook"

    assert not folder.is_relative_to(long)
    assert (stat.S_IMODE(found.st_mode), found.st_uid) == (0o700, owner.st_uid)

    # As a start leaves it that is killed before it gives the folder away.
    os.chown(folder, os.geteuid(), os.getegid())
    with running(long) as url:
        assert ask(url) == "rollbook"
    assert folder.stat().st_uid == owner.st_uid
    shutil.rmtree(folder)


def test_a_server_that_cannot_start_says_why_in_one_line(shared_dir: Path) -> None:
    version = shared_dir / "postgres" / "data" / "PG_VERSION"
    right = version.read_text()
    version.write_text("12\n")

    with pytest.raises(PostgresProblem, match="does not start: database files are incompatible") as raised:
        EmbeddedPostgres(shared_dir).start()

    version.write_text(right)
    assert "\n" not in str(raised.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can become somebody else; for others the other tests say it.")
def test_an_ordinary_user_runs_it_as_that_user() -> None:
    nobody = pwd.getpwnam("nobody")
    ours, theirs = multiprocessing.Pipe()
    data_dir = Path(tempfile.mkdtemp(prefix="rollbook-ordinary-"))
    os.chown(data_dir, nobody.pw_uid, nobody.pw_gid)

    # A fork and no new interpreter, because that may stand in root's home, closed to others.
    process = multiprocessing.get_context("fork").Process(target=_run_as, args=(nobody, data_dir, theirs))
    process.start()
    assert ours.poll(60)
    answer, owner = ours.recv()
    process.join(20)

    assert (answer, owner, process.exitcode) == ("rollbook", nobody.pw_uid, 0)
    for end in (ours, theirs):
        end.close()
    shutil.rmtree(data_dir)


def _run_as(person: pwd.struct_passwd, data_dir: Path, theirs: Connection) -> None:
    os.setgroups([])
    os.setgid(person.pw_gid)
    os.setuid(person.pw_uid)
    with running(data_dir) as url:
        theirs.send((ask(url), Path(f"/proc/{postmaster_pid(data_dir)}").stat().st_uid))
