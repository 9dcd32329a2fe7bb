"""What the audit log keeps of a change: listed fields alone, so that no secret can get into it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

EntityType = Literal[
    "account",
    "group",
    "invitation",
    "organization",
    "organization_user",
    "ownership_transfer",
    "rate",
    "session",
    "token",
    "workspace",
    "workspace_user",
]

# What may be kept of each kind of thing. A field that could hold a secret is never listed.
RECORDED: Mapping[EntityType, frozenset[str]] = {
    "account": frozenset(
        {
            "avatar",
            "beginning_of_week",
            "country_id",
            "email",
            "name",
            "preferences",
            "timezone",
        }
        # That they were set anew, never what they are.
        | {"password_changed", "token_changed", "closed"}
        # All organizations of the person read it, and the workspace is of one of them.
        | {"default_workspace_changed"}
    ),
    "group": frozenset({"name", "users", "workspaces"}),
    "invitation": frozenset({"email", "groups", "state", "workspaces"}),
    "organization": frozenset({"max_workspaces", "name", "owner", "paying_user"}),
    "organization_user": frozenset({"email", "groups", "inactive", "name", "role", "user_id", "workspaces"}),
    "ownership_transfer": frozenset({"current_owner_id", "new_owner_id", "outcome", "side"}),
    "rate": frozenset({"amount", "level", "level_id", "mode", "start", "type"}),
    "session": frozenset({"remembered"}),
    # Not its name, which may say whose it is, and which nobody else needs.
    "token": frozenset({"ends_at"}),
    "workspace": frozenset(
        {"admins", "name", "preferences"}
        | {"default_currency", "default_hourly_rate", "rounding", "rounding_minutes"}
        | {"projects_billable_by_default", "projects_enforce_billable", "projects_private_by_default"}
        | {"only_admins_may_create_projects", "only_admins_may_create_tags", "only_admins_see_team_dashboard"}
        | {"limit_public_project_data", "reports_collapse"}
    ),
    "workspace_user": frozenset(
        {"inactive", "labor_cost", "rate", "role", "user_id", "view_edit_billable_rates", "view_edit_labor_costs"}
        | {"working_hours_in_minutes", "rate_change_mode", "labor_cost_change_mode"}
    ),
}


def recorded(entity_type: EntityType, values: Mapping[str, Any] | None) -> dict[str, Any]:  # Any: JSON.
    """The values as the log keeps them; ValueError for a field that is not listed."""
    unlisted = set(values or {}) - RECORDED[entity_type]
    if unlisted:
        raise ValueError(f"the audit log keeps no {', '.join(sorted(unlisted))} of a {entity_type}")
    return {field: _plain(value) for field, value in (values or {}).items()}


def _plain(value: Any) -> Any:  # Any: JSON.
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value


def differences(
    before: Mapping[str, Any],  # Any: JSON.
    after: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of two states of one thing differs: as it was, as it is; of a frozenset only what went and what came."""
    changed = [field for field in {*before, *after} if before.get(field) != after.get(field)]
    return (
        {field: _without(before[field], after.get(field)) for field in sorted(changed) if field in before},
        {field: _without(after[field], before.get(field)) for field in sorted(changed) if field in after},
    )


def _without(value: Any, other: Any) -> Any:  # Any: JSON.
    return value - other if isinstance(value, frozenset) and isinstance(other, frozenset) else value
