"""The program itself: its options, its exit codes and how it ends."""

import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import msgspec
import pytest
import trustme
import urllib3

from support.server import running
from support.world import PASSWORD, sign_up


@pytest.fixture
def silent_port():
    """Where somebody takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def interruptible():
    """Programs that are started can be interrupted, also where the tests run behind a shell, which ignores that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def profile(folder: Path, **settings: object) -> dict[str, str]:
    path = folder / "profiles.toml"
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    path.write_text("\n".join(['default_profile = "work"', "[profiles.work]", *lines]))
    path.chmod(0o600)
    return {"TOGGL_CONFIG": str(path)}


class Test_help:
    def test_names_the_commands(self, reader):
        ran = reader("--help")

        assert ran.code == 0
        for name in ("members", "workspaces", "groups", "invitations", "roster", "completion"):
            assert f"\n  {name}  " in ran.out

    def test_imports_neither_rich_nor_urllib3_nor_a_model(self):
        code = (
            "import sys; from toggl.cli.program import run; run(['--help']);"
            "print('imported', {'rich', 'urllib3', 'toggl.models.models_org_user'} & {*sys.modules})"
        )

        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert "imported set()" in ran.stdout

    def test_is_shown_without_a_command_and_that_is_wrong_usage(self, reader):
        ran = reader()

        assert ran.code == 2
        assert "Usage: toggl-members" in ran.err

    def test_names_the_version(self, reader):
        ran = reader("--version")

        assert ran.out == f"toggl-members {version('rollbook')}\n"


class Test_without_the_extra:
    def test_one_line_tells_what_to_install(self, tmp_path):
        for package in (msgspec, urllib3):
            folder = Path(package.__file__).parent
            (tmp_path / folder.name).symlink_to(folder)
        source = Path(__file__).parents[2] / "src"

        # Without the packages of the environment, -S.
        ran = subprocess.run(
            [sys.executable, "-S", "-m", "toggl", "members", "list"],
            env={"PYTHONPATH": f"{source}{os.pathsep}{tmp_path}"},
            capture_output=True,
            text=True,
            check=False,
        )

        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr == "The command line needs more: pip install 'rollbook[cli]'\n"


