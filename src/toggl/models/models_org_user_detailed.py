"""A person of an organization with the details of each of their workspaces."""

import msgspec

from toggl.models._model import Model
from toggl.models.models_group_dict import ModelsGroupDict
from toggl.models.models_org_user_workspace_details import ModelsOrgUserWorkspaceDetails


class _ModelsOrgUserDetailedToday(Model, kw_only=True):
    """The fields that came after 2024; by keyword only."""

    _2fa_enabled: bool | None = msgspec.field(default=None, name="2fa_enabled")
    can_edit_email: bool | None = None
    id: int | None = None
    invitation_id: int | None = None
    name: str | None = None
    role_id: int | None = None
    workspace_count: int | None = None


class ModelsOrgUserDetailed(_ModelsOrgUserDetailedToday):
    """A person of an organization with the details of each of their workspaces."""

    admin: bool | None = None
    avatar_url: str | None = None
    email: str | None = None
    fullname: str | None = None
    groups: list[ModelsGroupDict] | None = None
    inactive: bool | None = None
    joined: bool | None = None
    organization_id: int | None = None
    organization_user_id: int | None = None
    owner: bool | None = None
    user_id: int | None = None
    workspaces: list[ModelsOrgUserWorkspaceDetails] | None = None
