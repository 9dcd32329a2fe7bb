"""A new account."""

from toggl.models._model import Model
from toggl.models.me_post_initial_workspace import MePostInitialWorkspace


class MePostUser(Model):
    """A new account."""

    country_id: int | None = None
    created_with: str | None = None
    email: str | None = None
    full_name: str | None = None
    invitation_code: str | None = None
    password: str | None = None
    timezone: str | None = None
    tos_accepted: bool | None = None
    workspace: MePostInitialWorkspace | None = None
