"""The `toggl-members` command; it needs the extra `cli`."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn

_NEEDS = ("click", "rich", "yaml")
_WRONG_USAGE = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run what the arguments say, by default the process's, and end the process."""
    if not all(map(find_spec, _NEEDS)):
        sys.stderr.write("The command line needs more: pip install 'rollbook[cli]'\n")
        sys.exit(_WRONG_USAGE)
    try:
        # Not at the top, because the program imports what may be missing.
        sys.exit(import_module("toggl.cli.program").run(arguments))
    except KeyboardInterrupt:
        # While it was still being imported, or already ending.
        sys.exit(_INTERRUPTED)
