"""A change of an organization user."""

from toggl.models._model import Model
from toggl.models.models_org_user_workspace import ModelsOrgUserWorkspace


class OrganizationUserPayload(Model):
    """A change of an organization user."""

    email: str | None = None
    groups: list[int] | None = None
    inactive: bool | None = None
    name: str | None = None
    organization_admin: bool | None = None
    role_id: int | None = None
    workspaces: list[ModelsOrgUserWorkspace] | None = None
