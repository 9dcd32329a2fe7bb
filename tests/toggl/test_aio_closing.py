"""The client for asyncio, closed while it is used; and answers that a program reads by itself."""

import asyncio
import gc
import warnings

import pytest

import toggl
from toggl import aio
from toggl.transport import Answer


@pytest.fixture
def complaints():
    """What was left open, as the tests' end finds it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


def test_a_read_that_is_under_way_fails_and_opens_nothing_again(configuration, service, complaints):
    configuration.retries = toggl.Retries(first_pause=0)
    service.is_silent()

    async def main():
        client = aio.ApiClient(configuration)
        call = asyncio.create_task(aio.UsersApi(client).get_workspace_users(8))
        async with asyncio.timeout(5):
            # The server counts in a thread of its own.
            while not service.requests:  # noqa: ASYNC110 - For the reason above.
                await asyncio.sleep(0.01)
        await client.close()
        await call

    with pytest.raises(toggl.NetworkError) as caught:
        asyncio.run(main())
    gc.collect()

    assert not caught.value.retryable
    assert len(service.requests) == 1
    assert [warning for warning in complaints if issubclass(warning.category, ResourceWarning)] == []


def test_a_call_that_pauses_and_one_that_waits_for_its_turn_are_not_sent(configuration):
    configuration.retries = toggl.Retries(first_pause=0.2, longest_pause=0.2)
    sent = []
    is_sent = asyncio.Event()

    def transport(request):
        sent.append(request.url)
        is_sent.set()
        return Answer(503)

    async def main():
        client = aio.ApiClient(configuration, at_once=1, transport=transport)
        users = aio.UsersApi(client)
        calls = [asyncio.create_task(users.get_workspace_users(number)) for number in (1, 2)]
        await is_sent.wait()
        await client.close()
        return await asyncio.gather(*calls, return_exceptions=True)

    errors = asyncio.run(main())

    assert len(sent) == 1
    assert [(type(error), error.unsent, error.operation) for error in errors] == [
        (toggl.NetworkError, True, "get_workspace_users")
    ] * 2


def test_a_closed_client_can_be_used_again(configuration, service):
    service.answers([])

    async def main():
        async with aio.ApiClient(configuration) as client:
            await client.close()
            return await aio.UsersApi(client).get_workspace_users(8)

    assert asyncio.run(main()) == []


def test_an_answer_that_is_not_read_yet_keeps_no_other_call_waiting(configuration, service):
    service.answers([])
    # More than is read ahead.
    service.answers_first(["x" * 1_000_000])

    async def main():
        async with aio.ApiClient(configuration, at_once=1) as client:
            users = aio.UsersApi(client)
            answer = await users.get_workspace_users(8, _preload_content=False)
            people = await users.get_workspace_users(9, _request_timeout=5)
            async with answer:
                return people, len(await answer.read())

    assert asyncio.run(main()) == ([], 1_000_004)
