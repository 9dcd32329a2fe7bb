"""An hourly rate, and from when until when it holds."""

from toggl.models._model import Model, Word


class ModelsRate(Model):
    """An hourly rate, and from when until when it holds."""

    amount: float | None = None
    created_at: str | None = None
    creator_id: int | None = None
    deleted_at: str | None = None
    end: str | None = None
    id: int | None = None
    planned_task_id: int | None = None
    project_id: int | None = None
    project_user_id: int | None = None
    rate_change_mode: Word | None = None
    start: str | None = None
    type: Word | None = None
    updated_at: str | None = None
    workspace_id: int | None = None
    workspace_user_id: int | None = None
