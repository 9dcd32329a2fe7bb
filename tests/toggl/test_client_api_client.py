"""The client below the methods: what programs that go a level deeper call."""

import datetime

import pytest
import urllib3

import toggl
from toggl.rest import ApiException, RESTResponse


def answer(body, content_type="application/json"):
    return RESTResponse(urllib3.HTTPResponse(body=body.encode(), headers={"Content-Type": content_type}, status=200))


def test_a_client_has_the_documented_attributes():
    client = toggl.ApiClient(header_name="X-Trace", header_value="1", cookie="a=b")

    assert isinstance(client.configuration, toggl.Configuration)
    assert client.rest_client is not None
    assert client.default_headers["X-Trace"] == "1"
    assert client.cookie == "a=b"
    assert client.user_agent == client.default_headers["User-Agent"]
    assert client.last_response is None
    assert client.client_side_validation is True
    assert str in client.PRIMITIVE_TYPES
    assert client.NATIVE_TYPES_MAPPING["datetime"] is datetime.datetime


def test_the_pool_of_threads_is_made_once_at_first_use(client):
    pool = client.pool

    assert client.pool is pool


def test_headers_cookie_and_name_of_the_client_go_with_each_request(client, users, service):
    service.answers([])
    client.set_default_header("X-Trace", "1")
    client.cookie = "session=abc"
    client.user_agent = "roster/2"

    users.get_workspace_users(8)

    assert service.last.headers["X-Trace"] == "1"
    assert service.last.headers["Cookie"] == "session=abc"
    assert service.last.headers["User-Agent"] == "roster/2"


def test_the_last_response_is_kept(client, users, service):
    service.answers([])

    users.get_workspace_users(8)

    assert (client.last_response.status, client.last_response.data) == (200, "[]")


def test_any_call_can_be_made_by_its_path(client, service):
    service.answers([{"group_id": 2}])

    data, status, headers = client.call_api(
        "/organizations/{organization_id}/groups",
        "GET",
        {"organization_id": 7},
        [("name", "night")],
        {"Accept": "application/json"},
        response_type="list[GroupOrganizationGroupResponse]",
        auth_settings=["BasicAuth"],
    )

    assert data == [toggl.GroupOrganizationGroupResponse(group_id=2)]
    assert status == 200
    assert headers["content-type"].startswith("application/json")
    assert (service.last.path, service.last.query) == ("/organizations/7/groups", {"name": "night"})


def test_a_call_without_a_response_type_gives_none(client, service):
    service.answers("OK")

    assert client.call_api("/status", "GET", _return_http_data_only=True) is None


def test_a_call_without_auth_settings_carries_no_credentials(client, service):
    service.answers("OK")

    client.call_api("/status", "GET")

    assert "Authorization" not in service.last.headers


def test_files_are_sent_with_form_fields(client, service, tmp_path):
    service.answers("OK")
    (tmp_path / "face.png").write_bytes(b"pixels")

    client.call_api("/avatars", "POST", post_params=[("name", "Ann")], files={"file": str(tmp_path / "face.png")})

    assert service.last.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="name"\r\n\r\nAnn' in service.last.body
    assert b'filename="face.png"\r\nContent-Type: image/png\r\n\r\npixels' in service.last.body


def test_a_request_is_sent_to_a_whole_url(client, service):
    service.answers("OK")

    response = client.request("GET", f"{service.url}/status", query_params=[("a", "1")])

    assert (response.status, service.last.query) == (200, {"a": "1"})


def test_a_method_that_http_does_not_have_is_refused(client, service):
    with pytest.raises(ValueError, match="FETCH"):
        client.request("FETCH", f"{service.url}/status")


def test_values_become_plain_json():
    plain = toggl.ApiClient().sanitize_for_serialization(
        {
            "none": None,
            "text": "a",
            "number": 1.5,
            "day": datetime.date(2024, 5, 1),
            "moment": datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC),
            "pair": (1, 2),
            "model": toggl.GroupsPatchFailure(patch=toggl.GroupsPatchInput(op="add")),
        }
    )

    assert plain == {
        "none": None,
        "text": "a",
        "number": 1.5,
        "day": "2024-05-01",
        "moment": "2024-05-01T12:00:00+00:00",
        "pair": (1, 2),
        "model": {"patch": {"op": "add"}},
    }


