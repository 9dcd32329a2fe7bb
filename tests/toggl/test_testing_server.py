"""`toggl.testing.running_server`: a private service, and organizations in it."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

import toggl
from toggl.testing import ServerProblem, running_server

GONE_WITHIN = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def without_the_server(tmp_path, monkeypatch):
    """As where the client is installed alone."""
    folder = tmp_path / "packages"
    folder.mkdir()
    (folder / "litestar.py").write_text("raise ModuleNotFoundError(name='litestar')")
    monkeypatch.setenv("PYTHONPATH", str(folder))


def people(place) -> list[toggl.ModelsOrgUser]:
    with toggl.ApiClient(place.configuration) as client:
        return toggl.UsersApi(client).get_organization_users(place.organization_id)


def is_served(host: str) -> bool:
    address = urlsplit(host)
    with suppress(ConnectionRefusedError), socket.create_connection((address.hostname, address.port)):
        return True
    return False


def wait_until_gone(host: str) -> None:
    until = time.monotonic() + GONE_WITHIN
    while is_served(host):
        assert time.monotonic() < until, f"{host} is still served"
        time.sleep(0.1)


def test_the_shared_organization_is_there_and_has_its_owner_alone(server):
    (owner,) = people(server)

    assert (owner.email, owner.owner) == (server.owner.email, True)


def test_the_server_is_called_by_its_address_over_tls(server):
    assert server.configuration.host == server.host
    assert server.host.startswith("https://localhost:")


def test_the_owner_signs_in_by_password_too(server):
    configuration = server.configuration_of(server.owner.email, server.owner.password)

    with toggl.ApiClient(configuration) as client:
        assert toggl.MeApi(client).get_me().email == server.owner.email


def test_a_new_organization_has_its_name_and_one_workspace(server):
    place = server.new_organization("Acme")

    with toggl.ApiClient(place.configuration) as client:
        (organization,) = toggl.MeApi(client).get_organizations()
        (workspace,) = toggl.MeApi(client).get_workspaces()
    assert (organization.id, organization.name) == (place.organization_id, "Acme")
    assert workspace.id == place.workspace_id


def test_organizations_know_nothing_of_each_other(server):
    one, other = server.new_organization(), server.new_organization()

    with toggl.ApiClient(one.configuration) as client, pytest.raises(toggl.ApiException):
        toggl.UsersApi(client).get_organization_users(other.organization_id)


def test_organizations_are_seeded_in_any_size(server):
    one = server.seed(members=5, workspaces=2, groups=1)
    other = server.seed(members=3)

    assert (len(people(one)), len(one.workspace_ids), len(one.group_ids)) == (5, 2, 1)
    assert (len(people(other)), len(other.workspace_ids), len(other.group_ids)) == (3, 1, 0)


def test_what_cannot_be_seeded_is_told(server):
    with pytest.raises(ServerProblem, match="--members must be a whole number from 1"):
        server.seed(members=-1)


def test_passwords_and_tokens_are_not_shown(server):
    place = server.new_organization()

    shown = repr(place)

    assert place.owner.email in shown
    assert place.owner.password not in shown
    assert place.owner.api_token not in shown


def test_the_server_is_ended_and_its_data_removed(tmp_path):
    with pytest.raises(KeyError), running_server(tmp_path) as server:
        raise KeyError

    assert not is_served(server.host)
    assert not (tmp_path / "server").exists()


def test_the_server_ends_when_who_started_it_is_killed(tmp_path):
    program = (
        "import pathlib, time, toggl.testing\n"
        f"with toggl.testing.running_server(pathlib.Path({str(tmp_path)!r})) as server:\n"
        "    print(server.host, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        host = process.stdout.readline().strip()
        assert is_served(host)

        process.send_signal(signal.SIGKILL)

    wait_until_gone(host)


@pytest.mark.usefixtures("without_the_server")
def test_where_the_server_is_not_installed_it_is_said_how_to(tmp_path):
    with pytest.raises(ServerProblem, match=r"pip install 'rollbook\[server\]'"), running_server(tmp_path):
        pass


def test_a_server_that_does_not_start_is_told_with_its_words(tmp_path):
    (tmp_path / "server").write_text("in the way")

    with (
        pytest.raises(ServerProblem, match="The server did not start: rollbook: --data-dir must be a folder"),
        running_server(tmp_path),
    ):
        pass
