"""What a client is, whatever sends its requests: it writes them, and reads the answers."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from toggl import _answers, _files, _serialization
from toggl.configuration import Configuration

USER_AGENT = "rollbook-python-client"

# Any: parameters may be of any type that can be written as text.
Parameters = Mapping[str, Any] | Sequence[tuple[str, Any]]

_SEPARATORS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}


class Client:
    """The settings of a caller of the service, and how requests and answers look."""

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
        self.default_headers: dict[str, str] = {"User-Agent": USER_AGENT}
        if header_name is not None and header_value is not None:
            self.default_headers[header_name] = header_value
        self.cookie = cookie
        self._client_side_validation: bool | None = None

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

    def written(
        self,
        resource_path: str,
        *,
        path_params: Parameters | None,
        query_params: Parameters | None,
        header_params: Mapping[str, Any] | None,
        body: object,
        post_params: Parameters | None,
        files: Mapping[str, Any] | None,
        auth_settings: Sequence[str] | None,
        collection_formats: Mapping[str, str] | None,
    ) -> dict[str, Any]:  # Any: they are of many types.
        """Return what goes into a request, by name: its whole URL, query, headers, form fields and body."""
        headers = self._headers(header_params, files)
        query = self._query(query_params, collection_formats)
        self.update_params_for_auth(headers, query, auth_settings)
        return {
            "url": self.configuration.host.rstrip("/") + self._path(resource_path, path_params, collection_formats),
            "query_params": query,
            "headers": headers,
            "post_params": self.prepare_post_parameters(self._query(post_params, collection_formats), files),
            "body": self.sanitize_for_serialization(body),
        }

    def sanitize_for_serialization(self, obj: object) -> Any:
        """Return a model, or whatever holds models and dates, as plain JSON values."""
        return _serialization.plain(obj)

    def deserialize(self, response: Any, response_type: object) -> Any:
        """Return the body as a type, or as the type of that name; ApiException when it is of another shape.

        `response` is whatever has the body as `data`.
        """  # Any: programs hand in objects of their own, and ask for any type.
        return _answers.read(response, response_type, tell_missing=self.configuration.tell_missing)

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
        if not params:
            return []
        pairs = self.parameters_to_tuples(self.sanitize_for_serialization(params), formats)
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


def _joined(values: Sequence[object], separator: str = ",") -> str:
    return separator.join(_serialization.query_text(value) for value in values)
