"""What single operations cost, one request after another."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

from benchmarks.figures import Figure
from benchmarks.mixed import somebody
from benchmarks.requests import Caller
from benchmarks.rounds import Run
from benchmarks.services import Organization

ROUNDS = 8
REQUESTS_A_ROUND = 40
# Milliseconds a request, for a second of all rounds together.
MS_A_REQUEST = 1000 / (ROUNDS * REQUESTS_A_ROUND)


@dataclass
class Sums:
    """Seconds of all rounds."""

    elapsed: float = 0.0
    service: float = 0.0
    database: float = 0.0


def figures(run: Run) -> list[Figure]:
    """Milliseconds a request, elapsed and of the processor."""
    organization, service = run.installation.usual, run.installation.cold
    operations = _operations(Caller(service, organization), organization)
    sums = {name: Sums() for name in operations}
    for request in operations.values():
        request()
    for _ in range(ROUNDS):
        for name, request in operations.items():
            _add_round(run, request, sums[name])
    return [
        Figure(
            name=name,
            value=MS_A_REQUEST * taken.elapsed,
            unit="ms",
            service_ms=MS_A_REQUEST * taken.service,
            database_ms=MS_A_REQUEST * taken.database,
        )
        for name, taken in sums.items()
    ]


def _add_round(run: Run, request: Callable[[], object], sums: Sums) -> None:
    service, database = run.installation.cold.processes, run.installation.database
    before, began = (service.seconds(), database.seconds()), time.perf_counter()
    for _ in range(REQUESTS_A_ROUND):
        request()
    sums.elapsed += time.perf_counter() - began
    sums.service += service.seconds() - before[0]
    sums.database += database.seconds() - before[1]


def _operations(caller: Caller, organization: Organization) -> dict[str, Callable[[], object]]:
    where, workspace = f"/organizations/{organization.id}", organization.workspace_ids[0]
    users = f"{where}/users"
    return {
        "sign-in by token": lambda: caller.send("DELETE", "/me/sessions"),
        "organization users, first page of 50": caller.getting(users),
        "organization users, last page of 50": caller.getting(f"{users}?page=200"),
        "organization users, search": caller.getting(f"{users}?filter=ulla.b"),
        "organization users, in a workspace": caller.getting(f"{users}?workspaces={workspace}"),
        "organization users detailed, page of 50": caller.getting(f"{users}/detailed"),
        "workspace users, page of 50": caller.getting(f"{where}/workspaces/{workspace}/workspace_users?per_page=50"),
        "change of one member's role": _changing(caller, f"{users}/{somebody(caller, users)}"),
    }


def _changing(caller: Caller, person: str) -> Callable[[], object]:
    changes = cycle({"organization_admin": value} for value in (True, False))
    return lambda: caller.send("PUT", person, next(changes), {"Content-Type": "application/json"})
