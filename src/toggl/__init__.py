"""A client of the Toggl Track API v9, as programs for its generated Python client know it."""

from typing import TYPE_CHECKING

from toggl import api, models
from toggl._lazily import imported

if TYPE_CHECKING:
    from toggl.api import *  # noqa: F403 - The names are in the list of that package.
    from toggl.api_client import ApiClient
    from toggl.configuration import Configuration
    from toggl.models import *  # noqa: F403 - As above.

__all__ = ["ApiClient", "Configuration"]
__all__ += api.__all__
__all__ += models.__all__


# Not for type checkers, which would take any name for one of the package's.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        for package in (api, models):
            if name in package.__all__:
                # The next use finds it without a question.
                globals()[name] = getattr(package, name)
                return globals()[name]
        return imported(__name__, name, ("ApiClient", "Configuration"), ("exceptions", "rest"))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
