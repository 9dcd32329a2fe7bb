"""What is measured: an installation of its own with its database, and the services that run on it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Self

from benchmarks import cores
from benchmarks.processes import Processes
from rollbook.database import SERVICE_ROLE
from rollbook.process.embedded_postgres import EmbeddedPostgres, as_role
from rollbook.process.postmaster import read_postmaster

READY = "Rollbook is ready at "
NO_CACHE = "--list-cache-mb"
ENDS_WITHIN = 20  # Seconds.


@dataclass(frozen=True)
class Organization:
    """A seeded organization, and its owner's credentials."""

    id: int
    workspace_ids: list[int]
    group_ids: list[int]
    owner_id: int
    email: str
    password: str
    token: str

    @property
    def signed_in(self) -> dict[str, str]:
        """The header of a request by the owner's API token."""
        return {"Authorization": basic(self.token, "api_token")}

    @property
    def signed_in_by_password(self) -> dict[str, str]:
        """The header of a request by the owner's address and password."""
        return {"Authorization": basic(self.email, self.password)}


@dataclass(frozen=True)
class Service:
    """A server that answers, and where."""

    url: str
    processes: Processes


def basic(user: str, password: str) -> str:
    """What stands in an Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Installation:
    """A data directory whose database runs; services and organizations are made when they are first asked for."""

    def __init__(self, *, pinned: bool = True) -> None:
        self._pinned = pinned
        self._stack = ExitStack()
        self._services: dict[tuple[str, ...], Service] = {}
        self._organizations: dict[tuple[int, ...], Organization] = {}

    def __enter__(self) -> Self:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="rollbook-bench-")))
        postgres = EmbeddedPostgres(self.folder)
        # Connections are processes that the first one starts: they run where it does.
        with cores.on(cores.EVERYTHING_ELSE if self._pinned else None):
            self.owner_url = postgres.start()
        self._stack.callback(postgres.stop)
        self.database = database_processes(self.folder)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def database_url(self) -> str:
        """The database for who may do what the service may."""
        return as_role(self.owner_url, SERVICE_ROLE)

    def service(self, *options: str) -> Service:
        """The service with these options."""
        if options not in self._services:
            core = cores.SERVICE if self._pinned else None
            self._services[options] = self._stack.enter_context(served(self.folder, *options, core=core))
        return self._services[options]

    @property
    def hot(self) -> Service:
        """The service as people run it."""
        return self.service()

    @property
    def cold(self) -> Service:
        """The service that keeps no answer of a list."""
        return self.service(*((NO_CACHE, "0") if offers_cache() else ()))

    def organization(self, members: int, workspaces: int, groups: int, *, seed: int = 1) -> Organization:
        """An organization of these sizes; another seed makes another one."""
        sizes = (members, workspaces, groups, seed)
        if sizes not in self._organizations:
            self._organizations[sizes] = seeded(self.folder, *sizes)
        return self._organizations[sizes]

    @cached_property
    def usual(self) -> Organization:
        """10,000 people in 20 workspaces and 50 groups."""
        return self.organization(10_000, 20, 50)


@cache
def offers_cache() -> bool:
    """Whether the service can be told how much of its answers to keep."""
    command = [sys.executable, "-m", "rollbook", "serve", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return NO_CACHE in told.stdout


def seeded(folder: Path, members: int, workspaces: int, groups: int, seed: int) -> Organization:
    """An organization that was made just now in the installation of that folder."""
    command = [sys.executable, "-m", "rollbook", "seed", "--data-dir", str(folder), "--json", "--seed", str(seed)]
    command += ["--members", str(members), "--workspaces", str(workspaces), "--groups", str(groups)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise SystemExit(f"no organization could be made: {told.stderr.strip()}")
    made = json.loads(told.stdout)
    owner = made["owner"]
    return Organization(
        id=made["organization_id"],
        workspace_ids=made["workspace_ids"],
        group_ids=made["group_ids"],
        owner_id=owner["organization_user_id"],
        email=owner["email"],
        password=owner["password"],
        token=owner["api_token"],
    )


def database_processes(folder: Path) -> Processes:
    """The processes of the installation's own PostgreSQL, which runs."""
    postmaster = read_postmaster(folder / "postgres" / "data")
    if postmaster is None:
        raise SystemExit(f"no database runs in {folder}")
    return Processes(postmaster.pid)


@contextmanager
def served(folder: Path, *options: str, core: int | None = None) -> Iterator[Service]:
    """`rollbook serve` with one worker and without encryption, from its ready line to the end of the block."""
    command = [sys.executable, "-m", "rollbook", "serve", "--port", "0", "--data-dir", str(folder), "--no-tls"]
    with started([*command, *options], folder / f"log-{time.monotonic_ns()}", core=core) as (process, line):
        yield Service(line.removeprefix(READY).strip(), Processes(process.pid))


@contextmanager
def started(command: list[str], log: Path, *, core: int | None) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server's process and the first line that it says; it is asked to end when the block does."""
    # Standard error is a file, as where people keep logs: what goes there is written, request by request.
    with log.open("w") as errors, cores.on(core):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert process.stdout is not None, "it was asked for"
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(command[1:4])} has not started: {log.read_text()[-500:]}")
        yield process, line
    finally:
        process.terminate()
        try:
            process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
