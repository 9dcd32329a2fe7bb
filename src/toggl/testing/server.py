"""A private Rollbook for tests: a process with a database of its own, and organizations in it."""

import json
import os
import secrets
import select
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeVar

from toggl.api.authentication_api import AuthenticationApi
from toggl.api.me_api import MeApi
from toggl.api.organizations_api import OrganizationsApi
from toggl.api_client import ApiClient
from toggl.configuration import TOKEN_PASSWORD, Configuration
from toggl.testing import keeper

_READY = "Rollbook is ready at "
_LINES_OF_LOG = 15
_SEEDED_WITHIN = 600  # Seconds, for millions of people.

T = TypeVar("T")


class ServerProblem(RuntimeError):
    """The server cannot be run here; the text says why, and ends with the last lines of its log."""


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who owns an organization, and what they sign in with."""

    email: str
    password: str = field(repr=False)
    api_token: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class TogglOrganization:
    """An organization for tests, which nothing else has to do with."""

    organization_id: int
    # As the server tells them: all of a small organization, the first hundred of a large one.
    workspace_ids: tuple[int, ...]
    group_ids: tuple[int, ...] = ()
    owner: Owner
    # With the owner's token, and the authority of the server; a copy of its own for who changes it.
    configuration: Configuration = field(repr=False)

    @property
    def workspace_id(self) -> int:
        """The first workspace."""
        return self.workspace_ids[0]


class TogglServer:
    """A server that runs, with one organization that all tests share and as many others as they ask for."""

    def __init__(self, host: str, folder: Path, authority: Path, python: str, *, members: int = 0) -> None:
        self.host = host
        self.authority = authority
        self.log = folder / "log"
        self._folder = folder
        self._python = python
        self._seeds = count(1)
        self._shared = self.seed(members=members) if members else self.new_organization()

    @property
    def configuration(self) -> Configuration:
        """What reaches the server as the owner of the shared organization."""
        return self._shared.configuration

    @property
    def organization_id(self) -> int:
        """The shared organization."""
        return self._shared.organization_id

    @property
    def workspace_id(self) -> int:
        """The first workspace of the shared organization."""
        return self._shared.workspace_id

    @property
    def owner(self) -> Owner:
        """The owner of the shared organization."""
        return self._shared.owner

    def configuration_of(self, username: str, password: str) -> Configuration:
        """Return what reaches the server as somebody; an API token goes with the password `api_token`."""
        return Configuration(
            host=self.host, username=username, password=password, ssl_ca_cert=str(self.authority), verify_ssl=True
        )

    def new_organization(self, name: str = "Test organization") -> TogglOrganization:
        """Return an empty organization with one workspace, whose owner has just signed up."""
        email, password = f"owner-{uuid.uuid4().hex}@example.com", secrets.token_urlsafe(16)
        with ApiClient(self.configuration_of("", "")) as stranger:
            account = AuthenticationApi(stranger).post_signup(
                {"email": email, "password": password, "full_name": "Owner", "tos_accepted": True}
            )
        owner = Owner(email=email, password=password, api_token=_told(account.api_token))
        configuration = self.configuration_of(owner.api_token, TOKEN_PASSWORD)
        with ApiClient(configuration) as client:
            (organization,) = MeApi(client).get_organizations()
            organization_id = _told(organization.id)
            OrganizationsApi(client).put_organization(organization_id, {"name": name})
        return TogglOrganization(
            organization_id=organization_id,
            workspace_ids=(_told(account.default_workspace_id),),
            owner=owner,
            configuration=configuration,
        )

    def seed(self, *, members: int = 10, workspaces: int = 1, groups: int = 0) -> TogglOrganization:
        """Return an organization of this size, with made-up people in it; the owner is one of them."""
        sizes = {"members": members, "workspaces": workspaces, "groups": groups, "seed": next(self._seeds)}
        options = [text for name, number in sizes.items() for text in (f"--{name}", str(number))]
        command = _command(self._python, "seed", self._folder, "--json", *options)
        done = subprocess.run(  # noqa: S603 - The command is ours, the numbers are numbers.
            command,
            env=_environment(self._folder),
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=_SEEDED_WITHIN,
            check=False,
        )
        if done.returncode:
            raise ServerProblem(f"The organization was not made: {_end_of(done.stderr)}")
        made = json.loads(done.stdout)
        owner = Owner(**{name: made["owner"][name] for name in ("email", "password", "api_token")})
        return TogglOrganization(
            organization_id=made["organization_id"],
            workspace_ids=tuple(made["workspace_ids"]),
            group_ids=tuple(made["group_ids"]),
            owner=owner,
            configuration=self.configuration_of(owner.api_token, TOKEN_PASSWORD),
        )


@contextmanager
def running_server(
    folder: Path, *, members: int = 0, python: str = sys.executable, starts_within: float = 300
) -> Iterator[TogglServer]:
    """Give a server that keeps its files in an empty folder, until the block is left; ServerProblem.

    `members` seeds the shared organization with that many people. `python` is the interpreter that has the server,
    `starts_within` seconds.
    """
    command = _command(python, "serve", folder, "--port", "0", "--log-format", "console")
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(  # noqa: S603 - The command is ours.
            [sys.executable, "-I", keeper.__file__, *command],
            env=_environment(folder),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            # Ctrl-C is for the tests, which may still have something to tidy up with the help of the server.
            start_new_session=True,
        ) as process,
    ):
        try:
            host = _ready(process, folder / "log", starts_within)
            (authority,) = (folder / "share/rollbook/authorities").glob("*.pem")
            yield TogglServer(host, folder, authority, python, members=members)
        finally:
            _end(process)
            # The log stays for whoever looks for a fault.
            shutil.rmtree(folder / "server", ignore_errors=True)


def _ready(process: subprocess.Popen[str], log: Path, within: float) -> str:
    """Return the address that the server tells; ServerProblem where it ends before, or takes too long."""
    output = process.stdout
    if output is None:
        raise ServerProblem("The server has no output")
    if not select.select([output], [], [], within)[0]:
        raise ServerProblem(f"The server was not ready within {within} seconds: {_end_of(log.read_text())}")
    line = output.readline()
    if not line.startswith(_READY):
        raise ServerProblem(f"The server did not start: {_end_of(log.read_text())}")
    return line.removeprefix(_READY).strip()


def _end(process: subprocess.Popen[str]) -> None:
    """Let the keeper end the server, and wait for both."""
    if process.stdin is not None:
        process.stdin.close()
    process.wait(keeper.STOPS_WITHIN * 2)


def _command(python: str, name: str, folder: Path, *options: str) -> list[str]:
    return [python, "-m", "rollbook", name, "--data-dir", str(folder / "server"), *options]


def _environment(folder: Path) -> dict[str, str]:
    """Return a server's environment: nothing of a service that runs here otherwise, and its authority in the folder."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ROLLBOOK_", "TOGGL_"))}
    return ours | {"XDG_DATA_HOME": str(folder / "share")}


def _end_of(log: str) -> str:
    lines = log.strip().splitlines() or ["it said nothing"]
    return "\n".join(lines[-_LINES_OF_LOG:])


def _told(value: T | None) -> T:
    """Return what the service tells; ServerProblem where it does not."""
    if value is None:
        raise ServerProblem("The server told too little of the account that was made")
    return value
