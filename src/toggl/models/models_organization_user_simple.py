"""A person in a group."""

from toggl.models._model import Model


class ModelsOrganizationUserSimple(Model):
    """A person in a group."""

    avatar_url: str | None = None
    inactive: bool | None = None
    joined: bool | None = None
    name: str | None = None
    user_id: int | None = None
