"""The rows of all pages, for `async for`."""

import asyncio

import pytest

import toggl
from support.paged_lists import Lists
from toggl import aio
from toggl.transport import Answer


@pytest.fixture
def lists():
    return Lists(rows=range(1, 8))


def rows_of(lists, use):
    async def main():
        async with aio.ApiClient(toggl.Configuration(retries=toggl.Retries(first_pause=0)), transport=lists) as client:
            return await use(aio.UsersApi(client))

    return asyncio.run(main())


async def everybody(people):
    return [person.id async for person in people]


def test_all_rows_come_in_their_order(lists):
    rows = rows_of(lists, lambda users: everybody(users.iter_organization_users(7, per_page=3)))

    assert rows == [1, 2, 3, 4, 5, 6, 7]
    assert lists.asked == [("1", "3"), ("2", "3"), ("3", "3")]


def test_the_next_page_is_fetched_while_the_rows_of_one_are_used(lists):
    async def use(users):
        people = users.iter_organization_users(7, per_page=3)
        first = await anext(people)
        await asyncio.sleep(0.05)
        return first.id, list(lists.asked)

    assert rows_of(lists, use) == (1, [("1", "3"), ("2", "3")])


def test_progress_is_told_with_each_page(lists):
    seen = []

    async def use(users):
        people = users.iter_organization_users(7, per_page=3)
        await everybody(people.on_progress(lambda done, total: seen.append((done, total))))

    rows_of(lists, use)

    assert seen == [(3, 7), (6, 7), (7, 7)]


def test_an_iterator_that_is_left_half_way_complains_of_nothing(lists):
    lists.faults["2"] = Answer(403, b"Forbidden")
    complaints = []

    async def use(users):
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
        async for person in users.iter_organization_users(7, per_page=3):
            first = person.id
            break
        await asyncio.sleep(0.05)
        return first

    assert rows_of(lists, use) == 1
    assert complaints == []


def test_an_iterator_can_be_closed(lists):
    async def use(users):
        people = users.iter_organization_users(7, per_page=3)
        await anext(people)
        await people.aclose()
        return [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    assert rows_of(lists, use) == []


def test_after_an_error_the_same_page_is_asked_for_again(lists):
    lists.faults["2"] = Answer(403, b"Forbidden")

    async def use(users):
        people = users.iter_organization_users(7, per_page=3)
        with pytest.raises(toggl.Forbidden):
            await everybody(people)
        del lists.faults["2"]
        return await everybody(people)

    assert rows_of(lists, use) == [4, 5, 6, 7]


def test_tasks_can_share_an_iterator(lists):
    async def transport(request):
        await asyncio.sleep(0)
        return lists(request)

    async def use(users):
        people = users.iter_organization_users(7, per_page=1)
        shares = await asyncio.gather(*(everybody(people) for _ in range(3)))
        return [number for share in shares for number in share]

    assert sorted(rows_of(transport, use)) == [1, 2, 3, 4, 5, 6, 7]


def test_an_iterator_that_is_cancelled_loses_no_rows(lists):
    waits = asyncio.Event()

    async def transport(request):
        if "page=2" in request.url and not waits.is_set():
            await waits.wait()
        return lists(request)

    async def use(users):
        people = users.iter_organization_users(7, per_page=3)
        seen = [(await anext(people)).id for _ in range(3)]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await anext(people)
        waits.set()
        return seen + await everybody(people)

    assert rows_of(transport, use) == [1, 2, 3, 4, 5, 6, 7]
