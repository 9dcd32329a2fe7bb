"""HTTP: one request, one answer, over pools of verified connections."""

import http.client
import ipaddress
import numbers
import os
import re
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from toggl import _serialization
from toggl.configuration import Configuration
from toggl.exceptions import ApiException, NoAnswerError, NoAnswerInTimeError

__all__ = ["ApiException", "RESTClientObject", "RESTResponse", "RequestTimeout"]

# Seconds for the whole request, or for connecting and for reading.
RequestTimeout = float | tuple[float, float] | urllib3.Timeout | None

# Any: parameters may be of any type that can be written as text.
Parameters = Sequence[tuple[str, Any]] | Mapping[str, Any] | None
Headers = Mapping[str, str] | None

_JSON = re.compile("json", re.IGNORECASE)
# What changes no more when it arrives twice.
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "DELETE", "PUT"})
# The path of each certificate, and when it was written.
_Published = tuple[tuple[str, int], ...]


class _Request(threading.local):
    """What is known of the request that a thread is sending."""

    opened_connection = False


_request = _Request()


class _PlainConnection(HTTPConnection):
    def connect(self) -> None:
        _request.opened_connection = True
        super().connect()


class _TLSConnection(HTTPSConnection):
    def connect(self) -> None:
        _request.opened_connection = True
        super().connect()


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TLSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


class RESTResponse:
    """An answer whose body was read: `status`, `reason`, `data` (text) and the headers."""

    def __init__(self, resp: urllib3.BaseHTTPResponse) -> None:
        # Programs wrap simple objects of their own too, with text or nothing as the body and no headers.
        body: bytes | str | None = resp.data
        self.urllib3_response = resp
        self.status: int = resp.status
        self.reason: str | None = resp.reason
        self.data: str | None = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else body

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

    def __init__(self, configuration: Configuration, pools_size: int = 4, maxsize: int | None = None) -> None:
        self.configuration = configuration
        self._pools_size = pools_size
        self._maxsize = maxsize
        self._lock = threading.Lock()
        self._pool_manager: urllib3.PoolManager | None = None
        self._replacement: urllib3.PoolManager | None = None
        self._local_pool_manager: urllib3.PoolManager | None = None
        self._local_authorities: _Published = ()

    @property
    def pool_manager(self) -> urllib3.PoolManager:
        """The connections to all hosts but this machine's own; once set, those to this machine too."""
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
        """Return the answer to one request; ApiException for a refusal, a fault of the network or a time-out."""
        if query_params:
            url = f"{url}?{urlencode(query_params)}"
        sent_headers = dict(headers or {})
        content = _content(method, sent_headers, body, post_params)
        limit = _timeout(_request_timeout)
        manager = self._manager(url)
        try:
            response = self._send(
                manager,
                method,
                url,
                headers=sent_headers,
                timeout=limit,
                # A program sees refusals and redirects itself; and its credentials go nowhere else.
                retries=False,
                redirect=False,
                preload_content=_preload_content,
                **content,
            )
            answer = response if _is_success(response) and not _preload_content else RESTResponse(response)
        except urllib3.exceptions.HTTPError as fault:
            is_late = isinstance(fault, urllib3.exceptions.TimeoutError)
            failure = NoAnswerInTimeError if is_late else NoAnswerError
            raise failure(status=0, reason=f"{type(fault).__name__}: {fault}") from fault
        self.configuration.logger["package_logger"].debug("%s %s: %s", method, url, response.status)
        if not _is_success(response):
            raise ApiException(http_resp=answer)
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

    def _send(
        self, manager: urllib3.PoolManager, method: str, url: str, **options: Any
    ) -> urllib3.BaseHTTPResponse:  # Any: the keyword arguments of urllib3 are of many types.
        """Return the answer; what a kept connection lost before any answer is sent once more, on a new connection."""
        _request.opened_connection = False
        try:
            return manager.request(method, url, **options)
        except urllib3.exceptions.ProtocolError as fault:
            is_kept = manager is not self._replacement and not _request.opened_connection
            if not (is_kept and method in _REPEATABLE and _is_unanswered(fault)):
                raise
        # The others have probably been idle for as long; those in use are not affected.
        manager.clear()
        return manager.request(method, url, **options)

    def _manager(self, url: str) -> urllib3.PoolManager:
        """Return the connections for a URL; those to this machine trust the local server's authorities too."""
        if self._replacement is not None or self.configuration.ssl_ca_cert or not _is_loopback(url):
            return self.pool_manager
        published = _published_authorities()
        with self._lock:
            # A server that starts after the client publishes its certificate late.
            if self._local_pool_manager is None or published != self._local_authorities:
                self._local_pool_manager = self._connections(published)
                self._local_authorities = published
            return self._local_pool_manager

    def _connections(self, authorities: _Published) -> urllib3.PoolManager:
        configuration = self.configuration
        options: dict[str, Any] = {  # Any: the keyword arguments of urllib3 are of many types.
            "num_pools": self._pools_size,
            "maxsize": self._maxsize or configuration.connection_pool_maxsize or self._pools_size,
            "ssl_context": _tls(configuration, authorities),
        }
        if configuration.assert_hostname is not None:
            options["assert_hostname"] = configuration.assert_hostname
        proxy = configuration.proxy
        manager = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TLSPool}
        return manager


