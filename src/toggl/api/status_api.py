"""The state of the service."""

from typing import Unpack

from toggl._operation import Api, AsyncApi, CallOptions, Operations, operation, with_http_info


class StatusOperations(Operations):
    """The operation that tells whether the service is up."""

    @operation("GET", "/status", str, credentials=False)
    def get_status(self, **options: Unpack[CallOptions]) -> None:
        """Return `OK` when the service is up."""

    get_status_with_http_info = with_http_info(get_status)


class StatusApi(StatusOperations, Api):
    """The operation that tells whether the service is up."""


class AsyncStatusApi(StatusOperations, AsyncApi):
    """The operation that tells whether the service is up; to be awaited."""
