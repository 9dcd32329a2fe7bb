"""A tag of time entries."""

from toggl.models._model import Model, Word


class ModelsTag(Model):
    """A tag of time entries."""

    at: str | None = None
    creator_id: int | None = None
    deleted_at: str | None = None
    id: int | None = None
    integration_ext_id: str | None = None
    integration_ext_type: str | None = None
    integration_provider: Word | None = None
    name: str | None = None
    permissions: list[str] | None = None
    workspace_id: int | None = None
