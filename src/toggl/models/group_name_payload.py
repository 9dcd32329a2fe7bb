"""The name of a group."""

from toggl.models._model import Model


class GroupNamePayload(Model):
    """The name of a group."""

    name: str | None = None
