"""An entry of time that somebody spent; `duration` is in seconds, and negative while it runs."""

from toggl.models._model import Model
from toggl.models.models_time_entry_shared_with import ModelsTimeEntrySharedWith


class ModelsTimeEntry(Model):
    """An entry of time that somebody spent; `duration` is in seconds, and negative while it runs."""

    at: str | None = None
    billable: bool | None = None
    client_id: int | None = None
    client_name: str | None = None
    description: str | None = None
    duration: int | None = None
    duronly: bool | None = None
    expense_ids: list[int] | None = None
    id: int | None = None
    permissions: list[str] | None = None
    pid: int | None = None
    project_active: bool | None = None
    project_billable: bool | None = None
    project_color: str | None = None
    project_id: int | None = None
    project_name: str | None = None
    server_deleted_at: str | None = None
    shared_with: list[ModelsTimeEntrySharedWith] | None = None
    start: str | None = None
    stop: str | None = None
    tag_ids: list[int] | None = None
    tags: list[str] | None = None
    task_id: int | None = None
    task_name: str | None = None
    tid: int | None = None
    uid: int | None = None
    user_avatar_url: str | None = None
    user_id: int | None = None
    user_name: str | None = None
    wid: int | None = None
    workspace_id: int | None = None
