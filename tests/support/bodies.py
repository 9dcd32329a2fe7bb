"""What the bodies of all operations are made of: fields and their kinds, for the walks over them."""

from __future__ import annotations

from typing import Any

from support.walks import WALKS
from support.world import World

PUBLIC = {"post_signup", "post_lost_password_confirm", *(operation for one in WALKS for operation in one.public)}

# Fields by kind; a kind that ends in * is a list of that kind.
MEMBERSHIP = {"workspace_id": "id", "admin": "flag", "role": "text", "role_id": "id"}
WORKSPACE_USER = {
    "admin": "flag",
    "role": "text",
    "role_id": "id",
    "inactive": "flag",
    "rate": "number",
    "rate_change_mode": "text",
    "labour_cost": "id",
    "labor_cost": "number",
    "labor_cost_change_mode": "text",
    "working_hours_in_minutes": "id",
    "view_edit_billable_rates": "flag",
    "view_edit_labor_costs": "flag",
    "postedFields": "text*",
}
GROUP = {"name": "text", "users": "id*", "workspaces": "id*"}
BODIES: dict[str, dict[str, str]] = {
    "patch_organization_users": {"delete": "id*"},
    "put_organization_users": {
        "email": "text",
        "name": "text",
        "inactive": "flag",
        "organization_admin": "flag",
        "role_id": "id",
        "groups": "id*",
        "workspaces": "object*",
    },
    "patch_organization_workspace_users": {"delete": "id*"},
    "put_organization_workspaces_assignments": {
        "operation": "text",
        "user_id": "id",
        "group_id": "id",
        "joined": "flag",
    },
    "put_workspace_users": WORKSPACE_USER,
    "put_workspace_workspace_users": WORKSPACE_USER,
    "post_organization_group": GROUP,
    "put_organization_group": GROUP,
    "patch_organization_group": {"op": "text", "path": "text", "value": "id*"},
    "post_organization_invitation": {
        "emails": "text*",
        "workspaces": "object*",
        "groups": "id*",
        "skip_email": "flag",
    },
    "post_organization": {"name": "text", "workspace_name": "text"},
    "post_organization_workspaces": {
        "name": "text",
        "admins": "id*",
        "default_currency": "text",
        "default_hourly_rate": "number",
        "rate_change_mode": "text",
        "initial_pricing_plan": "id",
        "rounding": "id",
        "rounding_minutes": "id",
        "projects_billable_by_default": "flag",
        "projects_enforce_billable": "flag",
        "projects_private_by_default": "flag",
        "only_admins_may_create_projects": "flag",
        "only_admins_may_create_tags": "flag",
        "only_admins_see_team_dashboard": "flag",
        "limit_public_project_data": "flag",
        "reports_collapse": "flag",
    },
    "me_sessions_post": {"remember_me": "flag"},
    "post_signup": {
        "email": "text",
        "password": "text",
        "full_name": "text",
        "fullname": "text",
        "timezone": "text",
        "country_id": "id",
        "invitation_code": "text",
        "workspace": "object",
    },
    "post_lost_password_confirm": {"code": "text", "password": "text", "user_id": "id"},
    **{operation: fields for one in WALKS for operation, fields in one.bodies.items()},
}
# Whose body is a list of objects, or may be one.
LISTS = {"patch_organization_group", "put_organization_workspaces_assignments"} | {
    operation for one in WALKS for operation in one.lists
}
# Who does without a body.
BODY_OPTIONAL = {"put_workspace_users", "put_workspace_workspace_users", "me_sessions_post"} | {
    operation for one in WALKS for operation in one.body_optional
}

# Whose body is a list of ids.
IDS = {operation for one in WALKS for operation in one.ids}

# Who has a text of its own for a body that is missing.
MISSING_BODIES = {operation: text for one in WALKS for operation, text in one.missing_bodies.items()}


def invalid_text(operation: str) -> str:
    """What is said of a body that is not JSON, or of the wrong shape."""
    of_workspaces = {
        "patch_organization_workspace_users",
        "put_workspace_users",
        "put_workspace_workspace_users",
        "post_organization_workspaces",
        *(operation for one in WALKS for operation in one.workspace_json),
    }
    return "JSON is not valid" if operation in of_workspaces else "Invalid JSON input"


def caller(world: World, operation: str) -> Any:
    return None if operation in PUBLIC else world.owner


def with_field(operation: str, body: Any, name: str, value: Any) -> Any:
    """The body with that value in that field, in its first object where it is a list."""
    if operation in IDS:
        return [*body, value]
    if operation in LISTS:
        return [body[0] | {name: value}, *body[1:]]
    return body | {name: value}
