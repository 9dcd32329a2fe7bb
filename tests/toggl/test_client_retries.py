"""When a request is sent again by itself, and when not."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st

import toggl
from toggl.exceptions import refusal
from toggl.rest import RESTResponse
from toggl.retries import Deadline, Retries
from toggl.transport import Request

AT_ONCE = Retries(first_pause=0)


@pytest.fixture
def users(configuration):
    configuration.retries = AT_ONCE
    with toggl.ApiClient(configuration) as client:
        yield toggl.UsersApi(client)


def answer(status, **headers):
    """The error that an answer stands for."""
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return refusal(RESTResponse(urllib3.HTTPResponse(body=b"", headers=named, status=status)))


def request(method="GET", *, attempt=1, url="https://localhost:8080/api/v9/me", **headers):
    return Request(method=method, url=url, headers=headers, attempt=attempt)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_read_is_sent_again_after_what_may_pass(users, service, status):
    service.answers([])
    service.answers_first(status=status)
    service.answers_first(status=status)

    assert users.get_workspace_users(8) == []

    assert len(service.requests) == 3


def test_after_the_last_try_the_error_is_raised(users, service):
    service.answers("Service Unavailable", status=503)

    with pytest.raises(toggl.ServerError):
        users.get_workspace_users(8)

    assert len(service.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 409, 413, 501])
def test_a_read_is_not_sent_again_after_what_stays(users, service, status):
    service.answers(status=status)

    with pytest.raises(toggl.ApiException):
        users.get_workspace_users(8)

    assert len(service.requests) == 1


def test_one_try_means_none_again(configuration, service):
    configuration.retries = Retries(tries=1)
    service.answers(status=503)

    with toggl.ApiClient(configuration) as client, pytest.raises(toggl.ServerError):
        toggl.UsersApi(client).get_workspace_users(8)

    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_write_that_may_have_been_carried_out_is_not_sent_again(users, service, status):
    service.answers(status=status)

    with pytest.raises(toggl.ApiException) as caught:
        users.put_workspace_users(8, 9)

    assert caught.value.retryable
    assert len(service.requests) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_that_was_refused_for_the_time_being_is_sent_again(users, service, method):
    service.answers("OK")
    service.answers_first(status=429)

    answer = users.api_client.call_api("/me", method, response_type="str", _return_http_data_only=True)

    assert answer == "OK"
    assert [request.method for request in service.requests] == [method, method]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_that_was_lost_on_its_way_is_not_sent_again(users, service, method):
    service.hangs_up_once = True

    with pytest.raises(toggl.NetworkError):
        users.api_client.call_api("/me", method)

    assert len(service.requests) == 1


@pytest.mark.parametrize("lost", [{"status": 500}, None])
def test_a_write_with_an_idempotency_key_is_sent_again_with_the_same_key(users, service, lost):
    service.answers("OK")
    if lost:
        service.answers_first(**lost)
    service.hangs_up_once = lost is None

    assert users.put_workspace_users(8, 9, _idempotency_key="7f2c") == "OK"

    assert [request.headers["Idempotency-Key"] for request in service.requests] == ["7f2c", "7f2c"]


def test_the_hosted_service_keeps_no_keys_so_one_protects_nothing_there():
    lost = answer(500)

    hosted = request("POST", url=f"{toggl.TOGGL_TRACK}/me", **{"Idempotency-Key": "7f2c"})
    own = request("POST", url=f"{toggl.LOCAL}/me", **{"Idempotency-Key": "7f2c"})

    assert Retries().pause_after(lost, hosted) is None
    assert Retries().pause_after(lost, own) is not None


def test_a_write_that_surely_did_not_arrive_is_sent_again(unused_port):
    tried = []
    configuration = toggl.Configuration(host=f"https://localhost:{unused_port}/api/v9", retries=AT_ONCE)
    configuration.before_request.append(lambda request: tried.append(request.attempt))

    with toggl.ApiClient(configuration) as client, pytest.raises(toggl.NetworkError) as caught:
        toggl.UsersApi(client).put_workspace_users(8, 9)

    assert caught.value.unsent
    assert tried == [1, 2, 3]


def test_a_read_is_sent_again_where_a_kept_connection_was_dropped(users, service):
    service.answers([])
    users.get_workspace_users(8)
    service.hangs_up_once = True

    assert users.get_workspace_users(8) == []

    first, lost, again = service.requests
    assert first.caller == lost.caller != again.caller


def test_a_certificate_that_nobody_trusts_is_not_tried_again(service, stranger_file):
    tried = []
    configuration = toggl.Configuration(host=service.url, ssl_ca_cert=str(stranger_file), retries=AT_ONCE)
    configuration.before_request.append(lambda request: tried.append(request.attempt))

    with toggl.ApiClient(configuration) as client, pytest.raises(toggl.NetworkError) as caught:
        toggl.UsersApi(client).get_workspace_users(8)

    assert not caught.value.retryable
    assert tried == [1]


def test_what_the_service_asks_to_wait_is_waited():
    pause = Retries(first_pause=0.5).pause_after(answer(429, Retry_After=7), request("POST"))

    assert pause == 7


def test_a_moment_to_wait_for_is_waited_for():
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)

    pause = Retries().pause_after(answer(503, Retry_After=moment), request())

    assert 15 < pause <= 20


def test_until_the_quota_is_reset_is_waited():
    pause = Retries(longest_wait=600).pause_after(answer(402, X_Toggl_Quota_Resets_In=120), request("DELETE"))

    assert pause == 120


@pytest.mark.parametrize(
    "error", [answer(429, Retry_After=31), answer(402, X_Toggl_Quota_Resets_In=31), answer(503, Retry_After=31)]
)
def test_more_than_the_caller_allows_is_not_waited(error):
    assert Retries(longest_wait=30).pause_after(error, request()) is None
    assert Retries(longest_wait=31).pause_after(error, request()) == 31


@given(attempt=st.integers(1, 2_000))
def test_pauses_grow_to_the_longest_and_are_spread(attempt):
    retries = Retries(tries=10_000, first_pause=0.5, longest_pause=8.0)

    pause = retries.pause_after(answer(503), request(attempt=attempt))

    whole = min(8.0, 0.5 * 2.0 ** min(attempt - 1, 10))
    assert whole / 2 <= pause <= whole


def test_a_number_of_seconds_is_for_the_whole_call(users, service):
    users.api_client.configuration.retries = Retries(tries=100, first_pause=0.05, longest_pause=0.05)
    service.answers(status=503)

    # The last try may be cut off.
    with pytest.raises((toggl.ServerError, toggl.NetworkTimeoutError)):
        users.get_workspace_users(8, _request_timeout=0.3)

    assert 1 < len(service.requests) < 20


def test_a_deadline_shrinks_and_a_pair_holds_for_each_try():
    now = [0.0]
    whole, each = Deadline(10, lambda: now[0]), Deadline((1, 5), lambda: now[0])

    now[0] = 4.0

    assert whole.left() == 6.0
    assert each.left() == (1, 5)
    assert (whole.allows(5), whole.allows(6)) == (True, False)
    assert each.allows(1_000)


def test_without_a_limit_there_is_no_deadline():
    assert Deadline(None).left() is None
    assert Deadline(0).left() == 0
    assert Deadline(0).allows(1_000_000)


@pytest.mark.parametrize(
    "text", ["soon", "-5", "Fri, 31 Dec 9999 23:59:59 -1200", "Tue, 24 Nov 99999999999 05:00:00 GMT"]
)
def test_a_time_that_means_nothing_is_as_none(text):
    error = answer(429, Retry_After=text)

    assert error.retry_after is None
    assert Retries(first_pause=0).pause_after(error, request()) == 0


@pytest.mark.parametrize("settings", [{"tries": 0}, {"first_pause": -1}, {"longest_wait": float("nan")}])
def test_settings_that_mean_nothing_are_refused(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        Retries(**settings)


def test_the_limit_of_the_configuration_holds_for_calls_that_name_none(configuration, service):
    configuration.request_timeout = 0.2
    service.is_silent()

    with toggl.ApiClient(configuration) as client, pytest.raises(toggl.NetworkTimeoutError):
        toggl.UsersApi(client).get_workspace_users(8)


def test_a_call_can_have_no_limit_though_the_configuration_has_one(configuration, service):
    configuration.request_timeout = 0.2
    service.answers([])
    service.is_silent()

    with toggl.ApiClient(configuration) as client:
        pending = toggl.UsersApi(client).get_workspace_users(8, _request_timeout=0, async_req=True)
        time.sleep(0.5)
        service.may_answer.set()

        assert pending.get(5) == []
