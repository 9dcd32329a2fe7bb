"""A change of the caller's account; a new password comes with the current one."""

from toggl.models._model import Model


class MePayload(Model):
    """A change of the caller's account; a new password comes with the current one."""

    beginning_of_week: int | None = None
    country_id: int | None = None
    current_password: str | None = None
    default_workspace_id: int | None = None
    email: str | None = None
    fullname: str | None = None
    password: str | None = None
    timezone: str | None = None
