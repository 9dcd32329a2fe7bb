"""The operations beside those on people."""

import pytest

import toggl
from toggl.rest import ApiException

GROUP = toggl.GroupOrganizationGroupResponse(group_id=2, name="Night shift")

# Class, method, arguments, HTTP method, path, body sent, JSON answered, value given.
OPERATIONS = [
    ("AuthenticationApi", "me_sessions_delete", (), "DELETE", "/me/sessions", None, None, None),
    ("AuthenticationApi", "me_sessions_post", (), "POST", "/me/sessions", None, {"id": 9}, toggl.ModelsUser(id=9)),
    ("AuthenticationApi", "post_reset_token", (), "POST", "/me/reset_token", None, "0" * 32, "0" * 32),
    (
        "AuthenticationApi",
        "post_signup",
        (toggl.MePostUser(email="a@b.c", workspace=toggl.MePostInitialWorkspace(name="W")),),
        "POST",
        "/signup",
        {"email": "a@b.c", "workspace": {"name": "W"}},
        {"id": 9},
        toggl.ModelsTogglUser(id=9),
    ),
    ("MeApi", "get_me", (), "GET", "/me", None, {"id": 9}, toggl.RelatedUserWithRelated(id=9)),
    (
        "MeApi",
        "get_organizations",
        (),
        "GET",
        "/me/organizations",
        None,
        [{"id": 7}],
        [toggl.ModelsMeOrganization(id=7)],
    ),
    ("MeApi", "get_workspaces", (), "GET", "/me/workspaces", None, [{"id": 8}], [toggl.WorkspaceWorkspace(id=8)]),
    (
        "MeApi",
        "post_lost_password_confirm",
        (toggl.MeLostPasswordPayload(code="c", password="p"),),
        "POST",
        "/me/lost_passwords/confirm",
        {"code": "c", "password": "p"},
        "OK",
        "OK",
    ),
    (
        "OrganizationsApi",
        "post_organization",
        (toggl.ModelsPostPayload(name="O", workspace_name="W"),),
        "POST",
        "/organizations",
        {"name": "O", "workspace_name": "W"},
        {"id": 7, "workspace_id": 8},
        toggl.OrganizationPostOrganizationReply(id=7, workspace_id=8),
    ),
    (
        "OrganizationsApi",
        "get_organization",
        (7,),
        "GET",
        "/organizations/7",
        None,
        {"id": 7, "max_data_retention_days": None},
        toggl.ModelsMeOrganization(id=7),
    ),
    (
        "OrganizationsApi",
        "get_organization_roles",
        (7,),
        "GET",
        "/organizations/7/roles",
        None,
        [{"role_id": 1, "permissions": [{"permission_id": 2}]}],
        [toggl.TypesRole(role_id=1, permissions=[toggl.TypesPermission(permission_id=2)])],
    ),
    (
        "OrganizationsApi",
        "post_organization_workspaces",
        (7, {"name": "W"}),
        "POST",
        "/organizations/7/workspaces",
        {"name": "W"},
        {"id": 8},
        toggl.WorkspaceWorkspace(id=8),
    ),
    ("WorkspacesApi", "get_workspace", (8,), "GET", "/workspaces/8", None, {"id": 8}, toggl.WorkspaceWorkspace(id=8)),
    (
        "GroupsApi",
        "get_organization_groups",
        (7,),
        "GET",
        "/organizations/7/groups",
        None,
        [{"group_id": 2, "name": "Night shift"}],
        [GROUP],
    ),
    (
        "GroupsApi",
        "post_organization_group",
        (7, toggl.GroupPayload(name="Night shift", users=[9])),
        "POST",
        "/organizations/7/groups",
        {"name": "Night shift", "users": [9]},
        {"group_id": 2, "name": "Night shift"},
        GROUP,
    ),
    (
        "GroupsApi",
        "patch_organization_group",
        (7, 2, [toggl.GroupsPatchInput(op="add", path="/users", value=[9])]),
        "PATCH",
        "/organizations/7/groups/2",
        [{"op": "add", "path": "/users", "value": [9]}],
        {"success": [], "failure": [{"message": "no", "patch": {"op": "add"}}]},
        toggl.GroupsPatchOutput(
            success=[],
            failure=[toggl.GroupsPatchFailure(message="no", patch=toggl.GroupsPatchInput(op="add"))],
        ),
    ),
    (
        "GroupsApi",
        "get_organization_workspaces_groups",
        (7, 8),
        "GET",
        "/organizations/7/workspaces/8/groups",
        None,
        [{"group_id": 2, "users": [{"user_id": 9}]}],
        [toggl.GroupOrganizationGroupResponse(group_id=2, users=[toggl.ModelsOrganizationUserSimple(user_id=9)])],
    ),
    (
        "GroupsApi",
        "get_workspace_groups",
        (8,),
        "GET",
        "/workspaces/8/groups",
        None,
        [{"id": 2, "has_users": True}],
        [toggl.ModelsGroup(id=2, has_users=True)],
    ),
    (
        "GroupsApi",
        "post_workspace_group",
        (8, toggl.GroupNamePayload(name="Night shift")),
        "POST",
        "/workspaces/8/groups",
        {"name": "Night shift"},
        {"id": 2},
        toggl.ModelsGroup(id=2),
    ),
    (
        "GroupsApi",
        "put_workspace_group",
        (8, 2, {"name": "Days"}),
        "PUT",
        "/workspaces/8/groups/2",
        {"name": "Days"},
        {"id": 2},
        toggl.ModelsGroup(id=2),
    ),
    ("GroupsApi", "delete_workspace_group", (8, 2), "DELETE", "/workspaces/8/groups/2", None, None, None),
    ("GroupsApi", "delete_organization_group", (7, 2), "DELETE", "/organizations/7/groups/2", None, "OK", "OK"),
    (
        "InvitationsApi",
        "post_organization_invitation",
        (7, toggl.InvitationPost(emails=["a@b.c"], workspaces=[toggl.InvitationPostWorkspaces(workspace_id=8)])),
        "POST",
        "/organizations/7/invitations",
        {"emails": ["a@b.c"], "workspaces": [{"workspace_id": 8}]},
        {"data": [{"invitation_id": 6, "workspaces": [{"workspace_user_id": 5}]}]},
        toggl.InvitationResult(
            data=[
                toggl.InvitationInfo(invitation_id=6, workspaces=[toggl.InvitationWorkspaceInfo(workspace_user_id=5)])
            ]
        ),
    ),
    (
        "InvitationsApi",
        "get_invitations",
        ("abc",),
        "GET",
        "/invitations/abc",
        None,
        {"email": "a@b.c"},
        toggl.ModelsSSOInvitation(email="a@b.c"),
    ),
    (
        "InvitationsApi",
        "post_organization_accept_invitation",
        ("abc",),
        "POST",
        "/organizations/invitations/abc/accept",
        None,
        "OK",
        "OK",
    ),
    (
        "InvitationsApi",
        "post_reject_invitation",
        ("abc",),
        "POST",
        "/organizations/invitations/abc/reject",
        None,
        "OK",
        "OK",
    ),
    ("InvitationsApi", "put_invitation", (7, 6), "PUT", "/organizations/7/invitations/6/resend", None, "OK", "OK"),
    ("StatusApi", "get_status", (), "GET", "/status", None, "OK", "OK"),
]

