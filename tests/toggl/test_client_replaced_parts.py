"""Programs that replace parts of the client, or hand objects of their own to it: what they put in is used."""

import copy
import datetime
import decimal
import enum
import pickle

import pytest
import urllib3

import toggl
from toggl.rest import ApiException, RESTClientObject, RESTResponse


class Fake:
    """An answer with which a program replaces the service."""

    def __init__(self, data, status=200, **headers):
        self.status, self.reason, self.data, self.headers_given = status, "OK", data, headers

    def getheaders(self):
        return self.headers_given


class Data:
    """All that `deserialize` needs."""

    def __init__(self, data):
        self.data = data


def test_the_answer_of_a_replaced_transport_is_deserialized(users):
    users.api_client.rest_client.request = lambda *_, **__: Fake('[{"id":1}]')

    answer = users.get_organization_users(7)

    assert answer == [toggl.ModelsOrgUser(id=1)]


def test_the_twin_gives_the_headers_of_a_replaced_transport(users):
    users.api_client.rest_client.request = lambda *_, **__: Fake('[{"id":1}]', pages="4")

    answer = users.get_organization_users_with_http_info(7)

    assert answer == ([toggl.ModelsOrgUser(id=1)], 200, {"pages": "4"})


def test_the_answer_of_a_replaced_request_is_deserialized(users):
    users.api_client.request = lambda *_, **__: Fake('"OK"')

    assert users.put_workspace_users(8, 9) == "OK"


def test_without_preloading_the_answer_of_a_replaced_transport_is_given_as_it_is(users):
    fake = Fake("[]")
    users.api_client.rest_client.request = lambda *_, **__: fake

    assert users.get_organization_users(7, _preload_content=False) is fake


@pytest.mark.parametrize(
    ("data", "kind", "value"),
    [
        ('"OK"', "str", "OK"),
        ("OK", "str", "OK"),
        ("5", "str", "5"),
        ("", "str", ""),
        ("null", "str", None),
        (b"Gr\xc3\xbc\xc3\x9fe", "str", "Grüße"),
        ('{"a": 1}', "object", {"a": 1}),
        ('{"a": 1}', object, {"a": 1}),
        ("as text", "object", "as text"),
        ('[{"a": 1}]', "list[object]", [{"a": 1}]),
        (None, "list[int]", None),
    ],
)
def test_an_object_with_nothing_but_data_is_deserialized(client, data, kind, value):
    assert client.deserialize(Data(data), kind) == value


@pytest.mark.parametrize(("data", "kind"), [("{}", "str"), ("[1]", "str"), ("{}", "list[int]"), ("[1", "list[int]")])
def test_an_object_with_nothing_but_data_of_another_shape_is_an_api_exception(client, data, kind):
    with pytest.raises(ApiException) as caught:
        client.deserialize(Data(data), kind)

    assert (caught.value.status, caught.value.body, dict(caught.value.headers)) == (None, data, {})


def test_html_is_no_object(client):
    page = RESTResponse(urllib3.HTTPResponse(body=b"<html>", headers={"Content-Type": "text/html"}, status=200))

    with pytest.raises(ApiException) as caught:
        client.deserialize(page, "object")

    assert (caught.value.status, caught.value.body) == (200, "<html>")


@pytest.mark.parametrize(
    ("data", "kind", "value"),
    [
        ("null", "list[ModelsOrgUser]", None),
        ("null", "ModelsOrgUser", None),
        ('{"id": "5", "admin": 1}', "ModelsOrgUser", toggl.ModelsOrgUser(id=5, admin=True)),
        ("[5.0]", "list[int]", [5]),
    ],
)
def test_null_and_scalars_are_read_leniently(client, data, kind, value):
    assert client.deserialize(Data(data), kind) == value


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
def test_a_request_is_dispatched_to_the_method_of_its_name(client, method):
    calls = []
    setattr(client.rest_client, method, lambda url, **options: calls.append((url, options["query_params"])))

    client.request(method, "https://example.com", query_params=[("a", "1")])

    assert calls == [("https://example.com", [("a", "1")])]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
def test_each_method_calls_the_request_of_the_instance(configuration, method):
    rest_client = RESTClientObject(configuration)
    rest_client.request = lambda *arguments, **options: (*arguments, options["headers"], options["query_params"])

    answer = getattr(rest_client, method)("https://example.com", {"A": "1"}, {"b": "2"})

    assert answer == (method, "https://example.com", {"A": "1"}, {"b": "2"})


