"""Whatever is sent, no answer is the service's own failure, and none is other than the published document says."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.server import running
from support.world import World, build

SOAKING = os.environ.get("ROLLBOOK_SOAK") == "1"
SEED = "ROLLBOOK_FUZZ_SEED"
# What would end the credentials of all that comes after it.
LAST = ("post_close_account", "post_reset_token", "delete_organization_users_leave")
# Of the other tags the soak sends everything.
COVERED = () if SOAKING else ("Users", "Groups", "Invitations")
EXAMPLES = 200 if SOAKING else 5
# What is well formed may still be refused: of whom the ids are, and which fields go together, no schema can say.
NOT_HERE = "positive_data_acceptance"


@pytest.fixture(scope="module")
def fuzzed_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in a service of its own, since nobody knows what becomes of it."""
    with running(tmp_path_factory.mktemp("fuzzed")) as service:
        yield build(service)


def run(world: World, folder: Path, *arguments: str) -> None:
    """Sends what schemathesis draws from the document, as the owner; each failure is printed with a command."""
    seed = os.environ.get(SEED) or (str(random.randrange(2**32)) if SOAKING else "1")  # noqa: S311 - no secret.
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{world.http.root_url}/openapi.json"]
    command += ["--tls-verify", str(world.service.authority), "--auth", f"{world.owner.token}:api_token"]
    command += ["--seed", seed, "--checks", "all", "--continue-on-failure", "--warnings", "off", *arguments]
    for operation in LAST:
        command += ["--exclude-operation-id", operation]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    log = world.service.log.read_text()

    assert done.returncode == 0, f"{SEED}={seed}\n{done.stdout[-20_000:]}{done.stderr[-2_000:]}"
    assert "request failed" not in log


def test_edges_of_every_schema_are_answered_as_documented(fuzzed_world: World, tmp_path: Path) -> None:
    tags = [argument for tag in COVERED for argument in ("--include-tag", tag)]

    run(fuzzed_world, tmp_path, "--phases", "coverage", "--exclude-checks", NOT_HERE, *tags)


def test_random_requests_are_answered_as_documented(fuzzed_world: World, tmp_path: Path) -> None:
    # Parameters that are unknown or repeated are ignored, as the contract wants: they violate the schema to no harm.
    unwanted = f"{NOT_HERE},negative_data_rejection"
    phases = "fuzzing,stateful" if SOAKING else "fuzzing"

    run(fuzzed_world, tmp_path, "--phases", phases, "--max-examples", str(EXAMPLES), "--exclude-checks", unwanted)
