"""When a rule for Windows applies."""

from toggl.models._model import Model


class UtilsWindowsAutoTrackingParameter(Model):
    """When a rule for Windows applies."""

    duration: str | None = None
    keyword: str | None = None
    keyword_mode: str | None = None
    time_of_day: str | None = None
    week_days: str | None = None