SHARED = {
    "OrganizationsApi": [
        "delete_organization_group",
        "delete_organization_users_leave",
        "get_organization_groups",
        "get_organization_users",
        "get_organization_users_detailed",
        "patch_organization_group",
        "patch_organization_users",
        "post_organization_accept_invitation",
        "post_organization_group",
        "post_organization_invitation",
        "put_organization_group",
        "put_organization_users",
        "put_organization_workspaces_assignments",
    ],
    "WorkspacesApi": [
        "delete_workspace_user",
        "get_organization_workspaces_workspaceusers",
        "get_workspace_users",
        "get_workspaces_0",
        "patch_organization_workspace_users",
        "post_organization_workspaces",
        "post_workspace_users_lost_password",
        "put_organization_workspaces_assignments",
        "put_workspace_users",
        "put_workspace_workspace_users",
    ],
    "GroupsApi": ["put_organization_workspaces_assignments"],
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

    assert answer == given
    sent = service.last
    assert (sent.method, sent.path, sent.query) == (method, path, {})
    assert (sent.json if sent.body else None) == body


@pytest.mark.parametrize(("area", "name"), [(area, name) for area, names in SHARED.items() for name in names])
def test_an_operation_of_several_areas_is_the_same_in_each(area, name):
    owner = getattr(toggl, area)

    assert getattr(owner, name).operation is getattr(owner, f"{name}_with_http_info").operation


def test_the_caller_can_ask_for_related_data(client, service):
    service.answers({"id": 9, "workspaces": [{"id": 8}], "projects": [{"id": 1}]})

    me = toggl.MeApi(client).get_me(with_related_data=True)

    assert service.last.query == {"with_related_data": "true"}
    assert (me.workspaces, me.projects) == ([toggl.WorkspaceWorkspace(id=8)], [toggl.ModelsProject(id=1)])


def test_workspaces_can_be_asked_for_since_a_time(client, service):
    service.answers([])

    toggl.WorkspacesApi(client).get_workspaces_0(since=1700000000)

    assert (service.last.path, service.last.query) == ("/me/workspaces", {"since": "1700000000"})


def test_groups_can_be_filtered(client, service):
    service.answers([])

    toggl.GroupsApi(client).get_organization_groups(7, name="night", workspace="8,9")

    assert service.last.query == {"name": "night", "workspace": "8,9"}


def test_a_session_can_be_asked_to_last(client, service):
    service.answers({})

    toggl.AuthenticationApi(client).me_sessions_post(
        session_post=toggl.MePostSessionHandlerRequestBody(remember_me=True)
    )

    assert service.last.json == {"remember_me": True}


@pytest.mark.parametrize("name", ["post_organization_accept_invitation", "post_reject_invitation"])
@pytest.mark.parametrize("spelling", ["invitation_code", "inviutation_code"])
def test_an_invitation_code_is_taken_in_either_spelling(client, service, name, spelling):
    service.answers("OK")

    getattr(toggl.InvitationsApi(client), name)(**{spelling: "abc"})

    assert "/invitations/abc/" in service.last.path


def test_an_invitation_cannot_be_accepted_without_a_code(client):
    with pytest.raises(ValueError, match="Missing the required parameter `inviutation_code`"):
        toggl.InvitationsApi(client).post_organization_accept_invitation()


def test_a_group_to_change_is_named_by_its_id(client, service):
    service.answers({"group_id": 2})

    toggl.GroupsApi(client).put_organization_group(7, toggl.GroupPayload(name="Days"), group_id=2)

    assert (service.last.method, service.last.path) == ("PUT", "/organizations/7/groups/2")
    assert service.last.json == {"name": "Days"}


def test_a_group_cannot_be_changed_without_its_id(client, service):
    with pytest.raises(ValueError, match="Missing the required parameter `group_id`"):
        toggl.GroupsApi(client).put_organization_group(7, {"name": "Days"})

    assert service.requests == []


@pytest.mark.parametrize("area", ["AuthenticationApi", "StatusApi"])
def test_operations_for_strangers_carry_no_credentials(client, service, area):
    service.answers({} if area == "AuthenticationApi" else "OK")

    if area == "AuthenticationApi":
        toggl.AuthenticationApi(client).post_signup({"email": "a@b.c"})
    else:
        toggl.StatusApi(client).get_status()

    assert "Authorization" not in service.last.headers


def test_an_area_without_a_client_makes_one(monkeypatch, service, ca_file):
    monkeypatch.setenv("TOGGL_HOST", service.url)
    monkeypatch.setenv("TOGGL_CA_CERT", str(ca_file))
    service.answers("OK")
    status = toggl.StatusApi()

    with status.api_client:
        answer = status.get_status()

    assert answer == "OK"


def test_an_operation_refused_raises(client, service):
    service.answers("Invitation not found", status=404)

    with pytest.raises(ApiException, match="Invitation not found"):
        toggl.InvitationsApi(client).get_invitations("abc")
