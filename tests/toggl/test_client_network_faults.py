"""Faults of the network: what they tell about the request, and that a write which may have arrived is sent once."""

import asyncio
import ssl

import pytest
import urllib3

import toggl
from toggl import aio

AT_ONCE = toggl.Retries(first_pause=0)
WRITES = ["POST", "PUT", "PATCH", "DELETE"]


def wait_for(configuration, method="GET"):
    with toggl.ApiClient(configuration) as client:
        client.call_api("/me", method)


def await_(configuration, method="GET"):
    async def main():
        async with aio.ApiClient(configuration) as client:
            await client.call_api("/me", method)

    asyncio.run(main())


both = pytest.mark.parametrize("call", [wait_for, await_])


@both
@pytest.mark.parametrize("method", WRITES)
def test_a_write_that_was_lost_behind_a_proxy_is_sent_once(plain_service, call, method):
    plain_service.hangs_up = True
    proxy = plain_service.url.removesuffix("/api/v9")

    with pytest.raises(toggl.NetworkError) as caught:
        call(toggl.Configuration(host="http://rollbook.test/api/v9", proxy=proxy, retries=AT_ONCE), method)

    assert not caught.value.unsent
    assert [request.method for request in plain_service.requests] == [method]


@pytest.mark.parametrize("method", WRITES)
def test_a_write_that_a_kept_connection_lost_behind_a_proxy_is_sent_once(plain_service, method):
    proxy = plain_service.url.removesuffix("/api/v9")
    configuration = toggl.Configuration(host="http://rollbook.test/api/v9", proxy=proxy, retries=AT_ONCE)

    with toggl.ApiClient(configuration) as client:
        client.call_api("/me", "GET")
        plain_service.hangs_up_once = True
        with pytest.raises(toggl.NetworkError):
            client.call_api("/me", method)

    first, lost = plain_service.requests
    assert (lost.method, lost.caller) == (method, first.caller)


@both
def test_a_proxy_that_is_not_there_has_sent_nothing(unused_port, call):
    tried = []
    configuration = toggl.Configuration(
        host="https://rollbook.test/api/v9",
        proxy=f"http://localhost:{unused_port}",
        retries=AT_ONCE,
        before_request=[lambda request: tried.append(request.attempt)],
    )

    with pytest.raises(toggl.NetworkError) as caught:
        call(configuration, "PUT")

    assert caught.value.unsent
    assert tried == [1, 2, 3]


@both
def test_a_proxy_that_refuses_has_sent_nothing(plain_service, call):
    # The server does not know the method CONNECT, and says so.
    proxy = plain_service.url.removesuffix("/api/v9")

    with pytest.raises(toggl.NetworkError) as caught:
        call(toggl.Configuration(host="https://rollbook.test/api/v9", proxy=proxy, retries=AT_ONCE), "PUT")

    assert caught.value.unsent
    assert plain_service.requests == []


@both
def test_a_connection_that_is_refused_is_no_time_out(unused_port, call):
    with pytest.raises(toggl.NetworkError) as caught:
        call(toggl.Configuration(host=f"https://localhost:{unused_port}/api/v9", retries=AT_ONCE))

    assert not isinstance(caught.value, toggl.NetworkTimeoutError)


@both
@pytest.mark.parametrize("host", ["http://[bad", "http://localhost:99999", "http://a..b", "ftp://localhost", "http://"])
def test_an_address_that_is_none_is_an_error_that_lasts(call, host):
    tried = []
    configuration = toggl.Configuration(retries=AT_ONCE, before_request=[lambda request: tried.append(request.attempt)])
    configuration.host = host

    with pytest.raises(toggl.NetworkError) as caught:
        call(configuration)

    assert (caught.value.status, caught.value.retryable) == (0, False)
    assert tried == [1]


@both
def test_a_long_header_is_read(service, configuration, call):
    service.answers(headers={"Link": "x" * 60_000})

    call(configuration)

    assert len(service.requests) == 1


def tried_until_raised(fault, method):
    tried = []

    def transport(request):
        tried.append(request.attempt)
        raise fault

    with (
        toggl.ApiClient(toggl.Configuration(retries=AT_ONCE), transport=transport) as client,
        pytest.raises(toggl.NetworkError) as caught,
    ):
        client.call_api("/me", method)
    return caught.value, tried


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_an_encrypted_answer_that_cannot_be_read_says_nothing_of_the_request(method):
    fault = urllib3.exceptions.SSLError(ssl.SSLError(1, "[SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC]"))

    error, _ = tried_until_raised(fault, method)

    assert not error.unsent


@pytest.mark.parametrize(("method", "tries"), [("GET", [1, 2, 3]), ("PUT", [1])])
def test_an_encrypted_connection_that_ended_may_have_carried_the_request(method, tries):
    fault = urllib3.exceptions.SSLError(ssl.SSLEOFError(8, "EOF occurred in violation of protocol"))

    error, tried = tried_until_raised(fault, method)

    assert (error.unsent, error.retryable) == (False, True)
    assert tried == tries
