"""The address of somebody who has lost their password."""

from toggl.models._model import Model


class ModelsLostPassword(Model):
    """The address of somebody who has lost their password."""

    email: str | None = None
