"""The client that the Api classes share: it writes requests, sends them and reads the answers."""

import atexit
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import msgspec
import urllib3

from toggl import _files, _serialization
from toggl.configuration import Configuration
from toggl.exceptions import ApiException
from toggl.rest import RequestTimeout, RESTClientObject, RESTResponse, headers_of

if TYPE_CHECKING:
    from multiprocessing.pool import ApplyResult, ThreadPool

USER_AGENT = "rollbook-python-client"

# Any: parameters may be of any type that can be written as text.
Parameters = Mapping[str, Any] | Sequence[tuple[str, Any]]

_SEPARATORS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}
# The threads of clients that nobody has closed.
_open_pools: "weakref.WeakSet[ThreadPool]" = weakref.WeakSet()
# The calls that were begun in such threads; what of them is under way when the program ends has a moment.
_under_way: "weakref.WeakSet[ApplyResult[Any]]" = weakref.WeakSet()
_FINISHED_WITHIN = 1.0  # Seconds.

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_METHODS_WITH_FORMS = frozenset({"OPTIONS", "POST", "PUT", "PATCH"})


class ApiClient:
    """A caller of the service; close it, or use it in a `with` block, to give its connections and threads back."""

    PRIMITIVE_TYPES = _serialization.PRIMITIVE_TYPES
    NATIVE_TYPES_MAPPING = _serialization.NATIVE_TYPES_MAPPING

    def __init__(
        self,
        configuration: Configuration | None = None,
        header_name: str | None = None,
        header_value: str | None = None,
        cookie: str | None = None,
    ) -> None:
        self.configuration = Configuration() if configuration is None else configuration
        self.rest_client = RESTClientObject(self.configuration)
        self.default_headers: dict[str, str] = {"User-Agent": USER_AGENT}
        if header_name is not None and header_value is not None:
            self.default_headers[header_name] = header_value
        self.cookie = cookie
        self.last_response: RESTResponse | urllib3.BaseHTTPResponse | None = None
        self._lock = threading.Lock()
        self._pool: ThreadPool | None = None
        self._own_pool: ThreadPool | None = None
        self._client_side_validation: bool | None = None

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

    @property
    def client_side_validation(self) -> bool:
        """Whether arguments are checked before anything is sent; as in the configuration, unless set here."""
        if self._client_side_validation is None:
            return self.configuration.client_side_validation
        return self._client_side_validation

    @client_side_validation.setter
    def client_side_validation(self, wanted: bool) -> None:
        self._client_side_validation = wanted

    @property
    def user_agent(self) -> str:
        """The name under which this client calls."""
        return self.default_headers["User-Agent"]

    @user_agent.setter
    def user_agent(self, name: str) -> None:
        self.default_headers["User-Agent"] = name

    def set_default_header(self, header_name: str, header_value: str) -> None:
        """Send this header with each request."""
        self.default_headers[header_name] = header_value

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
            raise ValueError('response_type="file" is not supported yet; _preload_content=False gives the bytes')

        def call() -> Any:
            headers = self._headers(header_params, files)
            query = self._query(query_params, collection_formats)
            self.update_params_for_auth(headers, query, auth_settings)
            response = self.request(
                method,
                self.configuration.host.rstrip("/") + self._path(resource_path, path_params, collection_formats),
                query_params=query,
                headers=headers,
                post_params=self.prepare_post_parameters(self._query(post_params, collection_formats), files),
                body=self.sanitize_for_serialization(body),
                _preload_content=_preload_content,
                _request_timeout=_request_timeout,
            )
            self.last_response = response
            data = self._read(response, response_type) if _preload_content else response
            return data if _return_http_data_only else (data, response.status, headers_of(response))

        return self._begun(call) if async_req else call()

    def _begun(self, call: Callable[[], Any]) -> "ApplyResult[Any]":
        pool = self.pool
        result = pool.apply_async(call, ())
        if pool is self._own_pool:
            _under_way.add(result)
        return result

    def _read(self, response: Any, response_type: object) -> Any:
        return None if response_type is None else self.deserialize(response, response_type)

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

    def sanitize_for_serialization(self, obj: object) -> Any:
        """Return a model, or whatever holds models and dates, as plain JSON values."""
        return _serialization.plain(obj)

    def deserialize(self, response: Any, response_type: object) -> Any:
        """Return the body as a type, or as the type of that name; ApiException when it is of another shape.

        `response` is whatever has the body as `data`.
        """  # Any: programs hand in objects of their own, and ask for any type.
        if response.data is None:
            return None
        try:
            if response_type in (str, "str"):
                return _text(response)
            if _media_type(response).startswith("text/csv") and response_type in (object, "object"):
                return _raw(response)
            if response_type in (object, "object") and _is_text(response):
                return _read_or_text(response)
            return _serialization.decoded(response.data, response_type)
        except (msgspec.DecodeError, RecursionError) as fault:
            raise _unreadable(response, fault) from fault

    def parameters_to_tuples(
        self, params: Parameters, collection_formats: Mapping[str, str] | None
    ) -> list[tuple[str, Any]]:  # Any: values keep their types.
        """Return parameters as pairs; lists that a format is named for are joined, and the others stay lists."""
        pairs = params.items() if isinstance(params, Mapping) else params
        tuples: list[tuple[str, Any]] = []
        for name, value in pairs:
            form = (collection_formats or {}).get(name)
            if form is None or not isinstance(value, list | tuple):
                tuples.append((name, value))
            elif form == "multi":
                tuples.extend((name, item) for item in value)
            else:
                tuples.append((name, _joined(value, _SEPARATORS.get(form, ","))))
        return tuples

    def prepare_post_parameters(
        self, post_params: Sequence[tuple[str, Any]] | None = None, files: Mapping[str, Any] | None = None
    ) -> list[tuple[str, Any]]:  # Any: text, or a file's name, content and type.
        """Return form fields, and the named files with their contents, ready to be sent."""
        return [*(post_params or ()), *_files.parts(files or {})]

    def select_header_accept(self, accepts: Sequence[str]) -> str | None:
        """Return the Accept header for what an operation answers with; JSON where it can."""
        lowered = [accept.lower() for accept in accepts]
        if not lowered:
            return None
        return "application/json" if "application/json" in lowered else ", ".join(lowered)

    def select_header_content_type(self, content_types: Sequence[str]) -> str:
        """Return the Content-Type header for what an operation takes; JSON where it can."""
        lowered = [content_type.lower() for content_type in content_types]
        if not lowered or "application/json" in lowered or "*/*" in lowered:
            return "application/json"
        return lowered[0]

    def update_params_for_auth(
        self, headers: dict[str, str], querys: list[tuple[str, Any]], auth_settings: Sequence[str] | None
    ) -> None:
        """Add the credentials that the configuration has, and nothing where it has none."""
        known = self.configuration.auth_settings()
        for setting in (known[name] for name in auth_settings or () if name in known):
            if not setting["value"]:
                continue
            if setting["in"] == "header":
                headers[setting["key"]] = setting["value"]
            elif setting["in"] == "query":
                querys.append((setting["key"], setting["value"]))
            else:
                raise ValueError(f"Credentials go into a header or the query, not into {setting['in']!r}")

    def _headers(self, given: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> dict[str, str]:
        headers = {name: str(value) for name, value in (given or {}).items() if value is not None}
        if files:
            headers["Content-Type"] = "multipart/form-data"
        headers.update(self.default_headers)
        if self.cookie:
            headers["Cookie"] = self.cookie
        return headers

    def _query(self, params: Parameters | None, formats: Mapping[str, str] | None) -> list[tuple[str, Any]]:
        pairs = self.parameters_to_tuples(self.sanitize_for_serialization(params or {}), formats)
        return [
            (name, _joined(value) if isinstance(value, list | tuple) else _serialization.query_text(value))
            for name, value in pairs
        ]

    def _path(self, template: str, params: Parameters | None, formats: Mapping[str, str] | None) -> str:
        path = template
        for name, value in self._query(params, formats):
            part = quote(value, safe=self.configuration.safe_chars_for_path_param)
            path = path.replace(f"{{{name}}}", part)
        return path


def _stop_threads() -> None:
    """Let no pool be found running by its own finaliser, which complains when the program is over.

    Nor a thread that is just making a connection: the encryption library is taken down under its feet then.
    """
    for pool in list(_open_pools):
        pool.close()
    until = time.monotonic() + _FINISHED_WITHIN
    for result in list(_under_way):
        result.wait(max(0.0, until - time.monotonic()))


def _joined(values: Sequence[object], separator: str = ",") -> str:
    return separator.join(_serialization.query_text(value) for value in values)


def _text(response: Any) -> str | None:  # Any: as in `deserialize`.
    """Return a body as text: that which is in JSON, or else the body itself where it can be text."""
    value = _read_or_text(response) if _is_text(response) else _serialization.decoded(response.data, object)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | dict) and not _media_type(response).startswith("text/plain"):
        raise msgspec.ValidationError(f"Expected `str`, got `{type(value).__name__}`")
    return _raw(response)


