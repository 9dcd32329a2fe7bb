"""The rows of all pages, one after another."""

import threading
import time
from multiprocessing.pool import ThreadPool
from urllib.parse import parse_qs, urlsplit

import pytest

import toggl
from support.paged_lists import Lists
from toggl.transport import Answer


@pytest.fixture
def lists():
    return Lists(rows=range(1, 8))


@pytest.fixture
def users(lists):
    with toggl.ApiClient(toggl.Configuration(retries=toggl.Retries(first_pause=0)), transport=lists) as client:
        yield toggl.UsersApi(client)


def test_all_rows_come_in_their_order(users, lists):
    people = list(users.iter_organization_users(7, per_page=3))

    assert people == [toggl.ModelsOrgUser(id=number) for number in range(1, 8)]
    assert sorted(lists.asked) == [("1", "3"), ("2", "3"), ("3", "3")]


def test_nothing_is_asked_before_the_first_row_is_wanted(users, lists):
    users.iter_organization_users(7)

    assert lists.asked == []


def test_a_page_is_the_largest_that_the_service_gives(users, lists):
    list(users.iter_organization_users(7))

    assert lists.asked == [("1", "1000")]


def test_the_next_page_is_fetched_while_the_rows_of_one_are_used(users, lists):
    people = users.iter_organization_users(7, per_page=3)

    assert next(people).id == 1
    lists.wait_for(2)

    assert sorted(lists.asked) == [("1", "3"), ("2", "3")]


def test_filters_and_where_to_begin_go_with_every_page(users, lists):
    rows = users.iter_organization_users_detailed(7, active_status="active", page=2, per_page=3)

    assert [row.id for row in rows] == [4, 5, 6, 7]
    assert {parse_qs(urlsplit(url).query)["active_status"][0] for url in lists.urls} == {"active"}


def test_progress_is_told_with_each_page(users):
    seen = []
    people = users.iter_organization_users(7, per_page=3).on_progress(lambda done, total: seen.append((done, total)))

    list(people)

    assert seen == [(3, 7), (6, 7), (7, 7)]


def test_an_empty_list_is_one_page(users, lists):
    lists.rows = []

    assert list(users.iter_organization_users(7)) == []

    assert lists.asked == [("1", "1000")]


def test_without_headers_an_empty_page_is_the_last(users, lists):
    lists.tells = False

    assert len(list(users.iter_organization_users(7, per_page=3))) == 7

    assert [page for page, _ in lists.asked] == ["1", "2", "3", "4"]


def test_a_list_that_the_service_does_not_divide_is_one_page(users):
    asked = []

    def call_api(*_arguments, **_options):
        asked.append(1)
        return [toggl.ModelsOrganizationWorkspaceUser(id=number) for number in (1, 2)], 200, {}

    users.api_client.call_api = call_api

    assert [row.id for row in users.iter_organization_workspaces_workspaceusers(7, 8)] == [1, 2]

    assert len(asked) == 2


def test_rows_that_move_to_the_next_page_come_once(users, lists):
    people = users.iter_organization_users(7, per_page=3)
    first = next(people)
    lists.wait_for(2)

    # Two come before all the others.
    lists.rows = [-2, -1, *lists.rows]

    assert [first.id, *(person.id for person in people)] == [1, 2, 3, 4, 5, 6, 7]


def test_an_error_in_a_later_page_comes_after_the_rows_before_it(users, lists):
    lists.faults["2"] = Answer(403, b"Forbidden")
    people = users.iter_organization_users(7, per_page=3)

    assert [next(people).id for _ in range(3)] == [1, 2, 3]
    with pytest.raises(toggl.Forbidden):
        next(people)


def test_after_an_error_the_same_page_is_asked_for_again(users, lists):
    lists.faults["2"] = Answer(403, b"Forbidden")
    people = users.iter_organization_users(7, per_page=3)
    with pytest.raises(toggl.Forbidden):
        list(people)
    del lists.faults["2"]

    assert [person.id for person in people] == [4, 5, 6, 7]


