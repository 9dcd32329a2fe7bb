"""What is true for everybody: time zones and countries; and in which country the caller is."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rollbook.domain import countries, timezones
from rollbook.domain.countries import Country, Subdivision
from rollbook.domain.errors import Missing
from rollbook.persistence import accounts
from rollbook.services.work import Caller


def get_timezones() -> Sequence[str]:
    """The names of all time zones."""
    return timezones.names()


def get_offsets() -> Sequence[tuple[str, str]]:
    """All time zones, each with how far it is from UTC now."""
    now = datetime.now(UTC)
    return [(name, timezones.offset(name, now)) for name in timezones.names()]


def get_countries() -> Sequence[Country]:
    """All countries."""
    return countries.countries()


def get_countries_country_id_subdivisions(country_id: int) -> Sequence[Subdivision]:
    """The parts of a country."""
    if not countries.is_country(country_id):
        raise Missing("Invalid country code.")
    return countries.subdivisions(country_id)


async def get_me_location(caller: Caller) -> Country:
    """The country that the caller has named, else the one that their time zone is in."""
    async with caller.installation.database.reading() as queries:
        row = await accounts.profile(queries, caller.identity.account_id)
    found = None
    if row is not None:
        named = row["country_id"]
        found = (countries.country(named) if named else None) or timezones.country_of(row["timezone"])
    if found is None:
        raise Missing("Country with given ISO code not found")
    return found
