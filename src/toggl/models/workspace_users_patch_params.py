"""A change of many workspace users; `delete` has their ids."""

from toggl.models._model import Model


class WorkspaceUsersPatchParams(Model):
    """A change of many workspace users; `delete` has their ids."""

    delete: list[int] | None = None
