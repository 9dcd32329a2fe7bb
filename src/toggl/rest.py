"""HTTP: one request, one answer, over pools of verified connections."""

import http.client
import io
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import urllib3

from toggl import _tls
from toggl._call import Call
from toggl._request import Parameters, written_request
from toggl.configuration import Configuration
from toggl.exceptions import ApiException, NetworkError, NetworkTimeoutError, refusal
from toggl.retries import as_urllib3
from toggl.transport import Answer, Request, RequestTimeout, Transport, current_operation

__all__ = ["ApiException", "RESTClientObject", "RESTResponse", "RequestTimeout"]

Headers = Mapping[str, str] | None

# Faults before anything of the request has been sent; NewConnectionError is one of the first.
_UNSENT = (urllib3.exceptions.ConnectTimeoutError, ssl.SSLCertVerificationError)
# Faults that the next attempt would meet as well.
_LASTING = (
    urllib3.exceptions.SSLError,
    ssl.SSLError,
    urllib3.exceptions.LocationValueError,
    urllib3.exceptions.URLSchemeUnknown,
)
# An encrypted connection that ended, which happens to kept ones.
_ENDED = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
# How `http.client` says, as a bare OSError, that a proxy refused to pass anything on.
_TUNNEL_REFUSED = "Tunnel connection failed"


class RESTResponse:
    """An answer whose body was read: `status`, `reason`, `data` (text), `content` (as it came) and the headers."""

    def __init__(self, resp: urllib3.BaseHTTPResponse) -> None:
        # Programs wrap simple objects of their own too, with text or nothing as the body and no headers.
        self.content: bytes | str | None = resp.data
        self.urllib3_response = resp
        self.status: int = resp.status
        self.reason: str | None = resp.reason
        self._text: str | None = None

    @property
    def data(self) -> str | None:
        """The body as text, where there is one."""
        if isinstance(self.content, bytes):
            # Not before it is asked for: models are read of the bytes, which saves half of the time.
            if self._text is None:
                self._text = self.content.decode("utf-8", errors="replace")
            return self._text
        return self.content

    @data.setter
    def data(self, text: str | None) -> None:
        self.content = text

    @property
    def headers(self) -> urllib3.HTTPHeaderDict:
        """All headers; their names match in any letter case."""
        return headers_of(self.urllib3_response)

    def getheaders(self) -> urllib3.HTTPHeaderDict:
        """Return all headers; their names match in any letter case."""
        return self.headers

    def getheader(self, name: str, default: str | None = None) -> str | None:
        """Return one header, or the default."""
        return self.headers.get(name, default)


def headers_of(response: Any) -> urllib3.HTTPHeaderDict:  # Any: of urllib3, or what a program puts in its place.
    """Return the headers of a response."""
    # urllib3 warns about its own getheaders().
    is_plain = isinstance(response, urllib3.BaseHTTPResponse) or not hasattr(response, "getheaders")
    headers: urllib3.HTTPHeaderDict = response.headers if is_plain else response.getheaders()
    return headers


# Two signatures, since programs may give the later arguments by position, as the generated client has them.
def _without_body(method: str) -> Callable[..., RESTResponse | urllib3.BaseHTTPResponse]:
    def send(
        self: "RESTClientObject",
        url: str,
        headers: Headers = None,
        query_params: Parameters = None,
        _preload_content: bool = True,
        _request_timeout: RequestTimeout = None,
    ) -> RESTResponse | urllib3.BaseHTTPResponse:
        """Return the answer to one request of this method."""
        return self.request(
            method,
            url,
            headers=headers,
            query_params=query_params,
            _preload_content=_preload_content,
            _request_timeout=_request_timeout,
        )

    return send


