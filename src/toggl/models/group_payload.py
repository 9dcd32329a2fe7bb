"""A new group, or what a group becomes."""

from toggl.models._model import Model


class GroupPayload(Model):
    """A new group, or what a group becomes."""

    name: str | None = None
    users: list[int] | None = None
    workspaces: list[int] | None = None