def test_an_error_in_the_progress_callback_loses_no_rows(users):
    def stop_at_six(done, _total):
        if done == 6:
            raise RuntimeError("enough")

    people = users.iter_organization_users(7, per_page=3).on_progress(stop_at_six)

    assert [next(people).id for _ in range(3)] == [1, 2, 3]
    with pytest.raises(RuntimeError, match="enough"):
        next(people)

    assert [person.id for person in people] == [4, 5, 6, 7]


def test_threads_can_share_an_iterator(lists):
    def transport(request):
        # Long enough for all threads to want the next page meanwhile.
        time.sleep(0.01)
        return lists(request)

    seen = []
    with toggl.ApiClient(transport=transport) as client, ThreadPool(4) as threads:
        people = toggl.UsersApi(client).iter_organization_users(7, per_page=1)
        threads.map(lambda _: seen.extend(person.id for person in people), range(4))

    assert sorted(seen) == [1, 2, 3, 4, 5, 6, 7]


def test_a_page_comes_even_where_all_threads_of_the_client_wait_for_one(users):
    pool = users.api_client.pool = ThreadPool(1)

    rows = pool.apply_async(lambda: [person.id for person in users.iter_organization_users(7, per_page=3)])

    assert rows.get(5) == [1, 2, 3, 4, 5, 6, 7]
    pool.terminate()


def test_threads_that_a_program_put_in_may_be_none(users):
    class AtOnce:
        def apply_async(self, function, arguments):
            return function(*arguments)

    users.api_client.pool = AtOnce()

    assert [person.id for person in users.iter_organization_users(7, per_page=3)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_replaced_call_api_needs_to_know_no_threads(users):
    def call_api(path, method, path_params, query_params, *_rest, **_options):
        pages = {1: [toggl.ModelsOrgUser(id=1)], 2: [toggl.ModelsOrgUser(id=2)]}
        return pages[dict(query_params)["page"]], 200, {"X-Pages": "2"}

    users.api_client.call_api = call_api

    assert [person.id for person in users.iter_organization_users(7)] == [1, 2]


def test_an_iterator_that_is_left_half_way_keeps_nobody(lists):
    before = threading.active_count()

    with toggl.ApiClient(transport=lists) as client:
        next(toggl.UsersApi(client).iter_organization_users(7, per_page=3))

    # A thread of an earlier test may have ended meanwhile.
    assert threading.active_count() <= before


@pytest.mark.parametrize("option", ["async_req", "_preload_content", "_return_http_data_only"])
def test_options_that_make_no_pages_are_refused_at_once(users, option):
    with pytest.raises(TypeError, match=f"'{option}' to method iter_organization_users"):
        users.iter_organization_users(7, **{option: True})


def test_arguments_are_checked_at_once(users):
    with pytest.raises(TypeError, match="colour"):
        users.iter_organization_users(7, colour="red")


def test_the_audit_log_has_pages_by_other_names(lists):
    with toggl.ApiClient(transport=lists) as client:
        entries = list(toggl.AuditLogsApi(client).iter_audit_logs(7, "2026-01-01", "2026-01-31", page_size=4))

    assert [entry["id"] for entry in entries] == [1, 2, 3, 4, 5, 6, 7]
    assert "page_number=2" in lists.urls[-1]


def test_the_text_of_all_entries_has_no_pages(lists):
    with toggl.ApiClient(transport=lists) as client, pytest.raises(TypeError, match="'export'"):
        toggl.AuditLogsApi(client).iter_audit_logs(7, "2026-01-01", "2026-01-31", export=True)


def test_the_people_of_a_workspace_have_pages_too(users):
    rows = users.iter_organization_workspaces_workspaceusers(7, 8, per_page=5)

    assert [row.id for row in rows] == [1, 2, 3, 4, 5, 6, 7]


def test_the_classes_that_share_the_lists_share_the_iterators():
    assert toggl.OrganizationsApi.iter_organization_users is toggl.UsersApi.iter_organization_users
    assert toggl.UsersApi.iter_organization_users.__doc__.endswith("the rows of all pages, fetched as they are needed.")
