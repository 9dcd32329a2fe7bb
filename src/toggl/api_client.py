"""The client that the Api classes share: it writes requests, sends them and reads the answers."""

import atexit
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import urllib3

from toggl._client import USER_AGENT, Client, Parameters
from toggl._paging import Pages
from toggl.configuration import Configuration
from toggl.exceptions import ApiException
from toggl.rest import RequestTimeout, RESTClientObject, RESTResponse, headers_of
from toggl.transport import Transport, current_operation, operation_under_way

if TYPE_CHECKING:
    from multiprocessing.pool import ApplyResult, ThreadPool

__all__ = ["USER_AGENT", "ApiClient"]

# The threads of clients that nobody has closed.
_open_pools: "weakref.WeakSet[ThreadPool]" = weakref.WeakSet()
# The calls that were begun in such threads; what of them is under way when the program ends has a moment.
_under_way: "weakref.WeakSet[ApplyResult[Any]]" = weakref.WeakSet()
_FINISHED_WITHIN = 1.0  # Seconds.

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_METHODS_WITH_FORMS = frozenset({"OPTIONS", "POST", "PUT", "PATCH"})


class ApiClient(Client):
    """A caller of the service; close it, or use it in a `with` block, to give its connections and threads back.

    `transport` sends the requests in the place of the network, in tests for example.
    """

    def __init__(
        self,
        configuration: Configuration | None = None,
        header_name: str | None = None,
        header_value: str | None = None,
        cookie: str | None = None,
        *,
        transport: Transport | None = None,
    ) -> None:
        super().__init__(configuration, header_name, header_value, cookie)
        self.rest_client = RESTClientObject(self.configuration, transport=transport)
        self.last_response: RESTResponse | urllib3.BaseHTTPResponse | None = None
        self._lock = threading.Lock()
        self._pool: ThreadPool | None = None
        self._own_pool: ThreadPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Wait for the calls under way, then give connections and threads back, but none that the program set."""
        with self._lock:
            pool, self._own_pool = self._own_pool, None
        if pool is not None:
            pool.close()
            pool.join()
        # What a program puts in its place may have nothing to close.
        if hasattr(self.rest_client, "close"):
            self.rest_client.close()

    @property
    def pool(self) -> "ThreadPool":
        """The threads of the calls with `async_req`; they are started by the first such call."""
        # Few programs call this way, and the module costs a tenth of the whole import.
        from multiprocessing.pool import ThreadPool  # noqa: PLC0415 - For the reason above.

        with self._lock:
            if self._pool is not None:
                return self._pool
            if self._own_pool is None:
                self._own_pool = ThreadPool()
                # Registered after the module's own, and so called before it: that one drops what waits.
                atexit.unregister(_stop_threads)
                atexit.register(_stop_threads)
                _open_pools.add(self._own_pool)
            return self._own_pool

    @pool.setter
    def pool(self, pool: "ThreadPool") -> None:
        self._pool = pool

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
        async_req: bool | None = None,
        _return_http_data_only: bool | None = None,
        collection_formats: Mapping[str, str] | None = None,
        _preload_content: bool = True,
        _request_timeout: RequestTimeout = None,
    ) -> Any:
        """Return the answer to one request as the type wanted, or at once an ApplyResult that will hold it."""
        if response_type == "file" and _preload_content:
            raise ValueError('response_type="file" is not supported; _preload_content=False gives the bytes')

        def call() -> Any:
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
            response = self.request(
                method, _preload_content=_preload_content, _request_timeout=_request_timeout, **written
            )
            return self._result(response, response_type, read=_preload_content, alone=bool(_return_http_data_only))

        return self._begun(_known_as(current_operation.get(), call)) if async_req else call()

    def _result(
        self, response: RESTResponse | urllib3.BaseHTTPResponse, response_type: object, *, read: bool, alone: bool
    ) -> Any:
        self.last_response = response
        data = self._read(response, response_type) if read else response
        return data if alone else (data, response.status, headers_of(response))

    def pages(self, fetch: Callable[..., Any], first: int) -> Pages[Any]:  # Any: rows of any kind.
        """Return the rows of all pages, from the number `first`, that `fetch` gives."""
        return Pages(fetch, first, self._begun)

    def _begun(self, call: Callable[[], Any]) -> "ApplyResult[Any]":
        pool = self.pool
        result = pool.apply_async(call, ())
        if pool is self._own_pool:
            _under_way.add(result)
        return result

    def _read(self, response: Any, response_type: object) -> Any:  # Any: as in `deserialize`.
        try:
            return None if response_type is None else self.deserialize(response, response_type)
        except ApiException as error:
            error.operation = current_operation.get()
            raise

    def request(
        self,
        method: str,
        url: str,
        query_params: Parameters | None = None,
        headers: Mapping[str, str] | None = None,
        post_params: Parameters | None = None,
        body: object = None,
        _preload_content: bool = True,
        _request_timeout: RequestTimeout = None,
    ) -> RESTResponse | urllib3.BaseHTTPResponse:
        """Return the answer to one request to a whole URL; ValueError for a method that HTTP does not have."""
        if method not in _METHODS:
            raise ValueError(f"The HTTP method is {method!r}, which is none of {', '.join(sorted(_METHODS))}")
        options: dict[str, Any] = {"query_params": query_params, "headers": headers}  # Any: as the parameters above.
        if method in _METHODS_WITH_FORMS:
            options["post_params"] = post_params
        if method not in {"GET", "HEAD"}:
            options["body"] = body
        # Looked up by name at each call, because programs replace these methods.
        send: Callable[..., RESTResponse | urllib3.BaseHTTPResponse] = getattr(self.rest_client, method)
        return send(url, _preload_content=_preload_content, _request_timeout=_request_timeout, **options)


def _known_as(operation: str | None, call: Callable[[], Any]) -> Callable[[], Any]:
    """Return a call for another thread, which does not see what is under way in this one."""

    def known() -> Any:
        with operation_under_way(operation):
            return call()

    return known


def _stop_threads() -> None:
    """Let no pool be found running by its own finaliser, which complains when the program is over.

    Nor a thread that is just making a connection: the encryption library is taken down under its feet then.
    """
    for pool in list(_open_pools):
        pool.close()
    until = time.monotonic() + _FINISHED_WITHIN
    for result in list(_under_way):
        result.wait(max(0.0, until - time.monotonic()))
