"""A workspace of an organization user, with what they cost and may do there."""

from toggl.models._model import Model
from toggl.models.models_group_dict import ModelsGroupDict


class _ModelsOrgUserWorkspaceDetailsToday(Model, kw_only=True):
    """The fields that came after 2024; by keyword only."""

    active: bool | None = None
    name: str | None = None
    role_id: int | None = None
    view_edit_billable_rates: bool | None = None
    view_edit_labor_costs: bool | None = None


class ModelsOrgUserWorkspaceDetails(_ModelsOrgUserWorkspaceDetailsToday):
    """A workspace of an organization user, with what they cost and may do there."""

    admin: bool | None = None
    cost: float | None = None
    default_currency: str | None = None
    groups: list[ModelsGroupDict] | None = None
    inactive: bool | None = None
    rate: float | None = None
    role: str | None = None
    working_hours: float | None = None
    workspace_id: int | None = None
    workspace_name: str | None = None
    workspace_user_id: int | None = None
