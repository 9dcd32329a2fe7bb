"""A workspace of an invitation, and the workspace user made there."""

from toggl.models._model import Model


class InvitationWorkspaceInfo(Model):
    """A workspace of an invitation, and the workspace user made there."""

    user_id: int | None = None
    workspace_id: int | None = None
    workspace_user_id: int | None = None
