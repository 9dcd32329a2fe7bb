"""Something of a workspace, by number."""

from toggl.models._model import Model


class UtilsEntityWorkspace(Model):
    """Something of a workspace, by number."""

    id: int | None = None
    workspace_id: int | None = None
