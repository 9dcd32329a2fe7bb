"""The document of the API, the client and the handlers say what the published contract says of all that is built."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from litestar import Response
from litestar.handlers import HTTPRouteHandler

import rollbook.api
import toggl
from support import walk
from support.http import Answer
from support.server import Service
from support.walk import Request
from support.world import World, build
from toggl import models

DATA = Path(__file__).parent / "data"
OPERATIONS = {
    f"{operation['method']} {operation['path']}": operation
    for operation in json.loads((DATA / "operations.json").read_text())["operations"]
}
CLASSES: dict[str, dict[str, Any]] = json.loads((DATA / "client_methods.json").read_text())["classes"]
MODELS = json.loads((DATA / "models.json").read_text())
CURRENT: dict[str, dict[str, str]] = {name: model["fields"] for name, model in MODELS["current_and_2024"].items()}
OF_2024: dict[str, dict[str, str]] = MODELS["python_client_2024"]

# The client of 2024 had no method for these; the name is ours.
OWN_NAMES = {
    "GET /audit_logs/{organization_id}/{from}/{to}": "get_audit_logs",
    "GET /me/id": "get_me_id",
    "GET /me/quota": "get_me_quota",
    "GET /organizations/{organization_id}/roles": "get_organization_roles",
    "GET /organizations/{organization_id}/usage": "get_organization_usage",
    "POST /workspaces/{workspace_id}/rates": "post_workspace_rates",
    "GET /workspaces/{workspace_id}/rates/{level}/{level_id}": "get_workspace_rates",
    "POST /workspaces/{workspace_id}/users/data": "post_workspace_users_data",
}
# Operations that the contract asks for without naming them.
OURS = {
    "GET /me/sessions": "get_me_sessions",
    "DELETE /me/sessions/{session_id}": "delete_me_session",
    "PUT /organizations/{organization_id}/paying_user": "put_organization_paying_user",
}
# A second name that another class of the client has for an operation.
SECOND_NAMES = {"get_workspaces_0": "get_workspaces"}
# Spellings that are accepted beside the contract's.
MORE_PARAMETERS = {"get_workspace_workspace_users": {("include_indirect", "query")}}
# The contract gives these no body, but their twins by another number have one.
MORE_BODIES = {"put_workspace_users"}
# What the short list leaves to the detailed one.
DETAILS_OF_A_WORKSPACE = {
    "cost",
    "default_currency",
    "groups",
    "rate",
    "view_edit_billable_rates",
    "view_edit_labor_costs",
    "working_hours",
}


def method_names(operation: str) -> set[str]:
    """What the client of 2024 calls an operation."""
    names = {
        SECOND_NAMES.get(name, name)
        for methods in CLASSES.values()
        for name, method in methods.items()
        if method["operation"] == operation
    }
    return names or {(OWN_NAMES | OURS)[operation]}


@pytest.fixture(scope="module")
def document(service: Service) -> dict[str, Any]:
    answer: dict[str, Any] = service.http.ok("GET", "//openapi.json")
    return answer


@pytest.fixture(scope="module")
def published(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the document says of each operation, by method and path below the API's."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v9')}": description
        for path, methods in document["paths"].items()
        for method, description in methods.items()
    }


def properties(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The fields of an object's schema; of its elements' where it is an array; none where it is neither."""
    for part in (schema, schema.get("items", {}), *schema.get("oneOf", []), *schema.get("anyOf", [])):
        if "$ref" in part:
            found = document["components"]["schemas"][part["$ref"].rpartition("/")[2]]
            fields: dict[str, Any] = found["properties"]
            return fields
    return {}


def handlers() -> dict[str, HTTPRouteHandler]:
    """The published handlers of the API's modules, by the name of their function."""
    modules = [
        importlib.import_module(f"rollbook.api.{module.name}") for module in pkgutil.iter_modules(rollbook.api.__path__)
    ]
    lists = [getattr(module, name, []) for module in modules for name in ("HANDLERS", "PUBLIC_HANDLERS")]
    return {
        handler.fn.__name__: handler
        for handlers_of_module in lists
        for handler in handlers_of_module
        if isinstance(handler, HTTPRouteHandler) and handler.include_in_schema is not False
    }


# The document -----------------------------------------------------------------------------------------------------


def test_every_published_operation_is_the_contracts(published: dict[str, dict[str, Any]]) -> None:
    assert set(published) <= set(OPERATIONS) | set(OURS)


def test_the_fourteen_operations_on_users_are_built(published: dict[str, dict[str, Any]]) -> None:
    named = {name: method["operation"] for name, method in CLASSES["UsersApi"].items()}
    built = {description["operationId"]: operation for operation, description in published.items()}

    assert len(named) == 14
    assert {name: built.get(name) for name in named} == named


