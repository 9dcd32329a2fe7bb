"""An account as a new session gives it."""

from toggl.models._model import Model


class ModelsUser(Model):
    """An account as a new session gives it."""

    api_token: str | None = None
    email: str | None = None
    fullname: str | None = None
    id: int | None = None
    timezone: str | None = None
