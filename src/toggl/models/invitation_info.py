"""One invitation, its link and the numbers of the rows made for it."""

from toggl.models._model import Model
from toggl.models.invitation_workspace_info import InvitationWorkspaceInfo


class InvitationInfo(Model):
    """One invitation, its link and the numbers of the rows made for it."""

    email: str | None = None
    invitation_id: int | None = None
    invite_url: str | None = None
    organization_id: int | None = None
    recipient_id: int | None = None
    sender_id: int | None = None
    workspaces: list[InvitationWorkspaceInfo] | None = None
