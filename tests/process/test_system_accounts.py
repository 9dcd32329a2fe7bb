"""The system account that PostgreSQL runs as, made on a machine that has none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rollbook.process.accounts import ACCOUNT

# Four processes that start together, each printing the number of the account that it would use.
TOGETHER = """
import multiprocessing, pathlib, sys
from rollbook.process.accounts import server_account

def one(barrier, found):
    barrier.wait()
    found.put(server_account(pathlib.Path("/root")).uid)

if __name__ == "__main__":
    start = multiprocessing.get_context("fork")
    barrier, found = start.Barrier(4), start.Queue()
    processes = [start.Process(target=one, args=(barrier, found)) for _ in range(4)]
    for process in processes:
        process.start()
    print(*sorted(found.get() for _ in processes))
"""


def _can_have_an_etc_of_its_own() -> bool:
    if os.geteuid() != 0 or shutil.which("useradd") is None or shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0  # noqa: S607 - where it is, is the system's.


@pytest.mark.skipif(not _can_have_an_etc_of_its_own(), reason="needs root and a mount namespace")
def test_servers_that_start_together_make_one_account(tmp_path: Path) -> None:
    """useradd gives an account that it is asked for twice at once a second number, which leaves the first to nobody."""
    shutil.copytree("/etc", tmp_path / "etc", symlinks=True)
    program = tmp_path / "together.py"
    program.write_text(TOGETHER)
    commands = f"""
        mount --bind {tmp_path}/etc /etc
        sed -i '/^{ACCOUNT}:/d' /etc/passwd /etc/group /etc/shadow /etc/gshadow
        {sys.executable} {program}
        id --user {ACCOUNT}
    """

    command = ["unshare", "--mount", "sh", "-e", "-c", commands]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    used, made = result.stdout.splitlines()
    assert set(used.split()) == {made}, result.stderr
