"""Time zones and countries, for everybody; and where the caller is."""

import asyncio
from functools import cache

import msgspec
from litestar import Response, get

from rollbook.api.documentation import texts_of
from rollbook.api.requests import PathId, PublicRequest, SignedRequest, path_id
from rollbook.api.responses import json_text, json_value
from rollbook.api.schemas_reference import Country, Subdivision, Timezone, UserLocation
from rollbook.services import reference

# What never changes while the process runs is written once. It comes from files that take a while to read, so that
# another thread reads them.


@cache
def _timezones() -> bytes:
    return msgspec.json.encode(reference.get_timezones())


@cache
def _countries() -> bytes:
    return msgspec.json.encode([Country(one.country_id, one.name, one.code) for one in reference.get_countries()])


# For numbers of countries alone: of any other the service raises.
@cache
def _subdivisions(country_id: int) -> bytes:
    parts = reference.get_countries_country_id_subdivisions(country_id)
    return msgspec.json.encode(
        [Subdivision(part.subdivision_id, part.country_id, part.code, part.name) for part in parts]
    )


def _offsets() -> list[Timezone]:
    return [Timezone(name, utc) for name, utc in reference.get_offsets()]


@get("/timezones", operation_id="get_timezones", responses=texts_of("get_timezones"), tags=["Timezones"], security=[{}])
async def get_timezones(request: PublicRequest) -> Response[list[str]]:
    """The names of all time zones."""
    return json_text(await asyncio.to_thread(_timezones), list[str])


@get(
    "/timezones/offsets",
    operation_id="get_offsets",
    responses=texts_of("get_offsets"),
    tags=["Timezones"],
    security=[{}],
)
async def get_offsets(request: PublicRequest) -> Response[list[Timezone]]:
    """All time zones, each with how far it is from UTC now."""
    return json_value(await asyncio.to_thread(_offsets))


@get("/countries", operation_id="get_countries", responses=texts_of("get_countries"), tags=["Countries"], security=[{}])
async def get_countries(request: PublicRequest) -> Response[list[Country]]:
    """All countries, by the numbers of ISO 3166-1."""
    return json_text(await asyncio.to_thread(_countries), list[Country])


@get(
    "/countries/{country_id:str}/subdivisions",
    operation_id="get_countries_country_id_subdivisions",
    responses=texts_of(
        "get_countries_country_id_subdivisions",
        {400: ("Missing or invalid country_id",), 404: ("Invalid country code.",)},
    ),
    tags=["Countries"],
    security=[{}],
)
async def get_countries_country_id_subdivisions(
    request: PublicRequest, country_id: PathId
) -> Response[list[Subdivision]]:
    """The parts of a country, by ISO 3166-2."""
    return json_text(await asyncio.to_thread(_subdivisions, path_id(country_id, "country_id")), list[Subdivision])


@get(
    "/me/location",
    operation_id="get_me_location",
    responses=texts_of("get_me_location", {404: ("Country with given ISO code not found",)}),
    tags=["Me"],
)
async def get_me_location(request: SignedRequest) -> Response[UserLocation]:
    """The country of the caller's account or, where it names none, of their time zone."""
    country = await reference.get_me_location(request.user)
    return json_value(UserLocation(country_code=country.code, country_name=country.name))


PUBLIC_HANDLERS = [get_timezones, get_offsets, get_countries, get_countries_country_id_subdivisions]
HANDLERS = [get_me_location]
