"""The examples on the pages of the documentation: what a page shows, and what it really prints.

The blocks marked ```python are one program, in the order of the page. A ```text block right after one is what it
prints, with `...` for what varies; a block without one prints nothing. The comment NOT_RUN above a block leaves it out.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from support.world import World

DOCS = Path(__file__).parents[2] / "docs"
# The pages whose examples are run say so.
RUN = "<!-- The examples on this page are run by the tests. -->"
NOT_RUN = "<!-- not run: "
# What a program of a page prints between its blocks.
_BETWEEN = "\N{SYMBOL FOR START OF TEXT}"
_FENCE = re.compile(r"```(\w*)\s*")
_LIMIT = 120  # Seconds.


@dataclass(frozen=True)
class Example:
    """A block of Python, the number of its first line, and what the page says that it prints."""

    line: int
    source: str
    shown: str


def pages(folder: str = "") -> list[Path]:
    """The pages whose examples are run, in that folder of the documentation or below."""
    return sorted(page for page in (DOCS / folder).rglob("*.md") if RUN in page.read_text(encoding="utf-8"))


def examples(page: Path) -> list[Example]:
    """The blocks of a page that are run."""
    lines = page.read_text(encoding="utf-8").splitlines()
    blocks = _blocks(lines)
    found = []
    for number, (kind, start, end) in enumerate(blocks):
        if kind != "python" or _above(lines, start).startswith(NOT_RUN):
            continue
        shown = ""
        if number + 1 < len(blocks):
            next_kind, next_start, next_end = blocks[number + 1]
            if next_kind == "text" and not "".join(lines[end + 1 : next_start - 1]).strip():
                shown = _joined(lines[next_start:next_end])
        found.append(Example(start + 1, _joined(lines[start:end]), shown))
    return found


def _blocks(lines: list[str]) -> list[tuple[str, int, int]]:
    """Of each block its kind, and the indices of its first line and of the line after its last."""
    fences = [(index, fence[1]) for index, line in enumerate(lines) if (fence := _FENCE.fullmatch(line))]
    assert len(fences) % 2 == 0, "a block is not closed"
    opened, closed = fences[::2], fences[1::2]
    return [(kind, start + 1, end) for (start, kind), (end, _) in zip(opened, closed, strict=True)]


def _above(lines: list[str], start: int) -> str:
    """The last line with something in it above a block."""
    return next((line for line in reversed(lines[: start - 1]) if line.strip()), "")


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def program(page: Path) -> str:
    """The page's blocks as one program, each on the lines that it has on the page, so that tracebacks lead there."""
    lines = [""] * len(page.read_text(encoding="utf-8").splitlines())
    for number, example in enumerate(examples(page)):
        code = example.source.splitlines()
        # Not before the first block, which may have to be the first of all statements.
        lines[example.line - 2] = f"print({_BETWEEN!r}, end='', flush=True)" if number else ""
        lines[example.line - 1 : example.line - 1 + len(code)] = code
    return _joined(lines)


def run(page: Path, world: World, folder: Path) -> list[str]:
    """What each block of a page prints, in a process of its own that the world's owner has signed in to."""
    script = folder / f"{page.stem}.py"
    script.write_text(program(page), encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOGGL_")}
    owner = {"TOGGL_API_TOKEN": world.owner.token}
    service = {"TOGGL_HOST": world.service.api_url, "TOGGL_CA_CERT": str(world.service.authority)}
    ran = subprocess.run(
        [sys.executable, "-W", "error", script],
        cwd=folder,
        env=inherited | service | owner,
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    return ran.stdout.split(_BETWEEN)


def fits(shown: str, printed: str) -> bool:
    """Whether that was printed; `...` stands for anything."""
    return doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS)
