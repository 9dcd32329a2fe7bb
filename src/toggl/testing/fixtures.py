"""What pytest gets: a server for the session, and an organization for each test."""

from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from toggl.testing.server import TogglOrganization, TogglServer

_MEMBERS = "toggl_server_members"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the fixtures."""
    text = "how many people the shared organization of toggl_server has (the owner alone)"
    parser.addini(_MEMBERS, text, default="0")
    group = parser.getgroup("toggl", "a private Rollbook for tests of programs that use the toggl client")
    group.addoption("--toggl-server-members", dest=_MEMBERS, metavar="N", help=text)


@pytest.fixture(scope="session")
def toggl_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["TogglServer"]:
    """A private Rollbook that runs while the tests do, with an organization that they share."""
    # Only for tests that ask for it: pytest imports this module at each start.
    server = import_module("toggl.testing.server")
    with ExitStack() as stack:
        try:
            started = stack.enter_context(
                server.running_server(tmp_path_factory.mktemp("toggl_server"), members=_members(request.config))
            )
        except server.ServerProblem as problem:
            pytest.fail(str(problem), pytrace=False)
        yield started


@pytest.fixture
def toggl_organization(toggl_server: "TogglServer") -> "TogglOrganization":
    """An empty organization that the test has for itself."""
    return toggl_server.new_organization()


def _members(config: pytest.Config) -> int:
    text = config.getoption(_MEMBERS) or config.getini(_MEMBERS)
    try:
        return int(text)
    except ValueError:
        raise pytest.UsageError(f"{_MEMBERS} must be a number, not {text!r}") from None
