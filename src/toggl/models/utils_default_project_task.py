"""The project and the task that new time entries get."""

from toggl.models._model import Model


class UtilsDefaultProjectTask(Model):
    """The project and the task that new time entries get."""

    project_id: int | None = None
    task_id: int | None = None
    workspace_id: int | None = None
