"""The fourteen operations on people: what they send, and what they give."""

import inspect

import pytest

import toggl

LEGACY_SIGNATURES = {
    "delete_organization_users_leave": ["organization_id"],
    "delete_workspace_user": ["workspace_id", "workspace_user_id"],
    "get_organization_users": ["organization_id"],
    "get_organization_users_detailed": ["organization_id"],
    "get_organization_workspaces_workspaceusers": ["organization_id", "workspace_id", "name"],
    "get_workspace_users": ["workspace_id"],
    "get_workspace_workspace_users": ["workspace_id", "include_indirect"],
    "patch_organization_users": ["organization_id", "params"],
    "patch_organization_workspace_users": ["organization_id", "workspace_id", "params"],
    "post_workspace_users_lost_password": ["workspace_id", "user_id"],
    "put_organization_users": ["organization_id", "params"],
    "put_organization_workspaces_assignments": ["organization_id", "workspace_id", "post"],
    "put_workspace_users": ["workspace_id", "user_id"],
    "put_workspace_workspace_users": ["workspace_id", "workspace_user_id", "post"],
}

# Name, arguments, method, path, body, Accept.
WRITES = [
    ("delete_organization_users_leave", (7,), "DELETE", "/organizations/7/users/leave", None, "text/plain"),
    (
        "patch_organization_users",
        (7, toggl.UserPatchParams(delete=[3, 4])),
        "PATCH",
        "/organizations/7/users",
        {"delete": [3, 4]},
        "text/plain",
    ),
    (
        "patch_organization_workspace_users",
        (7, 8, toggl.WorkspaceUsersPatchParams(delete=[3])),
        "PATCH",
        "/organizations/7/workspaces/8/workspace_users",
        {"delete": [3]},
        "text/plain",
    ),
    (
        "put_organization_workspaces_assignments",
        (7, 8, toggl.UserAssignmentsPayload(operation="add", user_id=9)),
        "PUT",
        "/organizations/7/workspaces/8/assignments",
        {"operation": "add", "user_id": 9},
        "text/plain",
    ),
    ("put_workspace_users", (8, 9), "PUT", "/workspaces/8/users/9", None, "application/json"),
    (
        "put_workspace_workspace_users",
        (8, 5, toggl.UserPayload(rate=12.5)),
        "PUT",
        "/workspaces/8/workspace_users/5",
        {"rate": 12.5},
        "application/json",
    ),
]

# Name, arguments, path, model.
LISTS = [
    ("get_organization_users", (7,), "/organizations/7/users", toggl.ModelsOrgUser),
    ("get_organization_users_detailed", (7,), "/organizations/7/users/detailed", toggl.ModelsOrgUserDetailed),
    (
        "get_organization_workspaces_workspaceusers",
        (7, 8, "ann"),
        "/organizations/7/workspaces/8/workspace_users",
        toggl.ModelsOrganizationWorkspaceUser,
    ),
    ("get_workspace_users", (8,), "/workspaces/8/users", toggl.ModelsSimpleWorkspaceUser),
    ("get_workspace_workspace_users", (8, "true"), "/workspaces/8/workspace_users", toggl.ModelsWorkspaceUser),
]

FILTERS = {
    "filter": "ann",
    "active_status": "active,invited",
    "only_admins": "true",
    "groups": "1,2",
    "workspaces": "3",
    "page": 2,
    "per_page": 10,
    "sort_dir": "desc",
}