def test_a_pool_manager_that_was_set_is_used_for_this_machine_too(service, ca_file):
    service.answers("OK")
    with toggl.ApiClient(toggl.Configuration(host=service.url)) as client:
        client.rest_client.pool_manager = urllib3.PoolManager(ca_certs=str(ca_file))

        answer = toggl.StatusApi(client).get_status()
        client.rest_client.pool_manager.clear()

    assert answer == "OK"


def test_a_pool_manager_of_simple_make_is_used(client):
    class Manager:
        def request(self, method, url, **_):
            return Fake(f'"{method}"'.encode(), where=url)

    client.rest_client.pool_manager = Manager()

    answer = client.rest_client.GET("https://localhost/status")

    assert (answer.data, answer.getheaders(), answer.getheader("where")) == (
        '"GET"',
        {"where": "https://localhost/status"},
        "https://localhost/status",
    )


def test_client_side_validation_is_switched_off_for_one_client(client, users, service):
    service.answers([])

    client.client_side_validation = False
    users.get_workspace_workspace_users(8, None)

    assert client.configuration.client_side_validation is True
    assert len(service.requests) == 1


def test_threads_that_were_set_are_used_and_left_to_the_program(client, users, service):
    class AtOnce:
        def apply_async(self, function, arguments):
            return function(*arguments)

    service.answers([])
    client.pool = AtOnce()

    answer = users.get_workspace_users(8, async_req=True)
    client.close()

    assert answer == []
    assert isinstance(client.pool, AtOnce)


@pytest.mark.parametrize("limit", [0, 0.0, "", (), None, False])
def test_a_time_out_that_is_nothing_is_no_limit(users, service, limit):
    service.answers([])

    assert users.get_workspace_users(8, _request_timeout=limit) == []


@pytest.mark.parametrize("limit", ["5", (1, 2, 3), (1,), -1, (0, 1), ("a", 1)])
def test_a_time_out_that_is_none_is_refused_by_its_name(users, service, limit):
    with pytest.raises(ValueError, match="_request_timeout"):
        users.get_workspace_users(8, _request_timeout=limit)

    assert service.requests == []


class Text(str):
    __slots__ = ()

    def __str__(self):
        return "not the value"


class Whole(int):
    def __int__(self):
        return -1


class Amount(float):
    def __float__(self):
        return -1.0


class Role(str, enum.Enum):  # noqa: UP042 - As programs of 2024 wrote it.
    ADMIN = "admin"


def test_values_of_derived_types_are_sent_as_their_base(users, service):
    service.answers("OK")

    users.put_workspace_workspace_users(
        8, 5, {Text("key"): [Text("a"), Whole(5), Amount(1.5), Role.ADMIN, True], "b": (Whole(1),)}
    )

    assert service.last.body == b'{"key":["a",5,1.5,"admin",true],"b":[1]}'


def test_a_decimal_is_sent_as_a_number_with_its_digits(users, service):
    service.answers("OK")

    users.put_workspace_workspace_users(8, 5, {"rate": decimal.Decimal("12.3456789012345678901")})

    assert service.last.body == b'{"rate":12.3456789012345678901}'


def test_bytes_in_a_body_are_refused(users, service):
    with pytest.raises(TypeError, match="bytes"):
        users.put_workspace_workspace_users(8, 5, {"a": [b"x"]})

    assert service.requests == []


def test_a_tuple_stays_a_tuple(client):
    assert client.sanitize_for_serialization((1, datetime.date(2024, 5, 1))) == (1, "2024-05-01")


def test_lists_without_a_format_stay_lists_in_the_pairs(client):
    assert client.parameters_to_tuples({"a": [1, 2]}, None) == [("a", [1, 2])]


def test_a_format_that_is_not_known_joins_with_commas(client):
    assert client.parameters_to_tuples({"a": [1, 2]}, {"a": "stars"}) == [("a", "1,2")]


def test_lists_in_a_query_are_joined_with_commas(users, service):
    service.answers([])

    users.get_organization_users(7, groups=[1, 2])

    assert service.last.query == {"groups": "1,2"}


def test_the_plain_method_goes_through_an_overridden_twin(client, service):
    class Users(toggl.UsersApi):
        def get_workspace_users_with_http_info(self, workspace_id, **options):
            return super().get_workspace_users_with_http_info(workspace_id + 1, **options)

    service.answers([])

    answer = Users(client).get_workspace_users(8)

    assert (answer, service.last.path) == ([], "/workspaces/9/users")


def test_an_alias_goes_through_the_twin_of_its_own_name(client):
    class Workspaces(toggl.WorkspacesApi):
        def get_workspaces_0_with_http_info(self, **_):
            return "the twin's"

    assert Workspaces(client).get_workspaces_0() == "the twin's"