def _with_body(method: str) -> Callable[..., RESTResponse | urllib3.BaseHTTPResponse]:
    def send(
        self: "RESTClientObject",
        url: str,
        headers: Headers = None,
        query_params: Parameters = None,
        post_params: Parameters = None,
        body: object = None,
        _preload_content: bool = True,
        _request_timeout: RequestTimeout = None,
    ) -> RESTResponse | urllib3.BaseHTTPResponse:
        """Return the answer to one request of this method."""
        return self.request(
            method,
            url,
            headers=headers,
            query_params=query_params,
            post_params=post_params,
            body=body,
            _preload_content=_preload_content,
            _request_timeout=_request_timeout,
        )

    return send


class RESTClientObject:
    """The connections of one client; they are made at the first request, with the settings of that moment."""

    def __init__(
        self,
        configuration: Configuration,
        pools_size: int = 4,
        maxsize: int | None = None,
        *,
        transport: Transport | None = None,
    ) -> None:
        self.configuration = configuration
        self._transport = transport
        self._pools_size = pools_size
        self._maxsize = maxsize
        self._lock = threading.Lock()
        self._pool_manager: urllib3.PoolManager | None = None
        self._replacement: urllib3.PoolManager | None = None
        self._local_pool_manager: urllib3.PoolManager | None = None
        self._local_authorities: _tls.Published = ()

    @property
    def pool_manager(self) -> urllib3.PoolManager:
        """All connections but encrypted ones to this machine; once set, these too."""
        with self._lock:
            if self._replacement is not None:
                return self._replacement
            if self._pool_manager is None:
                self._pool_manager = self._connections(())
            return self._pool_manager

    @pool_manager.setter
    def pool_manager(self, manager: urllib3.PoolManager) -> None:
        self._replacement = manager

    def close(self) -> None:
        """Close the connections; a later request opens new ones. A pool manager of the program's own stays open."""
        with self._lock:
            for manager in (self._pool_manager, self._local_pool_manager):
                if manager is not None:
                    manager.clear()
            self._pool_manager = self._local_pool_manager = None

    def request(
        self,
        method: str,
        url: str,
        query_params: Parameters = None,
        headers: Headers = None,
        body: object = None,
        post_params: Parameters = None,
        _preload_content: bool = True,
        _request_timeout: RequestTimeout = None,
    ) -> RESTResponse | urllib3.BaseHTTPResponse:
        """Return the answer to one request, which is sent again as `configuration.retries` says.

        ApiException for a refusal, a fault of the network or a time-out.
        """
        request = written_request(
            method,
            url,
            query_params=query_params,
            headers=headers,
            body=body,
            post_params=post_params,
            operation=current_operation.get(),
        )
        call = Call(self.configuration, request, _request_timeout)
        while True:
            call.begin()
            try:
                answer = self._answered(request, _preload_content)
            except ApiException as error:
                time.sleep(call.pause_or_raise(error))
            else:
                call.end(answer.status, headers_of(answer))
                return answer

    GET = _without_body("GET")
    HEAD = _without_body("HEAD")
    OPTIONS = _with_body("OPTIONS")
    POST = _with_body("POST")
    PUT = _with_body("PUT")
    PATCH = _with_body("PATCH")

    def DELETE(  # noqa: N802 - The name that programs call.
        self,
        url: str,
        headers: Headers = None,
        query_params: Parameters = None,
        body: object = None,
        _preload_content: bool = True,
        _request_timeout: RequestTimeout = None,
    ) -> RESTResponse | urllib3.BaseHTTPResponse:
        """Return the answer to one request of this method."""
        return self.request(
            "DELETE",
            url,
            headers=headers,
            query_params=query_params,
            body=body,
            _preload_content=_preload_content,
            _request_timeout=_request_timeout,
        )

    def _answered(self, request: Request, preload: bool) -> RESTResponse | urllib3.BaseHTTPResponse:
        """Return the answer to a request that is sent once; ApiException for a refusal or where none comes."""
        try:
            if self._transport is None:
                response = self._sent(request, preload)
            else:
                response = response_of(self._transport(request), request, preload=preload)
            is_whole = preload or not is_success(response.status)
            answer = RESTResponse(response) if is_whole else response
        except urllib3.exceptions.HTTPError as fault:
            if isinstance(fault, ApiException):
                raise
            raise _no_answer(fault) from fault
        if isinstance(answer, RESTResponse) and not is_success(answer.status):
            raise refusal(answer)
        return answer

    def _sent(self, request: Request, preload: bool) -> urllib3.BaseHTTPResponse:
        manager = self._manager(request.url)
        try:
            return manager.request(
                request.method,
                request.url,
                body=request.body,
                headers=request.headers,
                timeout=as_urllib3(request.timeout),
                # What is tried again is decided above; and credentials go nowhere but where the program sends them.
                retries=False,
                redirect=False,
                preload_content=preload,
            )
        except urllib3.exceptions.ProtocolError:
            if manager is not self._replacement:
                # The others have probably been idle for as long; those in use are not affected.
                manager.clear()
            raise

    def _manager(self, url: str) -> urllib3.PoolManager:
        """Return the connections for a URL; encrypted ones to this machine trust the local server's authorities too."""
        if self._replacement is not None or self.configuration.ssl_ca_cert or not _tls.may_need_published(url):
            return self.pool_manager
        published = _tls.published_authorities()
        with self._lock:
            # A server that starts after the client publishes its certificate late.
            if self._local_pool_manager is None or published != self._local_authorities:
                self._local_pool_manager = self._connections(published)
                self._local_authorities = published
            return self._local_pool_manager

    def _connections(self, authorities: _tls.Published) -> urllib3.PoolManager:
        configuration = self.configuration
        options: dict[str, Any] = {  # Any: the keyword arguments of urllib3 are of many types.
            "num_pools": self._pools_size,
            "maxsize": self._maxsize or configuration.connection_pool_maxsize or self._pools_size,
            "ssl_context": _tls.context_for(configuration, authorities),
        }
        if configuration.assert_hostname is not None:
            options["assert_hostname"] = configuration.assert_hostname
        proxy = configuration.proxy
        return urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)


