"""A page of an organization's people while nothing changes, beside the same bytes from nowhere."""

from __future__ import annotations

from benchmarks import limit
from benchmarks.figures import Figure, at_least
from benchmarks.requests import Caller
from benchmarks.rounds import Run, side


def figures(run: Run) -> list[Figure]:
    """Requests a second, of the service with its usual settings and of the limit."""
    organization, service = run.installation.usual, run.installation.hot
    path = f"/organizations/{organization.id}/users"
    answer = Caller(service, organization).get(path)
    with limit.same_bytes(answer.data, answer.headers["Content-Type"]) as bare:
        samples = run.load({"ours": side(service, path, organization.signed_in), "limit": side(bare, path)})
    ours = samples["ours"]
    return [
        Figure(
            name="organization users, page of 50",
            value=ours.rate,
            unit="/s",
            other=samples["limit"].rate,
            beside="the same bytes",
            target=at_least(0.45),
            service_ms=ours.service_ms,
            database_ms=ours.database_ms,
        )
    ]