def test_operations_are_called_what_the_client_calls_them(published: dict[str, dict[str, Any]]) -> None:
    called = {operation: {description["operationId"]} for operation, description in published.items()}

    assert called == {operation: method_names(operation) for operation in published}


def test_parameters_have_the_contracts_names_and_places(published: dict[str, dict[str, Any]]) -> None:
    # What the contract calls form fields of a GET is taken from the query, too.
    places = {"formData": "query"}
    expected = {
        operation: {
            (parameter["name"], places.get(parameter["in"], parameter["in"]))
            for parameter in OPERATIONS[operation].get("parameters", [])
            if parameter["in"] != "body"
        }
        | MORE_PARAMETERS.get(description["operationId"], set())
        for operation, description in published.items()
        if operation not in OURS
    }

    found = {
        operation: {(parameter["name"], parameter["in"]) for parameter in description.get("parameters", [])}
        for operation, description in published.items()
        if operation not in OURS
    }

    assert found == expected


def test_operations_take_a_body_where_the_contract_has_one(published: dict[str, dict[str, Any]]) -> None:
    expected = {
        operation
        for operation, description in published.items()
        if (operation in OURS and operation.startswith("PUT"))
        or any(parameter["in"] == "body" for parameter in OPERATIONS.get(operation, {}).get("parameters", []))
        or description["operationId"] in MORE_BODIES
    }

    assert {operation for operation, description in published.items() if "requestBody" in description} == expected


def test_operations_produce_the_contracts_media_type(published: dict[str, dict[str, Any]]) -> None:
    produced = {
        operation: {media for response in description["responses"].values() for media in response.get("content", {})}
        for operation, description in published.items()
    }

    assert produced == {
        operation: {OPERATIONS.get(operation, {"produces": "application/json"})["produces"]} for operation in published
    }


def test_refusals_are_published_as_one_text(published: dict[str, dict[str, Any]]) -> None:
    schemas = {
        (operation, status): [content["schema"] for content in response["content"].values()]
        for operation, description in published.items()
        for status, response in description["responses"].items()
        if status != "200"
    }

    assert all(schema == [{"type": "string"}] for schema in schemas.values()), schemas


def test_lists_with_pages_publish_their_headers(published: dict[str, dict[str, Any]]) -> None:
    expected = {
        operation: set(headers)
        for operation, description in OPERATIONS.items()
        if (headers := description["responses"].get("200", {}).get("headers")) and operation in published
    }

    found = {operation: set(published[operation]["responses"]["200"]["headers"]) for operation in expected}

    assert expected
    assert found == expected


def test_every_documented_field_of_an_answer_is_published(
    document: dict[str, Any], published: dict[str, dict[str, Any]]
) -> None:
    missing = {}
    compared = 0
    for operation, description in published.items():
        model = OPERATIONS[operation]["responses"]["200"]["body"]
        for content in description["responses"]["200"].get("content", {}).values():
            gaps = list(_gaps(document, content["schema"], model, set()))
            compared += model.strip("[]") in CURRENT
            if description["operationId"] == "get_organization_users":
                gaps = [gap for gap in gaps if gap not in {f"workspaces.{name}" for name in DETAILS_OF_A_WORKSPACE}]
            if gaps:
                missing[operation] = gaps

    assert compared > 15
    assert missing == {}


def _gaps(document: dict[str, Any], schema: dict[str, Any], model: str, above: set[str]) -> Any:
    """The documented fields that a schema lacks, as dotted names."""
    documented = CURRENT.get(model.strip("[]"), {})
    fields = properties(document, schema)
    if model in above:
        return
    for name, kind in documented.items():
        if name not in fields:
            yield name
        elif properties(document, fields[name]):
            yield from (f"{name}.{gap}" for gap in _gaps(document, fields[name], kind, above | {model}))


ANSWERS_OF_2024 = {
    "get_organization_users": "ModelsOrgUser",
    "get_organization_users_detailed": "ModelsOrgUserDetailed",
    "get_organization_workspaces_workspaceusers": "ModelsOrganizationWorkspaceUser",
    "get_workspace_users": "ModelsSimpleWorkspaceUser",
    "get_workspace_workspace_users": "ModelsWorkspaceUser",
    "post_workspace_users_lost_password": "UsersLostPasswordURL",
}


@pytest.mark.parametrize("name", sorted(ANSWERS_OF_2024))
def test_answers_on_users_still_have_the_fields_of_2024(
    document: dict[str, Any], published: dict[str, dict[str, Any]], name: str
) -> None:
    description = published[CLASSES["UsersApi"][name]["operation"]]
    fields = properties(document, description["responses"]["200"]["content"]["application/json"]["schema"])

    assert set(OF_2024[ANSWERS_OF_2024[name]]) <= set(fields)
    memberships = {"get_organization_users": "ModelsOrgUserWorkspace"} | {
        "get_organization_users_detailed": "ModelsOrgUserWorkspaceDetails"
    }
    if name in memberships:
        assert set(OF_2024[memberships[name]]) <= set(properties(document, fields["workspaces"]))
        assert set(OF_2024["ModelsGroupDict"]) <= set(properties(document, fields["groups"]))


