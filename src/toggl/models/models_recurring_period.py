"""A period of a recurring project."""

from toggl.models._model import Model


class ModelsRecurringPeriod(Model):
    """A period of a recurring project."""

    end_date: str | None = None
    start_date: str | None = None
