"""The operations on accounts, owners, preferences, pictures, rates and places."""

import pytest

import toggl
from toggl.exceptions import MissingPathArgumentError

# Class, method, arguments, HTTP method, path, body sent, JSON answered, value given.
OPERATIONS = [
    ("AuthenticationApi", "get_me_sessions", (), "GET", "/me/sessions", None, [{"id": 4}], [toggl.MeSession(id=4)]),
    ("AuthenticationApi", "delete_me_session", (4,), "DELETE", "/me/sessions/4", None, "OK", "OK"),
    ("AvatarsApi", "delete_avatars", (), "DELETE", "/avatars", None, "OK", "OK"),
    (
        "AvatarsApi",
        "post_use_gravatar",
        (),
        "POST",
        "/avatars/use_gravatar",
        None,
        {"avatar_urls": {"small": "s"}, "fileType": "png"},
        toggl.ModelsAvatar(avatar_urls={"small": "s"}, file_type="png"),
    ),
    ("CountriesApi", "get_countries", (), "GET", "/countries", None, [{"id": 233}], [toggl.ModelsCountry(id=233)]),
    (
        "CountriesApi",
        "get_countries_country_id_subdivisions",
        (233,),
        "GET",
        "/countries/233/subdivisions",
        None,
        [{"iso_code": "EE-37"}],
        [toggl.ModelsSubdivision(iso_code="EE-37")],
    ),
    ("MeApi", "get_me_id", (), "GET", "/me/id", None, 9, 9),
    (
        "MeApi",
        "get_me_location",
        (),
        "GET",
        "/me/location",
        None,
        {"country_code": "EE"},
        toggl.MeUserLocationResponse(country_code="EE"),
    ),
    (
        "MeApi",
        "get_me_quota",
        (),
        "GET",
        "/me/quota",
        None,
        [{"organization_id": 7, "remaining": 600}],
        [toggl.MeGetQuotaResult(organization_id=7, remaining=600)],
    ),
    ("MeApi", "me_logged_get", (), "GET", "/me/logged", None, None, None),
    ("MeApi", "post_close_account", (), "POST", "/me/close_account", None, "OK", "OK"),
    (
        "MeApi",
        "post_lost_password",
        (toggl.ModelsLostPassword(email="a@b.c"),),
        "POST",
        "/me/lost_passwords",
        {"email": "a@b.c"},
        "OK",
        "OK",
    ),
    (
        "MeApi",
        "put_me",
        (toggl.MePayload(fullname="Ann", beginning_of_week=0),),
        "PUT",
        "/me",
        {"fullname": "Ann", "beginning_of_week": 0},
        {"id": 9, "fullname": "Ann"},
        toggl.ModelsTogglUser(id=9, fullname="Ann"),
    ),
    (
        "OrganizationsApi",
        "get_organization_owner",
        (7,),
        "GET",
        "/organizations/7/owner",
        None,
        {"user_id": 9},
        toggl.ModelsOrganizationOwner(user_id=9),
    ),
    (
        "OrganizationsApi",
        "get_organization_usage",
        (7,),
        "GET",
        "/organizations/7/usage",
        None,
        [{"name": "users", "count": 3, "limit": None}],
        [toggl.OrganizationUsageCounter(name="users", count=3)],
    ),
    (
        "OrganizationsApi",
        "get_organization_workspaces_statistics",
        (7,),
        "GET",
        "/organizations/7/workspaces/statistics",
        None,
        {"8": {"admins": [{"user_id": 9}], "members_count": 3}},
        {"8": toggl.ModelsStatistics(admins=[toggl.ModelsUserData(user_id=9)], members_count=3)},
    ),
    (
        "OrganizationsApi",
        "put_organization",
        (7, toggl.ModelsPutPayload(name="O")),
        "PUT",
        "/organizations/7",
        {"name": "O"},
        "OK",
        "OK",
    ),
    (
        "OrganizationsApi",
        "put_organization_paying_user",
        (7, toggl.OrganizationPayingUserPayload(user_id=9)),
        "PUT",
        "/organizations/7/paying_user",
        {"user_id": 9},
        "OK",
        "OK",
    ),
    (
        "OrganizationsOwnerApi",
        "get_ownership_transfers",
        (7,),
        "GET",
        "/organizations/7/owner/transfer",
        None,
        [{"owner_transfer_id": 5}],
        [toggl.ModelsTransfer(owner_transfer_id=5)],
    ),
    (
        "OrganizationsOwnerApi",
        "get_ownership_transfer",
        (7, 5),
        "GET",
        "/organizations/7/owner/transfer/5",
        None,
        {"owner_transfer_id": 5},
        toggl.ModelsTransfer(owner_transfer_id=5),
    ),
    (
        "OrganizationsOwnerApi",
        "post_ownership_transfer",
        (7,),
        "POST",
        "/organizations/7/owner/transfer",
        None,
        {"owner_transfer_id": 5},
        toggl.ModelsTransfer(owner_transfer_id=5),
    ),
    (
        "OrganizationsOwnerApi",
        "post_ownership_transfer_actions",
        (7, 5, "accept"),
        "POST",
        "/organizations/7/owner/transfer/5/accept",
        None,
        {"owner_transfer_id": 5},
        toggl.ModelsTransfer(owner_transfer_id=5),
    ),
    (
        "PreferencesApi",
        "get_preferences",
        (),
        "GET",
        "/me/preferences",
        None,
        {"beginningOfWeek": 1, "toSAcceptNeeded": False, "windows_stop_start_keyboard_shortcut": {"key": 5}},
        toggl.ModelsAllPreferences(
            beginning_of_week=1,
            to_s_accept_needed=False,
            windows_stop_start_keyboard_shortcut=toggl.UtilsKeyboardShortcut(key=5),
        ),
    ),
    (
        "PreferencesApi",
        "post_preferences",
        (toggl.ModelsAllPreferences(beginning_of_week=1, date_format="YYYY-MM-DD"),),
        "POST",
        "/me/preferences",
        {"beginningOfWeek": 1, "date_format": "YYYY-MM-DD"},
        "OK",
        "OK",
    ),
    (
        "PreferencesApi",
        "get_workspace_preferences",
        (8,),
        "GET",
        "/workspaces/8/preferences",
        None,
        {"hide_start_end_times": True, "initial_pricing_plan": 0},
        toggl.ModelsWorkspacePreferences(hide_start_end_times=True, initial_pricing_plan=0),
    ),
    (
        "PreferencesApi",
        "post_workspace_preferences",
        (8, toggl.ModelsWorkspacePreferences(hide_start_end_times=True)),
        "POST",
        "/workspaces/8/preferences",
        {"hide_start_end_times": True},
        {"logo": "l"},
        toggl.ModelsWorkspacePreferences(logo="l"),
    ),
    (
        "RatesApi",
        "get_workspace_rates",
        (8, "workspace_user", 5),
        "GET",
        "/workspaces/8/rates/workspace_user/5",
        None,
        [{"amount": 12, "rate_change_mode": "override-all", "type": "billable_rates"}],
        [toggl.ModelsRate(amount=12.0, rate_change_mode="override-all", type="billable_rates")],
    ),
    (
        "RatesApi",
        "post_workspace_rates",
        (8, toggl.RatesCreationRequest(amount=12.5, level="workspace", level_id=8)),
        "POST",
        "/workspaces/8/rates",
        {"amount": 12.5, "level": "workspace", "level_id": 8},
        None,
        None,
    ),
    (
        "TimezonesApi",
        "get_offsets",
        (),
        "GET",
        "/timezones/offsets",
        None,
        [{"name": "Europe/Tallinn", "utc": "+02:00"}],
        [toggl.ModelsTimezone(name="Europe/Tallinn", utc="+02:00")],
    ),
    ("TimezonesApi", "get_timezones", (), "GET", "/timezones", None, ["Europe/Tallinn"], ["Europe/Tallinn"]),
    (
        "WorkspacesApi",
        "get_workspace_statistics",
        (8,),
        "GET",
        "/workspaces/8/statistics",
        None,
        {"groups_count": 2},
        toggl.ModelsStatistics(groups_count=2),
    ),
    (
        "WorkspacesApi",
        "post_workspace_users_data",
        (8, [9, 10]),
        "POST",
        "/workspaces/8/users/data",
        [9, 10],
        [{"id": 9}],
        [toggl.ModelsSimpleWorkspaceUser(id=9)],
    ),
    (
        "WorkspacesApi",
        "put_workspaces",
        (8, toggl.WorkspacePayload(name="W")),
        "PUT",
        "/workspaces/8",
        {"name": "W"},
        {"id": 8},
        toggl.WorkspaceWorkspace(id=8),
    ),
]