@pytest.mark.parametrize("name", LEGACY_SIGNATURES)
def test_a_method_takes_its_required_arguments_by_position_in_the_documented_order(name):
    parameters = inspect.signature(getattr(toggl.UsersApi, name)).parameters.values()

    by_position = [item.name for item in parameters if item.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    assert by_position == LEGACY_SIGNATURES[name]


@pytest.mark.parametrize("name", LEGACY_SIGNATURES)
def test_a_method_has_a_twin_with_the_same_arguments(name):
    twin = getattr(toggl.UsersApi, f"{name}_with_http_info")

    method = getattr(toggl.UsersApi, name)
    assert inspect.signature(twin).parameters == inspect.signature(method).parameters


@pytest.mark.parametrize("name", LEGACY_SIGNATURES)
def test_a_method_says_in_its_help_what_the_caller_gets(name):
    method = getattr(toggl.UsersApi, name)

    assert method.__doc__.endswith(".")
    assert method.__qualname__ == f"UsersOperations.{name}"


@pytest.mark.parametrize(("name", "arguments", "method", "path", "body", "accept"), WRITES)
def test_a_write_is_sent_as_documented_and_gives_the_text(users, service, name, arguments, method, path, body, accept):
    if accept == "text/plain":
        service.answers_text("OK")
    else:
        service.answers("OK")

    answer = getattr(users, name)(*arguments)

    assert answer == "OK"
    sent = service.last
    assert (sent.method, sent.path, sent.query) == (method, path, {})
    assert (sent.json if sent.body else None) == body
    assert sent.headers["Accept"] == accept


@pytest.mark.parametrize(("name", "arguments", "path", "model"), LISTS)
def test_a_list_gives_models(users, service, name, arguments, path, model):
    service.answers([{"id": 3, "email": "ann@example.com"}, {"id": 4}])

    answer = getattr(users, name)(*arguments)

    assert answer == [model(id=3, email="ann@example.com"), model(id=4)]
    assert (service.last.method, service.last.path) == ("GET", path)


@pytest.mark.parametrize("name", ["get_organization_users", "get_organization_users_detailed"])
def test_the_filters_of_a_list_stand_in_the_query(users, service, name):
    service.answers([])

    getattr(users, name)(7, **FILTERS)

    assert service.last.query == {key: str(value) for key, value in FILTERS.items()}


def test_lists_of_ids_may_be_python_lists(users, service):
    service.answers([])

    users.get_organization_users(7, groups=[1, 2], workspaces=[3])

    assert service.last.query == {"groups": "1,2", "workspaces": "3"}


def test_a_filter_may_hold_any_character(users, service):
    service.answers([])

    users.get_organization_users(7, filter="Ann & Bö/100%?")

    assert service.last.query == {"filter": "Ann & Bö/100%?"}


def test_the_name_of_a_workspace_user_and_the_newer_filters_stand_in_the_query(users, service):
    service.answers([])

    users.get_organization_workspaces_workspaceusers(
        7, 8, "ann", search="b", page=1, per_page=5, custom_rates=True, active=False
    )

    assert service.last.query == {
        "name": "ann",
        "search": "b",
        "page": "1",
        "per_page": "5",
        "custom_rates": "true",
        "active": "false",
    }


@pytest.mark.parametrize("given", ["true", True])
def test_include_indirect_has_its_own_spelling_on_the_wire(users, service, given):
    service.answers([])

    users.get_workspace_workspace_users(8, given)

    assert service.last.query == {"includeIndirect": "true"}


def test_workspace_users_can_leave_out_the_deleted(users, service):
    service.answers([])

    users.get_workspace_users(8, exclude_deleted=True)

    assert service.last.query == {"exclude_deleted": "true"}


def test_deleting_a_workspace_user_gives_none(users, service):
    service.answers_text("")

    answer = users.delete_workspace_user(8, 5)

    assert answer is None
    assert (service.last.method, service.last.path) == ("DELETE", "/workspaces/8/workspace_users/5")


def test_a_lost_password_gives_the_link(users, service):
    service.answers({"url": "https://localhost/reset/x"})

    answer = users.post_workspace_users_lost_password(8, 9)

    assert answer == toggl.UsersLostPasswordURL(url="https://localhost/reset/x")
    assert (service.last.method, service.last.path) == ("POST", "/workspaces/8/users/9/lost_password")


def test_a_workspace_user_named_by_the_account_can_be_changed(users, service):
    service.answers("OK")

    users.put_workspace_users(8, 9, post=toggl.UserPayload(inactive=True))

    assert (service.last.path, service.last.json) == ("/workspaces/8/users/9", {"inactive": True})


def test_a_text_may_come_bare_where_json_was_expected(users, service):
    service.answers_text("OK")

    answer = users.put_workspace_users(8, 9)

    assert answer == "OK"


def test_a_text_may_come_as_json_where_it_was_expected_bare(users, service):
    service.answers("OK")

    answer = users.delete_organization_users_leave(7)

    assert answer == "OK"
