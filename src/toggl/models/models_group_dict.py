"""A group's id and name."""

from toggl.models._model import Model


class ModelsGroupDict(Model):
    """A group's id and name."""

    group_id: int | None = None
    name: str | None = None
