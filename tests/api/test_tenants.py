"""Nothing crosses from one organization to another: what is somebody else's is as if it were not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from string import Formatter

import pytest

from support import walk
from support.bodies import BODIES
from support.http import Answer
from support.places import PLACES, UNKNOWN, foreign_ids
from support.rules import RULES
from support.server import Service
from support.walk import Rows
from support.walks import WALKS
from support.walks.description import Place
from support.world import World

ACTORS = ["owner", "admin", "workspace_admin", "member", "outside"]

OPERATIONS_WITH_IDS = [
    "get_organization_users",
    "get_organization_users_detailed",
    "patch_organization_users",
    "put_organization_users",
    "delete_organization_users_leave",
    "get_organization_workspaces_workspaceusers",
    "patch_organization_workspace_users",
    "put_organization_workspaces_assignments",
    "get_workspace_users",
    "get_workspace_workspace_users",
    "put_workspace_users",
    "put_workspace_workspace_users",
    "delete_workspace_user",
    "post_workspace_users_lost_password",
    "get_organization_groups",
    "post_organization_group",
    "put_organization_group",
    "patch_organization_group",
    "delete_organization_group",
    "post_organization_invitation",
    "put_invitation",
    "get_organization",
    "get_organization_roles",
    "post_organization_workspaces",
    "get_workspace",
    *sorted(operation for one in WALKS for operation in {*one.rules, *one.more_with_ids}),
]


@pytest.fixture(scope="module")
def rows(service: Service) -> Iterator[Rows]:
    with Rows(service.database_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def foreign(shared_world: World) -> dict[str, int]:
    """The stranger's ids."""
    return foreign_ids(shared_world)


def told(answer: Answer, ids: list[int]) -> tuple[int, str, dict[str, str]]:
    """All that the caller learns, with the ids that they named themselves struck out."""
    text = answer.text
    for number in ids:
        text = text.replace(str(number), "#")
    # An ETag is worked out of the request, too, with the ids in it.
    of_the_request = {"date", "x-request-id", "etag"}
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in of_the_request}
    return answer.status, text, headers


@pytest.mark.parametrize("operation", OPERATIONS_WITH_IDS)
@pytest.mark.parametrize("actor", ACTORS)
def test_a_foreign_id_in_the_path_is_as_good_as_an_unknown_one(
    shared_world: World, rows: Rows, foreign: dict[str, int], operation: str, actor: str
) -> None:
    request = walk.good(shared_world, operation)
    person = getattr(shared_world, actor)
    before = rows.of(shared_world)

    numbers = {part for part in request.path if part.endswith("_id")}
    for parts in [*({part} for part in numbers), numbers]:
        answers = [
            walk.send(
                shared_world,
                operation,
                replace(request, path=request.path | {part: ids[part] for part in parts}),
                as_=person,
            )
            for ids in (foreign, UNKNOWN)
        ]

        first, second = (told(answer, [foreign[p] for p in parts] + [UNKNOWN[p] for p in parts]) for answer in answers)
        assert first == second, parts
        assert first[0] in {400, 403, 404}, parts
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.operation}-{place.label}")
def test_a_foreign_id_beside_own_ones_is_as_good_as_an_unknown_one(
    shared_world: World, rows: Rows, foreign: dict[str, int], place: Place
) -> None:
    request = walk.good(shared_world, place.operation)
    ids = [foreign[place.kind], UNKNOWN[place.kind]]
    before = rows.of(shared_world)

    answers = [
        walk.send(shared_world, place.operation, place.put(request, number), as_=shared_world.owner) for number in ids
    ]

    first, second = (told(answer, ids) for answer in answers)
    assert first == second
    if place.label.startswith("?"):
        assert first[:2] == (200, "[]")
    else:
        assert first[0] == 400
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", ["get_organization_users", "get_organization_users_detailed"])
@pytest.mark.parametrize(("name", "own"), [("groups", "group_id"), ("workspaces", "workspace_id")])
def test_a_foreign_id_in_a_filter_takes_nothing_from_own_ones(
    shared_world: World, foreign: dict[str, int], operation: str, name: str, own: str
) -> None:
    request = walk.good(shared_world, operation)
    number = getattr(shared_world, own)

    alone, beside = (
        walk.send(shared_world, operation, replace(request, query={name: text}), as_=shared_world.owner)
        for text in (f"{number}", f"{number},{foreign[own]}")
    )

    assert alone.json()
    assert beside.json() == alone.json()


def test_a_workspace_admin_filters_by_a_foreign_workspace_as_by_an_unknown_one(
    shared_world: World, foreign: dict[str, int]
) -> None:
    request = walk.good(shared_world, "get_organization_users_detailed")
    ids = [foreign["workspace_id"], UNKNOWN["workspace_id"], shared_world.other_workspace_id]

    answers = [
        walk.send(
            shared_world,
            "get_organization_users_detailed",
            replace(request, query={"workspaces": str(number)}),
            as_=shared_world.workspace_admin,
        )
        for number in ids
    ]

    assert {told(answer, ids)[:2] for answer in answers} == {(400, '"user cannot access specified workspace id."')}


