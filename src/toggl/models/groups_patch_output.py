"""The changes of a group that were made, and those that were refused."""

from toggl.models._model import Model
from toggl.models.groups_patch_failure import GroupsPatchFailure
from toggl.models.groups_patch_input import GroupsPatchInput


class GroupsPatchOutput(Model):
    """The changes of a group that were made, and those that were refused."""

    failure: list[GroupsPatchFailure] | None = None
    success: list[GroupsPatchInput] | None = None
