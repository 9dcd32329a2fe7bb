"""Lists without pages of workspaces with more people than are read at once."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from urllib.parse import urlsplit

import pytest

from rollbook.services.seeding import Seeded, seed
from rollbook.services.workspace_users import MOST_AT_ONCE
from support.server import Service

MEMBERS = MOST_AT_ONCE + 700


@pytest.fixture(scope="module")
def crowd(service: Service) -> Seeded:
    """An organization with one workspace, in which everybody is."""
    return asyncio.run(seed(service.database_url, b"k" * 32, members=MEMBERS, workspaces=1, groups=3, seed=2))


def get(service: Service, crowd: Seeded, path: str):
    answer = service.http("GET", path, as_=(crowd.owner.api_token, "api_token"))
    assert answer.status == 200
    return answer


def pages(service: Service, crowd: Seeded) -> list[dict]:
    path = f"/organizations/{crowd.organization_id}/workspaces/{crowd.workspace_ids[0]}/workspace_users?per_page=1000"
    return [one for page in range(1, 4) for one in get(service, crowd, f"{path}&page={page}").json()]


def test_workspace_users_are_whole_and_in_order(service: Service, crowd: Seeded):
    path = f"/workspaces/{crowd.workspace_ids[0]}/workspace_users?includeIndirect=true"

    answer = get(service, crowd, path)

    assert len(answer.json()) == MEMBERS
    assert answer.json() == pages(service, crowd)
    # Nobody knows its length when it begins.
    assert "content-length" not in answer.headers


def test_both_paths_give_the_same(service: Service, crowd: Seeded):
    workspace = crowd.workspace_ids[0]
    organization_path = f"/organizations/{crowd.organization_id}/workspaces/{workspace}/workspace_users"

    by_organization = get(service, crowd, organization_path)

    assert (
        by_organization.body
        == get(service, crowd, f"/workspaces/{workspace}/workspace_users?includeIndirect=true").body
    )


def test_users_are_the_same_people_in_the_same_order(service: Service, crowd: Seeded):
    listed = get(service, crowd, f"/workspaces/{crowd.workspace_ids[0]}/users").json()

    assert [(one["id"], one["fullname"]) for one in listed] == [
        (one["user_id"], one["name"]) for one in pages(service, crowd)
    ]


def test_a_filter_that_leaves_nobody_gives_an_empty_list(service: Service, crowd: Seeded):
    path = f"/organizations/{crowd.organization_id}/workspaces/{crowd.workspace_ids[0]}/workspace_users"

    assert get(service, crowd, f"{path}?name=nobodyiscalledthis").json() == []


def test_a_list_that_has_not_changed_is_not_sent_again(service: Service, crowd: Seeded):
    path = f"/workspaces/{crowd.workspace_ids[0]}/users"
    etag = get(service, crowd, path).headers["etag"]

    owner = (crowd.owner.api_token, "api_token")
    answer = service.http("GET", path, as_=owner, headers={"If-None-Match": etag})

    assert (answer.status, answer.body) == (304, b"")


def test_readers_who_go_away_leave_the_connections_to_others(service: Service, crowd: Seeded):
    path = f"/api/v9/workspaces/{crowd.workspace_ids[0]}/workspace_users?includeIndirect=true"
    for _ in range(30):
        _begin_to_read(service, crowd, path)

    assert len(get(service, crowd, path.removeprefix("/api/v9")).json()) == MEMBERS


def _begin_to_read(service: Service, crowd: Seeded, path: str) -> None:
    address = urlsplit(service.api_url)
    credentials = base64.b64encode(f"{crowd.owner.api_token}:api_token".encode()).decode()
    context = ssl.create_default_context(cafile=str(service.authority))
    with (
        socket.create_connection((address.hostname, address.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=address.hostname) as connection,
    ):
        request = f"GET {path} HTTP/1.1\r\nHost: {address.hostname}\r\nAuthorization: Basic {credentials}\r\n\r\n"
        connection.sendall(request.encode())
        assert connection.recv(12) == b"HTTP/1.1 200"
