"""The same operations and models for asyncio; it needs `pip install 'rollbook[aio]'`.

    async with toggl.aio.ApiClient(configuration) as client:
        users = toggl.aio.UsersApi(client)
        people = await users.get_organization_users(organization_id)

A call that is cancelled gives its connection up; whether a write that was under way has been carried out is not known
then.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from toggl import api
from toggl._lazily import module_of

try:
    from toggl.aio.api_client import ApiClient
except ModuleNotFoundError as fault:
    if fault.name != "aiohttp":
        raise
    raise ModuleNotFoundError("toggl.aio needs more: pip install 'rollbook[aio]'", name=fault.name) from fault

if TYPE_CHECKING:
    from toggl.api.audit_logs_api import AsyncAuditLogsApi as AuditLogsApi
    from toggl.api.authentication_api import AsyncAuthenticationApi as AuthenticationApi
    from toggl.api.avatars_api import AsyncAvatarsApi as AvatarsApi
    from toggl.api.countries_api import AsyncCountriesApi as CountriesApi
    from toggl.api.groups_api import AsyncGroupsApi as GroupsApi
    from toggl.api.invitations_api import AsyncInvitationsApi as InvitationsApi
    from toggl.api.me_api import AsyncMeApi as MeApi
    from toggl.api.organizations_api import AsyncOrganizationsApi as OrganizationsApi
    from toggl.api.organizations_owner_api import AsyncOrganizationsOwnerApi as OrganizationsOwnerApi
    from toggl.api.preferences_api import AsyncPreferencesApi as PreferencesApi
    from toggl.api.rates_api import AsyncRatesApi as RatesApi
    from toggl.api.status_api import AsyncStatusApi as StatusApi
    from toggl.api.timezones_api import AsyncTimezonesApi as TimezonesApi
    from toggl.api.users_api import AsyncUsersApi as UsersApi
    from toggl.api.workspaces_api import AsyncWorkspacesApi as WorkspacesApi

__all__ = [
    "ApiClient",
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
        if name not in api.__all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        # The next use finds it without a question.
        globals()[name] = getattr(import_module(f"toggl.api.{module_of(name)}"), f"Async{name}")
        return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
