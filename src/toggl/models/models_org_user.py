"""A person of an organization, as the list of its users has them."""

import msgspec

from toggl.models._model import Model
from toggl.models.models_group_dict import ModelsGroupDict
from toggl.models.models_org_user_workspace import ModelsOrgUserWorkspace


class _ModelsOrgUserToday(Model, kw_only=True):
    """The fields that came after 2024; by keyword only."""

    _2fa_enabled: bool | None = msgspec.field(default=None, name="2fa_enabled")
    invitation_id: int | None = None
    organization_id: int | None = None
    role_id: int | None = None
    workspace_count: int | None = None


class ModelsOrgUser(_ModelsOrgUserToday):
    """A person of an organization, as the list of its users has them."""

    admin: bool | None = None
    avatar_url: str | None = None
    can_edit_email: bool | None = None
    email: str | None = None
    groups: list[ModelsGroupDict] | None = None
    id: int | None = None
    inactive: bool | None = None
    invitation_code: str | None = None
    joined: bool | None = None
    name: str | None = None
    owner: bool | None = None
    user_id: int | None = None
    workspaces: list[ModelsOrgUserWorkspace] | None = None
