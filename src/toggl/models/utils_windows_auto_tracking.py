"""A rule by which the program for Windows tracks time."""

from toggl.models._model import Model
from toggl.models.utils_windows_auto_tracking_parameter import UtilsWindowsAutoTrackingParameter


class UtilsWindowsAutoTracking(Model):
    """A rule by which the program for Windows tracks time."""

    billable: bool | None = None
    description: str | None = None
    enabled: bool | None = None
    id: str | None = None
    parameters: UtilsWindowsAutoTrackingParameter | None = None
    project_id: int | None = None
    skip_when_timer_is_running: bool | None = None
    start_without_confirmation: bool | None = None
    tag_ids: list[int] | None = None
    task_id: int | None = None
    type: int | None = None
    workspace_id: int | None = None