def _no_answer(fault: urllib3.exceptions.HTTPError) -> NetworkError:
    """Return what the caller is told of a fault of the network."""
    origin = _origin(fault)
    # To urllib3, a connection that was refused is a time-out too.
    is_unmade = isinstance(origin, urllib3.exceptions.NewConnectionError)
    is_late = isinstance(origin, urllib3.exceptions.TimeoutError) and not is_unmade
    error = (NetworkTimeoutError if is_late else NetworkError)(status=0, reason=f"{type(fault).__name__}: {fault}")
    error.unsent = isinstance(origin, _UNSENT) or str(origin).startswith(_TUNNEL_REFUSED)
    error.lasting = isinstance(origin, _LASTING) and not isinstance(origin, _ENDED)
    return error


def _origin(fault: Exception) -> Exception:
    """Return the fault itself, out of what urllib3 wraps around it.

    What is lost on its way through a proxy is a ProxyError, whether or not the request has been sent; and so is any
    fault of the encryption an SSLError.
    """
    if isinstance(fault, urllib3.exceptions.ProxyError):
        return _origin(fault.original_error)
    if isinstance(fault, urllib3.exceptions.SSLError) and isinstance(fault.args[0], ssl.SSLError):
        return fault.args[0]
    return fault


def response_of(answer: Answer, request: Request, *, preload: bool) -> urllib3.HTTPResponse:
    """Return what a transport answered as a response of urllib3, which is what programs know."""
    return urllib3.HTTPResponse(
        body=io.BytesIO(answer.data),
        headers=answer.headers,
        status=answer.status,
        reason=answer.reason or http.client.responses.get(answer.status),
        request_method=request.method,
        request_url=request.url,
        preload_content=preload,
        decode_content=False,
    )


def is_success(status: int) -> bool:
    """Tell whether a status is that of a request that was carried out."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