def _tls(configuration: Configuration, authorities: _Published) -> ssl.SSLContext:
    authority = configuration.ssl_ca_cert or None
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError as fault:
        raise ApiException(status=0, reason=f"The ssl_ca_cert {authority} cannot be read: {fault}") from fault
    # Some builds of Python leave this to the system's settings.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for path, _ in authorities:
        try:
            context.load_verify_locations(path)
        except OSError as fault:
            # The others may still be the right ones; without the right one, the handshake says so.
            configuration.logger["package_logger"].warning("Skipped the certificate %s: %s", path, fault)
    if not configuration.verify_ssl:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if configuration.cert_file:
        _show_certificate(context, configuration.cert_file, configuration.key_file)
    return context


def _show_certificate(context: ssl.SSLContext, cert_file: str, key_file: str | None) -> None:
    try:
        context.load_cert_chain(cert_file, key_file)
    except OSError as fault:
        key = f" with the key_file {key_file}" if key_file else ""
        raise ApiException(status=0, reason=f"The cert_file {cert_file}{key} cannot be read: {fault}") from fault


def _published_authorities() -> _Published:
    """Return the certificates that servers on this machine have published, and when each was written."""
    # Not Path.expanduser, which raises where there is no home.
    data_home = Path(os.path.expanduser(os.environ.get("XDG_DATA_HOME") or "~/.local/share"))  # noqa: PTH111 - As above.
    if not data_home.is_absolute():
        return ()
    found = []
    for path in (data_home / "rollbook" / "authorities").glob("*.pem"):
        # A server may take its certificate away at any moment.
        with suppress(FileNotFoundError):
            found.append((str(path), path.stat().st_mtime_ns))
    return tuple(sorted(found))


def _is_loopback(url: str) -> bool:
    host = (urllib3.util.parse_url(url).host or "").strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        # A name is none of this machine's addresses, whatever it resolves to.
        return False


def _is_success(response: urllib3.BaseHTTPResponse) -> bool:
    return HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES


def _is_unanswered(fault: urllib3.exceptions.ProtocolError) -> bool:
    """Tell whether the other side dropped the connection without a word."""
    # A reset in the middle of a body is another ProtocolError of urllib3, whose first argument says "broken".
    return fault.args[0] == "Connection aborted." and isinstance(
        fault.args[-1], http.client.RemoteDisconnected | ConnectionError
    )


def _timeout(limit: RequestTimeout) -> urllib3.Timeout | None:
    """Return the limit as urllib3 knows it; 0, like nothing at all, is no limit."""
    if isinstance(limit, urllib3.Timeout):
        return limit
    if not limit:
        return None
    try:
        if isinstance(limit, numbers.Real):
            return urllib3.Timeout(total=float(limit))
        if isinstance(limit, tuple | list) and len(limit) == len(("connect", "read")):
            return urllib3.Timeout(connect=limit[0], read=limit[1])
    except ValueError as fault:
        raise ValueError(f"Invalid `_request_timeout` {limit!r}: {fault}") from fault
    raise ValueError(f"Invalid `_request_timeout` {limit!r}: it is seconds, or a pair (connect, read) of seconds")


def _content(
    method: str,
    headers: dict[str, str],
    body: object,
    post_params: Parameters,
) -> dict[str, Any]:  # Any: the keyword arguments of urllib3 are of many types.
    """Return what urllib3 needs to send a body, and name its type in the headers."""
    if method in {"GET", "HEAD"}:
        return {}
    content_type = headers.setdefault("Content-Type", "application/json")
    if _JSON.search(content_type):
        return {} if body is None else {"body": _serialization.encoded(body)}
    if content_type == "application/x-www-form-urlencoded":
        return {"fields": post_params, "encode_multipart": False}
    if content_type == "multipart/form-data":
        # urllib3 writes the header itself, since the boundary belongs into it.
        del headers["Content-Type"]
        return {"fields": post_params, "encode_multipart": True}
    if isinstance(body, str | bytes):
        return {"body": body}
    raise ApiException(status=0, reason=f"A body of this kind cannot be sent as {content_type}")
