"""An invitation of people by e-mail."""

from toggl.models._model import Model
from toggl.models.invitation_post_workspaces import InvitationPostWorkspaces
from toggl.models.invitation_project_invite import InvitationProjectInvite


class InvitationPost(Model):
    """An invitation of people by e-mail."""

    emails: list[str] | None = None
    groups: list[int] | None = None
    project_invite: InvitationProjectInvite | None = None
    skip_email: bool | None = None
    workspaces: list[InvitationPostWorkspaces] | None = None
