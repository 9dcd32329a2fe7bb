"""A new workspace, or a change of one."""

from toggl.models._model import Model


class WorkspacePayload(Model):
    """A new workspace, or a change of one."""

    admins: list[int] | None = None
    default_currency: str | None = None
    default_hourly_rate: float | None = None
    initial_pricing_plan: int | None = None
    limit_public_project_data: bool | None = None
    name: str | None = None
    only_admins_may_create_projects: bool | None = None
    only_admins_may_create_tags: bool | None = None
    only_admins_see_team_dashboard: bool | None = None
    projects_billable_by_default: bool | None = None
    projects_enforce_billable: bool | None = None
    projects_private_by_default: bool | None = None
    rate_change_mode: str | None = None
    reports_collapse: bool | None = None
    rounding: int | None = None
    rounding_minutes: int | None = None
