"""Answers of lists that are remembered: never given when they are true no more, and known by their ETag."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from support.http import Answer
from support.server import Service, running
from support.world import PASSWORD, Person, World, build, invite

LISTS = (
    "/organizations/{organization}/users",
    "/organizations/{organization}/users/detailed",
    "/organizations/{organization}/workspaces/{workspace}/workspace_users",
    "/organizations/{organization}/groups",
    "/workspaces/{workspace}/users",
    "/workspaces/{workspace}/workspace_users",
    "/workspaces/{workspace}/groups",
)
# More often than there are workers, so that each of them remembers the list, and gives it from memory.
TIMES = 8


def path_of(world: World, listed: str) -> str:
    return listed.format(organization=world.organization_id, workspace=world.workspace_id)


def get(world: World, listed: str, person: Person | None = None, etag: str | None = None) -> Answer:
    headers = {} if etag is None else {"If-None-Match": etag}
    return world.http("GET", path_of(world, listed), as_=person or world.owner, headers=headers)


def remember(world: World, listed: str, person: Person | None = None) -> Answer:
    """The list as every worker remembers it now."""
    return [get(world, listed, person) for _ in range(TIMES)][-1]


@pytest.mark.parametrize("listed", LISTS)
class Test_every_list:
    def test_is_the_same_when_it_is_remembered(self, shared_world, listed):
        answers = [get(shared_world, listed) for _ in range(TIMES)]

        own = {"x-request-id", "date"}
        seen = {
            (one.status, one.body, frozenset((k.lower(), v) for k, v in one.headers.items() if k.lower() not in own))
            for one in answers
        }
        assert len(seen) == 1
        assert answers[0].status == 200
        assert answers[0].headers["cache-control"] == "private, no-cache"

    def test_is_not_sent_again_to_who_names_its_etag(self, shared_world, listed):
        etag = remember(shared_world, listed).headers["etag"]

        for given in (etag, f"W/{etag}", f'"other", {etag}'):
            answer = get(shared_world, listed, etag=given)
            assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
            assert answer.headers["x-request-id"]

    def test_is_sent_to_who_names_another_etag(self, shared_world, listed):
        assert get(shared_world, listed, etag='"other"').status == 200

    def test_is_told_apart_by_every_change(self, world, listed):
        etag = remember(world, listed).headers["etag"]

        world.http.ok("PUT", f"/organizations/{world.organization_id}", {"name": "Another name"}, as_=world.owner)

        answer = get(world, listed, etag=etag)
        assert answer.status == 200
        assert answer.headers["etag"] != etag

    def test_is_refused_to_who_may_not_see_it_any_more(self, world, listed):
        remember(world, listed, world.admin)
        admin = f"/organizations/{world.organization_id}/users/{world.admin.organization_user_id}"

        world.http.ok("PUT", admin, {"inactive": True}, as_=world.owner)

        assert {get(world, listed, world.admin).status for _ in range(TIMES)} == {403}

    def test_is_refused_to_a_token_that_has_ended(self, world, listed):
        remember(world, listed)

        world.http.ok("POST", "/me/reset_token", as_=world.owner)

        assert {get(world, listed).status for _ in range(TIMES)} == {403}

    def test_is_refused_to_strangers_whoever_saw_it_before(self, world, listed):
        remember(world, listed)

        answers = [get(world, listed, world.stranger) for _ in range(TIMES)]

        assert {one.status for one in answers} == {403}
        assert {one.headers.get("etag") for one in answers} == {None}

    def test_is_unauthorized_without_credentials(self, world, listed):
        remember(world, listed)

        assert world.http("GET", path_of(world, listed)).status == 401


class Test_memory:
    def test_gives_what_was_answered_until_the_organization_changes(self, world, rows):
        # Behind the service's back: only memory can still show the earlier address.
        earlier = {one["email"] for one in remember(world, LISTS[0]).json()}
        rows(
            "UPDATE organization_users SET email = 'moved.' || email WHERE organization_id = $1 RETURNING id",
            world,
        )

        assert {one["email"] for one in get(world, LISTS[0]).json()} == earlier

        world.http.ok("PUT", f"/organizations/{world.organization_id}", {"name": "Another"}, as_=world.owner)

        shown = [{one["email"] for one in get(world, LISTS[0]).json()} for _ in range(TIMES)]
        assert shown == [{f"moved.{email}" for email in earlier}] * TIMES


class Test_what_callers_see:
    def test_a_workspace_admin_never_gets_an_owners_list(self, world):
        detailed = "/organizations/{organization}/users/detailed"
        everybody = {one["id"] for one in remember(world, detailed).json()}
        own = {one["id"] for one in remember(world, detailed, world.workspace_admin).json()}

        assert own < everybody
        assert get(world, detailed).headers["etag"] != get(world, detailed, world.workspace_admin).headers["etag"]

    def test_a_member_never_gets_an_admins_money(self, world):
        users = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}"
        world.http.ok("PUT", users, {"rate": 12.5}, as_=world.owner)
        listed = "/workspaces/{workspace}/workspace_users"
        remember(world, listed)
        remember(world, listed, world.workspace_admin)

        assert {one["rate"] for one in remember(world, listed, world.member).json()} == {None}
        assert 12.5 in {one["rate"] for one in remember(world, listed, world.workspace_admin).json()}

    def test_password_and_token_of_one_person_give_the_same(self, world):
        path = path_of(world, LISTS[0])
        by_token = remember(world, LISTS[0])
        by_password = [world.http("GET", path, as_=(world.owner.email, PASSWORD)) for _ in range(TIMES)][-1]

        assert by_password.body == by_token.body
        assert by_password.headers["etag"] == by_token.headers["etag"]

    def test_filters_in_a_form_are_heeded(self, world):
        listed = "/organizations/{organization}/workspaces/{workspace}/workspace_users"
        remember(world, listed)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}

        found = world.http("GET", path_of(world, listed), raw=b"name=Mia", as_=world.owner, headers=headers)

        assert [one["name"] for one in found.json()] == ["Mia Member"]


class Test_what_happens_around_an_organization:
    def test_somebody_who_comes_into_another_organization_cannot_be_renamed_at_once(self, world):
        def can_be_renamed() -> set[bool]:
            people = [get(world, LISTS[0]).json() for _ in range(TIMES)]
            return {one["can_edit_email"] for page in people for one in page if one["id"] == person}

        person = world.member.organization_user_id
        assert can_be_renamed() == {True}
        there = {"emails": [world.member.email], "workspaces": [{"workspace_id": world.foreign_workspace_id}]}
        foreign = f"/organizations/{world.foreign_organization_id}"

        invited = world.http.ok("POST", f"{foreign}/invitations", there, as_=world.stranger)

        assert can_be_renamed() == {False}
        code = invited["invitations"][0]["code"]
        world.http.ok("POST", f"/organizations/invitations/{code}/reject", as_=world.member)
        assert can_be_renamed() == {True}

    def test_another_time_zone_is_shown_at_once(self, world):
        listed = "/workspaces/{workspace}/workspace_users"
        remember(world, listed)

        world.http.ok("PUT", "/me", {"timezone": "Asia/Tokyo"}, as_=world.member)

        pages = [get(world, listed).json() for _ in range(TIMES)]
        assert {one["timezone"] for page in pages for one in page if one["user_id"] == world.member.user_id} == {
            "Asia/Tokyo"
        }


class Test_readers_beside_a_writer:
    """Each change gives the next number; no reader may be shown a smaller one than was answered before it asked."""

    CHANGES, READERS = 120, 4

    def test_are_never_shown_what_was_before(self, world):
        (person,) = invite(
            world.http, world.owner, world.organization_id, [{"workspace_id": world.workspace_id}], "P 0"
        )
        user = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
        world.http.ok("PUT", user, {"name": "P 0"}, as_=world.owner)
        answered, stale, reads, ended = [0], [], [0] * self.READERS, threading.Event()

        def read(reader: int) -> None:
            while not ended.is_set():
                least = answered[0]
                page = get(world, LISTS[reader % 2]).json()
                shown = next(int(one["name"].split()[1]) for one in page if one["id"] == person.organization_user_id)
                reads[reader] += 1
                if shown < least:
                    stale.append((reader, shown, least))

        readers = [threading.Thread(target=read, args=(number,)) for number in range(self.READERS)]
        for one in readers:
            one.start()
        try:
            for number in range(1, self.CHANGES + 1):
                world.http.ok("PUT", user, {"name": f"P {number}"}, as_=world.owner)
                answered[0] = number
        finally:
            ended.set()
            for one in readers:
                one.join()

        assert stale == []
        assert min(reads) > 0


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("counting"), "--quota", "1000") as service:
        yield service


def test_a_remembered_list_counts_as_a_request(counting: Service):
    world = build(counting)
    path = f"/organizations/{world.organization_id}/users"
    left = [int(world.http("GET", path, as_=world.owner).headers["x-toggl-quota-remaining"]) for _ in range(TIMES)]

    assert left == list(range(left[0], left[0] - TIMES, -1))


def test_without_memory_lists_still_have_an_etag(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("forgetful"), "--list-cache-mb", "0") as service:
        world = build(service)
        etag = remember(world, LISTS[0]).headers["etag"]

        assert get(world, LISTS[0], etag=etag).status == 304
