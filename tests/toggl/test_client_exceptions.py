"""What a failed call tells."""

import importlib

import pytest
import urllib3

import toggl
from toggl.exceptions import MissingPathArgumentError
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
