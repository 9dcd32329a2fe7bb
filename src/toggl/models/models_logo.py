"""The logo of a workspace."""

from toggl.models._model import Model


class ModelsLogo(Model):
    """The logo of a workspace."""

    logo: str | None = None
