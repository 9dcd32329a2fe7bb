"""Transports and hooks of a program's own."""

import pytest
import urllib3

import toggl
from toggl.transport import Answer

OK = Answer(200, b'"OK"', {"Content-Type": "application/json"})


class Recorded:
    """A transport that answers from a list and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.requests = list(answers), []

    def __call__(self, request):
        self.requests.append((request.attempt, request.method, request.url, dict(request.headers), request.body))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def client_of(transport, **settings):
    return toggl.ApiClient(
        toggl.Configuration(username="ann", password="secret", retries=toggl.Retries(first_pause=0), **settings),
        transport=transport,
    )


def test_a_transport_is_asked_in_the_place_of_the_network():
    transport = Recorded(OK)

    answer = toggl.UsersApi(client_of(transport)).put_workspace_users(8, 9, post={"inactive": True})

    assert answer == "OK"
    ((attempt, method, url, headers, body),) = transport.requests
    assert (attempt, method, url) == (1, "PUT", f"{toggl.LOCAL}/workspaces/8/users/9")
    assert headers["Authorization"].startswith("Basic ")
    assert body == b'{"inactive":true}'


def test_a_transports_refusal_is_the_error_of_its_status():
    transport = Recorded(Answer(404, b"Resource can not be found", {"X-Request-ID": "5"}))

    with pytest.raises(toggl.NotFound) as caught:
        toggl.UsersApi(client_of(transport)).get_workspace_users(8)

    assert (caught.value.message, caught.value.request_id) == ("Resource can not be found.", "5")
    assert caught.value.reason == "Not Found"


def test_what_a_transport_refuses_or_loses_is_tried_again():
    transport = Recorded(Answer(503), toggl.NetworkError(reason="gone"), Answer(200, b"[]"))

    assert toggl.UsersApi(client_of(transport)).get_workspace_users(8) == []

    assert [attempt for attempt, *_ in transport.requests] == [1, 2, 3]


def test_a_transports_own_faults_are_the_programs():
    with pytest.raises(ZeroDivisionError):
        toggl.UsersApi(client_of(Recorded(ZeroDivisionError()))).get_workspace_users(8)


def test_without_preloading_a_transports_answer_is_to_be_read_as_one_of_urllib3():
    answer = toggl.UsersApi(client_of(Recorded(OK))).put_workspace_users(8, 9, _preload_content=False)

    assert isinstance(answer, urllib3.HTTPResponse)
    assert answer.read() == b'"OK"'


def test_a_file_reaches_a_transport_as_a_whole_form():
    transport = Recorded(Answer(200, b'{"use_gravatar": false}'))

    toggl.AvatarsApi(client_of(transport)).post_avatars(b"\x89PNG\r\n\x1a\n")

    ((_, _, _, headers, body),) = transport.requests
    boundary = headers["Content-Type"].partition("boundary=")[2]
    assert body.startswith(f"--{boundary}".encode())
    assert b"\x89PNG" in body


def test_hooks_see_every_try_and_what_became_of_it():
    began, ended = [], []
    client = client_of(
        Recorded(Answer(503), toggl.NetworkError(reason="gone"), Answer(200, b"[]", {"X-Request-ID": "5"})),
        before_request=[lambda request: began.append((request.operation, request.attempt))],
        after_request=[lambda exchange: ended.append((exchange.status, type(exchange.error), dict(exchange.headers)))],
    )

    toggl.UsersApi(client).get_workspace_users(8)

    assert began == [("get_workspace_users", 1), ("get_workspace_users", 2), ("get_workspace_users", 3)]
    assert ended == [
        (503, toggl.ServerError, {}),
        (None, toggl.NetworkError, {}),
        (200, type(None), {"X-Request-ID": "5"}),
    ]


def test_a_hook_can_add_a_header_to_what_is_sent(service, configuration):
    configuration.before_request.append(lambda request: request.headers.update({"X-Try": str(request.attempt)}))
    service.answers([])

    with toggl.ApiClient(configuration) as client:
        toggl.UsersApi(client).get_workspace_users(8)

    assert service.last.headers["X-Try"] == "1"


def test_what_a_hook_added_to_one_try_is_not_in_the_next():
    transport = Recorded(Answer(503), Answer(200, b"[]"))

    def mark_the_first(request):
        if request.attempt == 1:
            request.headers["X-First"] = "yes"

    toggl.UsersApi(client_of(transport, before_request=[mark_the_first])).get_workspace_users(8)

    assert ["X-First" in headers for _, _, _, headers, _ in transport.requests] == [True, False]


def test_a_hook_that_fails_fails_the_call_before_anything_is_sent():
    transport = Recorded()

    def refuse(request):
        raise PermissionError(request.method)

    with pytest.raises(PermissionError):
        toggl.UsersApi(client_of(transport, before_request=[refuse])).put_workspace_users(8, 9)

    assert transport.requests == []


def test_the_hooks_of_a_copied_configuration_are_its_own():
    toggl.Configuration.set_default(toggl.Configuration(before_request=[print]))
    try:
        first, second = toggl.Configuration(), toggl.Configuration()
        first.before_request.append(repr)
    finally:
        toggl.Configuration.set_default(None)

    assert second.before_request == [print]
