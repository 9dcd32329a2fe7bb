"""What a failed call tells."""

import importlib
import inspect
import pickle
import re
from http import HTTPStatus

import pytest
import urllib3

import toggl
from toggl import exceptions
from toggl.exceptions import MissingPathArgumentError, refusal
from toggl.rest import ApiException, RESTResponse


def test_an_exception_is_made_from_a_status_and_a_reason():
    failure = ApiException(status=0, reason="no answer")

    assert (failure.status, failure.reason, failure.body, failure.headers) == (0, "no answer", None, None)
    assert str(failure) == "(0)\nReason: no answer\n"


def test_an_exception_is_made_from_a_response():
    response = urllib3.HTTPResponse(body=b'"Forbidden"', headers={"X-Request-ID": "1"}, status=403, reason="Forbidden")

    failure = ApiException(http_resp=RESTResponse(response))

    assert (failure.status, failure.reason, failure.body) == (403, "Forbidden", '"Forbidden"')
    assert failure.headers["x-request-id"] == "1"
    assert str(failure) == (
        "(403)\n"
        "Reason: Forbidden\n"
        "HTTP response headers: HTTPHeaderDict({'X-Request-ID': '1'})\n"
        'HTTP response body: "Forbidden"\n'
    )


def test_an_exception_without_anything_can_be_shown():
    assert str(ApiException()) == "(None)\nReason: None\n"


def test_an_argument_missing_in_the_path_is_a_value_error_and_an_api_exception():
    failure = MissingPathArgumentError(status=0, reason="Missing")

    assert isinstance(failure, ApiException)
    assert isinstance(failure, ValueError)


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("toggl", ["ApiClient", "Configuration", "UsersApi", "ModelsOrgUser", "UserPayload"]),
        ("toggl.rest", ["ApiException", "RESTResponse", "RESTClientObject"]),
        ("toggl.api.users_api", ["UsersApi"]),
        ("toggl.api", ["UsersApi", "OrganizationsApi"]),
        ("toggl.configuration", ["Configuration"]),
        ("toggl.api_client", ["ApiClient"]),
        ("toggl.models", ["ModelsOrgUser"]),
        ("toggl.models.models_org_user", ["ModelsOrgUser"]),
        ("toggl.models.users_lost_password_url", ["UsersLostPasswordURL"]),
    ],
)
def test_names_are_where_programs_import_them_from(module, names):
    imported = importlib.import_module(module)

    assert all(hasattr(imported, name) for name in names)


def test_the_submodules_are_attributes_of_the_package():
    assert toggl.rest.ApiException is ApiException
    assert toggl.configuration.Configuration is toggl.Configuration
    assert toggl.api_client.ApiClient is toggl.ApiClient
    assert toggl.models.models_org_user.ModelsOrgUser is toggl.ModelsOrgUser


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, toggl.BadRequest),
        (401, toggl.Unauthorized),
        (402, toggl.QuotaExceeded),
        (403, toggl.Forbidden),
        (404, toggl.NotFound),
        (409, ApiException),
        (429, toggl.RateLimited),
        (500, toggl.ServerError),
        (503, toggl.ServerError),
    ],
)
def test_a_refusal_is_of_the_kind_of_its_status(users, service, status, kind):
    users.api_client.configuration.retries = toggl.Retries(tries=1)
    service.answers("No", status=status)

    with pytest.raises(ApiException) as caught:
        users.get_workspace_users(8)

    assert type(caught.value) is kind


def test_an_error_tells_the_request_and_the_method_that_failed(users, service):
    service.answers("Forbidden", status=403, headers={"X-Request-ID": "0192"})

    with pytest.raises(toggl.Forbidden) as caught:
        users.delete_organization_users_leave(7)

    assert (caught.value.operation, caught.value.request_id) == ("delete_organization_users_leave", "0192")


def test_an_error_in_a_thread_tells_the_method_too(users, service):
    service.answers("Forbidden", status=403)

    pending = users.get_workspace_users(8, async_req=True)

    with pytest.raises(toggl.Forbidden) as caught:
        pending.get(5)
    assert caught.value.operation == "get_workspace_users"


