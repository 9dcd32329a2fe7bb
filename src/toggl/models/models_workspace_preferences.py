"""What holds for a whole workspace."""

from toggl.models.models_logo import ModelsLogo


class _ModelsWorkspacePreferencesLogo(ModelsLogo, kw_only=True):
    """The logo, which the API's document names in the place of the preferences; by keyword only."""

    logo: str | None = None


class ModelsWorkspacePreferences(_ModelsWorkspacePreferencesLogo):
    """What holds for a whole workspace."""

    calendar_suggestion_start_date: str | None = None
    disable_approvals: bool | None = None
    disable_expenses: bool | None = None
    disable_timesheet_view: bool | None = None
    hide_start_end_times: bool | None = None
    inc_tos_accepted_at: str | None = None
    inc_tos_accepted_by: int | None = None
    initial_pricing_plan: int | None = None
    report_locked_at: str | None = None
    single_sign_on: bool | None = None
    sso_requested_at: str | None = None
