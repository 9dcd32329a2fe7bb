"""Who may do what: the contract's table, walked with every operation and every kind of actor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support import walk
from support.server import Service
from support.walk import Request, Rows
from support.walks import WALKS
from support.walks.description import Rule
from support.world import Person, World, build

NO_ACCESS = "User does not have access to this resource."
NOT_ACCESSIBLE = "Workspace user is not found or accessible"

# The letters of the table: owner, admin, workspace admin, member of the workspace, member of the organization outside
# the workspace; and who is none of these.
KINDS = {
    "owner": "O",
    "admin": "A",
    "workspace_admin": "W",
    "member": "M",
    "indirect": "M",
    "outside": "X",
    "guest": "invited",
    "inactive": "inactive",
    "stranger": "stranger",
}


RULES = {
    "get_organization_users": Rule("O A", "User is not authorized to list the organization users"),
    "get_organization_users_detailed": Rule("O A W", "Forbidden"),
    "patch_organization_users": Rule("O A", "User is not authorized to delete the organization user"),
    "put_organization_users": Rule("O A", "User is not authorized to update the organization user"),
    "delete_organization_users_leave": Rule(
        "A W M X inactive",
        "The user does not belong to the organization.",
        status=400,
        but={"O": "Cannot remove the organization owner."},
    ),
    "get_organization_workspaces_workspaceusers": Rule("O A W", "Forbidden"),
    "patch_organization_workspace_users": Rule("O A W", "Forbidden"),
    "put_organization_workspaces_assignments": Rule("O A W", "Forbidden"),
    "get_workspace_users": Rule("O A W M", NO_ACCESS),
    "get_workspace_workspace_users": Rule("O A W M", NO_ACCESS),
    # Who may see the workspace user hears that it may not be changed, who may not hears nothing of it.
    "put_workspace_users": Rule("O A W", NOT_ACCESSIBLE, but={"M": NO_ACCESS}),
    "put_workspace_workspace_users": Rule("O A W", NOT_ACCESSIBLE, but={"M": NO_ACCESS}),
    "delete_workspace_user": Rule("O A W", NOT_ACCESSIBLE),
    "post_workspace_users_lost_password": Rule("O A", NO_ACCESS),
    "get_organization_groups": Rule("O A", "Forbidden"),
    "post_organization_group": Rule("O A", "User does not have access to this resource"),
    "put_organization_group": Rule("O A", "Forbidden"),
    "patch_organization_group": Rule("O A", "User does not have permission to manage user groups."),
    "delete_organization_group": Rule("O A", "User does not have access to this resource"),
    "post_organization_invitation": Rule("O A W", "Forbidden"),
    "put_invitation": Rule("O A W", "Forbidden"),
    "post_organization_accept_invitation": Rule("invited", "Forbidden"),
    "post_reject_invitation": Rule("invited", "Forbidden"),
    "get_organization": Rule("O A W M X", "User not part of organization", status=404),
    "get_organization_roles": Rule("O A W M X", "User does not have access to the organization"),
    "post_organization_workspaces": Rule("O A", "Forbidden"),
    "get_workspace": Rule("O A W M", NO_ACCESS),
    **{operation: rule for one in WALKS for operation, rule in one.rules.items()},
}

# What concerns the caller alone; and what is for everybody, or for who has a code.
OWN = {
    "get_me",
    "get_organizations",
    "get_workspaces",
    "post_reset_token",
    "me_sessions_post",
    "me_sessions_delete",
    "post_organization",
    *(operation for one in WALKS for operation in one.own),
}
PUBLIC = {"get_status", "post_signup", "post_lost_password_confirm", "get_invitations"} | {
    operation for one in WALKS for operation in one.public
}

OF_A_WORKSPACE = sorted(
    {
        "get_organization_workspaces_workspaceusers",
        "patch_organization_workspace_users",
        "put_organization_workspaces_assignments",
        "get_workspace_users",
        "get_workspace_workspace_users",
        "put_workspace_users",
        "put_workspace_workspace_users",
        "delete_workspace_user",
        "post_workspace_users_lost_password",
        "get_workspace",
        *(operation for one in WALKS for operation in one.of_a_workspace),
    }
)

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
