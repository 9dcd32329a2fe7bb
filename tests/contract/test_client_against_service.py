"""The client's methods against the real service: each is accepted, and its answer loses nothing in the model."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import toggl
from support import walk
from support.contract import OPERATIONS, OURS, client_methods, method_names
from support.drawing import drawn
from support.walk import Request
from support.world import PASSWORD, Person, World, api_client, build

METHODS = {name: (class_name, method) for (class_name, name), method in client_methods().items()}
NAMES = sorted(name for operation in OPERATIONS | OURS for name in method_names(operation))
# What asks for more than the fields that are always there.
QUERIES: dict[str, dict[str, Any]] = {
    "get_me": {"with_related_data": True},
    "get_workspace_workspace_users": {"include_indirect": "true"},
}
# Those of an invited person, by the code that they have.
BY_CODE = {"get_invitations", "post_organization_accept_invitation", "post_reject_invitation"}
# Those that the owner of the world cannot do, or should not, for the sake of the next test.
BY_A_GUEST = {
    "me_sessions_delete",
    "me_sessions_post",
    "post_close_account",
    "post_organization",
    "post_reset_token",
    "put_me",
}


# The document's model of an account is shorter there than what the service answers.
SHORTER = {"me_sessions_post": toggl.ModelsUser}


@pytest.fixture(scope="module")
def our_world(service) -> World:
    return build(service)


def reset_code(world: World) -> str:
    """The code with which the member of the world may set a new password."""
    link = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
    url = world.http.ok("POST", link, as_=world.owner)["url"]
    return parse_qs(urlsplit(url).query)["code"][0]


def request_of(world: World, name: str) -> tuple[Request, Person]:
    """A good request, and who makes it."""
    if name in BY_CODE:
        guest = walk.guest(world)
        return Request({"invitation_code": guest.code}), guest
    if name == "post_lost_password_confirm":
        return Request({}, {"code": reset_code(world), "password": PASSWORD}), world.member
    request = walk.good(world, name) if name in walk.GOOD else Request({})
    if name == "delete_organization_users_leave":
        return request, world.indirect
    return request, walk.guest(world) if name in BY_A_GUEST else world.owner


def arguments_of(operation: Any, request: Request) -> dict[str, Any]:
    """A request as the arguments of the client's method."""
    arguments = {operation.places[place][0]: value for place, value in request.path.items()}
    if operation.body and request.body is not None:
        arguments[operation.body] = request.body
    return arguments | (request.query or {})


def lost_from(said: Any, kept: Any, place: str = "") -> set[str]:
    """Where the value that the client keeps is not what the service said; a null need not be kept."""
    if isinstance(said, dict):
        return {
            lost
            for key, value in said.items()
            if value is not None
            for lost in lost_from(
                value, kept.get(key) if isinstance(kept, dict) else None, f"{place}.{key}".lstrip(".")
            )
        }
    if isinstance(said, list):
        if not isinstance(kept, list) or len(kept) != len(said):
            return {place}
        return {lost for value, own in zip(said, kept, strict=True) for lost in lost_from(value, own, place)}
    return set() if said == kept else {place}


@pytest.mark.parametrize("name", [name for name in NAMES if METHODS[name][1].operation.file is None])
def test_a_method_is_accepted_and_its_answer_loses_nothing(our_world: World, name: str) -> None:
    class_name, method = METHODS[name]
    request, caller = request_of(our_world, name)
    arguments = arguments_of(method.operation, request) | QUERIES.get(name, {})
    client = api_client(our_world.service, caller.token or caller.email, "api_token" if caller.token else PASSWORD)

    with client:
        answer = getattr(getattr(toggl, class_name)(client), name)(**arguments)

    said = client.last_response.data
    if method.operation.returns is None:
        assert (answer, said) == (None, "")
    elif method.operation.returns is str:
        assert answer in {said, said.strip('"')}
    else:
        lost = lost_from(json.loads(said), client.sanitize_for_serialization(answer))
        if name in SHORTER:
            lost &= set(SHORTER[name].attribute_map.values())
        assert lost == set()


def test_a_picture_is_put_up_and_shown(our_world: World) -> None:
    picture = drawn("JPEG")

    with api_client(our_world.service, our_world.admin.token, "api_token") as client:
        avatar = toggl.AvatarsApi(client).post_avatars(picture)

    assert avatar.file_type == "image/jpeg"
    assert avatar.name in avatar.avatar_urls["original"]


def test_the_audit_log_is_exported_whole_and_in_pieces(our_world: World) -> None:
    today = datetime.now(UTC).date()

    with api_client(our_world.service, our_world.owner.token, "api_token") as client:
        audit_logs = toggl.AuditLogsApi(client)
        whole = audit_logs.get_audit_logs(our_world.organization_id, today - timedelta(days=1), today, export=True)
        answer = audit_logs.get_audit_logs(
            our_world.organization_id, today - timedelta(days=1), today, export=True, _preload_content=False
        )
        pieces = b"".join(answer.stream())

    entries = list(csv.DictReader(io.StringIO(whole, newline="")))
    assert entries
    assert all(entry["organization_id"] == str(our_world.organization_id) for entry in entries)
    assert pieces.decode() == whole


def test_a_rate_is_cleared_by_a_payload_that_sends_it_as_null(our_world: World) -> None:
    workspace_id, member = our_world.workspace_id, our_world.member
    with api_client(our_world.service, our_world.owner.token, "api_token") as client:
        users = toggl.UsersApi(client)
        before = toggl.WorkspaceUserPayload(rate=12.5, working_hours_in_minutes=480)
        users.put_workspace_workspace_users(workspace_id, member.workspace_user_id, before)

        users.put_workspace_workspace_users(
            workspace_id, member.workspace_user_id, toggl.partial(toggl.WorkspaceUserPayload, rate=None)
        )

    after = our_world.workspace_users()[member.user_id]
    assert (after["rate"], after["working_hours_in_minutes"]) == (None, 480)
