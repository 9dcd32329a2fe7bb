"""A workspace as the caller sees it."""

from toggl.models._model import Model, Undescribed
from toggl.models.models_csv_upload import ModelsCsvUpload
from toggl.models.models_subscription import ModelsSubscription
from toggl.models.models_time_entry_constraints import ModelsTimeEntryConstraints


class WorkspaceWorkspace(Model):
    """A workspace as the caller sees it."""

    active_project_count: int | None = None
    admin: bool | None = None
    api_token: str | None = None
    at: str | None = None
    business_ws: bool | None = None
    csv_upload: ModelsCsvUpload | None = None
    default_currency: str | None = None
    default_hourly_rate: float | None = None
    disable_approvals: bool | None = None
    disable_expenses: bool | None = None
    disable_timesheet_view: bool | None = None
    hide_start_end_times: bool | None = None
    ical_enabled: bool | None = None
    ical_url: str | None = None
    id: int | None = None
    last_modified: str | None = None
    limit_public_project_data: bool | None = None
    logo_url: str | None = None
    max_data_retention_days: Undescribed = None
    name: str | None = None
    only_admins_may_create_projects: bool | None = None
    only_admins_may_create_tags: bool | None = None
    only_admins_see_team_dashboard: bool | None = None
    organization_id: int | None = None
    permissions: list[str] | None = None
    premium: bool | None = None
    projects_billable_by_default: bool | None = None
    projects_enforce_billable: bool | None = None
    projects_private_by_default: bool | None = None
    rate_last_updated: str | None = None
    reports_collapse: bool | None = None
    role: str | None = None
    rounding: int | None = None
    rounding_minutes: int | None = None
    subscription: ModelsSubscription | None = None
    suspended_at: str | None = None
    te_constraints: ModelsTimeEntryConstraints | None = None
    working_hours_in_minutes: int | None = None
