"""Runs the examples that only read, with the ids of an organization and a workspace that the caller is in.

    TOGGL_HOST=https://localhost:8080/api/v9 TOGGL_USERNAME=... TOGGL_PASSWORD=... python examples/run_all.py
    python examples/run_all.py --start

The environment says where the service is and who calls (TOGGL_CA_CERT names the authority of its certificate); with
`--start` it is a service of its own, which is thrown away afterwards.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import toggl

FOLDER = Path(__file__).parent
READING = (
    "get_organization_users",
    "get_organization_users_detailed",
    "get_organization_workspaces_workspaceusers",
    "get_workspace_users",
    "get_workspace_workspace_users",
)
READY = "Rollbook is ready at "


def values() -> dict[str, object]:
    """What stands in place of the examples' constants."""
    configuration = toggl.Configuration()
    me = toggl.MeApi(toggl.ApiClient(configuration))
    workspace = me.get_workspaces()[0]
    return {
        "USERNAME": configuration.username,
        "PASSWORD": configuration.password,
        "ORGANIZATION_ID": workspace.organization_id,
        "WORKSPACE_ID": workspace.id,
        "FILTER": "",
        "NAME": "",
        "ACTIVE_STATUS": "active,invited",
        "ONLY_ADMINS": "false",
        "GROUPS": "",
        "WORKSPACES": str(workspace.id),
        "PAGE": 1,
        "PER_PAGE": 10,
        "SORT_DIR": "asc",
        "INCLUDE_INDIRECT": "true",
    }


def program(name: str, constants: Mapping[str, object]) -> str:
    """The example of that name, with other constants."""
    source = (FOLDER / f"{name}.py").read_text()
    return re.sub(r"^([A-Z_]+) = .*$", lambda line: f"{line[1]} = {constants[line[1]]!r}", source, flags=re.MULTILINE)


def run_all() -> bool:
    """Runs the examples and shows what they print; whether all of them were answered."""
    constants = values()
    succeeded = True
    for name in READING:
        source = program(name, constants)
        # The program is one of the files beside this one.
        ran = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)  # noqa: S603
        print(f"--- {name}", ran.stdout, ran.stderr, sep="\n")
        succeeded = succeeded and ran.returncode == 0 and "Exception when calling" not in ran.stdout
    return succeeded


@contextmanager
def service() -> Iterator[None]:
    """A service with a few people in it, for as long as it is needed; the environment leads to it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        command = [sys.executable, "-m", "rollbook", "serve", "--port", "0", "--log-level", "error"]
        command += ["--data-dir", f"{folder}/server"]
        # Nothing of it comes from elsewhere.
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            try:
                ready = process.stdout.readline() if process.stdout else ""
                if not ready.startswith(READY):
                    sys.exit("The service did not start.")
                (authority,) = Path(folder, "rollbook", "authorities").glob("*.pem")
                os.environ["TOGGL_HOST"] = ready.removeprefix(READY).strip()
                os.environ["TOGGL_CA_CERT"] = str(authority)
                sign_up()
                yield
            finally:
                process.terminate()


def sign_up() -> None:
    """Makes an account with an organization, and invites two people to it."""
    owner = {"email": "olivia.owner@example.com", "password": "correct horse battery", "full_name": "Olivia Owner"}
    account = toggl.AuthenticationApi().post_signup(owner)
    os.environ["TOGGL_USERNAME"] = owner["email"]
    os.environ["TOGGL_PASSWORD"] = owner["password"]
    organization = toggl.MeApi().get_organizations()[0]
    invitation = toggl.InvitationPost(
        emails=["mia.member@example.com", "ivan.invited@example.com"],
        workspaces=[toggl.InvitationPostWorkspaces(workspace_id=account.default_workspace_id)],
    )
    toggl.InvitationsApi().post_organization_invitation(organization.id, invitation)


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the examples that only read.")
    parser.add_argument("--start", action="store_true", help="against a service of its own")
    if parser.parse_args().start:
        with service():
            succeeded = run_all()
    else:
        succeeded = run_all()
    sys.exit(not succeeded)


if __name__ == "__main__":
    main()
