"""A task of a project."""

from toggl.models._model import Model, Word


class ModelsTask(Model):
    """A task of a project."""

    active: bool | None = None
    at: str | None = None
    avatar_url: str | None = None
    client_id: int | None = None
    client_name: str | None = None
    estimated_seconds: int | None = None
    external_reference: str | None = None
    id: int | None = None
    integration_ext_id: str | None = None
    integration_ext_type: str | None = None
    integration_provider: Word | None = None
    name: str | None = None
    permissions: list[str] | None = None
    project_billable: bool | None = None
    project_color: str | None = None
    project_id: int | None = None
    project_is_private: bool | None = None
    project_name: str | None = None
    rate: float | None = None
    rate_last_updated: str | None = None
    recurring: bool | None = None
    toggl_accounts_id: str | None = None
    tracked_seconds: int | None = None
    user_id: int | None = None
    user_name: str | None = None
    workspace_id: int | None = None
