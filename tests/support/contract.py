"""The published contract: its operations, the methods and models of the client of 2024, and what is ours beside it."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import toggl

_DATA = Path(__file__).parents[1] / "contract" / "data"

OPERATIONS: dict[str, dict[str, Any]] = {
    f"{operation['method']} {operation['path']}": operation
    for operation in json.loads((_DATA / "operations.json").read_text())["operations"]
}
CLASSES: dict[str, dict[str, Any]] = json.loads((_DATA / "client_methods.json").read_text())["classes"]
_MODELS = json.loads((_DATA / "models.json").read_text())
CURRENT: dict[str, dict[str, str]] = {name: model["fields"] for name, model in _MODELS["current_and_2024"].items()}
OF_2024: dict[str, dict[str, str]] = _MODELS["python_client_2024"]

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
# The contract gives these no body: one has it as its twin by another number, one may name somebody in it.
MORE_BODIES = {"put_workspace_users", "post_ownership_transfer"}


def method_names(operation: str) -> set[str]:
    """What the client of 2024 calls an operation."""
    names = {
        SECOND_NAMES.get(name, name)
        for methods in CLASSES.values()
        for name, method in methods.items()
        if method["operation"] == operation
    }
    return names or {(OWN_NAMES | OURS)[operation]}


def client_methods() -> dict[tuple[str, str], Any]:
    """The methods of the client that call an operation each, by their class and name; without their twins."""
    return {
        (class_name, name): method
        for class_name in toggl.__all__
        if class_name.endswith("Api")
        for name, method in inspect.getmembers(getattr(toggl, class_name))
        if hasattr(method, "operation") and not name.startswith("iter_") and not name.endswith("_with_http_info")
    }
