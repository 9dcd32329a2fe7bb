"""Help for the tests of programs that use the client: a service of their own, and a transport without any.

As a plugin of pytest it has the fixtures `toggl_server` and `toggl_organization`.
"""

from typing import TYPE_CHECKING

from toggl._lazily import imported

if TYPE_CHECKING:
    from toggl.testing.fake import FakeTransport, SentRequest, answer, fake_transport, in_turn
    from toggl.testing.server import Owner, ServerProblem, TogglOrganization, TogglServer, running_server

# The fixtures; pytest imports them, so that this package can be used without it.
pytest_plugins = ("toggl.testing.fixtures",)

__all__ = [
    "FakeTransport",
    "Owner",
    "SentRequest",
    "ServerProblem",
    "TogglOrganization",
    "TogglServer",
    "answer",
    "fake_transport",
    "in_turn",
    "running_server",
]

_OF_FAKE = ("FakeTransport", "SentRequest", "answer", "fake_transport", "in_turn")


# pytest imports the package at each start, whether a test uses it or not; so the names come when they are wanted.
# Not for type checkers, which would take any name for one of the package's.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        return imported(__name__, name, {one: "fake" if one in _OF_FAKE else "server" for one in __all__})
