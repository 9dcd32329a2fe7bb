"""A person of a workspace, as the organization's list has them."""

import msgspec

from toggl.models._model import Model


class _ModelsOrganizationWorkspaceUserToday(Model, kw_only=True):
    """The fields that came after 2024; by keyword only."""

    _2fa_enabled: bool | None = msgspec.field(default=None, name="2fa_enabled")
    labor_cost: float | None = None
    labor_cost_last_updated: str | None = None
    role_id: int | None = None
    uid: int | None = None
    view_edit_billable_rates: bool | None = None
    view_edit_labor_costs: bool | None = None
    wid: int | None = None


class ModelsOrganizationWorkspaceUser(_ModelsOrganizationWorkspaceUserToday):
    """A person of a workspace, as the organization's list has them."""

    active: bool | None = None
    admin: bool | None = None
    at: str | None = None
    avatar_file_name: str | None = None
    email: str | None = None
    group_ids: list[int] | None = None
    id: int | None = None
    inactive: bool | None = None
    invitation_code: str | None = None
    invite_url: str | None = None
    is_direct: bool | None = None
    labour_cost: int | None = None
    name: str | None = None
    organization_admin: bool | None = None
    rate: float | None = None
    rate_last_updated: str | None = None
    role: str | None = None
    timezone: str | None = None
    user_id: int | None = None
    working_hours_in_minutes: int | None = None
    workspace_admin: bool | None = None
    workspace_id: int | None = None
