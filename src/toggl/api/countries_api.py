"""Countries."""

from typing import Unpack

from toggl._operation import Api, AsyncApi, CallOptions, Operations, operation, with_http_info
from toggl.models import ModelsCountry, ModelsSubdivision


class CountriesOperations(Operations):
    """The operations on countries, whose numbers accounts are given."""

    @operation("GET", "/countries", list[ModelsCountry])
    def get_countries(self, **options: Unpack[CallOptions]) -> None:
        """Return all countries."""

    get_countries_with_http_info = with_http_info(get_countries)

    @operation("GET", "/countries/{country_id}/subdivisions", list[ModelsSubdivision])
    def get_countries_country_id_subdivisions(self, country_id: int, **options: Unpack[CallOptions]) -> None:
        """Return the parts of a country."""

    get_countries_country_id_subdivisions_with_http_info = with_http_info(get_countries_country_id_subdivisions)


class CountriesApi(CountriesOperations, Api):
    """The operations on countries, whose numbers accounts are given."""


class AsyncCountriesApi(CountriesOperations, AsyncApi):
    """The operations on countries, whose numbers accounts are given; to be awaited."""
