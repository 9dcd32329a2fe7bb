"""Time zones."""

from typing import Unpack

from toggl._operation import Api, AsyncApi, CallOptions, Operations, operation, with_http_info
from toggl.models import ModelsTimezone


class TimezonesOperations(Operations):
    """The operations on time zones, whose names accounts are given."""

    @operation("GET", "/timezones/offsets", list[ModelsTimezone])
    def get_offsets(self, **options: Unpack[CallOptions]) -> None:
        """Return all time zones, each with how far it is from UTC."""

    get_offsets_with_http_info = with_http_info(get_offsets)

    @operation("GET", "/timezones", list[str])
    def get_timezones(self, **options: Unpack[CallOptions]) -> None:
        """Return the names of all time zones."""

    get_timezones_with_http_info = with_http_info(get_timezones)


class TimezonesApi(TimezonesOperations, Api):
    """The operations on time zones, whose names accounts are given."""


class AsyncTimezonesApi(TimezonesOperations, AsyncApi):
    """The operations on time zones, whose names accounts are given; to be awaited."""
