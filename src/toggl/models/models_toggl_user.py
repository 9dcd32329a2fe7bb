"""An account as signing up gives it, and a change of it."""

import msgspec

from toggl.models._model import Foreign, Model


class _ModelsTogglUserToday(Model, kw_only=True):
    """The fields that came after 2024; by keyword only."""

    _2fa_enabled: bool | None = msgspec.field(default=None, name="2fa_enabled")
    authorization_updated_at: str | None = None
    oauth_providers: list[str] | None = None
    toggl_accounts_id: str | None = None


class ModelsTogglUser(_ModelsTogglUserToday):
    """An account as signing up gives it, and a change of it."""

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
