"""What an organization has subscribed to."""

from toggl.models._model import Model, Word
from toggl.models.models_org_subscription_trial import ModelsOrgSubscriptionTrial


class ModelsOrgSubscription(Model):
    """What an organization has subscribed to."""

    billing_period_months: int | None = None
    created_at: str | None = None
    enterprise: bool | None = None
    plan: Word | None = None
    plan_name: str | None = None
    seats: int | None = None
    state: Word | None = None
    trial: ModelsOrgSubscriptionTrial | None = None
