"""The semantics that all methods share, whatever their operation."""

import time
from multiprocessing.pool import ApplyResult

import pytest
import urllib3

import toggl
from toggl.rest import ApiException


def test_arguments_may_be_given_by_name(users, service):
    service.answers("OK")

    users.put_workspace_workspace_users(workspace_user_id=5, workspace_id=8, post={"admin": True})

    assert service.last.path == "/workspaces/8/workspace_users/5"


@pytest.mark.parametrize("name", ["get_workspace_users", "get_workspace_users_with_http_info"])
def test_an_unknown_keyword_is_refused_in_the_words_of_the_generated_client(users, name):
    with pytest.raises(TypeError) as caught:
        getattr(users, name)(8, colour="red")

    assert str(caught.value) == "Got an unexpected keyword argument 'colour' to method get_workspace_users"


def test_an_optional_argument_is_not_taken_by_position(users):
    with pytest.raises(TypeError):
        users.get_organization_users(7, "ann")


def test_a_required_argument_that_is_not_given_is_refused(users):
    with pytest.raises(TypeError):
        users.get_workspace_users()


def test_an_argument_that_is_given_twice_is_refused(users, service):
    with pytest.raises(TypeError, match="workspace_id"):
        users.get_workspace_users(8, workspace_id=9)

    assert service.requests == []


def test_more_arguments_than_there_are_by_position_are_refused(users, service):
    with pytest.raises(TypeError):
        users.get_workspace_users(8, 9)

    assert service.requests == []


def test_of_two_required_arguments_that_are_none_the_first_in_the_signature_is_named(users):
    with pytest.raises(ValueError, match="`organization_id`"):
        users.patch_organization_users(params=None, organization_id=None)


@pytest.mark.parametrize("option", ["options", "args", "self"])
def test_names_of_the_code_itself_are_unknown_keywords(users, option):
    with pytest.raises(TypeError, match=f"'{option}' to method get_workspace_users"):
        users.get_workspace_users(8, **{option: {"_request_timeout": 1}})


@pytest.mark.parametrize(
    ("name", "arguments", "missing"),
    [
        ("get_workspace_users", (None,), "workspace_id"),
        ("get_workspace_workspace_users", (8, None), "include_indirect"),
        ("patch_organization_users", (7, None), "params"),
        ("put_organization_workspaces_assignments", (7, 8, None), "post"),
    ],
)
def test_a_required_argument_that_is_none_is_refused_in_the_words_of_the_generated_client(
    users, service, name, arguments, missing
):
    with pytest.raises(ValueError, match="Missing") as caught:
        getattr(users, name)(*arguments)

    assert str(caught.value) == f"Missing the required parameter `{missing}` when calling `{name}`"
    assert service.requests == []


def test_without_client_side_validation_a_required_argument_may_be_none(users, configuration, service):
    configuration.client_side_validation = False
    service.answers([])

    users.get_workspace_workspace_users(8, None)

    assert service.last.query == {}


@pytest.mark.parametrize("code", ["", ".", ".."])
def test_a_value_that_would_mean_another_path_is_refused(client, service, code):
    with pytest.raises(ValueError, match="Invalid value"):
        toggl.InvitationsApi(client).get_invitations(code)

    assert service.requests == []


def test_a_value_in_the_path_is_quoted(client, service):
    service.answers({})

    toggl.InvitationsApi(client).get_invitations("a/b c?d")

    assert service.last.path == "/invitations/a%2Fb%20c%3Fd"


def test_characters_that_are_declared_safe_are_not_quoted(client, configuration, service):
    configuration.safe_chars_for_path_param = "/"
    service.answers({})

    toggl.InvitationsApi(client).get_invitations("a/b")

    assert service.last.path == "/invitations/a/b"


def test_the_twin_gives_data_status_and_headers_in_any_letter_case(users, service):
    service.answers([{"id": 3}], headers={"X-Pages": "4"})

    data, status, headers = users.get_organization_users_with_http_info(7)

    assert data == [toggl.ModelsOrgUser(id=3)]
    assert status == 200
    assert headers["x-pages"] == headers["X-PAGES"] == "4"


