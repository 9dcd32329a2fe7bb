"""Where the caller is."""

from toggl.models._model import Model


class MeUserLocationResponse(Model):
    """Where the caller is."""

    city: str | None = None
    city_lat_long: str | None = None
    country_code: str | None = None
    country_name: str | None = None
    state: str | None = None
