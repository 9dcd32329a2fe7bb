"""An account as signing up gives it."""

from toggl.models._model import Foreign, Model


class ModelsTogglUser(Model):
    """An account as signing up gives it."""

    api_token: str | None = None
    at: str | None = None
    beginning_of_week: int | None = None
    country_id: int | None = None
    created_at: str | None = None
    default_workspace_id: int | None = None
    email: str | None = None
    fullname: str | None = None
    has_password: bool | None = None
    id: int | None = None
    image_url: str | None = None
    openid_email: str | None = None
    openid_enabled: bool | None = None
    options: Foreign | None = None
    timezone: str | None = None
    updated_at: str | None = None