def test_the_twin_gives_the_data_alone_on_demand(users, service):
    service.answers([])

    answer = users.get_organization_users_with_http_info(7, _return_http_data_only=True)

    assert answer == []


def test_the_plain_method_gives_the_data_even_when_asked_for_more(users, service):
    service.answers([])

    answer = users.get_organization_users(7, _return_http_data_only=False)

    assert answer == []


def test_without_preloading_the_answer_is_the_response_of_urllib3(users, service):
    service.answers([{"id": 3}])

    answer = users.get_organization_users(7, _preload_content=False)

    assert isinstance(answer, urllib3.BaseHTTPResponse)
    assert answer.read() == b'[{"id": 3}]'


def test_without_preloading_the_twin_gives_the_response_status_and_headers(users, service):
    service.answers([], headers={"X-Pages": "4"})

    answer, status, headers = users.get_organization_users_with_http_info(7, _preload_content=False)

    assert (answer.read(), status, headers["X-Pages"]) == (b"[]", 200, "4")


def test_without_preloading_a_refusal_raises_all_the_same(users, service):
    service.answers("Forbidden", status=403)

    with pytest.raises(ApiException) as caught:
        users.get_organization_users(7, _preload_content=False)

    assert (caught.value.status, caught.value.body) == (403, '"Forbidden"')


def test_an_asynchronous_call_gives_an_apply_result(users, service):
    service.answers([{"id": 3}])

    pending = users.get_organization_users(7, async_req=True)

    assert isinstance(pending, ApplyResult)
    assert pending.get(10) == [toggl.ModelsOrgUser(id=3)]


def test_an_asynchronous_twin_gives_data_status_and_headers(users, service):
    service.answers([])

    pending = users.get_organization_users_with_http_info(7, async_req=True)

    assert pending.get(10)[:2] == ([], 200)


def test_an_asynchronous_call_raises_when_its_result_is_taken(users, service):
    service.answers_text("Forbidden", status=403)

    pending = users.delete_organization_users_leave(7, async_req=True)

    with pytest.raises(ApiException, match="Forbidden"):
        pending.get(10)


@pytest.mark.parametrize("limit", [1, 0.2, (5, 0.2), urllib3.Timeout(0.2)])
def test_a_call_takes_no_longer_than_its_time_out(users, service, limit):
    service.is_silent()
    started = time.monotonic()

    with pytest.raises(ApiException) as caught:
        users.get_workspace_users(8, _request_timeout=limit)

    assert caught.value.status == 0
    assert time.monotonic() - started < 3


def test_a_call_that_is_in_time_is_answered(users, service):
    service.answers([])

    answer = users.get_workspace_users(8, _request_timeout=(5, 5))

    assert answer == []


@pytest.mark.parametrize(
    "post",
    [
        toggl.UserAssignmentsPayload(operation="add", user_id=9),
        {"operation": "add", "user_id": 9},
    ],
)
def test_a_body_is_a_model_or_a_dictionary(users, service, post):
    service.answers_text("OK")

    users.put_organization_workspaces_assignments(7, 8, post)

    assert service.last.json == {"operation": "add", "user_id": 9}
    assert service.last.headers["Content-Type"] == "application/json"


def test_a_body_is_a_list_of_models_and_dictionaries(users, service):
    service.answers_text("OK")

    users.put_organization_workspaces_assignments(
        7, 8, [toggl.UserAssignmentsPayload(operation="add", user_id=9), {"operation": "remove", "group_id": 2}]
    )

    assert service.last.json == [{"operation": "add", "user_id": 9}, {"operation": "remove", "group_id": 2}]


def test_a_refusal_raises_with_the_status_the_headers_and_the_text(users, service):
    service.answers_text("Forbidden", status=403)

    with pytest.raises(ApiException) as caught:
        users.delete_organization_users_leave(7)

    refusal = caught.value
    assert (refusal.status, refusal.reason, refusal.body) == (403, "Forbidden", "Forbidden")
    assert refusal.headers["content-type"] == "text/plain; charset=utf-8"


def test_methods_are_functions_that_can_be_called_with_the_instance(users, service):
    service.answers([])

    answer = toggl.UsersApi.get_workspace_users(users, 8)

    assert answer == []
