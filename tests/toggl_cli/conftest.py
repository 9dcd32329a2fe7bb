"""The program as people run it: a process of its own, which speaks to a real service."""

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from support.server import Service
from support.world import Person, World

COMMAND = [sys.executable, "-m", "toggl"]
# Long enough for a slow machine; nothing is measured by it.
ENDS_WITHIN = 60
# Of what the log of --debug has for each request.
_REQUEST = re.compile(r"DEBUG ([A-Z]+) https://[^ ]+ \(")


@dataclass(frozen=True)
class Ran:
    """What came of a run."""

    code: int
    out: str
    err: str

    @property
    def methods(self) -> list[str]:
        """The HTTP methods of the requests, as --debug logs them."""
        return _REQUEST.findall(self.err)

    @property
    def screen(self) -> str:
        """What a terminal shows, without colours; lines that were overwritten stand one below the other."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.out).replace("\r", "\n")

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, which stand two spaces apart."""
        return [re.split(r" {2,}", line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Program:
    """Runs the program with these variables."""

    variables: Mapping[str, str]

    def __call__(self, *arguments: str, typed: str = "", **variables: str) -> Ran:
        """Without a terminal, and with that text on its standard input."""
        ran = subprocess.run(
            [*COMMAND, *arguments],
            input=typed,
            env={**self.variables, **variables},
            capture_output=True,
            encoding="utf-8",
            timeout=ENDS_WITHIN,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def started(self, *arguments: str, **options: object) -> subprocess.Popen[str]:
        """The process itself."""
        return subprocess.Popen([*COMMAND, *arguments], env=self.variables, encoding="utf-8", **options)

    def on_a_terminal(self, *arguments: str, answers: Mapping[str, str] | None = None, **variables: str) -> Ran:
        """On a terminal of 100 columns, where somebody types an answer after each of these texts; all is in `out`."""
        waiting = dict(answers or {})
        process, terminal = pty.fork()
        if process == 0:
            os.execve(  # noqa: S606 - In the child of the fork, as there is no other way.
                COMMAND[0], [*COMMAND, *arguments], {**self.variables, "COLUMNS": "100", **variables}
            )
        shown, seen = "", 0
        until = time.monotonic() + ENDS_WITHIN
        while time.monotonic() < until:
            try:
                shown += os.read(terminal, 4096).decode()
            except OSError:
                break
            for question in [text for text in waiting if text in shown[seen:]]:
                os.write(terminal, f"{waiting.pop(question)}\n".encode())
                seen = len(shown)
        os.close(terminal)
        return Ran(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown.replace("\r\n", "\n"), "")

    def with_variables(self, **variables: str) -> "Program":
        return replace(self, variables={**self.variables, **variables})


@pytest.fixture
def run_as(tmp_path: Path) -> Callable[[Service, str], Program]:
    """Gives the program of who has that token, with an empty folder for settings."""

    def program(service: Service, token: str) -> Program:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TOGGL_", "XDG_"))}
        return Program(
            inherited
            | {
                "TOGGL_HOST": service.api_url,
                "TOGGL_CA_CERT": str(service.authority),
                "TOGGL_API_TOKEN": token,
                "XDG_CONFIG_HOME": str(tmp_path / "config"),
                "TERM": "xterm-256color",
            }
        )

    return program


@pytest.fixture
def program(world: World, run_as: Callable[[Service, str], Program]) -> Program:
    """The program as the owner of a world that the test may change."""
    return run_as(world.service, world.owner.token)


@pytest.fixture
def reader(shared_world: World, run_as: Callable[[Service, str], Program]) -> Program:
    """The program as the owner of a world that nobody changes."""
    return run_as(shared_world.service, shared_world.owner.token)


@pytest.fixture
def state(world: World) -> Callable[[Person], str]:
    """Tells what the service says of somebody: active, inactive, invited or gone."""

    def of(person: Person) -> str:
        found = world.people().get(person.organization_user_id)
        if found is None:
            return "gone"
        return "inactive" if found["inactive"] else "active" if found["joined"] else "invited"

    return of
