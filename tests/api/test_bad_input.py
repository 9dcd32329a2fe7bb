"""What cannot be right is refused with the contract's text, whatever is wrong with it, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from string import Formatter
from typing import Any

import pytest

from support import walk
from support.bodies import (
    BODIES,
    BODY_OPTIONAL,
    IDS,
    LISTS,
    MEMBERSHIP,
    MISSING_BODIES,
    PUBLIC,
    caller,
    invalid_text,
    with_field,
)
from support.server import Service
from support.walk import Request, Rows
from support.walks import WALKS
from support.world import World

HUGE = 2**63
LONG = "n" * 10_000
LONG_EMAIL = "e" * 388 + "@example.com"
DEEP = 100_000

OF_THE_WRONG_TYPE: dict[str, list[Any]] = {
    "text": [5, 1.5, True, [], {}],
    "flag": ["true", "", 1, 0, [], {}],
    "id": ["5", "", 1.5, True, [], {}, HUGE, -HUGE - 1, 10**30],
    "number": ["5", "", True, [], {}],
    "object": ["text", 5, True],
}

NOT_JSON = [
    b"not json",
    b"{",
    b'{"a": }',
    b"[1, 2",
    b"{'a': 1}",
    b'{"a": 1} trailing',
    b'{"a": NaN}',
    b"\xff\xfe{}",
    b'{"\xff": 1}',
    b"[" * DEEP,
    b'{"a": ' + b"[" * DEEP,
    b'[{"a": ' + b'{"a": ' * DEEP,
]
OF_THE_WRONG_SHAPE = [b'"text"', b"5", b"1.5", b"true", b"null", b"[[]]", b"[5]", b"[null]"]

BAD_IDS = [
    "text",
    "0",
    "-1",
    "+1",
    "1.5",
    "1e3",
    "0x10",
    "1_000",
    " ",
    "null",
    "१",
    str(HUGE),
    str(10**30),
    "9" * 5_000,
]


@pytest.fixture(scope="module")
def rows(service: Service) -> Iterator[Rows]:
    with Rows(service.database_url) as opened:
        yield opened


def wrong_values(kind: str) -> list[Any]:
    if not kind.endswith("*"):
        return OF_THE_WRONG_TYPE[kind]
    one = OF_THE_WRONG_TYPE[kind.removesuffix("*")]
    return ["text", 5, True, {}, {"0": 1}, [None], [[1]], *([value] for value in one)]


def with_numbers(world: World) -> list[tuple[str, str]]:
    """Each operation with each part of its path that is a number."""
    return [
        (operation, part)
        for operation, (_, path) in walk.operations_of(world).items()
        for _, part, _, _ in Formatter().parse(path)
        if part and part.endswith("_id")
    ]


def test_a_path_id_that_is_no_positive_63_bit_number_is_refused_by_name(shared_world: World, rows: Rows) -> None:
    # These three list the text with a full stop.
    with_stop = {"get_organization_users", "get_organization_users_detailed", "put_organization_users"}
    found = with_numbers(shared_world)
    requests = {operation: walk.good(shared_world, operation) for operation, _ in found}
    before = rows.of(shared_world)

    answers = {
        (operation, part, bad): walk.send(
            shared_world,
            operation,
            replace(requests[operation], path=requests[operation].path | {part: bad}),
            as_=shared_world.owner,
        )
        for operation, part in found
        for bad in BAD_IDS
    }

    told = {place: (answer.status, answer.refusal) for place, answer in answers.items()}
    assert len(told) > 30 * len(BAD_IDS)
    assert told == {
        (operation, part, bad): (
            400,
            f"Missing or invalid {part}" + "." * (operation in with_stop and part == "organization_id"),
        )
        for operation, part, bad in told
    }
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("code", ["nonsense", "%FF%FE", "%00", "c" * 5_000, "%F0%9F%A6%86"])
def test_a_code_of_no_invitation_is_not_found(shared_world: World, rows: Rows, code: str) -> None:
    before = rows.of(shared_world)

    shown = shared_world.http("GET", f"/invitations/{code}")
    accepted, rejected = (
        shared_world.http("POST", f"/organizations/invitations/{code}/{verb}", as_=shared_world.owner)
        for verb in ("accept", "reject")
    )

    assert (shown.status, shown.refusal) == (404, "Invitation not found")
    assert (accepted.status, accepted.refusal) == (404, "Invalid invitation code")
    assert (rejected.status, rejected.refusal) == (404, "Invalid invitation code")
    assert rows.of(shared_world) == before


# Queries ---------------------------------------------------------------------------------------------------------

STATUS = "active_status parameter can contain only 'active', 'inactive' or 'invited'."
ADMINS = "only_admins parameter can contain only 'true' or 'false'."
ORDER = "sort_dir parameter can contain only 'asc' or 'desc'."


def invalid(name: str) -> str:
    return f"Invalid value sent for '{name}'."


def above_zero(name: str) -> str:
    return f"{name} parameter must contain values > 0."


PAGES = [
    *((name, bad, invalid(name)) for name in ("page", "per_page") for bad in ("text", "", "1.5", "1e3", "0x1", "१")),
    *((name, bad, above_zero(name)) for name in ("page", "per_page") for bad in ("0", "-1", "-0", "-" + "9" * 30)),
]
FILTERS = [
    *(("active_status", bad, STATUS) for bad in ("text", "active,text", "active,,invited", "ACTIVE;", "true")),
    *(("only_admins", bad, ADMINS) for bad in ("text", "1", "yes", "")),
    *(("sort_dir", bad, ORDER) for bad in ("text", "up", "")),
    *(
        (name, bad, invalid(name))
        for name in ("groups", "workspaces")
        for bad in ("text", "0", "-1", "1.5", "1,,2", ",", "1,text", str(HUGE), str(10**30), "9" * 5_000)
    ),
]


@pytest.mark.parametrize("operation", ["get_organization_users", "get_organization_users_detailed"])
@pytest.mark.parametrize(("name", "bad", "text"), [*PAGES, *FILTERS])
def test_a_bad_filter_of_people_is_refused_by_name(
    shared_world: World, operation: str, name: str, bad: str, text: str
) -> None:
    request = replace(walk.good(shared_world, operation), query={name: bad})

    answer = walk.send(shared_world, operation, request, as_=shared_world.owner)

    assert (answer.status, answer.refusal) == (400, text)


@pytest.mark.parametrize(("name", "bad", "text"), PAGES)
def test_a_bad_page_of_workspace_users_is_refused_by_name(shared_world: World, name: str, bad: str, text: str) -> None:
    operation = "get_organization_workspaces_workspaceusers"
    request = replace(walk.good(shared_world, operation), query={name: bad})

    answer = walk.send(shared_world, operation, request, as_=shared_world.owner)

    assert (answer.status, answer.refusal) == (400, text)


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("get_organization_workspaces_workspaceusers", "custom_rates"),
        ("get_organization_workspaces_workspaceusers", "active"),
        ("get_me", "with_related_data"),
        ("get_workspaces", "since"),
    ],
)
@pytest.mark.parametrize("bad", ["text", "-1", "1.5", str(10**30)])
def test_another_bad_parameter_is_refused(shared_world: World, operation: str, name: str, bad: str) -> None:
    request = replace(walk.good(shared_world, operation), query={name: bad})

    answer = walk.send(shared_world, operation, request, as_=shared_world.owner)

    assert answer.status == 400
    assert isinstance(answer.json(), str)


@pytest.mark.parametrize("bad", ["text", "0", "-1", "1.5", str(HUGE)])
def test_groups_of_a_workspace_that_is_no_number_are_refused(shared_world: World, bad: str) -> None:
    request = replace(walk.good(shared_world, "get_organization_groups"), query={"workspace": bad})

    answer = walk.send(shared_world, "get_organization_groups", request, as_=shared_world.owner)

    assert (answer.status, answer.refusal) == (400, f"Invalid number {bad}")


# Bodies as a whole -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", sorted(BODIES))
def test_a_body_that_is_not_json_or_of_the_wrong_shape_is_refused(
    shared_world: World, rows: Rows, operation: str
) -> None:
    good = walk.good(shared_world, operation)
    request = replace(good, body=None)
    bodies = [*NOT_JSON, *OF_THE_WRONG_SHAPE, b"{}" if operation == "patch_organization_group" else b""]
    if operation not in LISTS:
        bodies += [b"[]", b"[{}]"]
    if operation == "put_organization_workspaces_assignments" or operation in BODY_OPTIONAL:
        bodies.remove(b"")
    if operation in MISSING_BODIES:
        bodies.remove(b"")
    if operation in IDS:
        # Nothing is wrong with the shape of these.
        bodies = [body for body in bodies if body not in {b"[]", b"[5]"}]
    before = rows.of(shared_world)

    told = {
        body[:40]: walk.send(shared_world, operation, request, as_=caller(shared_world, operation), raw=body)
        for body in bodies
    }

    expected = (400, invalid_text(operation))
    assert {body: (answer.status, answer.refusal) for body, answer in told.items()} == dict.fromkeys(told, expected)
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", sorted(BODY_OPTIONAL))
def test_a_body_that_is_not_needed_may_be_missing_or_empty(shared_world: World, operation: str) -> None:
    request = replace(walk.good(shared_world, operation), body=None)

    answers = [
        walk.send(shared_world, operation, request, as_=shared_world.owner, raw=body) for body in (None, b"", b"{}")
    ]

    assert [answer.status for answer in answers] == [200, 200, 200]


@pytest.mark.parametrize("operation", sorted(MISSING_BODIES))
def test_a_missing_body_is_refused_in_the_operations_own_words(shared_world: World, rows: Rows, operation: str) -> None:
    request = replace(walk.good(shared_world, operation), body=None)
    before = rows.of(shared_world)

    answers = [walk.send(shared_world, operation, request, as_=shared_world.owner, raw=body) for body in (None, b"")]

    assert [(answer.status, answer.refusal) for answer in answers] == [(400, MISSING_BODIES[operation])] * 2
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", sorted(BODIES.keys() - PUBLIC - IDS))
def test_an_unknown_field_is_ignored(shared_world: World, operation: str) -> None:
    request = walk.good(shared_world, operation)
    body = with_field(operation, request.body, "surprise", [1, {"of": [None, "any", 1e300]}])

    answer = walk.send(shared_world, operation, replace(request, body=body), as_=shared_world.owner)

    assert answer.status == walk.success(operation), answer.text


# Bodies, field by field ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", sorted(BODIES))
def test_a_field_of_the_wrong_type_is_refused_as_the_wrong_shape(
    shared_world: World, rows: Rows, operation: str
) -> None:
    request = walk.good(shared_world, operation)
    wrong = [(name, value) for name, kind in BODIES[operation].items() for value in wrong_values(kind)]
    if "workspaces" in BODIES[operation] and BODIES[operation]["workspaces"] == "object*":
        own = {"workspace_id": shared_world.workspace_id}
        wrong += [
            ("workspaces", [own, own | {name: value}])
            for name, kind in MEMBERSHIP.items()
            for value in wrong_values(kind)
        ]
        wrong += [("workspaces", [{}]), ("workspaces", [{"workspace_id": None}])]
    before = rows.of(shared_world)

    told = {
        f"{name}={value}": walk.send(
            shared_world,
            operation,
            replace(request, body=with_field(operation, request.body, name, value)),
            as_=caller(shared_world, operation),
        )
        for name, value in wrong
    }

    expected = (400, invalid_text(operation))
    assert {what: (answer.status, answer.refusal) for what, answer in told.items()} == dict.fromkeys(told, expected)
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", sorted(BODIES))
@pytest.mark.parametrize("text", [rb'"a\u0000b"', rb'"\ud800"', rb'"\udc00\ud800"', b'"a\xffb"', b'"a\nb"'], ids=ascii)
def test_text_that_is_no_text_is_refused(shared_world: World, rows: Rows, operation: str, text: bytes) -> None:
    request = walk.good(shared_world, operation)
    texts = [name for name, kind in BODIES[operation].items() if kind in {"text", "text*"}]
    # It holds names of fields, and those that are unknown are ignored.
    fields = [name for name in texts if name != "postedFields"]
    bodies = []
    for name in fields:
        value = ["@@"] if BODIES[operation][name] == "text*" else "@@"
        body = json.dumps(with_field(operation, request.body, name, value)).encode()
        bodies.append(body.replace(b'"@@"', text))
    before = rows.of(shared_world)

    answers = [
        walk.send(shared_world, operation, replace(request, body=None), as_=caller(shared_world, operation), raw=body)
        for body in bodies
    ]

    assert {(answer.status, answer.refusal) for answer in answers} <= {(400, invalid_text(operation))}
    assert rows.of(shared_world) == before


def together(operation: str) -> list[list[str]]:
    """The operation's fields, each by itself; but an organization has room for a few new workspaces only."""
    fields = list(BODIES[operation])
    if operation == "post_organization_workspaces":
        return [["name"], ["admins"], fields[2:]]
    # An organization has room for one transfer: what names nobody asks for none.
    if operation == "post_ownership_transfer":
        return [fields]
    return [[name] for name in fields]


