"""The faults of the generated client that are mended here, one by one."""

import logging
import subprocess
import sys
import threading

import pytest
import urllib3

import toggl
from toggl.rest import ApiException

LEFT_OPEN = """
import toggl
client = toggl.ApiClient(toggl.Configuration(host="https://localhost:1"))
toggl.StatusApi(client).get_status(async_req=True).wait()
toggl.StatusApi(toggl.ApiClient(client.configuration)).get_status(async_req=True)
"""

LAST_CALL = """
import sys, toggl
configuration = toggl.Configuration(host=sys.argv[1], ssl_ca_cert=sys.argv[2])
toggl.StatusApi(toggl.ApiClient(configuration)).get_status(async_req=True)
"""

LIGHT_IMPORT = """
import sys
from toggl import *
heavy = {"multiprocessing", "asyncio", "concurrent.futures", "rollbook", "certifi", "six", "dateutil"}
print(sorted(heavy & set(sys.modules)))
"""


def test_fault_1_an_organization_user_is_named_by_its_id(users, service):
    service.answers_text("OK")

    answer = users.put_organization_users(7, toggl.UserPayload(inactive=True), organization_user_id=3)

    assert answer == "OK"
    assert (service.last.method, service.last.path) == ("PUT", "/organizations/7/users/3")
    assert service.last.json == {"inactive": True}


def test_fault_1_an_organization_user_that_is_not_named_is_a_clear_value_error(users, service):
    with pytest.raises(ValueError, match="Missing the required parameter `organization_user_id`") as caught:
        users.put_organization_users(7, toggl.UserPayload(inactive=True))

    assert "when calling `put_organization_users`" in str(caught.value)
    assert service.requests == []


def test_fault_1_programs_that_do_not_name_the_organization_user_catch_an_api_exception_as_ever(users):
    with pytest.raises(ApiException):
        users.put_organization_users(7, toggl.UserPayload())


def test_fault_2_the_name_of_a_workspace_user_is_sent(users, service):
    service.answers([])

    users.get_organization_workspaces_workspaceusers(7, 8, "ann")

    assert service.last.query == {"name": "ann"}


def test_fault_2_the_name_of_a_workspace_user_can_be_omitted(users, service):
    service.answers([])

    users.get_organization_workspaces_workspaceusers(7, 8)

    assert service.last.query == {}


def test_fault_3_deleting_a_workspace_user_carries_the_credentials(users, configuration, service):
    service.answers_text("")

    users.delete_workspace_user(8, 5)

    assert service.last.headers["Authorization"] == configuration.get_basic_auth_token()


def test_fault_4_a_user_payload_has_the_fields_of_both_generations(users, service):
    service.answers_text("OK")
    payload = toggl.UserPayload(
        admin=True, labour_cost=500, posted_fields=["rate"], email="a@b.c", groups=[1], role_id=2, labor_cost=5.0
    )

    users.put_organization_users(7, payload, organization_user_id=3)

    assert service.last.json == {
        "admin": True,
        "labour_cost": 500,
        "postedFields": ["rate"],
        "email": "a@b.c",
        "groups": [1],
        "role_id": 2,
        "labor_cost": 5.0,
    }


def test_fault_5_a_configuration_adds_no_log_handlers():
    before = [list(logging.getLogger(name).handlers) for name in ("", "toggl", "urllib3")]

    toggl.Configuration()
    toggl.Configuration()

    after = [list(logging.getLogger(name).handlers) for name in ("", "toggl", "urllib3")]
    assert after == before


def test_fault_6_empty_credentials_are_not_sent(users, configuration, service):
    configuration.username = configuration.password = ""
    service.answers([])

    users.get_workspace_users(8)

    assert "Authorization" not in service.last.headers


def test_fault_7_a_time_out_may_be_a_fraction_of_a_second(users, service):
    service.is_silent()

    with pytest.raises(ApiException) as caught:
        users.get_workspace_users(8, _request_timeout=0.2)

    assert isinstance(caught.value.__cause__, urllib3.exceptions.TimeoutError)