SHARED = {
    "OrganizationsApi": ["get_organization_workspaces_groups"],
    "WorkspacesApi": ["get_organization_workspaces_groups", "get_organization_workspaces_statistics"],
}


@pytest.mark.parametrize(
    ("area", "name", "arguments", "method", "path", "body", "answered", "given"),
    OPERATIONS,
    ids=[f"{operation[0]}.{operation[1]}" for operation in OPERATIONS],
)
def test_an_operation_is_sent_as_documented_and_gives_its_model(
    client, service, area, name, arguments, method, path, body, answered, given
):
    service.answers(answered)

    answer = getattr(getattr(toggl, area)(client), name)(*arguments)

    assert (answer, type(answer)) == (given, type(given))
    sent = service.last
    assert (sent.method, sent.path, sent.query) == (method, path, {})
    assert (sent.json if sent.body else None) == body


@pytest.mark.parametrize(("area", "name"), [(area, name) for area, names in SHARED.items() for name in names])
def test_an_operation_of_several_areas_is_the_same_in_each(area, name):
    owner = getattr(toggl, area)

    assert getattr(owner, name).operation is getattr(owner, f"{name}_with_http_info").operation


def test_a_rate_that_was_made_gives_nothing_with_its_status(client, service):
    service.body, service.status = b"", 201

    answer = toggl.RatesApi(client).post_workspace_rates_with_http_info(8, {"amount": 12.5})

    assert answer[:2] == (None, 201)


