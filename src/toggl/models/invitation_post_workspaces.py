"""A workspace that people are invited to, and their role there."""

from toggl.models._model import Model
from toggl.models.invitation_integration_data import InvitationIntegrationData


class InvitationPostWorkspaces(Model):
    """A workspace that people are invited to, and their role there."""

    admin: bool | None = None
    integration_data: InvitationIntegrationData | None = None
    role: str | None = None
    role_id: int | None = None
    workspace_id: int | None = None
