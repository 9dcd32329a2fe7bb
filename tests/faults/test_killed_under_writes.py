"""Workers and databases that are killed while others write: all that was answered is there, once and whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from rollbook.process.embedded_postgres import EmbeddedPostgres
from rollbook.process.postmaster import read_postmaster
from support.ledger import KILLS, Writer, assert_kept, await_answers, writing
from support.mail import until
from support.server import Service, serving

Kill = Callable[[], None]


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The worker processes, and not the PostgreSQL that is a child too."""
    return [one for one in psutil.Process(process.pid).children() if "postgres" not in one.name()]


def kill_one(process: subprocess.Popen[str], dice: random.Random) -> None:
    # It may have died of itself meanwhile, with the database.
    with suppress(psutil.NoSuchProcess):
        dice.choice(workers_of(process)).kill()


def kill_all(process: subprocess.Popen[str]) -> None:
    for worker in workers_of(process):
        with suppress(psutil.NoSuchProcess):
            worker.kill()


def kill_postmaster(cluster: Path) -> None:
    postmaster = read_postmaster(cluster)
    if postmaster is not None:
        os.kill(postmaster.pid, signal.SIGKILL)


def kill_backend(cluster: Path, dice: random.Random) -> None:
    """One of PostgreSQL's processes dies, whereupon it begins anew."""
    postmaster = read_postmaster(cluster)
    if postmaster is not None:
        with suppress(psutil.NoSuchProcess, IndexError):
            dice.choice(psutil.Process(postmaster.pid).children()).kill()


def endure(service: Service, kills: list[Kill], dice: random.Random, times: int) -> list[Writer]:
    """Writers who wrote while so many of the kills came, at random moments."""
    writers = [Writer(service, keys=number % 2 == 0) for number in range(4)]
    with writing(writers):
        for _ in range(times):
            time.sleep(dice.uniform(0, 0.3))
            dice.choice(kills)()
            await_answers(writers)
    return writers


@pytest.fixture
def dice() -> random.Random:
    seed = random.randrange(1_000_000)  # noqa: S311 - as below.
    print("seed", seed)  # noqa: T201 - of a run that failed pytest shows it.
    return random.Random(seed)  # noqa: S311 - for chance, not for secrets.


def test_with_its_own_database(tmp_path: Path, dice: random.Random) -> None:
    cluster = tmp_path / "server" / "postgres" / "data"
    with serving(tmp_path, None) as (process, service):
        kills: list[Kill] = [
            lambda: kill_one(process, dice),
            lambda: kill_all(process),
            lambda: kill_postmaster(cluster),
            lambda: kill_backend(cluster, dice),
        ]
        writers = endure(service, kills, dice, KILLS)

        assert process.poll() is None
        assert_kept(service.database_url, writers)


@contextmanager
def kept_by_hand(folder: Path) -> Iterator[tuple[EmbeddedPostgres, str]]:
    """A PostgreSQL that is nobody's child here, as one of yours is."""
    postgres = EmbeddedPostgres(folder)
    try:
        yield postgres, postgres.start()
    finally:
        postgres.stop()


def test_with_a_database_that_somebody_else_brings_back(tmp_path: Path, dice: random.Random) -> None:
    folder = tmp_path / "database"
    cluster = folder / "postgres" / "data"
    with kept_by_hand(folder) as (postgres, url), serving(tmp_path, url) as (process, service):

        def kill_and_bring_back() -> None:
            kill_postmaster(cluster)
            time.sleep(dice.uniform(0, 0.5))
            postgres.start()

        kills = [lambda: kill_one(process, dice), lambda: kill_all(process), kill_and_bring_back]
        writers = endure(service, kills, dice, KILLS // 2)

        assert process.poll() is None
        assert_kept(url, writers)


def test_two_servers_that_share_a_data_directory(tmp_path: Path, dice: random.Random) -> None:
    cluster = tmp_path / "server" / "postgres" / "data"
    with serving(tmp_path, None) as (_, first), serving(tmp_path, None) as (_, second):
        writers = [Writer(service, keys=True) for service in (first, second)]
        with writing(writers):
            for _ in range(KILLS // 5):
                time.sleep(dice.uniform(0, 0.3))
                kill_postmaster(cluster)
                await_answers(writers)

        assert_kept(first.database_url, writers)


def test_all_of_it_at_once_and_the_next_start_needs_no_hand(tmp_path: Path, dice: random.Random) -> None:
    cluster = tmp_path / "server" / "postgres" / "data"
    writers: list[Writer] = []
    for _ in range(KILLS // 5):
        with serving(tmp_path, None) as (process, service):
            if writers:
                assert_kept(service.database_url, writers)
            writers = [Writer(service, keys=False) for _ in range(2)]
            with writing(writers):
                await_answers(writers, 5)
                time.sleep(dice.uniform(0, 0.3))
                postmaster = read_postmaster(cluster)
                family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
                for one in dice.sample(family, len(family)):
                    with suppress(psutil.NoSuchProcess):
                        one.kill()
                assert postmaster is not None
                psutil.wait_procs(family, timeout=10)
                until(lambda: read_postmaster(cluster) is None)

    with serving(tmp_path, None) as (_, service):
        assert_kept(service.database_url, writers)