def without(body: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


@pytest.mark.parametrize("operation", sorted(BODIES.keys() - PUBLIC - IDS))
def test_null_is_as_good_as_absent(shared_world: World, operation: str) -> None:
    for names in together(operation):
        absent, null = walk.good(shared_world, operation), walk.good(shared_world, operation)
        nulls = dict.fromkeys(names)
        if operation in LISTS:
            absent = replace(absent, body=[without(one, names) for one in absent.body])
            null = replace(null, body=[one | nulls for one in null.body])
        else:
            absent = replace(absent, body=without(absent.body, names))
            null = replace(null, body=null.body | nulls)

        first, second = (
            walk.send(shared_world, operation, request, as_=shared_world.owner) for request in (absent, null)
        )

        assert first.status == second.status, names
        assert first.status == walk.success(operation) or first.text == second.text, names


def test_every_operation_with_a_body_is_walked(shared_world: World) -> None:
    paths = shared_world.http.ok("GET", "//openapi.json")["paths"]
    published = {
        description["operationId"]
        for methods in paths.values()
        for description in methods.values()
        # A picture is no JSON.
        if "application/json" in description.get("requestBody", {}).get("content", {})
    }

    assert published == set(BODIES)


def test_every_published_field_is_walked(shared_world: World) -> None:
    document = shared_world.http.ok("GET", "//openapi.json")
    published: dict[str, set[str]] = {}
    for methods in document["paths"].values():
        for description in methods.values():
            if "application/json" in description.get("requestBody", {}).get("content", {}):
                schema = description["requestBody"]["content"]["application/json"]["schema"]
                if description["operationId"] in IDS:
                    continue
                (name,) = {
                    part["$ref"].rpartition("/")[2]
                    for part in (schema, schema.get("items", {}), *schema.get("oneOf", []))
                    if "$ref" in part
                }
                published[description["operationId"]] = set(document["components"]["schemas"][name]["properties"])

    assert published == {operation: set(fields) for operation, fields in BODIES.items() if operation not in IDS}


# What has a text of its own --------------------------------------------------------------------------------------

# Operation, the fields that replace those of a good body (or the whole list), and what is said.
AT_LEAST_ONE_ORGANIZATION_USER = "At least one organization user ID must be supplied."
AT_LEAST_ONE_WORKSPACE_USER = "At least one workspace user ID must be supplied."
NOT_HERE = "The following organization user IDs do not belong to this organization: '{}'."
UNSUPPORTED = "Unsupported operation (invalid 'op' or 'path', or unsupported combination)"
NO_VALUE = "Value not present, or too many per patch operation (empty 'value' array or more than 100 values)"
OPERATION = "Field operation can contain only 'add' or 'remove'."
BOTH = "Cannot use both admin flags and role_id."
BLANK_WORKSPACE = "workspace name must contain non-space characters"
LONG_WORKSPACE = "workspace name must not be longer than 140"

ADD_USER: dict[str, Any] = {"op": "add", "path": "/users", "value": [1]}

REFUSALS: list[tuple[str, Any, str]] = [
    ("patch_organization_users", {"delete": None}, AT_LEAST_ONE_ORGANIZATION_USER),
    ("patch_organization_users", {"delete": []}, AT_LEAST_ONE_ORGANIZATION_USER),
    ("patch_organization_users", {"delete": [5, 5]}, "Organization user IDs must be unique."),
    ("patch_organization_users", {"delete": [0]}, NOT_HERE.format(0)),
    ("patch_organization_users", {"delete": [-1, HUGE - 1, 1]}, NOT_HERE.format(f"-1,{HUGE - 1},1")),
    ("patch_organization_workspace_users", {"delete": None}, AT_LEAST_ONE_WORKSPACE_USER),
    ("patch_organization_workspace_users", {"delete": []}, AT_LEAST_ONE_WORKSPACE_USER),
    ("patch_organization_workspace_users", {"delete": [5, 5]}, "Workspace user IDs must be unique"),
    ("patch_organization_workspace_users", {"delete": [0]}, "Wrong workspace user IDs: 0"),
    ("patch_organization_workspace_users", {"delete": [-1, 2]}, "Wrong workspace user IDs: -1,2"),
    ("put_organization_users", {"name": ""}, "Field 'name' cannot be empty."),
    ("put_organization_users", {"name": " \t "}, "Field 'name' cannot be empty."),
    ("put_organization_users", {"email": ""}, "Missing e-mail."),
    ("put_organization_users", {"email": "nonsense"}, "Invalid e-mail: 'nonsense'"),
    ("put_organization_users", {"email": "a@b@example.com"}, "Invalid e-mail: 'a@b@example.com'"),
    ("put_organization_users", {"email": LONG_EMAIL}, f"Invalid e-mail: '{LONG_EMAIL}'"),
    ("put_organization_users", {"role_id": 0}, "Invalid role_id."),
    ("put_organization_users", {"role_id": -1}, "Invalid role_id."),
    ("put_organization_users", {"role_id": 1234}, "Invalid role ID: 1234."),
    ("put_organization_users", {"role_id": 4}, "Invalid organization role."),
    ("put_organization_users", {"role_id": 2, "organization_admin": True}, BOTH),
    ("put_organization_users", {"groups": [0]}, "Group '0' is not in Organization '{organization}'."),
    ("put_organization_users", {"groups": [-1]}, "Group '-1' is not in Organization '{organization}'."),
    (
        "put_organization_users",
        {"workspaces": [{"workspace_id": 0}]},
        "Workspace '0' is not in Organization '{organization}'.",
    ),
    (
        "put_organization_users",
        {"workspaces": [{"workspace_id": "{workspace}", "role_id": 1}]},
        "Invalid workspace role with ID: 1.",
    ),
    ("put_organization_users", {"workspaces": [{"workspace_id": "{workspace}", "role_id": 4, "admin": True}]}, BOTH),
    *(
        refusal
        for operation in ("put_workspace_users", "put_workspace_workspace_users")
        for refusal in (
            (operation, {"working_hours_in_minutes": 0}, "Working hours must be positive or null"),
            (operation, {"working_hours_in_minutes": -1}, "Working hours must be positive or null"),
            (operation, {"role_id": 0}, "Invalid role_id."),
            (operation, {"role_id": -1}, "Invalid role_id."),
            (operation, {"role_id": 1}, "Invalid role_id."),
            (operation, {"role_id": HUGE - 1}, "Invalid role_id."),
            (operation, {"role_id": 4, "admin": True}, BOTH),
            (operation, {"role_id": 4, "role": "admin"}, BOTH),
            (operation, {"rate": -1}, "Bad Request"),
            (operation, {"rate": 1e300}, "Bad Request"),
            (operation, {"rate": HUGE}, "Bad Request"),
            (operation, {"labor_cost": -0.01}, "Bad Request"),
            (operation, {"labour_cost": -1}, "Bad Request"),
            (operation, {"labour_cost": HUGE - 1}, "Bad Request"),
        )
    ),
    ("put_organization_workspaces_assignments", [], "Nothing to change."),
    ("put_organization_workspaces_assignments", {}, OPERATION),
    ("put_organization_workspaces_assignments", [{}], OPERATION),
    ("put_organization_workspaces_assignments", {"operation": "", "user_id": 1}, OPERATION),
    ("put_organization_workspaces_assignments", {"operation": "ADD", "user_id": 1}, OPERATION),
    ("put_organization_workspaces_assignments", {"operation": LONG, "user_id": 1}, OPERATION),
    ("put_organization_workspaces_assignments", {"operation": "add"}, "One of user_id or group_id is required."),
    (
        "put_organization_workspaces_assignments",
        {"operation": "add", "user_id": 1, "group_id": 1},
        "Cannot send user_id and group_id in the same element.",
    ),
    ("put_organization_workspaces_assignments", {"operation": "add", "user_id": 0}, "Invalid user_id."),
    ("put_organization_workspaces_assignments", {"operation": "remove", "user_id": -1}, "Invalid user_id."),
    ("put_organization_workspaces_assignments", {"operation": "add", "group_id": 0}, "Invalid group_id."),
    ("put_organization_workspaces_assignments", {"operation": "remove", "group_id": -1}, "Invalid group_id."),
    *(
        refusal
        for operation in ("post_organization_group", "put_organization_group")
        for refusal in (
            (operation, {"name": ""}, "Group name must be present"),
            (operation, {"name": " \t "}, "Group name must be present"),
            (operation, {"name": None, "users": None, "workspaces": None}, "Group name must be present"),
            (operation, {"name": "n" * 201}, "Group name too long, maximum length is 200"),
            (operation, {"name": LONG}, "Group name too long, maximum length is 200"),
            (operation, {"name": "cReW"}, "Name has already been taken"),
            (operation, {"users": [0]}, "User 0 not exists in the organization {organization}"),
            (operation, {"users": [-1]}, "User -1 not exists in the organization {organization}"),
            (operation, {"workspaces": [0]}, "Workspace 0 not exists in the organization {organization}"),
            (operation, {"workspaces": [-1]}, "Workspace -1 not exists in the organization {organization}"),
        )
    ),
    ("patch_organization_group", [{}], UNSUPPORTED),
    ("patch_organization_group", [ADD_USER | {"op": ""}], UNSUPPORTED),
    ("patch_organization_group", [ADD_USER | {"op": "replace"}], UNSUPPORTED),
    ("patch_organization_group", [ADD_USER | {"path": "users"}], UNSUPPORTED),
    ("patch_organization_group", [ADD_USER | {"path": LONG}], UNSUPPORTED),
    ("patch_organization_group", [ADD_USER | {"value": None}], NO_VALUE),
    ("patch_organization_group", [ADD_USER | {"value": []}], NO_VALUE),
    ("patch_organization_group", [ADD_USER | {"value": list(range(1, 102))}], NO_VALUE),
    ("patch_organization_group", [ADD_USER] * 101, "Too many operations (more than 100 patches in request)"),
    (
        "patch_organization_group",
        [ADD_USER | {"value": [0]}],
        "User 0 not exists in the organization {organization}",
    ),
    (
        "patch_organization_group",
        [ADD_USER | {"path": "/workspaces", "value": [-1]}],
        "Workspace -1 not exists in the organization {organization}",
    ),
    ("post_organization_invitation", {"emails": None}, "at least one email is required"),
    ("post_organization_invitation", {"emails": []}, "at least one email is required"),
    ("post_organization_invitation", {"emails": [""]}, "Missing e-mail"),
    ("post_organization_invitation", {"emails": ["nonsense"]}, "Invalid e-mail: 'nonsense'"),
    ("post_organization_invitation", {"emails": [LONG_EMAIL]}, f"Invalid e-mail: '{LONG_EMAIL}'"),
    (
        "post_organization_invitation",
        {"emails": [f"n{number}@example.com" for number in range(101)]},
        "at most 100 emails per invitation",
    ),
    ("post_organization_invitation", {"workspaces": None}, "at least one workspace is required"),
    ("post_organization_invitation", {"workspaces": []}, "at least one workspace is required"),
    ("post_organization_invitation", {"workspaces": [{"workspace_id": 0}]}, "invalid workspace ID"),
    ("post_organization_invitation", {"workspaces": [{"workspace_id": -1}]}, "invalid workspace ID"),
    (
        "post_organization_invitation",
        {"emails": ["{inactive}"]},
        "User with e-mail '{inactive}' is already an inactive member of the organization",
    ),
    ("post_organization", {"name": None}, "Field 'name' cannot be empty."),
    ("post_organization", {"name": ""}, "Field 'name' cannot be empty."),
    ("post_organization", {"name": "  "}, "Field 'name' cannot be empty."),
    ("post_organization", {"name": "n" * 141}, "organization name too long, maximum length is 140"),
    ("post_organization", {"name": LONG}, "organization name too long, maximum length is 140"),
    ("post_organization", {"workspace_name": None}, "workspace name must be provided"),
    ("post_organization", {"workspace_name": "  "}, BLANK_WORKSPACE),
    ("post_organization", {"workspace_name": LONG}, LONG_WORKSPACE),
    ("post_organization_workspaces", {"name": None}, "workspace name must not be nil"),
    ("post_organization_workspaces", {"name": ""}, BLANK_WORKSPACE),
    ("post_organization_workspaces", {"name": "  "}, BLANK_WORKSPACE),
    ("post_organization_workspaces", {"name": "n" * 141}, LONG_WORKSPACE),
    ("post_organization_workspaces", {"name": LONG}, LONG_WORKSPACE),
    ("post_organization_workspaces", {"name": "oThEr"}, "another workspace with same name exists in organization"),
    ("post_organization_workspaces", {"admins": [0]}, "User with id 0 does not exist."),
    ("post_organization_workspaces", {"admins": [-1]}, "User with id -1 does not exist."),
    ("post_signup", {"email": None}, "email is required"),
    ("post_signup", {"email": ""}, "email is required"),
    ("post_signup", {"email": "nonsense"}, "Invalid e-mail"),
    ("post_signup", {"email": LONG_EMAIL}, "Invalid e-mail"),
    ("post_signup", {"email": "{inactive}"}, "user with this email already exists"),
    ("post_signup", {"password": None}, "password is missing"),
    ("post_signup", {"password": ""}, "password is missing"),
    ("post_signup", {"password": "seven77"}, "password should be at least 8 characters"),
    ("post_signup", {"timezone": "Moon/Tranquility"}, "invalid timezone value"),
    ("post_signup", {"timezone": LONG}, "invalid timezone value"),
    ("post_signup", {"country_id": 0}, "Invalid country ID"),
    ("post_signup", {"country_id": -1}, "Invalid country ID"),
    ("post_signup", {"workspace": {"name": "  "}}, BLANK_WORKSPACE),
    ("post_signup", {"workspace": {"name": ""}}, BLANK_WORKSPACE),
    ("post_signup", {"invitation_code": "nonsense"}, "Invalid invitation code"),
    ("post_signup", {"invitation_code": LONG}, "Invalid invitation code"),
    ("post_lost_password_confirm", {"password": None}, "Password should be at least 8 characters"),
    ("post_lost_password_confirm", {"password": "seven77"}, "Password should be at least 8 characters"),
    *(refusal for one in WALKS for refusal in one.refusals),
]
# Refused too, but the contract has no words for it.
REFUSALS_IN_OWN_WORDS: list[tuple[str, Any]] = [
    ("put_organization_users", {"name": LONG}),
    ("put_workspace_users", {"role": "nonsense"}),
    ("put_workspace_users", {"rate_change_mode": "nonsense"}),
    ("put_workspace_users", {"labor_cost": 2, "labour_cost": 100}),
    ("put_workspace_users", {"working_hours_in_minutes": HUGE - 1}),
    ("post_organization_invitation", {"groups": [0]}),
    ("post_organization_workspaces", {"default_currency": ""}),
    ("post_organization_workspaces", {"default_currency": "DUCATS"}),
    ("post_organization_workspaces", {"default_hourly_rate": -1}),
    ("post_organization_workspaces", {"default_hourly_rate": 1e300}),
    ("post_organization_workspaces", {"rounding": 2}),
    ("post_organization_workspaces", {"rounding_minutes": -1}),
    ("post_signup", {"password": "p" * 1_025}),
    ("post_signup", {"full_name": LONG}),
    ("post_lost_password_confirm", {"code": None}),
    ("post_lost_password_confirm", {"code": ""}),
    ("post_lost_password_confirm", {"code": LONG}),
    *(refusal for one in WALKS for refusal in one.refusals_in_own_words),
]


def in_world(world: World, value: Any) -> Any:
    """The value with the world's own ids and addresses in it."""
    if isinstance(value, dict):
        return {name: in_world(world, one) for name, one in value.items()}
    if isinstance(value, list):
        return [in_world(world, one) for one in value]
    if value == "{workspace}":
        return world.workspace_id
    if isinstance(value, str):
        return value.replace("{organization}", str(world.organization_id)).replace("{inactive}", world.inactive.email)
    return value


def refused(world: World, operation: str, changes: Any) -> Request:
    request = walk.good(world, operation)
    changes = in_world(world, changes)
    body = changes if operation in LISTS | IDS else request.body | changes
    return replace(request, body=body)


@pytest.mark.parametrize("operation", sorted({operation for operation, _, _ in REFUSALS}))
def test_what_the_contract_has_words_for_is_refused_in_them(shared_world: World, rows: Rows, operation: str) -> None:
    cases = [(changes, text) for name, changes, text in REFUSALS if name == operation]
    requests = [(refused(shared_world, operation, changes), in_world(shared_world, text)) for changes, text in cases]
    before = rows.of(shared_world)

    told = [walk.send(shared_world, operation, request, as_=caller(shared_world, operation)) for request, _ in requests]

    assert [(answer.status, answer.refusal) for answer in told] == [(400, text) for _, text in requests]
    assert rows.of(shared_world) == before


@pytest.mark.parametrize("operation", sorted({operation for operation, _ in REFUSALS_IN_OWN_WORDS}))
def test_what_the_contract_has_no_words_for_is_refused_in_one_text(
    shared_world: World, rows: Rows, operation: str
) -> None:
    requests = [
        refused(shared_world, operation, changes) for name, changes in REFUSALS_IN_OWN_WORDS if name == operation
    ]
    before = rows.of(shared_world)

    told = [walk.send(shared_world, operation, request, as_=caller(shared_world, operation)) for request in requests]

    assert [(answer.status, isinstance(answer.refusal, str)) for answer in told] == [(400, True)] * len(requests)
    assert rows.of(shared_world) == before


def test_an_empty_change_of_a_person_is_refused(shared_world: World, rows: Rows) -> None:
    request = walk.good(shared_world, "put_organization_users")
    before = rows.of(shared_world)

    told = [
        walk.send(shared_world, "put_organization_users", replace(request, body=body), as_=shared_world.owner)
        for body in ({}, dict.fromkeys(BODIES["put_organization_users"]), {"surprise": 1})
    ]

    assert {(answer.status, answer.refusal) for answer in told} == {(400, "At least one field is required.")}
    assert rows.of(shared_world) == before
