"""A hundred invitations in one request, where no mail is sent."""

from __future__ import annotations

import statistics
import time
from itertools import count

from benchmarks.figures import Figure, below
from benchmarks.requests import Caller
from benchmarks.rounds import Run

INVITED = 100
REQUESTS = 15


def figures(run: Run) -> list[Figure]:
    """Milliseconds a request, the median of requests one after another."""
    # One of its own: what is invited stays, and the other sections compare the same lists all the time.
    organization = run.installation.organization(10_000, 20, 50, seed=2)
    service, database = run.installation.hot, run.installation.database
    caller, numbers = Caller(service, organization), count()
    path = f"/organizations/{organization.id}/invitations"

    def invite() -> float:
        emails = [f"invited{next(numbers)}@benchmark.example.com" for _ in range(INVITED)]
        body = {"emails": emails, "workspaces": [{"workspace_id": organization.workspace_ids[0]}]}
        began = time.perf_counter()
        caller.send("POST", path, body, {"Content-Type": "application/json"})
        return time.perf_counter() - began

    invite()
    before = service.processes.seconds(), database.seconds()
    seconds = [invite() for _ in range(REQUESTS)]
    return [
        Figure(
            name=f"{INVITED} invitations in one request",
            value=1000 * statistics.median(seconds),
            unit="ms",
            target=below(60),
            service_ms=1000 * (service.processes.seconds() - before[0]) / REQUESTS,
            database_ms=1000 * (database.seconds() - before[1]) / REQUESTS,
        )
    ]