def test_fault_7_an_optional_argument_that_is_none_is_not_sent(users, service):
    service.answers([])

    users.get_organization_users(7, filter=None, page=None, per_page=5)

    assert service.last.query == {"per_page": "5"}


def test_fault_8_a_host_that_cannot_be_reached_is_an_api_exception_that_keeps_the_cause(unused_port):
    configuration = toggl.Configuration(host=f"https://localhost:{unused_port}/api/v9")

    with toggl.ApiClient(configuration) as client, pytest.raises(ApiException) as caught:
        toggl.StatusApi(client).get_status()

    assert caught.value.status == 0
    assert isinstance(caught.value.__cause__, urllib3.exceptions.NewConnectionError)
    assert "NewConnectionError" in caught.value.reason


def test_fault_8_a_host_that_hangs_up_is_an_api_exception_that_keeps_the_cause(users, service):
    service.hangs_up = True

    with pytest.raises(ApiException) as caught:
        users.get_workspace_users(8)

    assert caught.value.status == 0
    assert isinstance(caught.value.__cause__, urllib3.exceptions.ProtocolError)


def test_fault_9_a_client_is_a_context_manager_that_gives_its_threads_back(configuration, service):
    service.answers([])
    before = threading.active_count()

    with toggl.ApiClient(configuration) as client:
        pending = toggl.UsersApi(client).get_workspace_users(8, async_req=True)

    assert pending.get(0) == []
    # The service has a thread for the connection, which may take a moment to see that it is closed.
    assert threading.active_count() <= before + 1


def test_fault_9_closing_a_client_twice_is_harmless(client):
    client.close()
    client.close()


def test_fault_9_a_closed_client_opens_again_when_it_is_used(client, service):
    service.answers([])
    client.close()

    answer = toggl.UsersApi(client).get_workspace_users(8)

    assert answer == []


def test_fault_9_a_client_has_no_finaliser():
    assert not hasattr(toggl.ApiClient, "__del__")


def test_fault_9_a_program_that_closes_nothing_ends_at_once_and_quietly():
    ended = subprocess.run([sys.executable, "-c", LEFT_OPEN], capture_output=True, text=True, check=True, timeout=10)

    assert (ended.stdout, ended.stderr) == ("", "")


def test_fault_9_a_call_under_way_when_the_program_ends_still_arrives(configuration, service):
    service.answers("OK")

    subprocess.run([sys.executable, "-c", LAST_CALL, configuration.host, configuration.ssl_ca_cert], check=True)

    assert [request.path for request in service.requests] == ["/status"]


def test_fault_9_a_service_that_does_not_answer_holds_no_program(configuration, service):
    service.is_silent()

    subprocess.run(
        [sys.executable, "-c", LAST_CALL, configuration.host, configuration.ssl_ca_cert], check=True, timeout=8
    )

    assert [request.path for request in service.requests] == ["/status"]


def test_fault_10_importing_loads_little_beside_the_two_dependencies():
    imported = subprocess.run([sys.executable, "-c", LIGHT_IMPORT], capture_output=True, text=True, check=True)

    assert imported.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "body",
    ["<html>Welcome</html>", "", '"OK"', "{}", "[1]", '[{"id": "three"}]', '[{"groups": 5}]', '[{"id": 3}'],
)
def test_fault_11_an_answer_that_is_no_list_of_the_expected_shape_raises(users, service, body):
    service.answers_text(body, content_type="application/json")

    with pytest.raises(ApiException) as caught:
        users.get_organization_users(7)

    assert (caught.value.status, caught.value.body) == (200, body)
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("body", ["<html>Welcome</html>", "[]", '"OK"', '{"url": 5}'])
def test_fault_11_an_answer_that_is_no_object_of_the_expected_shape_raises(users, service, body):
    service.answers_text(body, content_type="text/html")

    with pytest.raises(ApiException):
        users.post_workspace_users_lost_password(8, 9)


def test_fault_11_an_answer_of_another_kind_is_no_text(users, service):
    service.answers_text("<html>Welcome</html>", content_type="text/html")

    with pytest.raises(ApiException):
        users.put_workspace_users(8, 9)
