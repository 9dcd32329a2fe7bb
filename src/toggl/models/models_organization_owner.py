"""The owner of an organization."""

from toggl.models._model import Model


class ModelsOrganizationOwner(Model):
    """The owner of an organization."""

    avatar_url: str | None = None
    email: str | None = None
    id: int | None = None
    name: str | None = None
    organization_id: int | None = None
    organization_user_created_at: str | None = None
    organization_user_id: int | None = None
    organization_user_updated_at: str | None = None
    toggl_accounts_id: str | None = None
    user_id: int | None = None
