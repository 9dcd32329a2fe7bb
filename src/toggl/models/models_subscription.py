"""What a workspace has subscribed to."""

from toggl.models._model import Model
from toggl.models.models_card_details import ModelsCardDetails
from toggl.models.models_contact_detail import ModelsContactDetail
from toggl.models.models_payment_detail import ModelsPaymentDetail
from toggl.models.models_period import ModelsPeriod


class ModelsSubscription(Model):
    """What a workspace has subscribed to."""

    auto_renew: bool | None = None
    card_details: ModelsCardDetails | None = None
    company_id: int | None = None
    contact_detail: ModelsContactDetail | None = None
    created_at: str | None = None
    currency: str | None = None
    customer_id: int | None = None
    deleted_at: str | None = None
    last_pricing_plan_id: int | None = None
    organization_id: int | None = None
    payment_details: ModelsPaymentDetail | None = None
    pricing_plan_id: int | None = None
    renewal_at: str | None = None
    subscription_id: int | None = None
    subscription_period: ModelsPeriod | None = None
    workspace_id: int | None = None
