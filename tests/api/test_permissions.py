"""Who may do what: the contract's table, walked with every operation and every kind of actor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support import walk
from support.rules import KINDS, NO_ACCESS, OF_A_WORKSPACE, OWN, PUBLIC, RULES
from support.server import Service
from support.walk import Request, Rows
from support.world import Person, World, build

CELLS = [(operation, kind) for operation in sorted(RULES) for kind in KINDS]
ALLOWED = [(operation, kind) for operation, kind in CELLS if KINDS[kind] in RULES[operation].allowed.split()]
REFUSED = [cell for cell in CELLS if cell not in ALLOWED]


@pytest.fixture(scope="module")
def rows(service: Service) -> Iterator[Rows]:
    with Rows(service.database_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def leaving_world(service: Service) -> World:
    """A world that people leave."""
    return build(service)


@pytest.fixture(scope="module")
def deactivated_world(service: Service) -> World:
    """A world where the member and the workspace admin are deactivated in "Main", but not in the organization."""
    world = build(service)
    for person in (world.member, world.workspace_admin):
        path = f"/workspaces/{world.workspace_id}/users/{person.user_id}"
        world.http.ok("PUT", path, {"inactive": True}, as_=world.owner)
    return world


@pytest.fixture
def walked(operation: str, request: pytest.FixtureRequest) -> World:
    """The world of a cell: the actors stay as they are in all but one."""
    leaving = operation == "delete_organization_users_leave"
    world: World = request.getfixturevalue("leaving_world" if leaving else "shared_world")
    return world


def cell(world: World, operation: str, kind: str) -> tuple[Person, Request]:
    """Who asks, and a request that is good if they may."""
    guest = walk.guest(world)
    actor = guest if kind == "guest" else getattr(world, kind)
    if operation in {"post_organization_accept_invitation", "post_reject_invitation"}:
        return actor, Request({"invitation_code": guest.code})
    return actor, walk.good(world, operation)


@pytest.mark.parametrize(("operation", "kind"), ALLOWED)
def test_who_may_succeeds(walked: World, rows: Rows, operation: str, kind: str) -> None:
    actor, request = cell(walked, operation, kind)
    before = rows.of(walked)

    answer = walk.send(walked, operation, request, as_=actor)

    assert answer.status == walk.success(operation), answer.text
    method, _ = walk.operations_of(walked)[operation]
    changes = method != "GET" and operation not in walk.READING
    assert (rows.of(walked) != before) == changes, "a change changes something, and a read nothing"


@pytest.mark.parametrize(("operation", "kind"), REFUSED)
def test_who_may_not_is_refused_and_changes_nothing(walked: World, rows: Rows, operation: str, kind: str) -> None:
    actor, request = cell(walked, operation, kind)
    before = rows.of(walked)

    answer = walk.send(walked, operation, request, as_=actor)

    rule = RULES[operation]
    assert (answer.status, answer.refusal) == (rule.status, rule.but.get(KINDS[kind], rule.text))
    assert rows.of(walked) == before


@pytest.mark.parametrize("operation", sorted(RULES))
def test_nobody_is_asked_to_sign_in(walked: World, rows: Rows, operation: str) -> None:
    _, request = cell(walked, operation, "owner")
    before = rows.of(walked)

    answer = walk.send(walked, operation, request)

    assert (answer.status, answer.body) == (401, b"")
    assert answer.headers["X-Authorization-Missing"] == "true"
    assert rows.of(walked) == before


@pytest.mark.parametrize("operation", OF_A_WORKSPACE)
def test_a_workspace_admin_is_an_outsider_to_other_workspaces(shared_world: World, rows: Rows, operation: str) -> None:
    request = walk.good(shared_world, operation, shared_world.other_workspace_id)
    before = rows.of(shared_world)

    answer = walk.send(shared_world, operation, request, as_=shared_world.workspace_admin)

    assert (answer.status, answer.refusal) == (RULES[operation].status, RULES[operation].text)
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", OF_A_WORKSPACE)
def test_an_organization_admin_is_an_admin_of_workspaces_they_are_not_in(shared_world: World, operation: str) -> None:
    request = walk.good(shared_world, operation, shared_world.other_workspace_id)

    answer = walk.send(shared_world, operation, request, as_=shared_world.admin)

    assert answer.status == walk.success(operation), answer.text


@pytest.mark.parametrize("kind", ["member", "workspace_admin"])
@pytest.mark.parametrize("operation", OF_A_WORKSPACE)
def test_who_is_deactivated_in_a_workspace_is_an_outsider_to_it(
    deactivated_world: World, rows: Rows, operation: str, kind: str
) -> None:
    request = walk.good(deactivated_world, operation)
    before = rows.of(deactivated_world)

    answer = walk.send(deactivated_world, operation, request, as_=getattr(deactivated_world, kind))

    assert (answer.status, answer.refusal) == (RULES[operation].status, RULES[operation].text)
    assert rows.of(deactivated_world) == before


@pytest.mark.parametrize("operation", ["get_organization_users_detailed", "post_organization_invitation"])
def test_a_workspace_admin_who_is_deactivated_there_is_none(
    deactivated_world: World, rows: Rows, operation: str
) -> None:
    request = walk.good(deactivated_world, operation)
    before = rows.of(deactivated_world)

    answer = walk.send(deactivated_world, operation, request, as_=deactivated_world.workspace_admin)

    assert (answer.status, answer.refusal) == (403, "Forbidden")
    assert rows.of(deactivated_world) == before


@pytest.mark.parametrize("operation", ["get_organization", "get_organization_roles"])
def test_who_is_deactivated_in_a_workspace_stays_in_the_organization(deactivated_world: World, operation: str) -> None:
    request = walk.good(deactivated_world, operation)

    answer = walk.send(deactivated_world, operation, request, as_=deactivated_world.member)

    assert answer.status == 200


def test_a_workspace_admin_may_not_invite_to_other_workspaces(shared_world: World, rows: Rows) -> None:
    request = walk.good(shared_world, "post_organization_invitation", shared_world.other_workspace_id)
    before = rows.of(shared_world)

    answer = walk.send(shared_world, "post_organization_invitation", request, as_=shared_world.workspace_admin)

    assert (answer.status, answer.refusal) == (403, "Forbidden")
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("change", [{"role": "teamlead"}, {"role_id": 6}, {"inactive": True}])
@pytest.mark.parametrize("operation", ["put_workspace_users", "put_workspace_workspace_users"])
@pytest.mark.parametrize("protected", ["owner", "admin"])
def test_a_workspace_admin_may_not_change_the_access_of_owner_and_admins(
    shared_world: World, rows: Rows, operation: str, protected: str, change: dict[str, object]
) -> None:
    person: Person = getattr(shared_world, protected)
    numbers = {"user_id": person.user_id, "workspace_user_id": person.workspace_user_id}
    request = Request({"workspace_id": shared_world.workspace_id, **numbers}, change)
    before = rows.of(shared_world)

    answer = walk.send(shared_world, operation, request, as_=shared_world.workspace_admin)

    assert (answer.status, answer.refusal) == (403, NO_ACCESS)
    assert rows.of(shared_world) == before


@pytest.mark.parametrize(
    ("protected", "text"),
    [("owner", "Cannot remove workspace owner."), ("admin", "Cannot remove organization admin.")],
)
def test_a_workspace_admin_may_not_remove_owner_and_admins(
    shared_world: World, rows: Rows, protected: str, text: str
) -> None:
    person: Person = getattr(shared_world, protected)
    path = {"workspace_id": shared_world.workspace_id, "workspace_user_id": person.workspace_user_id}
    before = rows.of(shared_world)

    answer = walk.send(shared_world, "delete_workspace_user", Request(path), as_=shared_world.workspace_admin)

    assert (answer.status, answer.refusal) == (400, text)
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", sorted(OWN))
def test_what_concerns_the_caller_alone_needs_a_caller(shared_world: World, rows: Rows, operation: str) -> None:
    before = rows.of(shared_world)

    answer = walk.send(shared_world, operation, Request({"session_id": 1}))

    assert (answer.status, answer.body) == (401, b"")
    assert answer.headers["X-Authorization-Missing"] == "true"
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", sorted(PUBLIC))
def test_public_operations_ask_nobody_to_sign_in(shared_world: World, operation: str) -> None:
    path = {"invitation_code": "nonsense", "country_id": 999}
    request = Request(path, None if operation.startswith("get") else {})

    answer = walk.send(shared_world, operation, request)

    assert answer.status in {200, 400, 404}


def test_every_published_operation_is_walked(shared_world: World) -> None:
    published = set(walk.operations_of(shared_world))

    assert published == set(RULES) | OWN | PUBLIC
    assert not set(RULES) & (OWN | PUBLIC)


def test_every_operation_on_a_workspace_is_tried_on_a_workspace_of_others(shared_world: World) -> None:
    paths = {operation: path for operation, (_, path) in walk.operations_of(shared_world).items()}

    assert sorted(operation for operation, path in paths.items() if "{workspace_id}" in path) == OF_A_WORKSPACE