class Test_exit_codes:
    def test_0_for_what_is_done(self, reader):
        ran = reader("members", "list")

        assert (ran.code, ran.err) == (0, "")

    def test_1_for_what_the_service_refuses_with_its_words_and_the_request_id(self, world, program):
        ran = program("members", "update", world.owner.email, "--role", "member")

        assert ran.code == 1
        assert re.fullmatch(
            r"toggl-members: .+: Cannot remove admin privileges from owner\. \(request id [0-9a-f]{32}\)\n", ran.err
        )

    def test_1_for_what_cannot_be_written(self, reader):
        ran = reader("roster", "export", "/nowhere/people.yaml")

        assert (ran.code, ran.err) == (1, "toggl-members: /nowhere/people.yaml: No such file or directory.\n")

    @pytest.mark.parametrize(
        "arguments",
        [
            ("nonsense",),
            ("members", "nonsense"),
            ("members", "list", "--state", "asleep"),
            ("members", "list", "--state", ""),
            ("roster", "plan", "no such file"),
            ("--format", "xml", "members", "list"),
            ("--host", "nowhere", "members", "list"),
            ("--timeout", "0", "members", "list"),
            ("--profile", "none", "members", "list"),
            ("members", "remove", "--yes"),
            ("members", "update", "ann@example.com"),
            ("members", "update", "ann@example.com", "--workspace", "Other=king"),
            ("members", "invite", "ann", "--workspace", "Other"),
            ("members", "remove", "--from-file", "no such file", "--yes"),
        ],
    )
    def test_2_for_wrong_usage_in_one_line(self, reader, arguments):
        ran = reader(*arguments)

        assert (ran.code, ran.out) == (2, "")
        assert re.fullmatch(r"toggl-members: .+\n", ran.err)

    @pytest.mark.parametrize(
        "arguments",
        [
            ("members", "show", "nobody@example.com"),
            ("members", "show", "999999999"),
            ("members", "list", "--workspace", "Nowhere"),
            ("members", "list", "--group", "Nobody"),
            ("workspaces", "members", "999999999"),
            ("groups", "delete", "Nobody", "--yes"),
        ],
    )
    def test_3_for_what_is_not_found(self, reader, arguments):
        ran = reader(*arguments)

        assert (ran.code, ran.out) == (3, "")
        assert re.fullmatch(r"toggl-members: .+\n", ran.err)

    def test_4_for_wrong_credentials(self, reader):
        ran = reader("members", "list", TOGGL_API_TOKEN="0" * 32)

        assert ran.code == 4
        assert re.fullmatch(r"toggl-members: Incorrect username and/or password. \(request id .+\)\n", ran.err)

    def test_4_for_no_credentials_where_nobody_can_be_asked(self, reader):
        ran = reader("members", "list", TOGGL_API_TOKEN="")

        assert ran.code == 4
        assert "There are no credentials" in ran.err

    def test_4_for_what_is_not_allowed(self, shared_world, run_as):
        ran = run_as(shared_world.service, shared_world.member.token)("members", "list")

        assert ran.code == 4
        assert "User is not authorized to list the organization users" in ran.err

    def test_5_for_no_answer(self, reader):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]

        ran = reader("members", "list", TOGGL_HOST=f"https://localhost:{port}/api/v9")

        host = f"https://localhost:{port}/api/v9"
        assert ran.code == 5
        assert ran.err == f"toggl-members: {host}: The service gave no answer: {os.strerror(errno.ECONNREFUSED)}.\n"

    def test_5_for_a_certificate_that_nobody_here_trusts(self, reader, tmp_path):
        other = tmp_path / "other.pem"
        trustme.CA().cert_pem.write_to_path(other)

        ran = reader("members", "list", TOGGL_CA_CERT=str(other))

        assert ran.code == 5
        assert "The service gave no answer: unable to get local issuer certificate." in ran.err

    def test_5_for_no_answer_in_time(self, reader, silent_port):
        port = silent_port.getsockname()[1]

        ran = reader("--timeout", "0.5", "members", "list", TOGGL_HOST=f"https://localhost:{port}/api/v9")

        assert ran.code == 5
        assert ran.err == f"toggl-members: https://localhost:{port}/api/v9: The service gave no answer in time.\n"

    @pytest.mark.parametrize("limits", [("--quota", "1"), ("--rate", "0.001")])
    def test_6_for_no_requests_left_with_the_time_to_wait(self, tmp_path, run_as, limits):
        with running(tmp_path, *limits) as service:
            _, _, token = sign_up(service.http, "Mette Metered")
            program = run_as(service, token)
            runs = [program("workspaces", "list") for _ in range(3)]

        assert runs[-1].code == 6
        assert re.search(r"\(wait \d+ seconds, request id ", runs[-1].err)

    @pytest.mark.usefixtures("interruptible")
    def test_130_for_an_interrupt_while_the_service_is_silent_and_nothing_else_is_said(self, reader, silent_port):
        host = f"https://localhost:{silent_port.getsockname()[1]}/api/v9"
        process = reader.with_variables(TOGGL_HOST=host).started(
            "members", "list", stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        connection, _ = silent_port.accept()
        # It has begun to speak, and waits for an answer, or is about to.
        assert connection.recv(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        connection.close()

        assert process.returncode == 130
        assert (out, err.strip()) == ("", "")

    def test_141_for_output_that_nobody_reads_and_nothing_is_said(self, reader):
        process = reader.started("members", "list", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.close()
        err = process.stderr.read()

        assert (process.wait(60), err) == (141, "")
        process.stderr.close()


class Test_options:
    def test_debug_logs_requests_and_shows_where_it_failed_but_no_credentials(self, shared_world, reader):
        ran = reader("--debug", "--organization", "999999999", "members", "list")

        assert ran.methods == ["GET"]
        assert "Traceback" in ran.err
        assert shared_world.owner.token not in ran.err

    def test_organization_wins_over_the_environment(self, shared_world, reader):
        number = str(shared_world.organization_id)

        ran = reader("--organization", number, "members", "list", TOGGL_ORGANIZATION_ID="999999999")

        assert ran.code == 0

    def test_the_environment_names_the_organization(self, reader):
        ran = reader("members", "list", TOGGL_ORGANIZATION_ID="999999999")

        assert ran.code == 4

    def test_of_several_organizations_one_is_to_be_named(self, world, program):
        world.http.ok("POST", "/organizations", {"name": "Second", "workspace_name": "One"}, as_=world.owner)

        ran = program("members", "list")

        assert ran.code == 2
        assert str(world.organization_id) in ran.err
        assert "Second" in ran.err

    def test_a_profile_has_it_all(self, shared_world, reader, tmp_path):
        service = shared_world.service
        settings = profile(
            tmp_path, host=service.api_url, ca_cert=str(service.authority), api_token=shared_world.owner.token
        )

        ran = reader("--profile", "work", "members", "list", TOGGL_HOST="https://localhost:1", **settings)

        assert ran.code == 0

    def test_credentials_of_a_profile_go_to_no_other_host(self, shared_world, reader, tmp_path):
        settings = profile(tmp_path, host="track", api_token="t" * 32)

        ran = reader("--profile", "work", "--host", shared_world.service.api_url, "members", "list", **settings)

        assert ran.code == 4
        assert "There are no credentials" in ran.err

    def test_credentials_of_the_environment_go_to_no_other_host(self, reader):
        ran = reader("--host", "track", "members", "list")

        assert ran.code == 4
        assert "There are no credentials for https://api.track.toggl.com/api/v9: " in ran.err

    def test_a_host_for_which_the_default_profile_is_not_is_named_as_it_was_typed(self, reader, tmp_path):
        settings = profile(tmp_path, host="local", api_token="t" * 32)

        ran = reader("--host", "track", "members", "list", TOGGL_HOST="", TOGGL_API_TOKEN="", **settings)

        assert ran.code == 2
        assert ran.err.startswith("toggl-members: 'track' is not the service of ")

    def test_a_host_alone_takes_the_credentials_of_the_environment(self, shared_world, reader):
        ran = reader("--host", shared_world.service.api_url, "members", "list", TOGGL_HOST="")

        assert ran.code == 0

    def test_a_password_that_is_missing_is_asked_for_and_not_shown(self, shared_world, reader):
        ran = reader.on_a_terminal(
            "members",
            "list",
            answers={"Password of ": PASSWORD},
            TOGGL_API_TOKEN="",
            TOGGL_USERNAME=shared_world.owner.email,
        )

        assert ran.code == 0
        assert str(shared_world.member.organization_user_id) in ran.screen
        assert PASSWORD not in ran.out

    def test_who_signs_in_is_asked_for_where_nothing_is_known(self, shared_world, reader):
        answers = {"E-mail address at ": shared_world.owner.email, "Password of ": PASSWORD}

        ran = reader.on_a_terminal("workspaces", "list", answers=answers, TOGGL_API_TOKEN="")

        assert ran.code == 0


class Test_completion:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_prints_the_script(self, reader, shell):
        ran = reader("completion", shell)

        assert ran.code == 0
        assert f"_TOGGL_MEMBERS_COMPLETE={shell}_complete" in ran.out

    def test_completes_commands_and_asks_no_service(self, reader):
        ran = reader(
            TOGGL_HOST="https://localhost:1",
            _TOGGL_MEMBERS_COMPLETE="bash_complete",
            COMP_WORDS="toggl-members members de",
            COMP_CWORD="2",
        )

        assert ran.out == "plain,deactivate\n"

    @pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
    def test_bash_reads_it(self, reader):
        script = reader("completion", "bash").out

        ran = subprocess.run(
            [str(shutil.which("bash")), "-n"], input=script, text=True, capture_output=True, check=False
        )

        assert (ran.returncode, ran.stderr) == (0, "")
