"""Whether an organization is on trial, or can be."""

from toggl.models._model import Model


class ModelsTrialInfo(Model):
    """Whether an organization is on trial, or can be."""

    can_have_trial: bool | None = None
    last_pricing_plan_id: int | None = None
    next_payment_date: str | None = None
    trial: bool | None = None
    trial_available: bool | None = None
    trial_end_date: str | None = None
    trial_plan_id: int | None = None
