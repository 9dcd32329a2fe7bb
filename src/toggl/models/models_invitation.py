"""An invitation as its sender sees it."""

from toggl.models._model import Model


class ModelsInvitation(Model):
    """An invitation as its sender sees it."""

    code: str | None = None
    email: str | None = None
    organization_id: int | None = None
    organization_name: str | None = None
    sender_email: str | None = None
    sender_name: str | None = None
