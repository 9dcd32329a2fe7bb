"""Somebody whom a time entry is shared with."""

from toggl.models._model import Model


class ModelsTimeEntrySharedWith(Model):
    """Somebody whom a time entry is shared with."""

    accepted: bool | None = None
    user_id: int | None = None
    user_name: str | None = None
