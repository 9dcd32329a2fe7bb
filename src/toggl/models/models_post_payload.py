"""A new organization and its first workspace."""

from toggl.models._model import Model


class ModelsPostPayload(Model):
    """A new organization and its first workspace."""

    name: str | None = None
    workspace_name: str | None = None
