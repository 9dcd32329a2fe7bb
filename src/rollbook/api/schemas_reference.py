"""What the answers on time zones and countries look like."""

from msgspec import Struct


class Timezone(Struct):
    """A time zone, and how far it is from UTC now."""

    name: str
    utc: str


class Country(Struct):
    """A country; what only who sells something knows of it is null or false."""

    id: int
    name: str
    country_code: str
    default_currency_id: None = None
    requires_postal_code: bool = False
    vat_applicable: bool = False
    vat_percentage: None = None
    vat_regex: None = None


class Subdivision(Struct):
    """A part of a country."""

    country_subdivision_id: int
    country_id: int
    iso_code: str
    name: str
    company_id: None = None


class UserLocation(Struct):
    """Where the caller is, as far as their account says: no address is looked up."""

    country_code: str
    country_name: str
    city: str = ""
    city_lat_long: str = ""
    state: str = ""