@pytest.mark.parametrize(
    ("body", "kind", "value"),
    [
        ("[1, 2]", "list[int]", [1, 2]),
        ('{"a": 1}', "dict(str, int)", {"a": 1}),
        ('{"a": [{"id": 3}]}', "dict(str, list[ModelsOrgUser])", {"a": [toggl.ModelsOrgUser(id=3)]}),
        ('{"a": [1]}', "object", {"a": [1]}),
        ('"2024-05-01"', "date", datetime.date(2024, 5, 1)),
        ('"2024-05-01T12:00:00Z"', "datetime", datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)),
        ('"OK"', "str", "OK"),
        ("true", "bool", True),
        ('{"id": 3}', toggl.ModelsOrgUser, toggl.ModelsOrgUser(id=3)),
    ],
)
def test_a_body_is_read_as_a_type_or_as_the_type_of_that_name(body, kind, value):
    assert toggl.ApiClient().deserialize(answer(body), kind) == value


def test_a_model_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="ModelsNobody"):
        toggl.ApiClient().deserialize(answer("{}"), "ModelsNobody")


def test_a_body_that_is_nested_without_end_raises():
    with pytest.raises(ApiException):
        toggl.ApiClient().deserialize(answer("[" * 100_000), "object")


@pytest.mark.parametrize(
    ("form", "tuples"),
    [
        ("csv", [("ids", "1,2"), ("name", "a")]),
        ("ssv", [("ids", "1 2"), ("name", "a")]),
        ("tsv", [("ids", "1\t2"), ("name", "a")]),
        ("pipes", [("ids", "1|2"), ("name", "a")]),
        ("multi", [("ids", 1), ("ids", 2), ("name", "a")]),
    ],
)
def test_lists_in_parameters_are_joined_as_asked_for(form, tuples):
    client = toggl.ApiClient()

    assert client.parameters_to_tuples({"ids": [1, 2], "name": "a"}, {"ids": form}) == tuples


def test_parameters_may_be_pairs_already():
    assert toggl.ApiClient().parameters_to_tuples([("a", 1)], None) == [("a", 1)]


def test_post_parameters_hold_fields_and_files(tmp_path):
    (tmp_path / "a.txt").write_text("A")
    (tmp_path / "b.unknowable").write_text("B")

    fields = toggl.ApiClient().prepare_post_parameters(
        [("name", "Ann")], {"files": [str(tmp_path / "a.txt"), str(tmp_path / "b.unknowable")], "none": None}
    )

    assert fields == [
        ("name", "Ann"),
        ("files", ("a.txt", b"A", "text/plain")),
        ("files", ("b.unknowable", b"B", "application/octet-stream")),
    ]


@pytest.mark.parametrize(
    ("accepts", "chosen"),
    [([], None), (["text/plain"], "text/plain"), (["text/plain", "Application/JSON"], "application/json")],
)
def test_json_is_preferred_in_answers(accepts, chosen):
    assert toggl.ApiClient().select_header_accept(accepts) == chosen


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ([], "application/json"),
        (["text/csv"], "text/csv"),
        (["text/csv", "application/json"], "application/json"),
        (["*/*"], "application/json"),
    ],
)
def test_json_is_preferred_in_bodies(offered, chosen):
    assert toggl.ApiClient().select_header_content_type(offered) == chosen


def test_credentials_go_where_their_setting_says():
    class Keys(toggl.Configuration):
        def auth_settings(self):
            return {
                "header": {"type": "api_key", "in": "header", "key": "X-Key", "value": "1"},
                "query": {"type": "api_key", "in": "query", "key": "key", "value": "2"},
                "empty": {"type": "api_key", "in": "header", "key": "X-None", "value": ""},
                "body": {"type": "api_key", "in": "body", "key": "key", "value": "3"},
            }

    client = toggl.ApiClient(Keys())
    headers, query = {}, []

    client.update_params_for_auth(headers, query, ["header", "query", "empty", "unknown"])

    assert (headers, query) == ({"X-Key": "1"}, [("key", "2")])
    with pytest.raises(ValueError, match="body"):
        client.update_params_for_auth(headers, query, ["body"])


def test_a_replaced_rest_client_needs_nothing_to_be_closed(configuration):
    class Silent:
        def GET(self, *_arguments, **_options):  # noqa: N802 - The name that the client calls.
            return urllib3.HTTPResponse(body=b"[]", status=200)

    with toggl.ApiClient(configuration) as client:
        client.rest_client = Silent()
        answer = toggl.UsersApi(client).get_workspace_users(8)

    assert answer == []
