"""How a session is wanted."""

from toggl.models._model import Model


class MePostSessionHandlerRequestBody(Model):
    """How a session is wanted."""

    remember_me: bool | None = None
