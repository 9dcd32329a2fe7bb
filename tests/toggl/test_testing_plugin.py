"""The plugin of pytest, in runs of pytest of their own."""

import socket
from urllib.parse import urlsplit

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture
def run(pytester, monkeypatch):
    """Runs tests with this plugin and no other."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_tests(tests: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(tests)
        return pytester.runpytest_subprocess("-p", "toggl.testing", "-W", "error", *options)

    return run_tests


def test_tests_get_a_server_and_organizations_of_their_own(run):
    result = run(
        """
        import toggl

        seen = []

        def people(place):
            with toggl.ApiClient(place.configuration) as client:
                return toggl.UsersApi(client).get_organization_users(place.organization_id)

        def test_the_server(toggl_server):
            seen.append(toggl_server.organization_id)
            assert len(people(toggl_server)) == 3

        def test_one(toggl_organization):
            seen.append(toggl_organization.organization_id)
            assert len(people(toggl_organization)) == 1

        def test_another(toggl_server, toggl_organization):
            assert toggl_organization.organization_id not in seen
            assert toggl_server.organization_id in seen
        """,
        "--toggl-server-members=3",
    )

    result.assert_outcomes(passed=3)


def test_the_server_is_ended_when_tests_fail_or_are_interrupted(run, pytester):
    result = run(
        """
        def test_fails(toggl_server):
            with open("host", "w") as file:
                file.write(toggl_server.host)
            assert False

        def test_is_interrupted(toggl_server):
            raise KeyboardInterrupt
        """
    )

    result.stdout.fnmatch_lines(["*KeyboardInterrupt*", "*1 failed*"])
    address = urlsplit((pytester.path / "host").read_text())
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port))


def test_where_the_server_is_not_installed_tests_that_want_it_fail_with_a_word_how_to(run, pytester, monkeypatch):
    pytester.makepyfile(litestar="raise ModuleNotFoundError(name='litestar')")
    monkeypatch.setenv("PYTHONPATH", str(pytester.path))

    result = run(
        """
        def test_with(toggl_server):
            pass

        def test_without():
            pass
        """
    )

    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["*pip install 'rollbook[[]server[]]'"])


def test_a_wrong_number_of_members_is_told(run, pytester):
    pytester.makeini("[pytest]\ntoggl_server_members = many")

    result = run("def test_it(toggl_server): pass")

    assert "toggl_server_members must be a number, not 'many'" in result.stdout.str()


def test_tests_that_do_not_use_it_do_not_load_the_client(run):
    result = run(
        """
        import sys

        def test_it():
            assert "toggl.testing" in sys.modules
            assert not {"urllib3", "msgspec", "toggl.configuration", "toggl.testing.server"} & set(sys.modules)
        """
    )

    result.assert_outcomes(passed=1)


def test_the_fixtures_are_listed_with_their_words(run):
    result = run("", "--fixtures")

    result.stdout.fnmatch_lines(
        [
            "toggl_server *",
            "    A private Rollbook that runs while the tests do*",
            "toggl_organization *",
            "    An empty organization that the test has for itself*",
        ]
    )
