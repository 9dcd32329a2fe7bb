"""A change of an organization."""

from toggl.models._model import Model


class ModelsPutPayload(Model):
    """A change of an organization."""

    name: str | None = None
