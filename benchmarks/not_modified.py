"""A page that the client has already, beside one that it is sent."""

from __future__ import annotations

from benchmarks.figures import Figure, at_most
from benchmarks.requests import Caller
from benchmarks.rounds import Run, side

NOT_MODIFIED = 304
NAME = "organization users, If-None-Match"


def figures(run: Run) -> list[Figure]:
    """Requests a second; what is compared is the processor time of the service."""
    organization, service = run.installation.usual, run.installation.hot
    path = f"/organizations/{organization.id}/users"
    caller = Caller(service, organization)
    tag = caller.get(path).headers.get("ETag")
    if tag is None:
        return [Figure(name=NAME, value=None, unit="/s", target=at_most(1), note="not offered: no ETag")]
    condition = {"If-None-Match": tag}
    status = caller.send("GET", path, headers=condition).status
    if status != NOT_MODIFIED:
        return [Figure(name=NAME, value=None, unit="/s", target=at_most(1), note=f"not offered: answers {status}")]
    samples = run.load(
        {
            "not modified": side(service, path, organization.signed_in | condition),
            "hot": side(service, path, organization.signed_in),
        }
    )
    ours, hot = samples["not modified"], samples["hot"]
    return [
        Figure(
            name=NAME,
            value=ours.rate,
            unit="/s",
            other=hot.rate,
            beside="hot page",
            compared=ours.service_ms / hot.service_ms,
            target=at_most(1),
            service_ms=ours.service_ms,
            database_ms=ours.database_ms,
            note=f"compared: the service's processor time, {hot.service_ms:.3f} ms for the page",
        )
    ]
