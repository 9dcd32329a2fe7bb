"""The link with which a person sets a new password."""

from toggl.models._model import Model


class UsersLostPasswordURL(Model):
    """The link with which a person sets a new password."""

    url: str | None = None
