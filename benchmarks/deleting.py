"""Ten thousand people deleted in one request, and what others notice of it."""

from __future__ import annotations

import statistics
import threading
import time

from benchmarks.figures import Figure, at_most, below
from benchmarks.questions import ask
from benchmarks.requests import Caller
from benchmarks.services import Installation, Organization

DELETED = 10_000
ROUNDS = 3
READ_BEFORE = 2.0  # Seconds.

_PEOPLE = """
SELECT id FROM organization_users
 WHERE organization_id = $1 AND role = 'member' ORDER BY md5(id::text || 'deleted') LIMIT $2"""


def figures(installation: Installation, many: Organization, few: Organization) -> list[Figure]:
    """How long it takes, and how long another organization's reads take meanwhile, beside before."""
    deleting, reading = Caller(installation.cold, many), Caller(installation.cold, few)
    taken, before, during = [], [], []
    for _ in range(ROUNDS):
        before.append(_mean_read(reading, few, until=_later(READ_BEFORE)))
        seconds, meanwhile = _delete(installation, deleting, many, reading, few)
        taken.append(seconds)
        during.append(meanwhile)
    return [
        Figure(name=f"{DELETED:,} people deleted", value=statistics.median(taken), unit="s", target=below(2)),
        Figure(
            name="reads of another organization meanwhile",
            value=1000 * statistics.median(during),
            unit="ms",
            other=1000 * statistics.median(before),
            beside="before",
            target=at_most(4 / 3),
        ),
    ]


def _delete(
    installation: Installation, deleting: Caller, many: Organization, reading: Caller, few: Organization
) -> tuple[float, float]:
    """Seconds that the request takes, and the mean of the reads in that time."""
    people = [row["id"] for row in ask(installation.owner_url, _PEOPLE, many.id, DELETED)]
    over, means = threading.Event(), list[float]()
    thread = threading.Thread(target=lambda: means.append(_mean_read(reading, few, until=over)))
    thread.start()
    began = time.perf_counter()
    headers = {"Content-Type": "application/json"}
    try:
        deleting.send("PATCH", f"/organizations/{many.id}/users", {"delete": people}, headers)
        seconds = time.perf_counter() - began
    finally:
        over.set()
        thread.join()
    return seconds, means[0]


def _mean_read(caller: Caller, organization: Organization, *, until: threading.Event) -> float:
    """Mean seconds of reads one after another."""
    reads, began = 0, time.perf_counter()
    while not until.is_set() or not reads:
        caller.get(f"/organizations/{organization.id}/users")
        reads += 1
    return (time.perf_counter() - began) / reads


def _later(seconds: float) -> threading.Event:
    """What is set after that time."""
    over = threading.Event()
    timer = threading.Timer(seconds, over.set)
    timer.daemon = True
    timer.start()
    return over
