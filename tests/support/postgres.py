"""A PostgreSQL of the tests' own, beside the one that the service runs for itself: one that can fail over."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from rollbook.process.accounts import server_account
from rollbook.process.embedded_postgres import DATABASE, SUPERUSER, EmbeddedPostgres, _programs
from rollbook.process.postmaster import read_postmaster
from support.mail import until

STANDBY_PORT = 5433  # Only a part of the socket's name.


@dataclass(frozen=True)
class Pair:
    """A PostgreSQL, and another one that has all that the first has answered, and may take its place."""

    primary: Path
    standby: Path

    @property
    def url(self) -> str:
        """Of both: whoever connects finds out which of them takes writes."""
        ports = f"5432,{STANDBY_PORT}"
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={self.primary.parent},{self.standby.parent}&port={ports}"

    @property
    def standby_url(self) -> str:
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={self.standby.parent}&port={STANDBY_PORT}"

    def fail_over(self) -> None:
        """The first one dies, and the other one takes its place."""
        postmaster = read_postmaster(self.primary)
        assert postmaster is not None
        os.kill(postmaster.pid, signal.SIGKILL)
        _run(self.standby.parent, "pg_ctl", "promote", "-w", "-D", str(self.standby))


@contextmanager
def pair() -> Iterator[Pair]:
    """Both of them, running."""
    with ExitStack() as stack:
        # Not in a test's own folder, whose path may be too long for a socket.
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="pair-")))
        first = EmbeddedPostgres(folder / "primary")
        stack.callback(first.stop)
        url = first.start()
        home = folder / "standby"
        home.mkdir(mode=0o700)
        account = server_account(folder / "primary" / "postgres")
        os.chown(home, account.uid, account.gid)
        made = Pair(folder / "primary" / "postgres" / "data", home / "data")
        _run(home, "pg_basebackup", "-D", str(made.standby), "-R", "-c", "fast", "-d", url)
        stack.enter_context(_running(made.standby))
        for command in ("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"):
            _run(home, "psql", "-q", "-d", url, "-c", command)
        yield made


@contextmanager
def _running(cluster: Path) -> Iterator[None]:
    options = [
        "-c",
        "listen_addresses=",
        "-c",
        f"port={STANDBY_PORT}",
        "-c",
        f"unix_socket_directories={cluster.parent}",
    ]
    server = _start(cluster.parent, "postgres", "-D", str(cluster), *options)
    try:
        until(lambda: (found := read_postmaster(cluster)) is not None and found.ready)
        yield
    finally:
        for process in (*psutil.Process(server.pid).children(), psutil.Process(server.pid)):
            # One of its processes may end of itself just now.
            with suppress(psutil.NoSuchProcess):
                process.kill()
        server.wait()


def _run(home: Path, program: str, *arguments: str) -> None:
    with _start(home, program, *arguments) as process:
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, (program, said)


def _start(home: Path, program: str, *arguments: str) -> subprocess.Popen[bytes]:
    keeps_talking = program == "postgres"
    return subprocess.Popen(
        [_programs() / program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if keeps_talking else subprocess.PIPE,
        stderr=subprocess.DEVNULL if keeps_talking else subprocess.STDOUT,
        cwd="/",
        umask=0o077,
        **server_account(home).for_subprocess(),
    )
