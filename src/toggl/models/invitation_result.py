"""The invitations made."""

from toggl.models._model import Model
from toggl.models.invitation_info import InvitationInfo
from toggl.models.models_invitation import ModelsInvitation


class InvitationResult(Model):
    """The invitations made."""

    data: list[InvitationInfo] | None = None
    invitations: list[ModelsInvitation] | None = None
    messages: list[str] | None = None
