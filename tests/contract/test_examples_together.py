"""The examples that use several classes of the client together run, with real values for their constants."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from support.world import World, address

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(world: World, name: str, **constants: Any) -> str:
    """What an example prints, in a process of its own."""
    source = (EXAMPLES / f"{name}.py").read_text()
    constants |= {"USERNAME": world.owner.token, "PASSWORD": "api_token", "ORGANIZATION_ID": world.organization_id}
    for constant, value in constants.items():
        source, number = re.subn(rf"^{constant} = .*$", f"{constant} = {value!r}", source, flags=re.MULTILINE)
        assert number == 1, constant
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", source],
        env=os.environ | {"TOGGL_HOST": world.service.api_url, "TOGGL_CA_CERT": str(world.service.authority)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def test_onboarding_invites_somebody_with_a_group_and_a_rate(world: World) -> None:
    email = address("Nora Newcomer")

    printed = run(world, "onboard", WORKSPACE_ID=world.workspace_id, GROUP_ID=world.group_id, EMAIL=email, RATE=12.5)

    assert printed.startswith("https://")
    (invited,) = (person for person in world.people().values() if person["email"] == email)
    assert [group["group_id"] for group in invited["groups"]] == [world.group_id]
    (person,) = (person for person in world.workspace_users().values() if person["email"] == email)
    assert person["rate"] == 12.5


def test_offboarding_removes_somebody_and_prints_what_was_done(world: World) -> None:
    printed = run(world, "offboard", EMAIL=world.member.email)

    assert world.member.organization_user_id not in world.people()
    header, *entries = printed.strip().splitlines()
    assert {"action", "entity_type", "entity_id", "user_id"} <= set(header.split(","))
    assert any("delete" in entry for entry in entries)
