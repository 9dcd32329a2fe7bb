"""The document of the API and the handlers say what the published contract says of all that is built."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from litestar import Response
from litestar.handlers import HTTPRouteHandler

import rollbook.api
from rollbook.domain.list_views import LISTS
from support import walk
from support.contract import CLASSES, CURRENT, MORE_BODIES, OF_2024, OPERATIONS, OURS, method_names
from support.http import Answer
from support.server import Service
from support.walk import Request
from support.world import World, build

# Spellings that are accepted beside the contract's.
MORE_PARAMETERS = {"get_workspace_workspace_users": {("include_indirect", "query")}}
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


def test_the_contracts_operations_are_published_and_no_others(published: dict[str, dict[str, Any]]) -> None:
    assert set(published) == set(OPERATIONS) | set(OURS)


def test_the_fourteen_operations_on_users_are_built(published: dict[str, dict[str, Any]]) -> None:
    named = {name: method["operation"] for name, method in CLASSES["UsersApi"].items()}
    built = {description["operationId"]: operation for operation, description in published.items()}

    assert len(named) == 14
    assert {name: built.get(name) for name in named} == named


def test_operations_are_called_what_the_client_calls_them(published: dict[str, dict[str, Any]]) -> None:
    called = {operation: {description["operationId"]} for operation, description in published.items()}

    assert called == {operation: method_names(operation) for operation in published}


def in_a_form(operation: str, parameter: dict[str, Any]) -> bool:
    """Whether it comes in the body, as the file of an upload does; a GET has no body."""
    return parameter["in"] == "formData" and not operation.startswith("GET ")


def test_parameters_have_the_contracts_names_and_places(published: dict[str, dict[str, Any]]) -> None:
    # What the contract calls form fields of a GET is taken from the query, too.
    places = {"formData": "query"}
    expected = {
        operation: {
            (parameter["name"], places.get(parameter["in"], parameter["in"]))
            for parameter in OPERATIONS[operation].get("parameters", [])
            if parameter["in"] != "body" and not in_a_form(operation, parameter)
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
        or any(
            parameter["in"] == "body" or in_a_form(operation, parameter)
            for parameter in OPERATIONS.get(operation, {}).get("parameters", [])
        )
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
        # These have no body, or one that is plain text whatever the operation answers in.
        if status not in {"200", "201", "304", "401", "408", "413"}
    }

    assert all(schema == [{"type": "string"}] for schema in schemas.values()), schemas


def test_what_any_request_may_be_answered_is_published(published: dict[str, dict[str, Any]]) -> None:
    expected = {
        operation: {"400", "429", "503"}
        | (set() if description.get("security") == [{}] else {"401", "402"})
        | ({"408", "413"} if "requestBody" in description else set())
        for operation, description in published.items()
    }

    missing = {operation: statuses - set(published[operation]["responses"]) for operation, statuses in expected.items()}

    assert {operation: statuses for operation, statuses in missing.items() if statuses} == {}


def test_lists_that_carry_an_etag_publish_that_they_may_not_have_changed(
    published: dict[str, dict[str, Any]],
) -> None:
    found = {one["operationId"] for one in published.values() if "304" in one["responses"]}

    assert found == LISTS


def test_what_answers_with_an_empty_body_publishes_none(published: dict[str, dict[str, Any]]) -> None:
    empty = {name for name in handlers() if documented_type(name) is type(None)}

    found = {
        description["operationId"]
        for description in published.values()
        if not any("content" in description["responses"].get(status, {}) for status in ("200", "201"))
    }

    assert found == empty


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
        if operation in OURS:
            continue
        (success,) = description["responses"].keys() & {"200", "201"}
        model = OPERATIONS[operation]["responses"][success]["body"]
        for content in description["responses"][success].get("content", {}).values():
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
    "put_me": [CURRENT["me.payload"]],
    "me_sessions_post": [CURRENT["me.postSessionHandlerRequestBody"]],
    "post_lost_password_confirm": [CURRENT["me.LostPasswordPayload"]],
    "post_preferences": [CURRENT["models.AllPreferences"]],
    "post_workspace_rates": [CURRENT["rates.creationRequest"]],
    "put_organization": [CURRENT["models.PutPayload"]],
    "post_organization_workspaces": [CURRENT["workspace.Payload"]],
    "put_workspaces": [CURRENT["workspace.Payload"]],
    "post_workspace_preferences": [CURRENT["models.WorkspacePreferences"]],
    "post_workspace_group": [CURRENT["group.NamePayload"]],
    "put_workspace_group": [CURRENT["group.NamePayload"]],
}


@pytest.mark.parametrize("name", sorted(BODIES))
def test_every_documented_field_of_a_body_is_taken(
    document: dict[str, Any], published: dict[str, dict[str, Any]], name: str
) -> None:
    (description,) = (one for one in published.values() if one["operationId"] == name)
    taken = set(properties(document, description["requestBody"]["content"]["application/json"]["schema"]))

    assert [sorted(fields.keys() - taken) for fields in BODIES[name]] == [[] for _ in BODIES[name]]


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
    request = replace(request, query=FULL_QUERIES.get(name, {}))
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
        "get_workspace_statistics",
        "get_workspace_preferences",
        "get_workspace_groups",
        "get_organization_usage",
        "post_workspace_users_data",
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


OPTIONAL_BODIES = {
    "me_sessions_post",
    "post_ownership_transfer",
    "put_workspace_users",
    "put_workspace_workspace_users",
}


def test_bodies_are_published_as_required_but_where_a_request_does_without(
    published: dict[str, dict[str, Any]],
) -> None:
    required = {
        description["operationId"]: description["requestBody"].get("required", False)
        for description in published.values()
        if "requestBody" in description
    }

    assert {name for name, needed in required.items() if not needed} == OPTIONAL_BODIES
