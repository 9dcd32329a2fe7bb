"""A change of many organization users; `delete` has their ids."""

from toggl.models._model import Model


class UserPatchParams(Model):
    """A change of many organization users; `delete` has their ids."""

    delete: list[int] | None = None
