"""A group of an organization, with its people and workspaces."""

from toggl.models._model import Model
from toggl.models.models_organization_user_simple import ModelsOrganizationUserSimple


class GroupOrganizationGroupResponse(Model):
    """A group of an organization, with its people and workspaces."""

    at: str | None = None
    group_id: int | None = None
    name: str | None = None
    permissions: list[str] | None = None
    users: list[ModelsOrganizationUserSimple] | None = None
    workspaces: list[int] | None = None
