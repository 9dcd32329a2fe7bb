"""HTTP by aiohttp: one request, one answer, over kept connections."""

import asyncio
import inspect
import ssl
import weakref
from collections.abc import Mapping

import aiohttp
import urllib3
import yarl
from aiohttp.tracing import Trace

from toggl import _tls
from toggl.configuration import Configuration
from toggl.exceptions import NetworkError, NetworkTimeoutError, refusal
from toggl.rest import RESTResponse, is_success, response_of
from toggl.retries import as_urllib3
from toggl.transport import Answer, AsyncTransport, Request, RequestTimeout

# Faults before anything of the request has been sent.
_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
# Faults that the next attempt would meet as well; ValueErrors are those of addresses.
_LASTING = (aiohttp.ClientSSLError, ValueError, aiohttp.NonHttpUrlClientError)
# As long as the other client takes them.
_LONGEST_HEADER = 65_536  # Bytes.


class _Connector(aiohttp.TCPConnector):
    """Knows its connections to the end: one that was given up waits for a goodbye that a silent host never says."""

    def __init__(self) -> None:
        # The turns of the calls are the limit: an answer that a program reads by itself keeps no other call waiting.
        super().__init__(limit=0)
        self._transports: weakref.WeakSet[asyncio.Transport] = weakref.WeakSet()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - The name and the kind that aiohttp gives it.
    ) -> aiohttp.connector.Connection:
        """Return a connection for a request."""
        connection = await super().connect(req, traces, timeout)
        if connection.transport is not None:
            self._transports.add(connection.transport)
        return connection

    async def end_given_up(self) -> None:
        """End the connections that are still waiting."""
        for transport in self._transports:
            transport.abort()
        # They tell the loop, which has to hear it before it ends itself.
        await asyncio.sleep(0)


class Connections:
    """The connections of one client; they are made at the first request, with the settings of that moment."""

    def __init__(self, configuration: Configuration, transport: AsyncTransport | None) -> None:
        # How often they were closed: a call that began before opens none again, for nobody would close them.
        self.closings = 0
        self._configuration = configuration
        self._transport = transport
        self._session: aiohttp.ClientSession | None = None
        self._connector: _Connector | None = None
        self._contexts: dict[_tls.Published, ssl.SSLContext] = {}

    async def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        self.closings += 1
        session, self._session = self._session, None
        if session is not None:
            await session.close()
        if self._connector is not None:
            await self._connector.end_given_up()

    async def send(
        self, request: Request, closings: int, *, preload: bool
    ) -> RESTResponse | aiohttp.ClientResponse | Answer:
        """Return the answer to a request that is sent once, read unless `preload` is off; ApiException otherwise.

        `closings` is what it was when the call began.
        """
        if closings != self.closings:
            raise _closed()
        try:
            return await self._sent(request, preload=preload)
        except NetworkError as error:
            error.lasting = error.lasting or closings != self.closings
            raise

    async def _sent(self, request: Request, *, preload: bool) -> RESTResponse | aiohttp.ClientResponse | Answer:
        if self._transport is not None:
            answer = self._transport(request)
            answer = await answer if inspect.isawaitable(answer) else answer
            return _whole(answer, request) if preload or not is_success(answer.status) else answer
        try:
            response = await self._asked(request)
            if is_success(response.status) and not preload:
                return response
            async with response:
                data = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeError) as fault:
            # A UnicodeError is that of a host which cannot be looked up.
            raise _no_answer(fault) from fault
        return _whole(Answer(response.status, data, _headers(response), response.reason), request)

    async def _asked(self, request: Request) -> aiohttp.ClientResponse:
        configuration = self._configuration
        name = configuration.assert_hostname
        return await self._opened().request(
            request.method,
            _address(request.url),
            headers=request.headers,
            data=request.body,
            # Credentials go nowhere but where the program sends them.
            allow_redirects=False,
            timeout=_limit(request.timeout),
            ssl=self._context(request.url),
            server_hostname=name if isinstance(name, str) else None,
            proxy=configuration.proxy,
        )

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._connector = _Connector()
            self._session = aiohttp.ClientSession(
                connector=self._connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                middlewares=(_once,),
                skip_auto_headers=("Content-Type", "User-Agent"),
                max_line_size=_LONGEST_HEADER,
                max_field_size=_LONGEST_HEADER,
            )
        return self._session

    def _context(self, url: str) -> ssl.SSLContext:
        is_local = not self._configuration.ssl_ca_cert and _tls.may_need_published(url)
        authorities = _tls.published_authorities() if is_local else ()
        if authorities not in self._contexts:
            context = _tls.context_for(self._configuration, authorities)
            if self._configuration.assert_hostname is False:
                context.check_hostname = False
            self._contexts[authorities] = context
        return self._contexts[authorities]


async def _once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send a request once: aiohttp would repeat a PUT or DELETE by itself."""
    try:
        return await send(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as fault:
        raise _no_answer(fault) from fault


def _address(url: str) -> yarl.URL:
    """Return a URL as it is to be sent; NetworkError for what is none, as from the other client."""
    try:
        # Which looks at the port as well.
        urllib3.util.parse_url(url)
        return yarl.URL(url, encoded=True)
    except ValueError as fault:
        raise _no_answer(fault) from fault


def _whole(answer: Answer, request: Request) -> RESTResponse:
    """Return an answer that was read; ApiException for a refusal."""
    response = RESTResponse(response_of(answer, request, preload=True))
    if not is_success(answer.status):
        raise refusal(response)
    return response


def _no_answer(fault: Exception) -> NetworkError:
    """Return what the caller is told of a fault of the network."""
    kind = NetworkTimeoutError if isinstance(fault, TimeoutError) else NetworkError
    error = kind(status=0, reason=f"{type(fault).__name__}: {fault}".rstrip(": "))
    error.unsent = isinstance(fault, _UNSENT)
    error.lasting = isinstance(fault, _LASTING)
    return error


def _closed() -> NetworkError:
    error = NetworkError(status=0, reason="The client was closed before this was sent")
    error.unsent = error.lasting = True
    return error


def _headers(response: aiohttp.ClientResponse) -> Mapping[str, str]:
    headers = urllib3.HTTPHeaderDict()
    for name, value in response.headers.items():
        headers.add(name, value)
    return headers


def _limit(limit: RequestTimeout) -> aiohttp.ClientTimeout:
    known = as_urllib3(limit)
    if known is None:
        return aiohttp.ClientTimeout()
    total = _seconds(known.total)
    if total is not None:
        return aiohttp.ClientTimeout(total=total)
    return aiohttp.ClientTimeout(sock_connect=_seconds(known.connect_timeout), sock_read=_seconds(known.read_timeout))


def _seconds(limit: object) -> float | None:
    # Beside seconds and None, urllib3 has a mark for what was not given.
    return float(limit) if isinstance(limit, int | float) else None
