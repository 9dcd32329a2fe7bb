"""Measures the service and the client beside what they are held against: all figures of one run in one table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial

from benchmarks import (
    at_once,
    calling,
    cold,
    cores,
    decoding,
    hot,
    importing,
    invitations,
    load,
    million,
    mixed,
    not_modified,
    operations,
    pages,
    password,
    peer,
    resting,
)
from benchmarks.figures import Figure, Section, table
from benchmarks.rounds import Run
from benchmarks.services import NO_CACHE, Installation, offers_cache
from rollbook.process import logs

ROUNDS, SECONDS = 3, 3

# By their names on the command line, in the order in which they run.
SECTIONS: dict[str, Callable[[Run], list[Figure]]] = {
    "hot": hot.figures,
    "cold": cold.page,
    "lists": cold.lists,
    "mixed": mixed.figures,
    "not-modified": not_modified.figures,
    "whole": cold.whole,
    "invitations": invitations.figures,
    "password": password.figures,
    "peer": peer.figures,
    "operations": operations.figures,
    "at-once": at_once.figures,
}

# Each with an installation of its own, after the others, when nothing else runs.
APART: dict[str, Callable[[], list[Figure]]] = {
    "million": million.figures,
    "pages": pages.figures,
    "resting": resting.figures,
    "importing": importing.figures,
    "decoding": decoding.figures,
    "calling": calling.figures,
}

NAMES = (*SECTIONS, *APART)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("section", nargs="*", help=f"which to measure (all): {', '.join(NAMES)}")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each side is measured ({ROUNDS})")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"how long a round of load takes ({SECONDS})")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.section if name not in NAMES]
    if unknown:
        parser.error(f"no section is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return arguments


def _chosen(name: str, arguments: argparse.Namespace) -> bool:
    return not arguments.section or name in arguments.section


def _measured(name: str, measure: Callable[[], list[Figure]]) -> Section:
    print(f"measuring: {name}", file=sys.stderr)
    return Section(name, measure())


def main() -> None:
    """Runs the sections and prints the table."""
    arguments = _arguments()
    load.check()
    logs.configure("console", "error")
    measured = []
    together = [name for name in SECTIONS if _chosen(name, arguments)]
    if together:
        with Installation() as installation:
            run = Run(installation, arguments.rounds, arguments.seconds)
            measured += [_measured(name, partial(SECTIONS[name], run)) for name in together]
    measured += [_measured(name, APART[name]) for name in APART if _chosen(name, arguments)]
    _print(measured, arguments)


def _print(measured: list[Section], arguments: argparse.Namespace) -> None:
    print(cores.described())
    if not offers_cache():
        print(f"The service has no {NO_CACHE}: what is cold is measured with its usual settings.")
    print(f"Medians of {arguments.rounds} rounds of {arguments.seconds} s; processor time in ms a request.\n")
    print(table(measured))


if __name__ == "__main__":
    main()
