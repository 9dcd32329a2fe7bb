"""A group as the workspaces it is in see it."""

from toggl.models._model import Model


class ModelsGroup(Model):
    """A group as the workspaces it is in see it."""

    at: str | None = None
    has_users: bool | None = None
    id: int | None = None
    name: str | None = None
    permissions: list[str] | None = None
    workspace_id: int | None = None
