"""Python as it is where the client was installed without any extra."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import urllib3

_SOURCE = Path(__file__).parents[2] / "src"


def bare_python(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """What a program prints that has only the packages that the client needs, for which the folder is."""
    for package in (msgspec, urllib3):
        found = Path(package.__file__ or "").parent
        (folder / found.name).symlink_to(found)
    return subprocess.run(
        # Without the packages of the environment, -S.
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": f"{_SOURCE}{os.pathsep}{folder}"},
        capture_output=True,
        text=True,
        check=False,
    )
