"""The client for asyncio: the same operations, models and errors, many at a time."""

import asyncio
import gc
import inspect
import warnings

import aiohttp
import pytest

import toggl
from support.bare_python import bare_python
from toggl import aio, api
from toggl.transport import Answer

NAMES = [
    (name, method)
    for name in api.__all__
    for method, _ in inspect.getmembers(getattr(toggl, name), lambda value: hasattr(value, "operation"))
]


@pytest.fixture
def run(configuration):
    """Run a function of the operations on users to its end, in a loop of its own."""
    configuration.retries = toggl.Retries(first_pause=0)

    def run(function, **settings):
        async def main():
            async with aio.ApiClient(configuration, **settings) as client:
                return await function(aio.UsersApi(client))

        return asyncio.run(main())

    return run


def test_an_answer_is_awaited_as_the_same_model(run, service):
    service.answers([{"id": 1, "name": "Ann", "workspaces": [{"workspace_id": 8}]}])

    people = run(lambda users: users.get_organization_users(7, active_status="active"))

    assert people == [toggl.ModelsOrgUser(id=1, name="Ann", workspaces=[toggl.ModelsOrgUserWorkspace(workspace_id=8)])]
    assert (service.last.path, service.last.query) == ("/organizations/7/users", {"active_status": "active"})


def test_the_twin_gives_the_status_and_the_headers(run, service):
    service.answers([], headers={"X-Pages": "4"})

    people, status, headers = run(lambda users: users.get_organization_users_with_http_info(7))

    assert (people, status, headers["x-pages"]) == ([], 200, "4")


def test_a_body_and_credentials_are_sent_as_the_other_client_sends_them(run, service, configuration):
    service.answers("OK")
    with toggl.ApiClient(configuration) as client:
        toggl.UsersApi(client).put_workspace_users(8, 9, post=toggl.UserPayload(inactive=True))

    run(lambda users: users.put_workspace_users(8, 9, post=toggl.UserPayload(inactive=True)))

    first, second = service.requests
    assert (first.method, first.target, first.body) == (second.method, second.target, second.body)
    for name in ("Authorization", "Content-Type", "Accept", "User-Agent"):
        assert first.headers[name] == second.headers[name]


def test_parts_of_the_path_are_sent_as_they_are(run, service, configuration):
    service.answers({})

    async def main():
        async with aio.ApiClient(configuration) as client:
            await aio.InvitationsApi(client).get_invitations("a/b %20ü")

    asyncio.run(main())

    assert service.last.target.endswith("/a%2Fb%20%2520%C3%BC")


@pytest.mark.parametrize(("status", "kind"), [(403, toggl.Forbidden), (404, toggl.NotFound), (503, toggl.ServerError)])
def test_a_refusal_is_the_same_error(run, service, status, kind):
    service.answers("Forbidden", status=status, headers={"X-Request-ID": "5"})

    with pytest.raises(kind) as caught:
        run(lambda users: users.get_workspace_users(8))

    assert (caught.value.message, caught.value.request_id, caught.value.operation) == (
        "Forbidden.",
        "5",
        "get_workspace_users",
    )


def test_an_answer_of_another_shape_is_an_error_with_the_methods_name(run, service):
    service.answers({"no": "list"})

    with pytest.raises(toggl.ApiException, match="not what was asked for") as caught:
        run(lambda users: users.get_workspace_users(8))

    assert caught.value.operation == "get_workspace_users"


