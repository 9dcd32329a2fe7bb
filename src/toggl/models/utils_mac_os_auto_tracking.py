"""A rule by which the program for macOS tracks time."""

from toggl.models._model import Model


class UtilsMacOSAutoTracking(Model):
    """A rule by which the program for macOS tracks time."""

    id: str | None = None
    keyword: str | None = None
    project_id: int | None = None
    task_id: int | None = None
    workspace_id: int | None = None
