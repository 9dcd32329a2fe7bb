"""A project that people are invited to."""

from toggl.models._model import Model


class InvitationProjectInvite(Model):
    """A project that people are invited to."""

    manager: bool | None = None
    project_id: int | None = None
    workspace_id: int | None = None
