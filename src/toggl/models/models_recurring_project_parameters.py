"""How a project recurs."""

from toggl.models._model import Model


class ModelsRecurringProjectParameters(Model):
    """How a project recurs."""

    custom_period: int | None = None
    estimated_seconds: int | None = None
    parameter_end_date: str | None = None
    parameter_start_date: str | None = None
    period: str | None = None
    project_start_date: str | None = None
