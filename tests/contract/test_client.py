"""The client has every operation and every model of the contract, whatever the service has."""

from __future__ import annotations

import re
from typing import Any

import pytest

import toggl
from support.contract import (
    CLASSES,
    CURRENT,
    MORE_BODIES,
    OF_2024,
    OPERATIONS,
    OURS,
    SECOND_NAMES,
    client_methods,
    method_names,
)
from toggl import models
from toggl.models._model import type_name

METHODS = client_methods()
PLACES = [(class_name, name) for class_name, methods in CLASSES.items() for name in methods]

# Where a part of the path was forgotten in 2024, ours takes it beside what was there.
MORE_ARGUMENTS = {
    "get_organization_workspaces_statistics": ["organization_id"],
    "get_workspace_statistics": ["workspace_id"],
}
# The document names a wrong model; ours is of that one, too.
BETTER_ANSWERS = {
    "get_workspace_preferences": "ModelsWorkspacePreferences",
    "post_workspace_preferences": "ModelsWorkspacePreferences",
}
# Bodies that the service takes and the contract does not mention.
OUR_BODIES = MORE_BODIES | {"post_ownership_transfer", "put_organization_paying_user"}


def operation_of(method: Any) -> str:
    return f"{method.operation.method} {method.operation.path}"


def parameters(method: Any, *places: str) -> set[str]:
    """The names that the contract gives to what an operation takes in these places."""
    documented = OPERATIONS.get(operation_of(method), {}).get("parameters", [])
    return {parameter["name"] for parameter in documented if parameter["in"] in places}


def test_the_client_has_all_operations_and_no_others_under_their_names() -> None:
    found = {(SECOND_NAMES.get(name, name), operation_of(method)) for (_, name), method in METHODS.items()}

    assert len(OPERATIONS) == 75
    assert found == {(name, operation) for operation in OPERATIONS | OURS for name in method_names(operation)}


@pytest.mark.parametrize(("class_name", "name"), PLACES)
def test_the_client_has_each_operation_in_the_contracts_classes(class_name: str, name: str) -> None:
    assert operation_of(METHODS[class_name, name]) == CLASSES[class_name][name]["operation"]


@pytest.mark.parametrize(("class_name", "name"), METHODS)
def test_each_method_has_a_twin_with_http_info_and_says_what_it_does(class_name: str, name: str) -> None:
    twin = getattr(getattr(toggl, class_name), f"{name}_with_http_info")

    assert twin.operation is METHODS[class_name, name].operation
    assert METHODS[class_name, name].__doc__.endswith(".")


@pytest.mark.parametrize(("class_name", "name"), PLACES)
def test_a_method_takes_what_the_contracts_takes(class_name: str, name: str) -> None:
    documented = CLASSES[class_name][name]
    taken = METHODS[class_name, name].operation.signature.parameters.values()

    positional = [one.name for one in taken if one.kind is one.POSITIONAL_OR_KEYWORD]
    options = {one.name for one in taken if one.kind is one.KEYWORD_ONLY}

    expected = [text.partition(":")[0] for text in documented["arguments"]]
    assert positional == expected + MORE_ARGUMENTS.get(name, [])
    assert {text.partition(":")[0] for text in documented["options"]} <= options


@pytest.mark.parametrize(("class_name", "name"), PLACES)
def test_a_method_takes_the_contracts_models(class_name: str, name: str) -> None:
    documented = dict(text.split(": ") for kind in ("arguments", "options") for text in CLASSES[class_name][name][kind])
    taken = METHODS[class_name, name].operation.signature.parameters

    for argument, kind in documented.items():
        model = re.sub(r"list\[(.*)\]", r"\1", kind)
        if model not in {"int", "str", "bool"}:
            assert f".{model}" in str(taken[argument].annotation)


@pytest.mark.parametrize(("class_name", "name"), PLACES)
def test_a_method_gives_what_the_contracts_gives(class_name: str, name: str) -> None:
    returns = METHODS[class_name, name].operation.returns

    given = "None" if returns is None else type_name(returns).replace("dict(str, ModelsStatistics)", "dict[str,")

    assert given == BETTER_ANSWERS.get(name, CLASSES[class_name][name]["returns"])


def test_the_better_answers_are_of_the_documented_model_too() -> None:
    assert issubclass(toggl.ModelsWorkspacePreferences, toggl.ModelsLogo)


@pytest.mark.parametrize(("class_name", "name"), METHODS)
def test_a_method_sends_what_the_contracts_operation_takes(class_name: str, name: str) -> None:
    method = METHODS[class_name, name]
    # What the contract calls form fields of a GET goes into the query.
    in_query = ("query", "formData") if method.operation.method == "GET" else ("query",)

    sent = set(method.operation.query.values())

    assert sent == parameters(method, *in_query)
    if operation_of(method) in OPERATIONS:
        assert set(method.operation.places) == parameters(method, "path")
    assert bool(method.operation.body) == (bool(parameters(method, "body")) or name in OUR_BODIES)
    assert {method.operation.file} - {None} == parameters(method, "formData") - sent


@pytest.mark.parametrize(("class_name", "name"), METHODS)
def test_a_method_asks_for_the_media_type_that_the_operation_produces(class_name: str, name: str) -> None:
    method = METHODS[class_name, name]

    assert method.operation.accept == OPERATIONS.get(operation_of(method), {"produces": "application/json"})["produces"]


# Models -----------------------------------------------------------------------------------------------------------

# The document describes these types nowhere: they have no model of their own.
UNDESCRIBED = {name for name, fields in CURRENT.items() if not fields}
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "utils.Int64Slice": "list[int]"}
# As the methods that give a workspace.
OTHER_TYPES = {("RelatedUserWithRelated", "workspaces"): "list[WorkspaceWorkspace]"}


def class_name_of(model: str) -> str:
    """What the generator of the client calls a model of the document."""
    return "".join(part[0].upper() + part[1:] for part in re.split(r"[._]", model))


def types_of(kind: str) -> set[str]:
    """What a field of a documented type may be in the client."""
    if kind.startswith("["):
        return {f"list[{one}]" for one in types_of(kind[1:-1])}
    if kind in UNDESCRIBED:
        return {"str", "object"}
    kind = kind.partition(" one of ")[0]
    return {PLAIN.get(kind) or class_name_of(kind)}


@pytest.mark.parametrize("name", sorted(CURRENT.keys() - UNDESCRIBED))
def test_every_documented_model_is_there_with_its_fields_and_their_types(name: str) -> None:
    model = getattr(models, class_name_of(name))
    types = {wire: model.swagger_types[field] for field, wire in model.attribute_map.items()}

    expected = {
        wire: {OTHER_TYPES[place]} if (place := (class_name_of(name), wire)) in OTHER_TYPES else types_of(kind)
        for wire, kind in CURRENT[name].items()
    }

    assert {wire: types.get(wire) for wire, kinds in expected.items() if types.get(wire) not in kinds} == {}


@pytest.mark.parametrize("name", sorted(OF_2024))
def test_models_have_the_fields_of_2024(name: str) -> None:
    assert set(OF_2024[name]) <= set(getattr(models, name).attribute_map.values())
