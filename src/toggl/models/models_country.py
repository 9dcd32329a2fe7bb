"""A country."""

from toggl.models._model import Model


class ModelsCountry(Model):
    """A country."""

    country_code: str | None = None
    default_currency_id: int | None = None
    id: int | None = None
    name: str | None = None
    requires_postal_code: bool | None = None
    vat_applicable: bool | None = None
    vat_percentage: float | None = None
    vat_regex: str | None = None
