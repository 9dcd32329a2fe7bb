"""A change of a workspace user."""

import msgspec

from toggl.models._model import Model


class WorkspaceUserPayload(Model):
    """A change of a workspace user."""

    admin: bool | None = None
    inactive: bool | None = None
    labor_cost: float | None = None
    labor_cost_change_mode: str | None = None
    posted_fields: list[str] | None = msgspec.field(default=None, name="postedFields")
    rate: float | None = None
    rate_change_mode: str | None = None
    role: str | None = None
    role_id: int | None = None
    view_edit_billable_rates: bool | None = None
    view_edit_labor_costs: bool | None = None
    working_hours_in_minutes: int | None = None
