"""A workspace of an organization user in short."""

from toggl.models._model import Model
from toggl.models.models_group_dict import ModelsGroupDict


class _ModelsOrgUserWorkspaceToday(Model, kw_only=True):
    """The fields that came after 2024; by keyword only."""

    active: bool | None = None
    cost: float | None = None
    default_currency: str | None = None
    groups: list[ModelsGroupDict] | None = None
    rate: float | None = None
    role_id: int | None = None
    view_edit_billable_rates: bool | None = None
    view_edit_labor_costs: bool | None = None
    working_hours: float | None = None
    workspace_name: str | None = None
    workspace_user_id: int | None = None


class ModelsOrgUserWorkspace(_ModelsOrgUserWorkspaceToday):
    """A workspace of an organization user in short."""

    admin: bool | None = None
    inactive: bool | None = None
    name: str | None = None
    role: str | None = None
    workspace_id: int | None = None
