"""One operation of the service: declared once, as a function without a body, and called as a method and its twin.

    @operation("GET", "/workspaces/{workspace_id}/users", list[ModelsSimpleWorkspaceUser])
    def get_workspace_users(self, workspace_id: int, *, exclude_deleted: bool | None = None,
                            **options: Unpack[CallOptions]) -> None:
        \"\"\"Return the people of a workspace.\"\"\"

    get_workspace_users_with_http_info = with_http_info(get_workspace_users)

The arguments that the path names go there, the one named by `body` becomes the body, the one named by `file` a file in
a form, and the others the query string. A class that is an `Api` returns what the service answers, one that is an
`AsyncApi` something to be awaited.
"""

import inspect
import string
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from types import GenericAlias, NoneType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, Self, TypedDict, TypeVar, Union, cast, overload

import msgspec
import urllib3

from toggl._paging import Pages
from toggl.api_client import ApiClient
from toggl.exceptions import MissingPathArgumentError
from toggl.models._model import type_name
from toggl.retries import IDEMPOTENCY_KEY
from toggl.transport import RequestTimeout, operation_under_way

if TYPE_CHECKING:
    from toggl.aio.api_client import ApiClient as AsyncApiClient
    from toggl.aio.paging import AsyncPages

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
ModelT = TypeVar("ModelT")

# Any: JSON that the program wrote itself.
Body = Union[ModelT, Mapping[str, Any], Sequence[Any]]  # noqa: UP007 - Only this form takes a type parameter in 3.11.

# Values with which a part of a path would mean another path.
_PATH_CHANGING = ("", ".", "..")

# The most that the service gives: the fewer requests, the more are left of a quota.
_ROWS_A_PAGE = 1_000

JSON = "application/json"
TEXT = "text/plain"


class CallOptions(TypedDict, total=False):
    """What each method takes beside its own arguments."""

    async_req: bool | None
    _return_http_data_only: bool | None
    _preload_content: bool
    _request_timeout: RequestTimeout
    # By which the service knows a write that is sent again, and does not carry it out twice.
    _idempotency_key: str | None


class Operations:
    """The operations of one area, whoever calls them."""


class Api(Operations):
    """Operations that are called through one client, one after another."""

    def __init__(self, api_client: ApiClient | None = None) -> None:
        self.api_client = ApiClient() if api_client is None else api_client


class AsyncApi(Operations):
    """Operations that are called through one client of `toggl.aio`, many at a time."""

    def __init__(self, api_client: "AsyncApiClient") -> None:
        self.api_client = api_client


