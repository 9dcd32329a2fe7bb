"""HTTP: one request, one answer, over pools of verified connections."""

import ipaddress
import os
import re
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partialmethod
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import urllib3

from toggl.configuration import Configuration
from toggl.exceptions import ApiException

__all__ = ["ApiException", "RESTClientObject", "RESTResponse", "RequestTimeout"]

# Seconds for the whole request, or for connecting and for reading.
RequestTimeout = float | tuple[float, float] | urllib3.Timeout | None

_JSON = re.compile("json", re.IGNORECASE)
# The path of each certificate, and when it was written.
_Published = tuple[tuple[str, int], ...]


class RESTResponse:
    """An answer whose body was read: `status`, `reason`, `data` (text) and the headers."""

    def __init__(self, resp: urllib3.BaseHTTPResponse) -> None:
        self.urllib3_response = resp
        self.status: int = resp.status
        self.reason: str | None = resp.reason
        self.data: str = resp.data.decode("utf-8", errors="replace")
        self.headers: urllib3.HTTPHeaderDict = resp.headers

    def getheaders(self) -> urllib3.HTTPHeaderDict:
        """Return all headers; their names match in any letter case."""
        return self.headers

    def getheader(self, name: str, default: str | None = None) -> str | None:
        """Return one header, or the default."""
        return self.headers.get(name, default)


class RESTClientObject:
    """The connections of one client; they are made at the first request, with the settings of that moment."""

    def __init__(self, configuration: Configuration, pools_size: int = 4, maxsize: int | None = None) -> None:
        self.configuration = configuration
        self._pools_size = pools_size
        self._maxsize = maxsize
        self._lock = threading.Lock()
        self._pool_manager: urllib3.PoolManager | None = None
        self._local_pool_manager: urllib3.PoolManager | None = None
        self._local_authorities: _Published = ()

    @property
    def pool_manager(self) -> urllib3.PoolManager:
        """The connections to all hosts but this machine's own."""
        with self._lock:
            if self._pool_manager is None:
                self._pool_manager = self._connections(())
            return self._pool_manager

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        with self._lock:
            for manager in (self._pool_manager, self._local_pool_manager):
                if manager is not None:
                    manager.clear()
            self._pool_manager = self._local_pool_manager = None

    def request(
        self,
        method: str,
        url: str,
        query_params: Sequence[tuple[str, Any]] | Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: object = None,
        post_params: Sequence[tuple[str, Any]] | Mapping[str, Any] | None = None,
        _preload_content: bool = True,
        _request_timeout: RequestTimeout = None,
    ) -> RESTResponse | urllib3.BaseHTTPResponse:
        """Return the answer to one request; ApiException for a refusal, a fault of the network or a time-out."""
        if query_params:
            url = f"{url}?{urlencode(query_params)}"
        sent_headers = dict(headers or {})
        content = _content(method, sent_headers, body, post_params)
        try:
            response = self._manager(url).request(
                method,
                url,
                headers=sent_headers,
                timeout=_timeout(_request_timeout),
                # Neither is hidden from the program, and credentials do not follow anybody elsewhere.
                retries=False,
                redirect=False,
                preload_content=_preload_content,
                **content,
            )
            answer = response if _is_success(response) and not _preload_content else RESTResponse(response)
        except urllib3.exceptions.HTTPError as fault:
            raise ApiException(status=0, reason=f"{type(fault).__name__}: {fault}") from fault
        self.configuration.logger["package_logger"].debug("%s %s: %s", method, url, response.status)
        if not _is_success(response):
            raise ApiException(http_resp=answer)
        return answer

    GET = partialmethod(request, "GET")
    HEAD = partialmethod(request, "HEAD")
    OPTIONS = partialmethod(request, "OPTIONS")
    DELETE = partialmethod(request, "DELETE")
    POST = partialmethod(request, "POST")
    PUT = partialmethod(request, "PUT")
    PATCH = partialmethod(request, "PATCH")

    def _manager(self, url: str) -> urllib3.PoolManager:
        """Return the connections for a URL; those to this machine trust the local server's authorities too."""
        if self.configuration.ssl_ca_cert or not _is_loopback(url):
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
        if configuration.proxy:
            return urllib3.ProxyManager(configuration.proxy, **options)
        return urllib3.PoolManager(**options)


def _tls(configuration: Configuration, authorities: _Published) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=configuration.ssl_ca_cert or None)
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
        context.load_cert_chain(configuration.cert_file, configuration.key_file)
    return context


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


def _timeout(limit: RequestTimeout) -> urllib3.Timeout | None:
    if limit is None or isinstance(limit, urllib3.Timeout):
        return limit
    if isinstance(limit, int | float):
        return urllib3.Timeout(total=limit)
    connect, read = limit
    return urllib3.Timeout(connect=connect, read=read)


def _content(
    method: str,
    headers: dict[str, str],
    body: object,
    post_params: Sequence[tuple[str, Any]] | Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return what urllib3 needs to send a body, and name its type in the headers."""
    if method in {"GET", "HEAD"}:
        return {}
    content_type = headers.setdefault("Content-Type", "application/json")
    if _JSON.search(content_type):
        return {} if body is None else {"body": msgspec.json.encode(body)}
    if content_type == "application/x-www-form-urlencoded":
        return {"fields": post_params, "encode_multipart": False}
    if content_type == "multipart/form-data":
        # urllib3 writes the header itself, since the boundary belongs into it.
        del headers["Content-Type"]
        return {"fields": post_params, "encode_multipart": True}
    if isinstance(body, str | bytes):
        return {"body": body}
    raise ApiException(status=0, reason=f"A body of this kind cannot be sent as {content_type}")
