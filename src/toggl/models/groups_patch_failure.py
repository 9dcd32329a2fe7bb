"""A change of a group that was refused, and why."""

from toggl.models._model import Model
from toggl.models.groups_patch_input import GroupsPatchInput


class GroupsPatchFailure(Model):
    """A change of a group that was refused, and why."""

    message: str | None = None
    patch: GroupsPatchInput | None = None
