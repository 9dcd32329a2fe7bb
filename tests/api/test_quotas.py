"""Quotas and the rate of requests: counted for each person, exactly, however many processes answer."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from rollbook.persistence.database import Database
from rollbook.services import housekeeping
from rollbook.services.installation import Installation
from support.http import Answer
from support.server import Service, running
from support.together import at_once
from support.world import Person, World, address, build, sign_up

TOTAL = 30
HOUR = 3600
REMAINING, RESETS_IN = "X-Toggl-Quota-Remaining", "X-Toggl-Quota-Resets-In"
USED_UP = "The hourly limit of requests is used up."
UNKNOWN = 2_999_999


@pytest.fixture(scope="module")
def metered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that counts requests by the hour."""
    with running(tmp_path_factory.mktemp("metered"), "--quota", str(TOTAL)) as started:
        yield started


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that lets everybody ask once in a thousand seconds, and counts by the hour, too."""
    with running(tmp_path_factory.mktemp("slow"), "--quota", str(TOTAL), "--rate", "0.001") as started:
        yield started


@pytest.fixture(scope="module")
def metered_world(metered: Service) -> World:
    """A world of the service that counts; its people begin anew with every test."""
    return build(metered)


@pytest.fixture
def world(metered_world: World) -> World:
    database(metered_world.service, "DELETE FROM quota_windows")
    return metered_world


def database(service: Service, sql: str, *values: Any) -> list[dict[str, Any]]:
    """What the database says, or is told."""

    async def fetched() -> list[dict[str, Any]]:
        connection = await asyncpg.connect(service.database_url)
        try:
            return [dict(row) for row in await connection.fetch(sql, *values)]
        finally:
            await connection.close()

    return asyncio.run(fetched())


def newcomer(service: Service) -> Person:
    user_id, email, token = sign_up(service.http, "Nora Newcomer")
    return Person("Nora Newcomer", email, user_id, token)


def ask(service: Service, path: str, person: Person) -> Answer:
    return service.http("GET", path, as_=person)


def remaining(answer: Answer) -> int:
    return int(answer.headers[REMAINING])


def left(service: Service, person: Person) -> dict[int | None, int]:
    """What the person has left, by organization."""
    return {one["organization_id"]: one["remaining"] for one in service.http.ok("GET", "/me/quota", as_=person)}


def tidy_up(service: Service) -> None:
    """Does what the service does from time to time."""

    async def done() -> None:
        async with Database(service.database_url) as opened:
            await housekeeping.delete_past_quotas(Installation(opened, b"", ""))

    asyncio.run(done())


class Test_a_quota:
    def test_lets_exactly_as_many_requests_through_as_it_is_large(self, metered):
        person = newcomer(metered)
        answers = at_once(metered.http, *[lambda: ask(metered, "/me", person)] * (2 * TOTAL))

        assert Counter(answer.status for answer in answers) == {200: TOTAL, 402: TOTAL}
        assert sorted(remaining(one) for one in answers if one.status == 200) == list(range(TOTAL))

    def test_that_is_used_up_refuses_in_one_text_and_tells_for_how_long(self, metered):
        person = newcomer(metered)
        for _ in range(TOTAL):
            ask(metered, "/me", person)

        answer = ask(metered, "/me", person)

        assert (answer.status, answer.json(), answer.headers[REMAINING]) == (402, USED_UP, "0")
        assert 0 < int(answer.headers[RESETS_IN]) <= HOUR

    def test_that_is_used_up_lets_nothing_be_changed(self, world):
        path = f"/organizations/{world.organization_id}/groups"
        sql = "INSERT INTO quota_windows VALUES ($1, $2, $3, now())"
        database(world.service, sql, world.owner.user_id, world.organization_id, TOTAL)

        answer = world.http("POST", path, {"name": "Night"}, as_=world.owner)

        assert answer.status == 402
        assert [group["name"] for group in world.http.ok("GET", path, as_=world.admin)] == ["Crew"]

    def test_is_told_with_every_answer(self, metered):
        person = newcomer(metered)
        answers = [ask(metered, "/me", person) for _ in range(3)]

        assert [remaining(answer) for answer in answers] == [TOTAL - 1, TOTAL - 2, TOTAL - 3]
        assert all(0 < int(answer.headers[RESETS_IN]) <= HOUR for answer in answers)

    def test_begins_anew_an_hour_after_its_first_request(self, metered):
        person = newcomer(metered)
        for _ in range(TOTAL + 1):
            ask(metered, "/me", person)
        database(metered, "UPDATE quota_windows SET began_at = began_at - interval '1 hour'")

        assert left(metered, person)[None] == TOTAL
        answer = ask(metered, "/me", person)
        assert (answer.status, remaining(answer)) == (200, TOTAL - 1)

    def test_is_each_persons_own(self, world):
        ask(world.service, f"/organizations/{world.organization_id}", world.owner)
        answer = ask(world.service, f"/organizations/{world.organization_id}", world.admin)

        assert remaining(answer) == TOTAL - 1

    def test_of_an_organization_is_apart_from_the_persons_own(self, world):
        ask(world.service, "/me", world.owner)
        ask(world.service, f"/organizations/{world.organization_id}", world.owner)
        answer = ask(world.service, f"/workspaces/{world.workspace_id}", world.owner)

        assert remaining(answer) == TOTAL - 2
        assert left(world.service, world.owner) == {None: TOTAL - 1, world.organization_id: TOTAL - 2}

    def test_counts_what_is_refused_too(self, world):
        answers = [
            ask(world.service, f"/organizations/{world.organization_id}/users?page=0", world.owner),
            ask(world.service, f"/organizations/{world.organization_id}/groups/5", world.owner),
            world.http("PUT", f"/organizations/{world.organization_id}/users/1", {}, as_=world.owner),
        ]

        assert [(answer.status, answer.headers[REMAINING]) for answer in answers] == [
            (400, str(TOTAL - 1)),
            # What is no operation is counted for nobody.
            (405, str(TOTAL)),
            (400, str(TOTAL - 2)),
        ]

    def test_counts_an_answer_that_is_repeated_too(self, metered):
        person, headers = newcomer(metered), {"Idempotency-Key": "counted"}

        answers = [
            metered.http("PUT", "/me", {"fullname": "Nora"}, as_=person, headers=headers) for _ in range(TOTAL + 1)
        ]

        assert [remaining(answer) for answer in answers] == [*range(TOTAL - 1, -1, -1), 0]
        assert [answer.status for answer in answers] == [200] * TOTAL + [402]
        assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None] + ["true"] * (TOTAL - 1) + [
            None
        ]

    def test_tells_nothing_of_organizations_that_the_person_is_not_in(self, world):
        answers = [
            ask(world.service, path.format(number), world.owner)
            for path, numbers in (
                ("/organizations/{}", (world.foreign_organization_id, UNKNOWN)),
                ("/workspaces/{}", (world.foreign_workspace_id, 4_999_999)),
            )
            for number in numbers
        ]

        assert [remaining(answer) for answer in answers] == [TOTAL - 1, TOTAL - 2, TOTAL - 3, TOTAL - 4]
        assert left(world.service, world.owner) == {None: TOTAL - 4, world.organization_id: TOTAL}

    def test_is_of_who_has_signed_in(self, metered):
        person = newcomer(metered)
        metered.http("POST", "/signup", {"email": address("Sam Signup"), "password": "correct horse battery"})
        metered.http("GET", "/me", as_=(person.email, "wrong password"))
        ask(metered, "/status", person)

        assert left(metered, person)[None] == TOTAL

    @pytest.mark.parametrize("path", ["/status", "/me", "/nowhere", "//health/live", "//openapi.json"])
    def test_is_whole_for_who_has_not_signed_in(self, metered, path):
        answer = metered.http("GET", path)

        assert (answer.headers[REMAINING], answer.headers[RESETS_IN]) == (str(TOTAL), "0")

    def test_is_forgotten_when_its_hour_is_over(self, metered):
        old, new = newcomer(metered), newcomer(metered)
        ask(metered, "/me", old)
        sql = "UPDATE quota_windows SET began_at = began_at - interval '61 minutes' WHERE account_id = $1"
        database(metered, sql, old.user_id)
        ask(metered, "/me", new)

        tidy_up(metered)

        sql = "SELECT account_id FROM quota_windows WHERE account_id = ANY($1::bigint[])"
        assert database(metered, sql, [old.user_id, new.user_id]) == [{"account_id": new.user_id}]


class Test_get_me_quota:
    def test_shows_the_persons_own_and_that_of_each_organization(self, world):
        ask(world.service, f"/organizations/{world.organization_id}", world.member)
        own, of_organization = world.http.ok("GET", "/me/quota", as_=world.member)

        assert own == {"organization_id": None, "remaining": TOTAL, "resets_in_secs": 0, "total": TOTAL}
        assert of_organization == {
            "organization_id": world.organization_id,
            "remaining": TOTAL - 1,
            "resets_in_secs": of_organization["resets_in_secs"],
            "total": TOTAL,
        }
        assert 0 < of_organization["resets_in_secs"] <= HOUR

    def test_shows_no_organization_that_the_person_is_not_active_in(self, world):
        assert left(world.service, world.inactive) == {None: TOTAL}

    def test_is_not_counted_and_answers_when_all_is_used_up(self, metered):
        person = newcomer(metered)
        for _ in range(TOTAL):
            ask(metered, "/me", person)

        answers = [ask(metered, "/me/quota", person) for _ in range(3)]

        assert [(answer.status, answer.headers[REMAINING]) for answer in answers] == [(200, "0")] * 3
        assert answers[0].json()[0]["remaining"] == 0

    def test_is_empty_and_nothing_is_told_where_requests_are_not_counted(self, shared_world):
        answer = shared_world.http("GET", "/me/quota", as_=shared_world.owner)

        assert (answer.status, answer.json()) == (200, [])
        assert not {REMAINING.lower(), RESETS_IN.lower()} & {name.lower() for name in answer.headers}
        assert database(shared_world.service, "SELECT 1 FROM quota_windows") == []


class Test_the_rate:
    def test_lets_one_of_many_requests_through(self, slow):
        person = newcomer(slow)
        answers = at_once(slow.http, *[lambda: ask(slow, "/me", person)] * 20)

        assert Counter(answer.status for answer in answers) == {200: 1, 429: 19}

    def test_refuses_with_the_seconds_to_wait(self, slow):
        person = newcomer(slow)
        ask(slow, "/me", person)
        answer = ask(slow, "/me", person)

        assert (answer.status, answer.json()) == (429, "Too Many Requests")
        assert 900 < int(answer.headers["Retry-After"]) <= 1000

    def test_is_the_same_for_all_that_a_person_asks(self, slow):
        person = newcomer(slow)
        ask(slow, "/me", person)
        answer = ask(slow, "/organizations/1", person)

        assert answer.status == 429

    def test_lets_the_next_one_through_when_the_time_has_passed(self, slow):
        person = newcomer(slow)
        ask(slow, "/me", person)
        sql = "UPDATE request_buckets SET empty_at = empty_at - interval '1000 seconds' WHERE account_id = $1"
        database(slow, sql, person.user_id)

        assert [ask(slow, "/me", person).status for _ in range(2)] == [200, 429]

    def test_takes_nothing_from_the_quota_and_tells_it_all_the_same(self, slow):
        person = newcomer(slow)
        answers = [ask(slow, "/me", person) for _ in range(3)]

        assert [remaining(answer) for answer in answers] == [TOTAL - 1] * 3
        assert left(slow, person)[None] == TOTAL - 1

    def test_is_not_for_what_is_not_counted(self, slow):
        person = newcomer(slow)
        answers = [ask(slow, path, person) for path in ("/me/quota", "/status", "/me/quota", "/status")]

        assert [answer.status for answer in answers] == [200] * 4

    @pytest.mark.parametrize(("rate", "at_once"), [(0.001, 1), (0.002, 1), (1.0, 1), (1.5, 2), (4.0, 4), (4.2, 5)])
    def test_takes_as_many_at_once_as_it_takes_a_second(self, slow, rate, at_once):
        sql = "SELECT (count_request($1, 0, 0, $2)).counted FROM generate_series(1, 10)"
        counted = [row["counted"] for row in database(slow, sql, newcomer(slow).user_id, rate)]

        assert counted == [True] * at_once + [False] * (10 - at_once)

    def test_is_forgotten_when_the_bucket_is_empty(self, slow):
        old, new = newcomer(slow), newcomer(slow)
        ask(slow, "/me", old)
        database(slow, "UPDATE request_buckets SET empty_at = now() WHERE account_id = $1", old.user_id)
        ask(slow, "/me", new)

        tidy_up(slow)

        sql = "SELECT account_id FROM request_buckets WHERE account_id = ANY($1::bigint[])"
        assert database(slow, sql, [old.user_id, new.user_id]) == [{"account_id": new.user_id}]
