"""The caller's account, with what belongs to it when that was asked for."""

import msgspec

from toggl.models._model import Foreign, Model
from toggl.models.models_client import ModelsClient
from toggl.models.models_project import ModelsProject
from toggl.models.models_tag import ModelsTag
from toggl.models.models_task import ModelsTask
from toggl.models.models_time_entry import ModelsTimeEntry
from toggl.models.workspace_workspace import WorkspaceWorkspace


class _RelatedUserWithRelatedToday(Model, kw_only=True):
    """The field that came after 2024; by keyword only."""

    toggl_accounts_id: str | None = None


class RelatedUserWithRelated(_RelatedUserWithRelatedToday):
    """The caller's account, with what belongs to it when that was asked for."""

    _2fa_enabled: bool | None = msgspec.field(default=None, name="2fa_enabled")
    api_token: str | None = None
    at: str | None = None
    authorization_updated_at: str | None = None
    beginning_of_week: int | None = None
    clients: list[ModelsClient] | None = None
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
    projects: list[ModelsProject] | None = None
    tags: list[ModelsTag] | None = None
    tasks: list[ModelsTask] | None = None
    time_entries: list[ModelsTimeEntry] | None = None
    timezone: str | None = None
    updated_at: str | None = None
    workspaces: list[WorkspaceWorkspace] | None = None