BODIES = {
    "patch_organization_users": [OF_2024["UserPatchParams"], CURRENT["user.PatchParams"]],
    "patch_organization_workspace_users": [
        OF_2024["WorkspaceUsersPatchParams"],
        CURRENT["workspace_users.PatchParams"],
    ],
    "put_organization_users": [CURRENT["organization_user.Payload"]],
    "put_organization_workspaces_assignments": [OF_2024["UserAssignmentsPayload"], CURRENT["user.AssignmentsPayload"]],
    "put_workspace_users": [OF_2024["UserPayload"], CURRENT["workspace_user.Payload"]],
    "put_workspace_workspace_users": [OF_2024["UserPayload"], CURRENT["workspace_user.Payload"]],
    "post_organization_group": [CURRENT["group.Payload"]],
    "put_organization_group": [CURRENT["group.Payload"]],
    "patch_organization_group": [CURRENT["groups.PatchInput"]],
    "post_organization": [CURRENT["models.PostPayload"]],
    "me_sessions_post": [CURRENT["me.postSessionHandlerRequestBody"]],
    "post_lost_password_confirm": [CURRENT["me.LostPasswordPayload"]],
}


@pytest.mark.parametrize("name", sorted(BODIES))
def test_every_documented_field_of_a_body_is_taken(
    document: dict[str, Any], published: dict[str, dict[str, Any]], name: str
) -> None:
    (description,) = (one for one in published.values() if one["operationId"] == name)
    taken = set(properties(document, description["requestBody"]["content"]["application/json"]["schema"]))

    assert [sorted(fields.keys() - taken) for fields in BODIES[name]] == [[] for _ in BODIES[name]]


# The client -------------------------------------------------------------------------------------------------------


def client_methods() -> dict[tuple[str, str], Any]:
    """The client's methods by class and name, without their twins."""
    return {
        (class_name, name): method
        for class_name in toggl.__all__
        if class_name.endswith("Api")
        for name, method in vars(getattr(toggl, class_name)).items()
        if hasattr(method, "operation") and not name.endswith("_with_http_info")
    }


def test_the_client_has_each_published_operation_in_the_contracts_classes(
    published: dict[str, dict[str, Any]],
) -> None:
    expected = {
        (class_name, name): method["operation"]
        for class_name, methods in CLASSES.items()
        for name, method in methods.items()
        if method["operation"] in published
    }

    found = {place: f"{method.operation.method} {method.operation.path}" for place, method in client_methods().items()}

    assert {place: found.get(place) for place in expected} == expected


def test_the_client_has_nothing_but_published_operations_under_their_names(
    published: dict[str, dict[str, Any]],
) -> None:
    found = {
        (SECOND_NAMES.get(name, name), f"{method.operation.method} {method.operation.path}")
        for (_, name), method in client_methods().items()
    }

    assert found == {(description["operationId"], operation) for operation, description in published.items()}


def test_each_method_of_the_client_has_a_twin_with_http_info() -> None:
    lacking = [
        place for place in client_methods() if not hasattr(getattr(toggl, place[0]), f"{place[1]}_with_http_info")
    ]

    assert lacking == []


