"""A person of a workspace in short; `id` is the account's."""

from toggl.models._model import Model


class ModelsSimpleWorkspaceUser(Model):
    """A person of a workspace in short; `id` is the account's."""

    email: str | None = None
    fullname: str | None = None
    id: int | None = None
    inactive: bool | None = None
    is_active: bool | None = None
    is_admin: bool | None = None
    role: str | None = None
