"""Measures the service and the client beside what they are held against: all figures of one run in one table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from benchmarks import cold, cores, hot, invitations, load, mixed, not_modified, password
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
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("section", nargs="*", help=f"which to measure (all): {', '.join(SECTIONS)}")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each side is measured ({ROUNDS})")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"how long a round of load takes ({SECONDS})")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.section if name not in SECTIONS]
    if unknown:
        parser.error(f"no section is called {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    return arguments


def main() -> None:
    """Runs the sections and prints the table."""
    arguments = _arguments()
    load.check()
    logs.configure("console", "error")
    chosen = [name for name in SECTIONS if not arguments.section or name in arguments.section]
    with Installation() as installation:
        run = Run(installation, arguments.rounds, arguments.seconds)
        measured = []
        for name in chosen:
            print(f"measuring: {name}", file=sys.stderr)
            measured.append(Section(name, SECTIONS[name](run)))
    print(cores.described())
    if not offers_cache():
        print(f"The service has no {NO_CACHE}: what is cold is measured with its usual settings.")
    print(f"Medians of {run.rounds} rounds of {run.seconds} s; processor time in ms a request.\n")
    print(table(measured))


if __name__ == "__main__":
    main()
