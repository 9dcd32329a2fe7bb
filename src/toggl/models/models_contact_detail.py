"""Who is written to about a subscription."""

from toggl.models._model import Model


class ModelsContactDetail(Model):
    """Who is written to about a subscription."""

    company_address: str | None = None
    company_city: str | None = None
    company_name: str | None = None
    contact_detail_id: int | None = None
    contact_email: str | None = None
    contact_person: str | None = None
    country_id: int | None = None
    country_subdivision_id: int | None = None
    created_at: str | None = None
    customer_id: int | None = None
    is_eu_resident: bool | None = None
    updated_at: str | None = None
    user_id: int | None = None
    vat_number: str | None = None
    vat_number_valid: bool | None = None
    vat_number_validated_at: str | None = None
    zip_code: str | None = None
