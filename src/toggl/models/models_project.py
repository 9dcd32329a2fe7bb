"""A project of a workspace."""

from toggl.models._model import Model, Word
from toggl.models.models_recurring_period import ModelsRecurringPeriod
from toggl.models.models_recurring_project_parameters import ModelsRecurringProjectParameters


class ModelsProject(Model):
    """A project of a workspace."""

    active: bool | None = None
    actual_hours: int | None = None
    actual_seconds: int | None = None
    at: str | None = None
    auto_estimates: bool | None = None
    billable: bool | None = None
    can_track_time: bool | None = None
    cid: int | None = None
    client_id: int | None = None
    client_name: str | None = None
    color: str | None = None
    created_at: str | None = None
    currency: str | None = None
    current_period: ModelsRecurringPeriod | None = None
    end_date: str | None = None
    estimated_hours: int | None = None
    estimated_seconds: int | None = None
    external_reference: str | None = None
    fixed_fee: float | None = None
    id: int | None = None
    integration_ext_id: str | None = None
    integration_ext_type: str | None = None
    integration_provider: Word | None = None
    is_private: bool | None = None
    name: str | None = None
    permissions: list[str] | None = None
    pinned: bool | None = None
    rate: float | None = None
    rate_last_updated: str | None = None
    recurring: bool | None = None
    recurring_parameters: list[ModelsRecurringProjectParameters] | None = None
    server_deleted_at: str | None = None
    start_date: str | None = None
    status: Word | None = None
    template: bool | None = None
    template_id: int | None = None
    total_count: int | None = None
    wid: int | None = None
    workspace_id: int | None = None