def test_the_clients_methods_take_what_the_contracts_take(published: dict[str, dict[str, Any]]) -> None:
    built = {
        (class_name, name): method
        for class_name, methods in CLASSES.items()
        for name, method in methods.items()
        if method["operation"] in published
    }
    positional, options = {}, {}
    for place in built:
        parameters = client_methods()[place].operation.signature.parameters.values()
        positional[place] = [one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
        options[place] = {one.name for one in parameters if one.kind is one.KEYWORD_ONLY}

    assert len(built) > 40
    taken = {place: [text.partition(":")[0] for text in method["arguments"]] for place, method in built.items()}
    # Where a part of the path was forgotten in 2024, ours takes it beside what was there.
    taken["GroupsApi", "delete_organization_group"] = ["organization_id", "group_id"]
    assert positional == taken
    for place, method in built.items():
        assert {text.partition(":")[0] for text in method["options"]} <= options[place], place


def test_the_clients_methods_give_what_the_contracts_give(published: dict[str, dict[str, Any]]) -> None:
    for class_name, methods in CLASSES.items():
        for name, method in methods.items():
            if method["operation"] in published:
                returns = client_methods()[class_name, name].operation.returns
                element = get_args(returns)[0].__name__ if get_args(returns) else None
                given = f"list[{element}]" if element else getattr(returns, "__name__", "None")
                assert given == method["returns"], (class_name, name)


@pytest.mark.parametrize("name", sorted(OF_2024))
def test_the_clients_models_have_the_fields_of_2024(name: str) -> None:
    assert set(OF_2024[name]) <= set(getattr(models, name).attribute_map.values())


# The handlers -----------------------------------------------------------------------------------------------------


def test_handlers_are_functions_of_their_operations_names(published: dict[str, dict[str, Any]]) -> None:
    found = {name: handler.operation_id for name, handler in handlers().items()}

    assert found == {description["operationId"]: description["operationId"] for description in published.values()}


# What is really answered ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def full_world(service: Service) -> World:
    """A world where the optional fields have values, too; tests make new things in it, and change nobody."""
    world = build(service)
    values = {
        "rate": 12.5,
        "labor_cost": 7.25,
        "working_hours_in_minutes": 450,
        "view_edit_billable_rates": True,
        "role": "teamlead",
    }
    users = f"/workspaces/{world.workspace_id}/users"
    for person in (world.owner, world.member):
        world.http.ok("PUT", f"{users}/{person.user_id}", values, as_=world.owner)
    world.http.ok("POST", f"/organizations/{world.organization_id}/groups", {"name": "Empty"}, as_=world.owner)
    return world


def documented_type(name: str) -> Any:
    """What a handler says that it answers."""
    (answered,) = get_args(get_type_hints(handlers()[name].fn)["return"])
    return answered


# In JSON, and more than a text or nothing.
WITH_A_SHAPE = sorted(name for name in handlers() if documented_type(name) not in {str, type(None)})
FULL_QUERIES = {
    "get_me": {"with_related_data": "true"},
    "get_workspace_workspace_users": {"includeIndirect": "true"},
}
# What is done by somebody else than the world's people, or by nobody.
BY_A_GUEST = {"me_sessions_post", "post_organization"}
BY_NOBODY = {"post_signup", "get_invitations"}


def answered(world: World, name: str, actor: str) -> Answer:
    if name == "get_invitations":
        return walk.send(world, name, Request({"invitation_code": walk.guest(world).code}))
    request = walk.good(world, name)
    request = Request(request.path, request.body, FULL_QUERIES.get(name, {}))
    if name in BY_NOBODY:
        return walk.send(world, name, request)
    return walk.send(world, name, request, as_=walk.guest(world) if name in BY_A_GUEST else getattr(world, actor))


def assert_is(answer: Answer, of: Any) -> None:
    assert answer.status == 200, answer.text
    content = answer.json()
    # Extra fields would be dropped and missing ones filled in, or refused.
    assert msgspec.to_builtins(msgspec.convert(content, of, strict=True)) == content


@pytest.mark.parametrize("name", WITH_A_SHAPE)
def test_answers_are_what_the_document_says_to_the_letter(full_world: World, name: str) -> None:
    answer = answered(full_world, name, "owner")

    assert_is(answer, documented_type(name))


@pytest.mark.parametrize(
    "name",
    [
        "get_me",
        "get_organizations",
        "get_workspaces",
        "get_organization",
        "get_organization_roles",
        "get_workspace",
        "get_workspace_users",
        "get_workspace_workspace_users",
    ],
)
def test_a_members_answers_have_the_same_shape(full_world: World, name: str) -> None:
    answer = answered(full_world, name, "member")

    assert_is(answer, documented_type(name))


def test_every_kind_of_answer_is_seen() -> None:
    """The fixture of the shapes is the handlers' own annotation; nothing answers an object that has none."""
    assert {"get_organization_users", "get_me", "post_organization_invitation"} <= set(WITH_A_SHAPE)
    assert all(
        get_type_hints(handler.fn)["return"] is not Response and documented_type(name) is not Any
        for name, handler in handlers().items()
    )


@pytest.mark.parametrize(
    "name", ["get_organization_users", "get_organization_users_detailed", "get_workspace_workspace_users"]
)
def test_lists_hold_something_of_everything(full_world: World, name: str) -> None:
    """So that the comparison of shapes above compares more than empty lists."""
    people = answered(full_world, name, "owner").json()

    assert len(people) > 4
    nested = [key for key in ("groups", "workspaces", "group_ids") if key in people[0]]
    assert all(any(person[key] for person in people) for key in nested)


OPTIONAL_BODIES = {"me_sessions_post", "put_workspace_users", "put_workspace_workspace_users"}


def test_bodies_are_published_as_required_but_where_a_request_does_without(
    published: dict[str, dict[str, Any]],
) -> None:
    required = {
        description["operationId"]: description["requestBody"].get("required", False)
        for description in published.values()
        if "requestBody" in description
    }

    assert {name for name, needed in required.items() if not needed} == OPTIONAL_BODIES