def test_a_read_is_tried_again_and_a_write_is_not(run, service):
    service.answers([])
    service.answers_first(status=503)
    assert run(lambda users: users.get_workspace_users(8)) == []

    service.answers_first(status=503)
    with pytest.raises(toggl.ServerError):
        run(lambda users: users.put_workspace_users(8, 9))

    assert [request.method for request in service.requests] == ["GET", "GET", "PUT"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
def test_a_write_that_a_kept_connection_lost_is_sent_once(run, service, method):
    service.answers("OK")

    async def lose(users):
        await users.put_workspace_users(8, 9)
        service.hangs_up_once = True
        with pytest.raises(toggl.NetworkError):
            await users.api_client.call_api("/me", method)

    run(lose)

    assert [request.method for request in service.requests] == ["PUT", method]
    assert service.requests[0].caller == service.requests[1].caller


def test_a_host_that_cannot_be_reached_is_a_network_error_that_keeps_the_cause(unused_port):
    tried = []
    configuration = toggl.Configuration(
        host=f"https://localhost:{unused_port}/api/v9",
        retries=toggl.Retries(tries=2, first_pause=0),
        before_request=[lambda request: tried.append(request.method)],
    )

    async def main():
        async with aio.ApiClient(configuration) as client:
            await aio.UsersApi(client).put_workspace_users(8, 9)

    with pytest.raises(toggl.NetworkError) as caught:
        asyncio.run(main())

    assert isinstance(caught.value.__cause__, aiohttp.ClientConnectorError)
    assert caught.value.unsent
    assert tried == ["PUT", "PUT"]


@pytest.mark.parametrize("limit", [0.2, (5, 0.2)])
def test_a_call_has_a_limit(run, service, limit):
    service.is_silent()

    with pytest.raises(toggl.NetworkTimeoutError):
        run(lambda users: users.put_workspace_users(8, 9, _request_timeout=limit))


def test_a_limit_that_is_none_is_refused_before_anything_is_sent(run, service):
    with pytest.raises(ValueError, match="Invalid `_request_timeout`"):
        run(lambda users: users.get_workspace_users(8, _request_timeout="soon"))

    assert service.requests == []


def test_a_certificate_that_nobody_trusts_is_refused_once(service, stranger_file):
    tried = []
    configuration = toggl.Configuration(
        host=service.url, ssl_ca_cert=str(stranger_file), before_request=[lambda request: tried.append(request.attempt)]
    )

    async def main():
        async with aio.ApiClient(configuration) as client:
            await aio.UsersApi(client).get_workspace_users(8)

    with pytest.raises(toggl.NetworkError) as caught:
        asyncio.run(main())

    assert not caught.value.retryable
    assert tried == [1]


def test_the_local_servers_authority_is_trusted(service, ca_file, data_home):
    (data_home / "rollbook" / "authorities").mkdir(parents=True)
    (data_home / "rollbook" / "authorities" / "8080.pem").write_bytes(ca_file.read_bytes())
    service.answers([])

    async def main():
        async with aio.ApiClient(toggl.Configuration(host=service.url)) as client:
            return await aio.UsersApi(client).get_workspace_users(8)

    assert asyncio.run(main()) == []


def test_no_more_calls_than_asked_for_are_under_way(configuration):
    under_way, most = set(), []

    async def transport(request):
        under_way.add(request.url)
        most.append(len(under_way))
        await asyncio.sleep(0.01)
        under_way.discard(request.url)
        return Answer(200, b"[]")

    async def main():
        async with aio.ApiClient(configuration, at_once=3, transport=transport) as client:
            users = aio.UsersApi(client)
            await asyncio.gather(*(users.get_workspace_users(number) for number in range(20)))

    asyncio.run(main())

    assert max(most) == 3
    assert len(most) == 20


def test_who_waits_for_a_turn_does_not_lose_time(configuration, service):
    service.answers([])
    service.is_silent()

    async def main():
        async with aio.ApiClient(configuration, at_once=1) as client:
            users = aio.UsersApi(client)
            first = asyncio.create_task(users.get_workspace_users(1))
            second = asyncio.create_task(users.get_workspace_users(2, _request_timeout=2))
            await asyncio.sleep(2.2)
            service.may_answer.set()
            return await asyncio.gather(first, second)

    assert asyncio.run(main()) == [[], []]


def test_a_call_that_is_cancelled_gives_its_turn_and_its_connection_up(configuration, service):
    service.answers([{"id": 1}])
    service.is_silent()

    async def main():
        async with aio.ApiClient(configuration, at_once=1) as client:
            users = aio.UsersApi(client)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await users.get_workspace_users(1)
            service.may_answer.set()
            service.answers([{"id": 2}])
            return await users.get_workspace_users(2)

    assert asyncio.run(main())[0].id == 2

    cancelled, after = service.requests
    assert cancelled.caller != after.caller


def test_a_call_that_is_cancelled_in_a_pause_is_not_sent_again(configuration, service):
    configuration.retries = toggl.Retries(first_pause=0.6, longest_pause=0.6)
    service.answers(status=503)

    async def main():
        async with aio.ApiClient(configuration) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await aio.UsersApi(client).get_workspace_users(1)
            await asyncio.sleep(0.7)

    asyncio.run(main())

    assert len(service.requests) == 1


def test_without_preloading_the_answer_is_read_by_the_program(run, service):
    service.answers_text("a,b\n1,2\n", content_type="text/csv")

    async def read(users):
        answer = await users.get_workspace_users(8, _preload_content=False)
        async with answer:
            return [line async for line in answer.content]

    assert run(read) == [b"a,b\n", b"1,2\n"]


def test_without_preloading_a_refusal_is_an_error_too(run, service):
    service.answers("Forbidden", status=403)

    with pytest.raises(toggl.Forbidden):
        run(lambda users: users.get_workspace_users(8, _preload_content=False))


def test_threads_are_not_for_this_client(run):
    async def call(users):
        users.get_workspace_users(8, async_req=True)

    with pytest.raises(TypeError, match="async_req"):
        run(call)


def test_a_file_is_sent(run, service, configuration):
    service.answers({"use_gravatar": False})

    async def main():
        async with aio.ApiClient(configuration) as client:
            await aio.AvatarsApi(client).post_avatars(b"\x89PNG\r\n\x1a\n")

    asyncio.run(main())

    assert b"\x89PNG" in service.last.body
    assert service.last.headers["Content-Type"].startswith("multipart/form-data; boundary=")


def test_cookies_are_not_kept(run, service):
    service.answers([], headers={"Set-Cookie": "session=5; Path=/; Secure"})

    async def twice(users):
        await users.get_workspace_users(8)
        await users.get_workspace_users(8)

    run(twice)

    assert "Cookie" not in service.last.headers


def test_a_redirect_is_not_followed(run, service, other_service):
    service.answers(status=302, headers={"Location": other_service.url})

    with pytest.raises(toggl.ApiException) as caught:
        run(lambda users: users.get_workspace_users(8))

    assert caught.value.status == 302
    assert other_service.requests == []


def test_a_closed_client_leaves_nothing_behind(run, service):
    service.answers([])

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run(lambda users: users.get_workspace_users(8))
        gc.collect()

    assert [warning for warning in caught if issubclass(warning.category, ResourceWarning)] == []


def test_a_call_whose_time_was_up_leaves_nothing_behind_either(run, service):
    service.is_silent()

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(toggl.NetworkTimeoutError):
            run(lambda users: users.put_workspace_users(8, 9, _request_timeout=0.2))
        gc.collect()

    assert [warning for warning in caught if issubclass(warning.category, ResourceWarning)] == []


@pytest.mark.parametrize(("class_name", "method"), NAMES)
def test_every_method_is_there_with_the_same_arguments(class_name, method):
    waiting = getattr(getattr(toggl, class_name), method)
    awaited = getattr(getattr(aio, class_name), method)

    assert inspect.signature(awaited) == inspect.signature(waiting)


def test_every_class_is_there():
    assert set(aio.__all__) == {"ApiClient", *api.__all__}
    assert set(aio.__all__) <= set(dir(aio))


def test_a_misspelt_name_is_the_usual_attribute_error():
    with pytest.raises(AttributeError, match=r"module 'toggl.aio' has no attribute 'UsrsApi'"):
        _ = aio.UsrsApi


def test_without_the_extra_it_says_what_to_install(tmp_path):
    done = bare_python(tmp_path, "import toggl; toggl.aio")

    assert done.stderr.endswith("toggl.aio needs more: pip install 'rollbook[aio]'\n")


@pytest.mark.parametrize("at_once", [0, -1])
def test_at_least_one_call_is_let_through(at_once):
    with pytest.raises(ValueError, match="at_once"):
        aio.ApiClient(at_once=at_once)
