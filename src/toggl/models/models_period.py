"""A period of a subscription."""

from toggl.models._model import Model


class ModelsPeriod(Model):
    """A period of a subscription."""

    created_at: str | None = None
    finished_on: str | None = None
    started_on: str | None = None
    subscription_id: int | None = None
    subscription_period_id: int | None = None
    trial: bool | None = None
    user_count: int | None = None
