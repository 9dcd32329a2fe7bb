"""The lock file of a PostgreSQL that was killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rollbook.process.postmaster import disown_stale_lock

SOMEBODY = 65_534
DEAD_SERVER = "4711\n/somewhere\n1795869021\n5432\n/somewhere\n\n  5709977  12943380\nready   \n"


@pytest.fixture
def cluster(tmp_path: Path) -> Path:
    """The data of somebody else's, as PostgreSQL's account has it where the server is root."""
    if os.geteuid() != 0:
        pytest.skip("only root can make files that are somebody else's")
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, SOMEBODY, SOMEBODY)
    (folder / "postmaster.pid").write_text(DEAD_SERVER)
    return folder


@pytest.mark.parametrize("owner", [SOMEBODY, 0], ids=["PostgreSQL's", "of who was killed while writing it"])
def test_it_names_nobody_and_is_postgresqls(cluster: Path, owner: int) -> None:
    lock = cluster / "postmaster.pid"
    os.chown(lock, owner, owner)

    disown_stale_lock(cluster)

    assert (lock.stat().st_uid, lock.stat().st_gid, lock.stat().st_mode & 0o777) == (SOMEBODY, SOMEBODY, 0o600)
    pid, *rest = lock.read_text().splitlines()
    assert pid != "4711"
    assert rest == DEAD_SERVER.splitlines()[1:]


def test_one_that_names_nobody_already_becomes_postgresqls_again(cluster: Path) -> None:
    disown_stale_lock(cluster)
    os.chown(cluster / "postmaster.pid", 0, 0)

    disown_stale_lock(cluster)

    assert (cluster / "postmaster.pid").stat().st_uid == SOMEBODY


def test_there_is_no_moment_at_which_it_is_somebody_elses(cluster: Path) -> None:
    """Whoever is killed in the middle leaves it to PostgreSQL: the file that comes in its place is given away first."""
    lock = cluster / "postmaster.pid"
    os.chown(lock, SOMEBODY, SOMEBODY)
    watched = os.open(cluster, os.O_RDONLY)
    seen: set[int] = set()
    child = os.fork()
    if child == 0:
        for _ in range(300):
            lock.write_text(DEAD_SERVER)
            disown_stale_lock(cluster)
        os._exit(0)
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        seen.add(os.stat("postmaster.pid", dir_fd=watched).st_uid)
    os.close(watched)

    assert seen == {SOMEBODY}
