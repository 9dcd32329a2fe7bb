"""An invitation as the person invited sees it."""

from toggl.models._model import Model


class ModelsSSOInvitation(Model):
    """An invitation as the person invited sees it."""

    accounts_signup_url: str | None = None
    code: str | None = None
    email: str | None = None
    organization_id: int | None = None
    organization_name: str | None = None
    sender_email: str | None = None
    sender_name: str | None = None
    sso: bool | None = None
    token: str | None = None
