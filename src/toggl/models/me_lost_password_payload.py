"""A new password, and the code of the link that allows it."""

from toggl.models._model import Model


class MeLostPasswordPayload(Model):
    """A new password, and the code of the link that allows it."""

    code: str | None = None
    password: str | None = None
    user_id: int | None = None