def _read_or_text(response: Any) -> object:  # Any: as in `deserialize`.
    try:
        return _serialization.decoded(response.data, object)
    except msgspec.DecodeError:
        return _raw(response)


def _raw(response: Any) -> str:  # Any: as in `deserialize`.
    data: str | bytes = response.data
    return data if isinstance(data, str) else data.decode("utf-8", errors="replace")


def _is_text(response: Any) -> bool:  # Any: as in `deserialize`.
    """Tell whether a body may be the text itself rather than JSON: an empty one, or one that is called nothing else."""
    media_type = _media_type(response)
    return not response.data or not media_type or media_type.startswith("text/plain")


def _media_type(response: Any) -> str:  # Any: as in `deserialize`.
    """Return the content type in lowercase, empty when the response does not tell."""
    getheader = getattr(response, "getheader", None)
    value = getheader("Content-Type") if getheader else _headers(response).get("Content-Type")
    return (value or "").lower()


def _headers(response: Any) -> Mapping[str, str]:  # Any: as in `deserialize`.
    """Return the headers that a response has, as far as it has any."""
    getheaders = getattr(response, "getheaders", None)
    return urllib3.HTTPHeaderDict(getheaders() if getheaders else getattr(response, "headers", None) or {})


def _unreadable(response: Any, fault: Exception) -> ApiException:  # Any: as in `deserialize`.
    failure = ApiException(getattr(response, "status", None), f"The answer is not what was asked for: {fault}")
    failure.body = response.data
    failure.headers = _headers(response)
    return failure
