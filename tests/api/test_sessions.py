"""Sessions: listed, ended one by one, and how long they live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.database import let_sessions_pass
from support.http import Answer
from support.world import World, sign_up

MINUTE = timedelta(minutes=1)


def begin(world: World, person: Any, *, remember: bool = False, user_agent: str = "a browser") -> str:
    """The cookie of a new session."""
    body = {"remember_me": remember}
    answer = world.http("POST", "/me/sessions", body, as_=person, headers={"User-Agent": user_agent})
    assert answer.status == 200, answer.text
    return answer.headers["Set-Cookie"].partition(";")[0]


def listed(world: World, person: Any) -> list[dict[str, Any]]:
    sessions: list[dict[str, Any]] = world.http.ok("GET", "/me/sessions", as_=person)
    return sessions


def with_cookie(world: World, cookie: str, method: str = "GET", path: str = "/me/id") -> Answer:
    return world.http(method, path, headers={"Cookie": cookie})


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Test_get_me_sessions:
    def test_shows_the_living_ones_newest_first(self, world: World):
        for agent in ("first", "second", "third"):
            begin(world, world.member, user_agent=agent)

        assert [session["user_agent"] for session in listed(world, world.member)] == ["third", "second", "first"]

    def test_says_from_where_and_for_how_long_a_session_was_begun(self, world: World):
        before = datetime.now(UTC)
        begin(world, world.member, remember=True)

        (session,) = listed(world, world.member)
        assert session.keys() == {
            "id",
            "created_at",
            "last_used_at",
            "expires_at",
            "idle_ends_at",
            "remembered",
            "user_agent",
            "address",
            "current",
        }
        assert (session["remembered"], session["user_agent"], session["address"]) == (True, "a browser", "127.0.0.1")
        assert before - MINUTE < time(session["created_at"]) < before + MINUTE
        assert session["created_at"].endswith("Z")

    @pytest.mark.parametrize(
        ("remember", "idle", "lasts"),
        [
            (False, timedelta(hours=2), timedelta(hours=12)),
            (True, timedelta(days=14), timedelta(days=30)),
        ],
    )
    def test_says_when_a_session_ends(self, world: World, remember: bool, idle: timedelta, lasts: timedelta):
        begin(world, world.member, remember=remember)

        (session,) = listed(world, world.member)
        assert time(session["idle_ends_at"]) - time(session["last_used_at"]) == idle
        assert time(session["expires_at"]) - time(session["created_at"]) == lasts

    def test_tells_the_requests_own(self, world: World):
        begin(world, world.member, user_agent="another")
        cookie = begin(world, world.member, user_agent="own")

        by_cookie = with_cookie(world, cookie, path="/me/sessions").json()

        assert {session["user_agent"]: session["current"] for session in by_cookie} == {"own": True, "another": False}
        assert {session["current"] for session in listed(world, world.member)} == {False}

    def test_holds_nobody_elses(self, world: World):
        begin(world, world.owner)

        assert listed(world, world.member) == []

    def test_cuts_what_a_program_calls_itself(self, world: World):
        begin(world, world.member, user_agent="n" * 1_000)

        assert listed(world, world.member)[0]["user_agent"] == "n" * 255

    def test_shows_no_secret(self, world: World):
        cookie = begin(world, world.member)

        shown = with_cookie(world, cookie, path="/me/sessions").text

        assert cookie.partition("=")[2] not in shown


class Test_delete_me_session:
    def test_ends_that_session_alone(self, world: World):
        first, second = begin(world, world.member), begin(world, world.member)
        newest = listed(world, world.member)[0]["id"]

        answer = world.http("DELETE", f"/me/sessions/{newest}", as_=world.member)

        assert (answer.status, answer.json()) == (200, "OK")
        assert [with_cookie(world, cookie).status for cookie in (first, second)] == [200, 401]
        assert len(listed(world, world.member)) == 1

    def test_a_session_can_end_itself(self, world: World):
        cookie = begin(world, world.member)
        own = listed(world, world.member)[0]["id"]

        assert with_cookie(world, cookie, "DELETE", f"/me/sessions/{own}").status == 200
        assert with_cookie(world, cookie).status == 401

    def test_somebody_elses_is_not_found_and_lives_on(self, world: World):
        cookie = begin(world, world.owner)
        theirs = listed(world, world.owner)[0]["id"]

        answer = world.http("DELETE", f"/me/sessions/{theirs}", as_=world.member)

        assert (answer.status, answer.json()) == (404, "Session not found")
        assert with_cookie(world, cookie).status == 200

    def test_a_second_time_it_is_not_found(self, world: World):
        begin(world, world.member)
        session = listed(world, world.member)[0]["id"]
        world.http.ok("DELETE", f"/me/sessions/{session}", as_=world.member)

        answer = world.http("DELETE", f"/me/sessions/{session}", as_=world.member)

        assert (answer.status, answer.json()) == (404, "Session not found")

    def test_a_dead_one_is_not_found(self, world: World):
        begin(world, world.member)
        session = listed(world, world.member)[0]["id"]
        let_sessions_pass(world, world.member, unused=timedelta(hours=2), age=timedelta(hours=2))

        assert world.http("DELETE", f"/me/sessions/{session}", as_=world.member).status == 404


class Test_the_ends_of_a_session:
    @pytest.mark.parametrize(
        ("remember", "unused", "age", "status"),
        [
            (False, timedelta(hours=2) - 2 * MINUTE, timedelta(hours=2), 200),
            (False, timedelta(hours=2), timedelta(hours=2), 401),
            (False, timedelta(0), timedelta(hours=12) - MINUTE, 200),
            (False, timedelta(0), timedelta(hours=12), 401),
            (True, timedelta(days=14) - 2 * MINUTE, timedelta(days=14), 200),
            (True, timedelta(days=14), timedelta(days=14), 401),
            (True, timedelta(0), timedelta(days=30) - MINUTE, 200),
            (True, timedelta(0), timedelta(days=30), 401),
        ],
    )
    def test_unused_or_old_it_is_no_credentials(
        self, world: World, remember: bool, unused: timedelta, age: timedelta, status: int
    ):
        cookie = begin(world, world.member, remember=remember)
        let_sessions_pass(world, world.member, unused=unused, age=age)

        assert len(listed(world, world.member)) == (status == 200)
        assert with_cookie(world, cookie).status == status

    def test_use_keeps_it_alive(self, world: World):
        cookie = begin(world, world.member)
        for _ in range(2):
            let_sessions_pass(world, world.member, unused=timedelta(minutes=90), age=timedelta(minutes=90))
            assert with_cookie(world, cookie).status == 200

        (session,) = listed(world, world.member)
        assert time(session["last_used_at"]) - time(session["created_at"]) > timedelta(minutes=179)

    def test_use_is_written_once_a_minute_at_most(self, world: World):
        cookie = begin(world, world.member)
        let_sessions_pass(world, world.member, unused=timedelta(0), age=timedelta(minutes=5))
        before = listed(world, world.member)

        assert with_cookie(world, cookie).status == 200

        assert listed(world, world.member) == before

    def test_a_dead_one_begins_no_other(self, world: World):
        cookie = begin(world, world.member)
        let_sessions_pass(world, world.member, unused=timedelta(hours=3), age=timedelta(hours=3))

        assert with_cookie(world, cookie, "POST", "/me/sessions").status == 401
        assert listed(world, world.member) == []

    def test_the_hundred_and_first_ends_the_one_that_was_used_longest_ago(self, world: World):
        first, second, *_ = [begin(world, world.member) for _ in range(101)]

        assert len(listed(world, world.member)) == 100
        assert [with_cookie(world, cookie).status for cookie in (first, second)] == [401, 200]

    def test_the_dead_are_forgotten_when_another_begins(self, world: World, rows: Any):
        begin(world, world.member)
        let_sessions_pass(world, world.member, unused=timedelta(hours=3), age=timedelta(hours=3))

        begin(world, world.member)

        assert len(rows("SELECT id FROM sessions WHERE account_id = $1", world.member.user_id)) == 1


class Test_the_audit_log:
    def test_keeps_how_sessions_begin_and_end(self, world: World, rows: Any):
        cookie = begin(world, world.member, remember=True)
        first = listed(world, world.member)[0]["id"]
        with_cookie(world, cookie, "DELETE", "/me/sessions")
        begin(world, world.member)
        second = listed(world, world.member)[0]["id"]
        world.http.ok("DELETE", f"/me/sessions/{second}", as_=world.member)

        written = rows(
            """
            SELECT action, entity_id, account_id, signed_in_by, before::text, after::text FROM audit_entries
             WHERE organization_id = $1 AND entity_type = 'session' ORDER BY happened_at""",
            world,
        )

        member, remembered, forgotten = world.member.user_id, '{"remembered": true}', '{"remembered": false}'
        assert [tuple(entry.values()) for entry in written] == [
            ("create", first, member, "token", "{}", remembered),
            ("delete", first, member, "session", remembered, "{}"),
            ("create", second, member, "token", "{}", forgotten),
            ("delete", second, member, "token", forgotten, "{}"),
        ]

    def test_keeps_that_the_token_was_reset_and_not_the_token(self, world: World, rows: Any):
        token = world.http.ok("POST", "/me/reset_token", as_=world.member)

        written = rows(
            "SELECT * FROM audit_entries WHERE organization_id = $1 AND entity_type = 'account' AND action = 'update'",
            world,
        )

        assert [(entry["entity_id"], entry["after"]) for entry in written] == [
            (world.member.user_id, '{"token_changed": true}')
        ]
        assert token not in str(written)

    def test_of_somebody_in_no_organization_is_not_needed(self, world: World):
        _, _, token = sign_up(world.http, "Lena Loner")
        (organization,) = world.http.ok("GET", "/me/organizations", as_=(token, "api_token"))
        path = f"/organizations/{organization['id']}/users/leave"
        assert world.http("DELETE", path, as_=(token, "api_token")).status == 200

        begin(world, (token, "api_token"))

        assert len(listed(world, (token, "api_token"))) == 1
