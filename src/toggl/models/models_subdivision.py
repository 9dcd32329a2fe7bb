"""A part of a country."""

from toggl.models._model import Model


class ModelsSubdivision(Model):
    """A part of a country."""

    company_id: int | None = None
    country_id: int | None = None
    country_subdivision_id: int | None = None
    iso_code: str | None = None
    name: str | None = None
