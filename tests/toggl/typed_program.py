"""A program with types, which `make check` reads as strictly as the client itself; nothing runs it."""

import datetime
from typing import Any, assert_type

import urllib3

import toggl
import toggl.models
from toggl import AvatarsApi, ModelsAvatar, UsersApi
from toggl.api.me_api import MeApi
from toggl.models import ModelsStatistics, ModelsWorkspacePreferences
from toggl.models.models_org_user import ModelsOrgUser
from toggl.rest import ApiException

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


def names_modules() -> type[Exception]:
    assert_type(MeApi(client).get_me_id(), int)
    assert_type(toggl.models.ModelsTag().name, str | None)
    assert issubclass(ApiException, Exception)
    return toggl.rest.ApiException


def misspells() -> None:
    toggl.ModelsOrgUsr()  # type: ignore[attr-defined] # A misspelt name is an error to type checkers too.
