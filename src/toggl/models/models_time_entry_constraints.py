"""What a time entry of a workspace must have."""

from toggl.models._model import Model


class ModelsTimeEntryConstraints(Model):
    """What a time entry of a workspace must have."""

    description_present: bool | None = None
    project_present: bool | None = None
    tag_present: bool | None = None
    task_present: bool | None = None
    time_entry_constraints_enabled: bool | None = None
