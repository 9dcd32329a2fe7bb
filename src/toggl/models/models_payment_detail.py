"""How a subscription is paid."""

from toggl.models._model import Model


class ModelsPaymentDetail(Model):
    """How a subscription is paid."""

    created_at: str | None = None
    currency: str | None = None
    customer_id: int | None = None
    payment_type: str | None = None
    reference: str | None = None
    user_id: int | None = None
