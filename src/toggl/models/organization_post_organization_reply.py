"""An organization just made, and its first workspace."""

from toggl.models._model import Model


class OrganizationPostOrganizationReply(Model):
    """An organization just made, and its first workspace."""

    id: int | None = None
    name: str | None = None
    permissions: list[str] | None = None
    workspace_id: int | None = None
    workspace_name: str | None = None
