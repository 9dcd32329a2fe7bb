"""A client of the Toggl Track API v9, as programs for its generated Python client know it."""

from typing import TYPE_CHECKING

from toggl import api, models
from toggl._lazily import imported

if TYPE_CHECKING:
    # Twice the same name: this says to checkers that the package has it.
    from toggl import aio as aio
    from toggl import api_client as api_client
    from toggl import configuration as configuration
    from toggl import exceptions as exceptions
    from toggl import rest as rest
    from toggl import testing as testing
    from toggl import transport as transport
    from toggl.api import *  # noqa: F403 - The names are in the list of that package.
    from toggl.api_client import ApiClient
    from toggl.configuration import LOCAL as LOCAL
    from toggl.configuration import TOGGL_TRACK as TOGGL_TRACK
    from toggl.configuration import Configuration
    from toggl.configuration import ConfigurationError as ConfigurationError
    from toggl.exceptions import ApiException as ApiException
    from toggl.exceptions import BadRequest as BadRequest
    from toggl.exceptions import Forbidden as Forbidden
    from toggl.exceptions import MissingPathArgumentError as MissingPathArgumentError
    from toggl.exceptions import NetworkError as NetworkError
    from toggl.exceptions import NetworkTimeoutError as NetworkTimeoutError
    from toggl.exceptions import NotFound as NotFound
    from toggl.exceptions import QuotaExceeded as QuotaExceeded
    from toggl.exceptions import RateLimited as RateLimited
    from toggl.exceptions import ServerError as ServerError
    from toggl.exceptions import Unauthorized as Unauthorized
    from toggl.missing import UNSET as UNSET
    from toggl.missing import UnsetType as UnsetType
    from toggl.missing import partial as partial
    from toggl.models import *  # noqa: F403 - As above.
    from toggl.retries import Retries as Retries

# What a star brings is what it always brought: a program may have a `partial` of its own.
__all__ = ["ApiClient", "Configuration"]
__all__ += api.__all__
__all__ += models.__all__

# The modules of the names that are neither operations nor models.
_MODULES = {
    "ApiClient": "api_client",
    "Retries": "retries",
    **dict.fromkeys(("LOCAL", "TOGGL_TRACK", "Configuration", "ConfigurationError"), "configuration"),
    **dict.fromkeys(("UNSET", "UnsetType", "partial"), "missing"),
    **dict.fromkeys(
        (
            "ApiException",
            "BadRequest",
            "Forbidden",
            "MissingPathArgumentError",
            "NetworkError",
            "NetworkTimeoutError",
            "NotFound",
            "QuotaExceeded",
            "RateLimited",
            "ServerError",
            "Unauthorized",
        ),
        "exceptions",
    ),
}


# Not for type checkers, which would take any name for one of the package's.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        for package in (api, models):
            if name in package.__all__:
                # The next use finds it without a question.
                globals()[name] = getattr(package, name)
                return globals()[name]
        return imported(__name__, name, _MODULES, ("aio", "exceptions", "rest", "testing", "transport"))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})
