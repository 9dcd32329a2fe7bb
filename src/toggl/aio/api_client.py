"""The client that the Api classes of `toggl.aio` share."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import aiohttp
import urllib3

from toggl._call import Call
from toggl._client import Client, Parameters
from toggl._request import written_request
from toggl.aio.connections import Connections
from toggl.aio.paging import AsyncPages
from toggl.configuration import Configuration
from toggl.exceptions import ApiException
from toggl.rest import RESTResponse
from toggl.transport import Answer, AsyncTransport, Request, RequestTimeout, current_operation

AT_ONCE = 10

# What a caller gets who reads the body: as the service sends it, or as a transport gave it.
Unread = aiohttp.ClientResponse | Answer


class ApiClient(Client):
    """A caller of the service, within one event loop; use it in an `async with` block, or await `close()`.

    No more than `at_once` calls are under way, the others wait for their turn; their time-outs begin with it.
    `transport` sends the requests in the place of the network, in tests for example.
    """

    def __init__(
        self,
        configuration: Configuration | None = None,
        header_name: str | None = None,
        header_value: str | None = None,
        cookie: str | None = None,
        *,
        at_once: int = AT_ONCE,
        transport: AsyncTransport | None = None,
    ) -> None:
        if at_once < 1:
            raise ValueError(f"Invalid `at_once` {at_once}: one call at least has to be let through")
        super().__init__(configuration, header_name, header_value, cookie)
        self.last_response: RESTResponse | Unread | None = None
        self._turns = asyncio.Semaphore(at_once)
        self._connections = Connections(self.configuration, transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; calls that are under way or wait for their turn fail, and are not tried again."""
        await self._connections.close()

    def call_api(
        self,
        resource_path: str,
        method: str,
        path_params: Parameters | None = None,
        query_params: Parameters | None = None,
        header_params: Mapping[str, Any] | None = None,
        body: object = None,
        post_params: Parameters | None = None,
        files: Mapping[str, Any] | None = None,
        response_type: object = None,
        auth_settings: Sequence[str] | None = None,
        _return_http_data_only: bool | None = None,
        collection_formats: Mapping[str, str] | None = None,
        _preload_content: bool = True,
        _request_timeout: RequestTimeout = None,
    ) -> Coroutine[None, None, Any]:
        """Return what gives, once awaited, the answer to one request as the type wanted.

        Without `_preload_content` it is aiohttp's response, to be read and released.
        """
        written = self.written(
            resource_path,
            path_params=path_params,
            query_params=query_params,
            header_params=header_params,
            body=body,
            post_params=post_params,
            files=files,
            auth_settings=auth_settings,
            collection_formats=collection_formats,
        )
        # Written now: what is awaited later no longer knows which method was called, and the body may change meanwhile.
        request = written_request(method, operation=current_operation.get(), **written)

        async def call() -> Any:
            response = await self._answered(request, _request_timeout, preload=_preload_content)
            self.last_response = response
            data = self._read(response, response_type, request) if isinstance(response, RESTResponse) else response
            return data if _return_http_data_only else (data, response.status, _headers(response))

        return call()

    def pages(self, fetch: Callable[..., Any], first: int) -> AsyncPages[Any]:  # Any: rows of any kind.
        """Return the rows of all pages, from the number `first`, that `fetch` gives."""
        return AsyncPages(fetch, first)

    def _read(self, response: RESTResponse, response_type: object, request: Request) -> Any:  # Any: of that type.
        try:
            return None if response_type is None else self.deserialize(response, response_type)
        except ApiException as error:
            error.operation = request.operation
            raise

    async def _answered(self, request: Request, limit: RequestTimeout, *, preload: bool) -> RESTResponse | Unread:
        closings = self._connections.closings
        async with self._turns:
            call = Call(self.configuration, request, limit)
            while True:
                call.begin()
                try:
                    response = await self._connections.send(request, closings, preload=preload)
                except ApiException as error:
                    await asyncio.sleep(call.pause_or_raise(error))
                else:
                    call.end(response.status, response.headers)
                    return response


def _headers(response: RESTResponse | Unread) -> urllib3.HTTPHeaderDict:
    return response.headers if isinstance(response, RESTResponse) else urllib3.HTTPHeaderDict(response.headers)