def pickled(model):
    return pickle.loads(pickle.dumps(model))  # noqa: S301 - The bytes are this test's own.


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_a_copy_of_a_model_has_the_attributes_of_the_program(copied):
    user = toggl.ModelsOrgUser(id=3, role_id=2)
    user.colours = ["red"]

    twin = copied(user)

    assert (twin.id, twin.role_id, twin.colours) == (3, 2, ["red"])
    assert twin == user
    assert type(twin) is toggl.ModelsOrgUser


def test_a_deep_copy_shares_no_attribute_and_a_shallow_one_shares_no_dictionary():
    user = toggl.ModelsOrgUser()
    user.colours = ["red"]
    shallow, deep = copy.copy(user), copy.deepcopy(user)

    user.colours.append("blue")
    user.size = 5

    assert deep.colours == ["red"]
    assert not hasattr(shallow, "size")


def test_models_with_other_attributes_of_the_program_are_not_equal():
    user, other = toggl.ModelsOrgUser(id=3), toggl.ModelsOrgUser(id=3)

    user.colour = "red"

    assert user != other


def test_a_model_is_no_key():
    with pytest.raises(TypeError):
        hash(toggl.ModelsOrgUser())


@pytest.mark.parametrize("content", [None, "nothing"])
@pytest.mark.parametrize("setting", ["ssl_ca_cert", "cert_file"])
def test_a_certificate_that_cannot_be_read_is_an_api_exception_that_names_it(tmp_path, setting, content):
    path = tmp_path / "some.pem"
    if content is not None:
        path.write_text(content)

    with (
        toggl.ApiClient(toggl.Configuration(host="https://example.com", **{setting: str(path)})) as client,
        pytest.raises(ApiException) as caught,
    ):
        toggl.StatusApi(client).get_status()

    assert caught.value.status == 0
    assert setting in caught.value.reason
    assert str(path) in caught.value.reason
    assert isinstance(caught.value.__cause__, OSError)


@pytest.mark.parametrize(("data", "read"), [(b"a", "a"), ("a", "a"), (None, None)])
def test_a_rest_response_is_built_around_a_simple_object(data, read):
    response = RESTResponse(Fake(data, trace="1"))

    assert (response.status, response.reason, response.data) == (200, "OK", read)
    assert (response.getheaders(), response.getheader("trace")) == ({"trace": "1"}, "1")


def test_a_failure_of_the_network_is_caught_as_one_of_urllib3_too(unused_port):
    configuration = toggl.Configuration(host=f"https://localhost:{unused_port}")

    with toggl.ApiClient(configuration) as client, pytest.raises(urllib3.exceptions.HTTPError) as caught:
        toggl.StatusApi(client).get_status()

    assert isinstance(caught.value, ApiException)
    assert isinstance(caught.value.__cause__, urllib3.exceptions.NewConnectionError)


def test_a_time_out_is_caught_as_one_of_urllib3_too(users, service):
    service.is_silent()

    with pytest.raises(urllib3.exceptions.TimeoutError) as caught:
        users.get_workspace_users(8, _request_timeout=0.2)

    assert isinstance(caught.value, ApiException)
    assert caught.value.status == 0


def test_a_refusal_is_no_failure_of_the_network(users, service):
    service.answers("Forbidden", status=403)

    with pytest.raises(ApiException) as caught:
        users.get_workspace_users(8)

    assert not isinstance(caught.value, urllib3.exceptions.HTTPError)


def test_the_response_wins_over_what_else_an_exception_is_given():
    failure = ApiException(status=1, reason="mine", http_resp=Fake("x", status=500))

    assert (failure.status, failure.reason, failure.body) == (500, "OK", "x")


def test_the_native_type_of_objects_is_object(client):
    assert client.NATIVE_TYPES_MAPPING["object"] is object


def test_a_replaced_call_api_gets_what_the_generated_methods_gave(users):
    calls = []
    users.api_client.call_api = lambda *arguments, **options: calls.append((arguments, options))

    users.get_organization_users(7, page=2, groups=[1, 2])

    ((path, method, path_params, query_params, headers), options) = calls[0]
    assert (path, method) == ("/organizations/{organization_id}/users", "GET")
    assert path_params == {"organization_id": 7}
    assert sorted(query_params) == [("groups", [1, 2]), ("page", 2)]
    assert headers == {"Accept": "application/json"}
    assert options["response_type"] == "list[ModelsOrgUser]"


def test_a_file_is_not_asked_for(client, service):
    with pytest.raises(ValueError, match="file"):
        client.call_api("/avatars", "GET", response_type="file")

    assert service.requests == []
