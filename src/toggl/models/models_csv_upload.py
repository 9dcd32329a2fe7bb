"""The last upload of time entries as CSV."""

from toggl.models._model import Model


class ModelsCsvUpload(Model):
    """The last upload of time entries as CSV."""

    at: str | None = None
    log_id: int | None = None
