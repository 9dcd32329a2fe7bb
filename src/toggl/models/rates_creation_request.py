"""A new hourly rate, whom or what it is for, and how it treats earlier ones."""

from toggl.models._model import Model


class RatesCreationRequest(Model):
    """A new hourly rate, whom or what it is for, and how it treats earlier ones."""

    amount: float | None = None
    level: str | None = None
    level_id: int | None = None
    mode: str | None = None
    start: str | None = None
    type: str | None = None
