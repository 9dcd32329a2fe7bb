"""Reads with a write to the organization between every two of them, beside reads of a service that keeps nothing."""

from __future__ import annotations

import json

from benchmarks.figures import Figure, at_least
from benchmarks.load import Target
from benchmarks.requests import Caller
from benchmarks.rounds import Run, Side, side

# Each connection takes the next request, whichever connection took the last one.
_SCRIPT = """
local requests, last = {{}}, 0
init = function()
  local read = wrk.format("GET", {read})
  requests = {{
    read, wrk.format("PUT", {write}, nil, '{{"organization_admin": true}}'),
    read, wrk.format("PUT", {write}, nil, '{{"organization_admin": false}}'),
  }}
end
request = function()
  last = last % 4 + 1
  return requests[last]
end
"""


def figures(run: Run) -> list[Figure]:
    """Reads a second; the processor time is that of a read and a write together."""
    organization, hot, cold = run.installation.usual, run.installation.hot, run.installation.cold
    path = f"/organizations/{organization.id}/users"
    write = f"{path}/{somebody(Caller(hot, organization), path)}"
    base = "/api/v9"
    script = _SCRIPT.format(read=json.dumps(base + path), write=json.dumps(base + write))
    headers = organization.signed_in | {"Content-Type": "application/json"}
    mixed = Side(hot, Target(hot.url + path, headers, script, requests_a_unit=2))
    samples = run.load({"mixed": mixed, "cold": side(cold, path, organization.signed_in)})
    ours = samples["mixed"]
    return [
        Figure(
            name="reads, each with a write after it",
            value=ours.rate,
            unit="/s",
            other=samples["cold"].rate,
            beside="cold reads",
            target=at_least(0.5),
            service_ms=ours.service_ms,
            database_ms=ours.database_ms,
            note="processor time of a read and a write together",
        )
    ]


def somebody(caller: Caller, users: str) -> int:
    """The organization user of a member whom everything may be done to."""
    listed = caller.get(f"{users}?active_status=active&per_page=50").json()
    return next(int(person["id"]) for person in listed if not person["admin"])