class Method(Protocol[P, T_co]):
    """A method of an Api class, as type checkers and editors see it."""

    operation: "Operation"
    __qualname__: str

    @overload
    def __get__(self, instance: None, owner: type[Operations]) -> Self: ...
    @overload
    def __get__(self, instance: Api, owner: type[Operations]) -> Callable[P, T_co]: ...
    @overload
    def __get__(self, instance: AsyncApi, owner: type[Operations]) -> Callable[P, Coroutine[None, None, T_co]]: ...
    def __call__(self, api: Api, /, *args: P.args, **kwargs: P.kwargs) -> T_co:
        """Call it with the instance first, as with any method taken from its class."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """What a method sends, and what it gives back."""

    name: str
    signature: inspect.Signature
    # Of the arguments in the signature: those that may be given by position, and those that must be given.
    positional: tuple[str, ...]
    required: tuple[str, ...]
    method: str
    path: str
    places: Mapping[str, tuple[str, ...]]
    query: Mapping[str, str]
    body: str | None
    file: str | None
    accept: str
    credentials: bool
    returns: Any  # Any: a type, which type checkers follow through `Method` instead.
    # Its name, as programs that replace call_api expect it.
    response_type: str | None

    def call(
        self, client: "ApiClient | AsyncApiClient", args: Sequence[object], kwargs: Mapping[str, object]
    ) -> Any:  # Any: what `returns` says, or that to be awaited.
        """Return what the service answers, the arguments checked as the generated client did."""
        arguments, options = self.bound(client, args, kwargs)
        headers = {"Accept": client.select_header_accept([self.accept])}
        if key := options.pop("_idempotency_key", None):
            headers[IDEMPOTENCY_KEY] = key
        with operation_under_way(self.name):
            return client.call_api(
                self.path,
                self.method,
                self._path_params(arguments),
                [(wire, arguments[name]) for name, wire in self.query.items() if arguments.get(name) is not None],
                headers,
                body=arguments.get(self.body) if self.body else None,
                files={self.file: arguments.get(self.file)} if self.file else None,
                response_type=self.response_type,
                auth_settings=["BasicAuth"] if self.credentials else [],
                **options,
            )

    def bound(
        self, client: "ApiClient | AsyncApiClient", args: Sequence[object], kwargs: Mapping[str, object]
    ) -> tuple[dict[str, Any], dict[str, Any]]:  # Any: what the methods' declarations say.
        """Return the arguments and the options by their names; TypeError and ValueError for what cannot be."""
        arguments: dict[str, Any] = dict(zip(self.positional, args, strict=False))
        options: dict[str, Any] = {}
        for name, value in kwargs.items():
            (options if self._is_option(name) else arguments)[name] = value
        fits = len(arguments) + len(options) == len(args) + len(kwargs)
        if not fits or not all(name in arguments for name in self.required):
            # Which takes its time, and says what does not fit.
            self.signature.bind(*args, **kwargs)
        self._check(arguments, options, required=client.client_side_validation)
        return arguments, options

    def _is_option(self, name: str) -> bool:
        return name == "options" or name not in self.signature.parameters

    def _check(self, arguments: Mapping[str, object], options: Mapping[str, object], *, required: bool) -> None:
        for name in options:
            if name not in CallOptions.__annotations__:
                raise TypeError(f"Got an unexpected keyword argument '{name}' to method {self.name}")
        for name in self.required if required else ():
            if arguments[name] is None:
                raise ValueError(self._missing(name))

    def _path_params(self, arguments: Mapping[str, object]) -> dict[str, object]:
        """Return the values of the places in the path, each from the first of its arguments that was given."""
        filled: dict[str, object] = {}
        for place, names in self.places.items():
            value = next((arguments[name] for name in names if arguments.get(name) is not None), None)
            if value is None and names[0] not in self.required:
                raise MissingPathArgumentError(status=0, reason=self._missing(names[0]))
            if value in _PATH_CHANGING:
                raise ValueError(f"Invalid value {value!r} for `{names[0]}` when calling `{self.name}`")
            filled[place] = value
        return filled

    def _missing(self, name: str) -> str:
        return f"Missing the required parameter `{name}` when calling `{self.name}`"


def operation(
    method: str,
    path: str,
    returns: type[T],
    *,
    body: str | None = None,
    file: str | None = None,
    wire_names: Mapping[str, str] | None = None,
    places: Mapping[str, tuple[str, ...]] | None = None,
    accept: str = JSON,
    credentials: bool = True,
) -> Callable[[Callable[Concatenate[Any, P], None]], Method[P, T]]:  # Any: the class that is being declared.
    """Return a decorator that turns a declaration into the method that calls the operation.

    `wire_names` has the query parameters that are called otherwise in the API, `places` the parts of the path whose
    argument has another name or several.
    """

    def declare(declaration: Callable[Concatenate[Any, P], None]) -> Method[P, T]:
        signature = _signature(declaration)
        parameters = signature.parameters
        filled = {place: (place,) for _, place, _, _ in string.Formatter().parse(path) if place} | dict(places or {})
        elsewhere = {name for names in filled.values() for name in names} | {body, file, "options"}
        declared = Operation(
            name=declaration.__name__,
            signature=signature,
            positional=tuple(name for name, one in parameters.items() if one.kind is one.POSITIONAL_OR_KEYWORD),
            required=tuple(name for name, one in parameters.items() if one.default is one.empty and name != "options"),
            method=method,
            path=path,
            places=filled,
            query={name: (wire_names or {}).get(name, name) for name in parameters if name not in elsewhere},
            body=body,
            file=file,
            accept=accept,
            credentials=credentials,
            returns=None if returns is NoneType else returns,
            response_type=None if returns is NoneType else type_name(returns),
        )

        plain: Method[P, T] = _plain_method(declared, declaration, declaration.__qualname__, returns)
        return plain

    return declare


def renamed(method: Method[P, T], qualified_name: str) -> Method[P, T]:
    """Return a method of another class under another name, by which its twin is found too."""
    declared = msgspec.structs.replace(method.operation, name=qualified_name.rpartition(".")[2])
    plain: Method[P, T] = _plain_method(declared, method, qualified_name, declared.returns)
    return plain


def _plain_method(
    declared: Operation, origin: object, qualified_name: str, returns: object
) -> Any:  # Any: what its callers say it is.
    """Return the method that gives the data alone."""

    def call(api: Operations, /, *args: object, **kwargs: object) -> object:
        kwargs["_return_http_data_only"] = True
        # Looked up on the instance, because programs override or replace the twin.
        twin: Callable[..., object] = getattr(api, f"{declared.name}_with_http_info")
        return twin(*args, **kwargs)

    call.__module__ = origin.__module__
    return _described(call, declared, qualified_name, origin.__doc__, returns)


def with_http_info(method: Method[P, T]) -> Method[P, tuple[T, int, urllib3.HTTPHeaderDict]]:
    """Return the twin of a method, which gives the HTTP status and the headers as well."""
    declared = method.operation

    def call(api: Api, /, *args: P.args, **kwargs: P.kwargs) -> tuple[T, int, urllib3.HTTPHeaderDict]:
        answer: tuple[T, int, urllib3.HTTPHeaderDict] = declared.call(api.api_client, args, kwargs)
        return answer

    call.__module__ = method.__module__
    doc = f"{(method.__doc__ or '').rstrip('.')}; with the HTTP status and the headers."
    # Made when the program runs, from a type that is known only then.
    returns = GenericAlias(tuple, (declared.returns, int, urllib3.HTTPHeaderDict))
    return _described(call, declared, f"{method.__qualname__}_with_http_info", doc, returns)


class PagedMethod(Protocol[P, T]):
    """A method of an Api class that gives the rows of all pages, as type checkers and editors see it."""

    operation: "Operation"

    @overload
    def __get__(self, instance: None, owner: type[Operations]) -> Self: ...
    @overload
    def __get__(self, instance: Api, owner: type[Operations]) -> Callable[P, Pages[T]]: ...
    @overload
    def __get__(self, instance: AsyncApi, owner: type[Operations]) -> "Callable[P, AsyncPages[T]]": ...


def all_pages(
    method: Method[P, list[T]], *, page: str = "page", page_size: str = "per_page", refused: Sequence[str] = ()
) -> PagedMethod[P, T]:
    """Return the method that gives the rows of all pages of another's, 1,000 a page unless its caller says otherwise.

    `page` and `page_size` are the names of the arguments for these, `refused` those with which there are no pages.
    """
    declared = method.operation
    name = f"iter_{declared.name.removeprefix('get_')}"

    def call(api: Api | AsyncApi, /, *args: object, **kwargs: Any) -> object:  # Any: the arguments of the operation.
        declared.bound(api.api_client, args, kwargs)
        for option in ("async_req", "_preload_content", "_return_http_data_only", *refused):
            if kwargs.get(option) is not None:
                raise TypeError(f"Got an unexpected keyword argument '{option}' to method {name}")
        first = kwargs.pop(page, None) or 1
        size = kwargs.pop(page_size, None) or _ROWS_A_PAGE
        twin: Callable[..., Any] = getattr(api, f"{declared.name}_with_http_info")

        def fetch(number: int) -> Any:  # Any: a page, or that to be awaited.
            return twin(*args, **{**kwargs, page: number, page_size: size})

        return api.api_client.pages(fetch, first)

    call.__module__ = method.__module__
    doc = f"{(method.__doc__ or '').rstrip('.')}: the rows of all pages, fetched as they are needed."
    qualified_name = f"{method.__qualname__.rpartition('.')[0]}.{name}"
    return cast("PagedMethod[P, T]", _described(call, declared, qualified_name, doc, Iterator))


def _described(
    call: Callable[Concatenate[Any, P], T], declared: Operation, qualified_name: str, doc: str | None, returns: object
) -> Method[P, T]:
    """Return a function that looks to `help` and `inspect` as if it had been written out."""
    call.__qualname__ = qualified_name
    call.__name__ = qualified_name.rpartition(".")[2]
    call.__doc__ = doc
    parameters = [
        inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY),
        *declared.signature.parameters.values(),
    ]
    vars(call).update(operation=declared, __signature__=inspect.Signature(parameters, return_annotation=returns))
    return cast("Method[P, T]", call)


def _signature(declaration: Callable[..., None]) -> inspect.Signature:
    """Return the signature that a declaration has when it is called on an instance."""
    _, *parameters = inspect.signature(declaration).parameters.values()
    return inspect.Signature(parameters)