def test_an_answer_that_cannot_be_read_tells_the_method_too(users, service):
    service.answers({"no": "list"})

    with pytest.raises(ApiException) as caught:
        users.get_workspace_users(8)

    assert caught.value.operation == "get_workspace_users"
    assert caught.value.message.startswith("The answer is not what was asked for")


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b'"Invalid organization user ID."', 404, "Invalid organization user ID."),
        (b"user does not have access to this resource", 403, "User does not have access to this resource."),
        (b"sort_dir parameter can only be asc or desc", 400, "sort_dir parameter can only be asc or desc."),
        (b"", 401, "The service wants to know who calls: no credentials came, or the session has ended."),
        (b"<html><h1>Bad Gateway</h1></html>", 502, "The service answered 502 Bad Gateway."),
        (b'{"error": 1}', 409, "The service answered 409 Conflict."),
        (b'"broken', 400, '"broken.'),
    ],
)
def test_the_message_is_what_the_service_says_as_a_sentence(body, status, message):
    response = urllib3.HTTPResponse(body=body, status=status, reason=HTTPStatus(status).phrase)

    assert refusal(RESTResponse(response)).message == message


def test_a_failure_without_an_answer_has_a_message_too(unused_port):
    configuration = toggl.Configuration(host=f"https://localhost:{unused_port}", retries=toggl.Retries(tries=1))

    with toggl.ApiClient(configuration) as client, pytest.raises(toggl.NetworkError) as caught:
        toggl.StatusApi(client).get_status()

    assert caught.value.message == "The service gave no answer: Connection refused."
    assert (caught.value.request_id, caught.value.retryable) == (None, True)


@pytest.mark.parametrize(("text", "seconds"), [("17", 17.0), ("0", 0.0), ("soon", None), ("-5", None), (None, None)])
def test_the_time_until_there_are_requests_again_is_told(text, seconds):
    headers = {} if text is None else {"X-Toggl-Quota-Resets-In": text}

    failure = refusal(RESTResponse(urllib3.HTTPResponse(body=b"", headers=headers, status=402)))

    assert failure.resets_in == seconds
    assert failure.retryable == (seconds is not None)


def test_headers_of_a_programs_own_match_in_any_letter_case():
    failure = ApiException(status=404)
    failure.headers = {"x-request-id": "5"}

    assert failure.request_id == "5"


@pytest.mark.parametrize("kind", [toggl.NotFound, toggl.QuotaExceeded, toggl.NetworkError, toggl.NetworkTimeoutError])
def test_an_error_survives_pickling(kind):
    failure = kind(status=404, reason="Not Found")
    failure.body, failure.headers, failure.operation = '"No"', {"X-Request-ID": "5"}, "get_me"

    copied = pickle.loads(pickle.dumps(failure))  # noqa: S301 - Of this very program.

    assert type(copied) is kind
    assert (copied.status, copied.request_id, copied.operation) == (404, "5", "get_me")
    assert copied.message == failure.message


def test_the_tree_at_the_top_names_every_error():
    kinds = {
        name for name, value in vars(exceptions).items() if inspect.isclass(value) and issubclass(value, Exception)
    }

    assert kinds == set(re.findall(r"^[│├└─ ]*(\w+) {2,}", exceptions.__doc__, re.MULTILINE))


def test_a_certificate_that_is_not_trusted_is_named_as_the_reason(service, stranger_file):
    configuration = toggl.Configuration(host=service.url, ssl_ca_cert=str(stranger_file))

    with toggl.ApiClient(configuration) as client, pytest.raises(toggl.NetworkError) as caught:
        toggl.StatusApi(client).get_status()

    assert caught.value.message == "The service gave no answer: unable to get local issuer certificate."


def test_a_time_that_was_up_is_told_in_words(users, service):
    service.is_silent()

    with pytest.raises(toggl.NetworkTimeoutError) as caught:
        users.get_workspace_users(8, _request_timeout=0.1)

    assert caught.value.message == "The service gave no answer in time."


def test_a_transports_own_reason_is_told():
    assert toggl.NetworkError(reason="the cable is cut").message == "The service gave no answer: the cable is cut."
