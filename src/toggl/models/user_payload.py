"""A change of an organization user or a workspace user, each of which reads the fields it knows."""

import msgspec

from toggl.models._model import Model
from toggl.models.models_org_user_workspace import ModelsOrgUserWorkspace


class _UserPayloadToday(Model, kw_only=True):
    """The fields that came after 2024; by keyword only."""

    email: str | None = None
    groups: list[int] | None = None
    labor_cost: float | None = None
    labor_cost_change_mode: str | None = None
    name: str | None = None
    organization_admin: bool | None = None
    role_id: int | None = None
    view_edit_billable_rates: bool | None = None
    view_edit_labor_costs: bool | None = None
    workspaces: list[ModelsOrgUserWorkspace] | None = None


class UserPayload(_UserPayloadToday):
    """A change of an organization user or a workspace user, each of which reads the fields it knows."""

    admin: bool | None = None
    inactive: bool | None = None
    labour_cost: int | None = None
    posted_fields: list[str] | None = msgspec.field(default=None, name="postedFields")
    rate: float | None = None
    rate_change_mode: str | None = None
    role: str | None = None
    working_hours_in_minutes: int | None = None
