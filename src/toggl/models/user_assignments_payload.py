"""A person or a group that is added to, or removed from, a workspace."""

from toggl.models._model import Model


class UserAssignmentsPayload(Model):
    """A person or a group that is added to, or removed from, a workspace."""

    group_id: int | None = None
    joined: bool | None = None
    operation: str | None = None
    user_id: int | None = None
