"""Lists that are read from the database each time, beside their bare queries."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from benchmarks import captured_sql, limit
from benchmarks.captured_sql import List
from benchmarks.figures import Bound, Figure, at_least
from benchmarks.requests import Caller
from benchmarks.rounds import Run, side
from benchmarks.services import Organization, Service

CONNECTIONS_FOR_WHOLE_LISTS = 4


@dataclass(frozen=True)
class ColdList:
    """A list, where it is, what reads it, and how near its limit it has to be."""

    name: str
    path: str
    read: List
    target: Bound
    connections: int = 16


def page(run: Run) -> list[Figure]:
    """The short page of an organization's people."""
    organization, service = run.installation.usual, run.installation.cold
    users = f"/organizations/{organization.id}/users"
    read = captured_sql.short_page(organization.id, service.url)
    return [_figure(run, organization, ColdList("organization users, page of 50", users, read, at_least(0.65)))]


def lists(run: Run) -> list[Figure]:
    """The other lists."""
    organization, service = run.installation.usual, run.installation.cold
    return [_figure(run, organization, one) for one in _lists(organization, service)]


def _lists(organization: Organization, service: Service) -> list[ColdList]:
    workspace, where, least = organization.workspace_ids[0], f"/organizations/{organization.id}", at_least(0.6)
    return [
        ColdList(
            "organization users detailed, page of 50",
            f"{where}/users/detailed",
            captured_sql.detailed_page(organization.id, service.url),
            least,
        ),
        ColdList(
            "workspace users, all",
            f"/workspaces/{workspace}/workspace_users",
            captured_sql.direct_list(organization.id, workspace),
            least,
            CONNECTIONS_FOR_WHOLE_LISTS,
        ),
        ColdList(
            "workspace users, page of 50",
            f"{where}/workspaces/{workspace}/workspace_users?per_page=50",
            captured_sql.full_page(organization.id, workspace),
            least,
        ),
        ColdList(
            "groups with their people",
            f"{where}/groups",
            captured_sql.group_list(organization.id, service.url),
            least,
        ),
    ]


def whole(run: Run) -> list[Figure]:
    """All of a workspace with 10,000 people."""
    organization = run.installation.organization(10_000, 1, 0)
    workspace = organization.workspace_ids[0]
    everybody = ColdList(
        "10,000 users of a workspace",
        f"/workspaces/{workspace}/users",
        captured_sql.simple_list(organization.id, workspace),
        at_least(0.5),
        CONNECTIONS_FOR_WHOLE_LISTS,
    )
    return [_figure(run, organization, everybody)]


def _figure(run: Run, organization: Organization, one: ColdList) -> Figure:
    service = run.installation.cold
    lists = {one.path.partition("?")[0]: captured_sql.statements(run.installation.database_url, one.read)}
    with limit.same_queries(run.installation.database_url, lists) as bare:
        note = _compared(Caller(service, organization), Caller(bare, organization), one.path)
        samples = run.load(
            {
                "ours": side(service, one.path, organization.signed_in, connections=one.connections),
                "limit": side(bare, one.path, connections=one.connections),
            }
        )
    ours = samples["ours"]
    return Figure(
        name=one.name,
        value=ours.rate,
        unit="/s",
        other=samples["limit"].rate,
        beside="the bare queries",
        target=one.target,
        service_ms=ours.service_ms,
        database_ms=ours.database_ms,
        note=note,
    )


def _compared(ours: Caller, bare: Caller, path: str) -> str:
    """What has to be known where the limit does not answer the very same."""
    own, other = ours.get(path).data, bare.get(path).data
    if own == other or msgspec.json.decode(own) == msgspec.json.decode(other):
        return ""
    return f"the limit answers in another form, with {len(other):,} bytes for {len(own):,}"
