"""The operations of the service: one class an area."""

from typing import TYPE_CHECKING

from toggl._lazily import imported

if TYPE_CHECKING:
    from toggl.api.audit_logs_api import AuditLogsApi
    from toggl.api.authentication_api import AuthenticationApi
    from toggl.api.avatars_api import AvatarsApi
    from toggl.api.countries_api import CountriesApi
    from toggl.api.groups_api import GroupsApi
    from toggl.api.invitations_api import InvitationsApi
    from toggl.api.me_api import MeApi
    from toggl.api.organizations_api import OrganizationsApi
    from toggl.api.organizations_owner_api import OrganizationsOwnerApi
    from toggl.api.preferences_api import PreferencesApi
    from toggl.api.rates_api import RatesApi
    from toggl.api.status_api import StatusApi
    from toggl.api.timezones_api import TimezonesApi
    from toggl.api.users_api import UsersApi
    from toggl.api.workspaces_api import WorkspacesApi

__all__ = [
    "AuditLogsApi",
    "AuthenticationApi",
    "AvatarsApi",
    "CountriesApi",
    "GroupsApi",
    "InvitationsApi",
    "MeApi",
    "OrganizationsApi",
    "OrganizationsOwnerApi",
    "PreferencesApi",
    "RatesApi",
    "StatusApi",
    "TimezonesApi",
    "UsersApi",
    "WorkspacesApi",
]


# Not for type checkers, which would take any name for one of the package's.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        return imported(__name__, name, __all__)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
