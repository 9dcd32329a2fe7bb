"""The caller's account, with what belongs to it when that was asked for."""

import msgspec

from toggl.models._model import Foreign, Model
from toggl.models.workspace_workspace import WorkspaceWorkspace


class RelatedUserWithRelated(Model):
    """The caller's account, with what belongs to it when that was asked for."""

    _2fa_enabled: bool | None = msgspec.field(default=None, name="2fa_enabled")
    api_token: str | None = None
    at: str | None = None
    authorization_updated_at: str | None = None
    beginning_of_week: int | None = None
    clients: list[Foreign] | None = None
    country_id: int | None = None
    created_at: str | None = None
    default_workspace_id: int | None = None
    email: str | None = None
    fullname: str | None = None
    has_password: bool | None = None
    id: int | None = None
    image_url: str | None = None
    intercom_hash: str | None = None
    oauth_providers: list[str] | None = None
    openid_email: str | None = None
    openid_enabled: bool | None = None
    options: Foreign | None = None
    projects: list[Foreign] | None = None
    tags: list[Foreign] | None = None
    tasks: list[Foreign] | None = None
    time_entries: list[Foreign] | None = None
    timezone: str | None = None
    updated_at: str | None = None
    workspaces: list[WorkspaceWorkspace] | None = None