def test_an_empty_answer_is_nothing_where_nothing_is_given(client, service):
    service.body = b""

    assert toggl.MeApi(client).me_logged_get() is None


def test_rates_can_be_filtered_by_their_kind(client, service):
    service.answers([])

    toggl.RatesApi(client).get_workspace_rates(8, "workspace", 8, type="labor_costs")

    assert service.last.query == {"type": "labor_costs"}


@pytest.mark.parametrize(("ongoing", "sent"), [(True, "true"), ("false", "false")])
def test_transfers_can_be_filtered_by_whether_they_are_open(client, service, ongoing, sent):
    service.answers([])

    toggl.OrganizationsOwnerApi(client).get_ownership_transfers(7, ongoing=ongoing)

    assert service.last.query == {"ongoing": sent}


def test_the_new_owner_can_be_named(client, service):
    service.answers({"new_owner_id": 9})

    toggl.OrganizationsOwnerApi(client).post_ownership_transfer(
        7, post_ownership_transfer_request=toggl.OrganizationOwnerTransferPayload(new_owner_id=9)
    )

    assert service.last.json == {"new_owner_id": 9}


def test_a_lost_password_is_reported_without_credentials(client, service):
    service.answers("OK")

    toggl.MeApi(client).post_lost_password({"email": "a@b.c"})

    assert "Authorization" not in service.last.headers


def test_preferences_of_a_workspace_are_the_model_that_the_document_names_too():
    preferences = toggl.ModelsWorkspacePreferences("2026-01-01T00:00:00Z", logo="l")

    assert isinstance(preferences, toggl.ModelsLogo)
    assert (preferences.calendar_suggestion_start_date, preferences.logo) == ("2026-01-01T00:00:00Z", "l")


@pytest.mark.parametrize(
    ("area", "name", "part"),
    [
        ("OrganizationsApi", "get_organization_workspaces_statistics", "organization_id"),
        ("WorkspacesApi", "get_organization_workspaces_statistics", "organization_id"),
        ("WorkspacesApi", "get_workspace_statistics", "workspace_id"),
    ],
)
def test_statistics_that_name_nothing_as_in_2024_raise_what_says_so(client, service, area, name, part):
    with pytest.raises(MissingPathArgumentError, match=f"Missing the required parameter `{part}` when calling"):
        getattr(getattr(toggl, area)(client), name)()

    assert service.requests == []


@pytest.mark.parametrize("name", ["get_organization_workspaces_statistics", "get_workspace_statistics"])
def test_statistics_are_asked_for_by_name_too(client, service, name):
    service.answers({})
    part = "workspace_id" if name == "get_workspace_statistics" else "organization_id"

    getattr(toggl.WorkspacesApi(client), name)(**{part: 7})

    assert "/7/" in service.last.path
