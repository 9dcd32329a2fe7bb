"""A person in short."""

from toggl.models._model import Model


class ModelsUserData(Model):
    """A person in short."""

    name: str | None = None
    user_id: int | None = None
