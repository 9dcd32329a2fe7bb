"""One change of a group: `op` add or remove, `path` /users or /workspaces, `value` the ids."""

from toggl.models._model import Model


class GroupsPatchInput(Model):
    """One change of a group: `op` add or remove, `path` /users or /workspaces, `value` the ids."""

    op: str | None = None
    path: str | None = None
    value: list[int] | None = None