def test_lists_hold_nobody_of_other_organizations(shared_world: World) -> None:
    world = shared_world
    users = world.http.ok("GET", f"/organizations/{world.organization_id}/users?per_page=1000", as_=world.owner)
    seen = world.http.ok(
        "GET", f"/organizations/{world.foreign_organization_id}/users?per_page=1000", as_=world.stranger
    )

    assert {person["organization_id"] for person in users} == {world.organization_id}
    assert {person["organization_id"] for person in seen} == {world.foreign_organization_id}
    assert not {person["user_id"] for person in users} & {person["user_id"] for person in seen}


def numbers_in(value: object) -> set[int]:
    """Every whole number in a piece of JSON."""
    if isinstance(value, dict):
        return set().union(*map(numbers_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(numbers_in, value))
    return {value} if isinstance(value, int) else set()


def test_no_answer_names_anything_of_another_organization_that_somebody_is_in_too(world: World) -> None:
    person = walk.guest(world)
    world.http.ok("POST", f"/organizations/invitations/{person.code}/accept", as_=person)
    own = world.http.ok("GET", "/me/workspaces", as_=person)
    group = {"name": "Theirs", "users": [person.user_id]}
    elsewhere = next(one for one in own if one["organization_id"] != world.organization_id)
    path = f"/organizations/{elsewhere['organization_id']}"
    group_id = world.http.ok("POST", f"{path}/groups", group, as_=person)["group_id"]
    hidden = {elsewhere["id"], elsewhere["organization_id"], group_id} | {
        one["id"] for one in world.http.ok("GET", f"{path}/users", as_=person)
    }
    # What is the caller's own is theirs to see.
    reading = [
        operation
        for operation, (method, _) in walk.operations_of(world).items()
        if operation in RULES and (method == "GET" or operation in walk.READING)
    ]

    seen = {
        (operation, kind): numbers_in(answer.json())
        for operation in reading
        for kind in ACTORS
        if (answer := walk.send(world, operation, walk.good(world, operation), as_=getattr(world, kind))).status == 200
        and answer.text
    }

    assert len(seen) > 2 * len(reading)
    # The person is there, and seen.
    assert person.user_id in seen["get_organization_users", "owner"]
    assert {where: hidden & numbers for where, numbers in seen.items() if hidden & numbers} == {}


# Fields of bodies that hold numbers, but no ids of anything that an organization has.
NO_IDS = {
    *("role_id", "labour_cost", "working_hours_in_minutes", "rounding", "rounding_minutes", "initial_pricing_plan"),
    *("country_id", "beginning_of_week", "inc_tos_accepted_by", "version"),
}
# Bodies without any; and a list of people, of which those who are elsewhere are left out.
WITHOUT_IDS = {"post_signup", "post_preferences", "post_workspace_users_data"}
# What a list is of, or what a field means, hangs on the rest of the body; and an id beside a code, which has its test.
NAMED_OTHERWISE = {
    "patch_organization_group": {"value": {"add /users", "add /workspaces", "remove /users", "remove /workspaces"}},
    "put_organization_workspaces_assignments": {
        "user_id": {"add user_id", "remove user_id"},
        "group_id": {"add group_id", "remove group_id"},
    },
    "post_lost_password_confirm": {"user_id": set()},
}


def test_every_field_that_holds_ids_is_tried_with_a_foreign_one() -> None:
    holding = {
        operation: {
            name for name, kind in fields.items() if kind.removesuffix("*") in {"id", "object"} and name not in NO_IDS
        }
        for operation, fields in BODIES.items()
        if operation not in WITHOUT_IDS
    }
    tried = {operation: {place.label for place in PLACES if place.operation == operation} for operation in BODIES}

    missing = {
        operation: {
            name for name in names if not NAMED_OTHERWISE.get(operation, {}).get(name, {name}) <= tried[operation]
        }
        for operation, names in holding.items()
    }
    assert {operation: names for operation, names in missing.items() if names} == {}


def test_data_of_people_leaves_foreign_ones_out_as_unknown_ones(shared_world: World, foreign: dict[str, int]) -> None:
    request = walk.good(shared_world, "post_workspace_users_data")
    own = shared_world.member.user_id

    alone, beside_foreign, beside_unknown = (
        walk.send(shared_world, "post_workspace_users_data", replace(request, body=body), as_=shared_world.owner)
        for body in ([own], [own, foreign["user_id"]], [own, UNKNOWN["user_id"]])
    )

    assert alone.json()
    assert alone.json() == beside_foreign.json() == beside_unknown.json()


def test_every_filter_by_ids_is_tried_with_a_foreign_one(shared_world: World) -> None:
    document = shared_world.http.ok("GET", "//openapi.json")["paths"]
    by_ids = {"groups", "workspaces", "workspace", "workspace_id", "user_id", "users", "group_id", "entity_id"}
    filters = {
        (description["operationId"], f"?{parameter['name']}")
        for methods in document.values()
        for description in methods.values()
        for parameter in description.get("parameters", [])
        if parameter["in"] == "query" and parameter["name"] in by_ids
    }

    assert {(place.operation, place.label) for place in PLACES if place.label.startswith("?")} == filters


def test_every_operation_with_an_id_is_walked(shared_world: World) -> None:
    numbered = {
        operation
        for operation, (_, path) in walk.operations_of(shared_world).items()
        for _, part, _, _ in Formatter().parse(path)
        if part and part.endswith("_id")
    }

    assert numbered == set(OPERATIONS_WITH_IDS)
