"""A program with types, which `make check` reads as strictly as the client itself; nothing runs it."""

import datetime
from typing import Any, assert_type

import urllib3

import toggl
import toggl.models
from toggl import AvatarsApi, ModelsAvatar, UsersApi, aio
from toggl.api.me_api import MeApi
from toggl.models import ModelsStatistics, ModelsWorkspacePreferences
from toggl.models.models_org_user import ModelsOrgUser
from toggl.rest import ApiException
from toggl.transport import Answer, Request

client = toggl.ApiClient(toggl.Configuration(username="somebody@example.com", password="their password"))


def lists_people(users: UsersApi) -> list[str | None]:
    people = users.get_organization_users(7, active_status="active", per_page=200)
    assert_type(people, list[ModelsOrgUser])
    assert_type(users.get_organization_users_with_http_info(7), tuple[list[ModelsOrgUser], int, urllib3.HTTPHeaderDict])
    return [person.email for person in people]


def changes_people(users: UsersApi) -> None:
    users.put_organization_users(7, toggl.UserPayload(inactive=True), organization_user_id=3)
    users.put_organization_users(7, toggl.OrganizationUserPayload(role_id=2), organization_user_id=3)
    users.put_workspace_workspace_users(8, 5, {"rate": None})
    users.put_workspace_workspace_users(8, 5, 12)  # type: ignore[arg-type] # A number is no body.
    users.get_organization_users(7, colour="red")  # type: ignore[call-arg] # No option of this name.


def clears_a_rate(users: UsersApi) -> None:
    payload = toggl.partial(toggl.WorkspaceUserPayload, rate=None, inactive=False)
    assert_type(payload, toggl.WorkspaceUserPayload)
    payload.role = toggl.UNSET
    users.put_workspace_workspace_users(8, 5, payload)
    toggl.partial(toggl.WorkspaceUserPayload, rte=None)  # type: ignore[call-arg] # No field of this name.
    toggl.partial(toggl.WorkspaceUserPayload, rate="12")  # type: ignore[arg-type] # An amount is no text.


def names_fields() -> toggl.RatesCreationRequest:
    assert_type(toggl.ModelsGroupDict(5, "Night shift"), toggl.ModelsGroupDict)
    assert_type(toggl.partial(toggl.ModelsGroupDict, 5), toggl.ModelsGroupDict)
    assert_type(toggl.ModelsOrgUser(True, "face.png", role_id=2).groups, list[toggl.ModelsGroupDict] | None)
    toggl.ModelsGroupDict("5")  # type: ignore[arg-type] # A number is no text.
    toggl.ModelsGroupDict(5, "Night shift", 3)  # type: ignore[call-arg] # One too many.
    toggl.RatesCreationRequest(mode="overide-all")  # type: ignore[arg-type] # None of the words.
    return toggl.RatesCreationRequest(amount=12.5, level="workspace", level_id=8, mode="start-today")


def tells_missing(users: UsersApi, fallback: str | toggl.UnsetType = toggl.UNSET) -> list[str]:
    users.api_client.configuration.tell_missing = True
    known = [user for user in users.get_organization_users(7) if user.name is not toggl.UNSET]
    names = [user.name or fallback for user in known]
    return [name for name in names if not isinstance(name, toggl.UnsetType)]


def shows_a_face(avatars: AvatarsApi, picture: bytes) -> ModelsAvatar:
    avatars.post_avatars("face.png", _request_timeout=5)
    return avatars.post_avatars(picture)


def reads_statistics(workspaces: toggl.WorkspacesApi) -> None:
    assert_type(workspaces.get_organization_workspaces_statistics(7), dict[str, ModelsStatistics])
    assert_type(workspaces.get_workspace_statistics(workspace_id=8).members_count, int | None)


def reads_preferences(preferences: toggl.PreferencesApi) -> toggl.ModelsLogo:
    assert_type(preferences.get_workspace_preferences(8), ModelsWorkspacePreferences)
    return preferences.get_workspace_preferences(8)


def reads_what_was_done(audit_logs: toggl.AuditLogsApi) -> str:
    entries: list[dict[str, Any]] = audit_logs.get_audit_logs(7, datetime.date(2026, 1, 1), "2026-01-31")
    assert entries
    text: str = audit_logs.get_audit_logs(7, "2026-01-01", "2026-01-31", export=True)
    return text


def reads_all_pages(users: UsersApi) -> list[str | None]:
    seen: list[tuple[int, int | None]] = []
    people = users.iter_organization_users(7).on_progress(lambda done, total: seen.append((done, total)))
    for person in people:
        assert_type(person, ModelsOrgUser)
    users.iter_organization_users(7, colour="red")  # type: ignore[call-arg] # No option of this name.
    return [person.name for person in users.iter_organization_users_detailed(7)]


async def awaits(client: aio.ApiClient) -> None:
    users = aio.UsersApi(client)
    assert_type(await users.get_organization_users(7, per_page=200), list[ModelsOrgUser])
    assert_type(await users.put_workspace_users(8, 9, post={"inactive": True}, _idempotency_key="7f2c"), str)
    _, status, headers = await users.get_workspace_users_with_http_info(8)
    assert_type(status, int)
    assert_type(headers, urllib3.HTTPHeaderDict)
    async for person in users.iter_organization_users(7):
        assert_type(person, ModelsOrgUser)
    await users.put_workspace_users("eight", 9)  # type: ignore[arg-type] # Text is no number.
    aio.UsersApi(toggl.ApiClient())  # type: ignore[arg-type] # The other kind of client.
    UsersApi(client)  # type: ignore[arg-type] # As above.


def catches(users: UsersApi) -> float | None:
    try:
        users.get_workspace_users(8)
    except toggl.QuotaExceeded as refusal:
        return refusal.resets_in
    except toggl.NetworkError as failure:
        assert_type(failure.unsent, bool)
    except toggl.ApiException as failure:
        assert_type(failure.message, str)
        assert_type(failure.operation, str | None)
    return None


def sets_up() -> toggl.Configuration:
    def mark(request: Request) -> None:
        request.headers["X-Program"] = "audit"

    return toggl.Configuration(
        host=toggl.TOGGL_TRACK,
        retries=toggl.Retries(tries=5, longest_wait=600),
        request_timeout=(5, 30),
        before_request=[mark],
        after_request=[lambda exchange: mark(exchange.request)],
    )


def replaces_the_network() -> toggl.ApiClient:
    def answer(request: Request) -> Answer:
        return Answer(200, b"[]" if request.method == "GET" else b'"OK"')

    return toggl.ApiClient(toggl.Configuration(), transport=answer)


def names_modules() -> type[Exception]:
    assert_type(MeApi(client).get_me_id(), int)
    assert_type(toggl.models.ModelsTag().name, str | None)
    assert issubclass(ApiException, Exception)
    return toggl.rest.ApiException


def misspells() -> None:
    toggl.ModelsOrgUsr()  # type: ignore[attr-defined] # A misspelt name is an error to type checkers too.
