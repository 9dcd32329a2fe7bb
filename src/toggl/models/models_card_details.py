"""The card that a subscription is paid with."""

from toggl.models._model import Model


class ModelsCardDetails(Model):
    """The card that a subscription is paid with."""

    added_at: str | None = None
    card_number: str | None = None
    card_type: str | None = None
    creator_id: int | None = None
    creator_name: str | None = None
    expiry_date: str | None = None
    holder_name: str | None = None
