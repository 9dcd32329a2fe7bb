"""A write that is sent again with the same Idempotency-Key is carried out once, and answered the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from support.http import Answer
from support.keys import ELSEWHERE, KEPT_FROM_NOTHING, REPEATED, WRITES, new_key
from support.making import guest
from support.together import at_once
from support.walk import Rows, fresh, good, operations_of, send
from support.world import PASSWORD, World, address, sign_up

USED = "Idempotency-Key was used for another request"


@pytest.fixture(scope="module")
def stored(service: Any) -> Iterator[Rows]:
    with Rows(service.database_url) as opened:
        yield opened


def ask(world: World, key: str, method: str, path: str, body: Any = None, *, as_: Any = None, **options: Any) -> Answer:
    """The answer to a request with that key, of the owner unless somebody else is named."""
    headers = options.pop("headers", {}) | {"Idempotency-Key": key}
    return world.http(method, path, body, as_=as_ or world.owner, headers=headers, **options)


def groups(world: World) -> str:
    return f"/organizations/{world.organization_id}/groups"


def group_names(world: World) -> list[str]:
    return [group["name"] for group in world.http.ok("GET", groups(world), as_=world.admin)]


def seen(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    """What of an answer has to be the same when it is repeated."""
    own = {"x-request-id", "date", REPEATED.lower()}
    return answer.status, answer.body, {n.lower(): v for n, v in answer.headers.items() if n.lower() not in own}


class Test_every_write:
    @pytest.mark.parametrize("operation", WRITES)
    def test_is_carried_out_once_and_answered_the_same(self, shared_world: World, stored: Rows, operation: str):
        request, headers = good(shared_world, operation), {"Idempotency-Key": new_key()}
        first = send(shared_world, operation, request, as_=shared_world.owner, headers=headers)
        written = stored.of(shared_world)

        second = send(shared_world, operation, request, as_=shared_world.owner, headers=headers)

        assert seen(second) == seen(first)
        assert (first.headers.get(REPEATED), second.headers.get(REPEATED)) == (None, "true")
        assert stored.of(shared_world) == written

    def test_is_walked_over_here(self, shared_world: World):
        writes = {name for name, (method, _) in operations_of(shared_world).items() if method != "GET"}

        assert writes == set(WRITES) | KEPT_FROM_NOTHING | ELSEWHERE

    @pytest.mark.parametrize(("action", "text"), [("accept", "OK"), ("reject", '"OK"')])
    def test_of_an_invited_person_too(self, world: World, action: str, text: str):
        person, key = guest(world), new_key()
        path = f"/organizations/invitations/{person.code}/{action}"

        answers = [ask(world, key, "POST", path, as_=person) for _ in range(2)]

        assert [(answer.status, answer.text) for answer in answers] == [(200, text)] * 2

    def test_has_a_number_of_its_own_each_time(self, world: World):
        key = new_key()

        numbers = {ask(world, key, "POST", groups(world), {"name": "Crew 2"}).headers["X-Request-ID"] for _ in "12"}

        assert len(numbers) == 2


class Test_sign_up:
    def test_makes_one_account(self, shared_world: World):
        key, body = new_key(), {"email": address("Sam Signup"), "password": PASSWORD}

        first, second = (shared_world.http("POST", "/signup", body, headers={"Idempotency-Key": key}) for _ in range(2))

        assert (first.status, seen(second)) == (200, seen(first))
        assert second.headers[REPEATED] == "true"

    def test_of_another_person_with_the_same_key_is_another_one(self, shared_world: World):
        key = new_key()
        bodies = [{"email": address("Sam Signup"), "password": PASSWORD} for _ in range(2)]

        answers = [shared_world.http("POST", "/signup", body, headers={"Idempotency-Key": key}) for body in bodies]

        assert [answer.json()["email"] for answer in answers] == [body["email"] for body in bodies]

    def test_that_is_refused_is_not_kept(self, shared_world: World, rows):
        count = "SELECT count(*) FROM kept_answers WHERE account_id IS NULL"
        before = rows(count)

        answer = shared_world.http("POST", "/signup", {"email": "no address"}, headers={"Idempotency-Key": new_key()})

        assert answer.status == 400
        assert rows(count) == before

    def test_is_behind_a_link_that_works_once_as_well(self, world: World):
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        code = ask(world, new_key(), "POST", path).json()["url"].partition("code=")[2]
        body, headers = {"code": code, "password": "another horse battery"}, {"Idempotency-Key": new_key()}

        answers = [world.http("POST", "/me/lost_passwords/confirm", body, headers=headers) for _ in range(2)]

        assert [(answer.status, answer.json()) for answer in answers] == [(200, "OK")] * 2


class Test_a_key:
    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("POST", "", {"name": "Other"}),
            ("POST", "?page=1", {"name": "Night"}),
            ("PUT", "/{group_id}", {"name": "Night"}),
        ],
    )
    def test_of_another_request_is_refused_and_nothing_is_done(self, world: World, method, path, body):
        key = new_key()
        ask(world, key, "POST", groups(world), {"name": "Night"})

        answer = ask(world, key, method, groups(world) + path.format(group_id=world.group_id), body)

        assert (answer.status, answer.json(), answer.headers.get(REPEATED)) == (400, USED, None)
        assert sorted(group_names(world)) == ["Crew", "Night"]

    def test_is_refused_as_the_operation_refuses(self, world: World):
        key = new_key()
        ask(world, key, "POST", groups(world), {"name": "Night"})

        answer = ask(world, key, "DELETE", f"{groups(world)}/{world.group_id}")

        assert (answer.status, answer.text, answer.headers["Content-Type"]) == (400, USED, "text/plain; charset=utf-8")

    @pytest.mark.parametrize("key", ["", "two words", "k" * 256, "schlüssel".encode().decode("latin-1"), "a\tb"])
    def test_of_other_characters_is_refused(self, shared_world: World, key: str):
        answer = ask(shared_world, key, "POST", groups(shared_world), {"name": fresh("Night")})

        assert (answer.status, answer.json()) == (400, "Invalid Idempotency-Key")

    @pytest.mark.parametrize("key", ["!", "~" * 255, '"quoted"'])
    def test_of_1_to_255_visible_characters_is_taken(self, world: World, key: str):
        answers = [ask(world, key, "POST", groups(world), {"name": "Night"}) for _ in range(2)]

        assert [(answer.status, answer.headers.get(REPEATED)) for answer in answers] == [(200, None), (200, "true")]

    def test_is_the_callers_own(self, world: World):
        key = new_key()

        answers = [
            ask(world, key, "POST", groups(world), {"name": name}, as_=person)
            for name, person in (("Night", world.owner), ("Day", world.admin))
        ]

        assert [answer.json()["name"] for answer in answers] == ["Night", "Day"]

    def test_is_the_same_however_the_caller_signs_in(self, world: World):
        key = new_key()
        callers = [world.owner, (world.owner.email, PASSWORD)]

        first, second = (ask(world, key, "POST", groups(world), {"name": "Night"}, as_=caller) for caller in callers)

        assert (first.status, seen(second)) == (200, seen(first))

    def test_at_the_same_time_is_carried_out_once(self, world: World):
        key = new_key()
        answers = at_once(
            world.http, *[lambda: ask(world, key, "POST", groups(world), {"name": "Night"}) for _ in range(12)]
        )

        assert len({seen(answer)[:2] for answer in answers}) == 1
        assert Counter(answer.headers.get(REPEATED) for answer in answers) == {None: 1, "true": 11}
        assert sorted(group_names(world)) == ["Crew", "Night"]

    def test_does_not_stand_in_the_way_of_others_at_the_same_time(self, world: World):
        changes = [("PUT", "/me", {"fullname": f"Olivia {number}"}) for number in range(8)]
        changes += [("POST", groups(world), {"name": f"Night {number}"}) for number in range(8)]
        answers = at_once(world.http, *[partial(ask, world, new_key(), *change) for change in changes])

        assert Counter(answer.status for answer in answers) == {200: len(changes)}
        assert len(group_names(world)) == 9

    def test_means_nothing_to_a_read(self, shared_world: World):
        answers = [ask(shared_world, "two words", "GET", "/me") for _ in range(2)]

        assert [(answer.status, answer.headers.get(REPEATED)) for answer in answers] == [(200, None)] * 2


class Test_who_asks_again:
    def test_with_wrong_credentials_gets_no_answer(self, world: World):
        key = new_key()
        ask(world, key, "POST", groups(world), {"name": "Night"})

        answers = [ask(world, key, "POST", groups(world), {"name": "Night"}, as_=(world.owner.email, "wrong"))]
        answers.append(world.http("POST", groups(world), {"name": "Night"}, headers={"Idempotency-Key": key}))

        assert [answer.status for answer in answers] == [403, 401]

    def test_with_a_token_that_has_ended_gets_none_and_with_the_password_does(self, world: World):
        key = new_key()
        first = ask(world, key, "POST", "/me/reset_token")

        by_token = ask(world, key, "POST", "/me/reset_token")
        by_password = ask(world, key, "POST", "/me/reset_token", as_=(world.owner.email, PASSWORD))

        assert by_token.status == 403
        assert (by_password.status, seen(by_password)) == (200, seen(first))

    def test_after_leaving_hears_that_they_left(self, world: World):
        key, path = new_key(), f"/organizations/{world.organization_id}/users/leave"

        answers = [ask(world, key, "DELETE", path, as_=world.member) for _ in range(2)]

        assert [(answer.status, answer.text) for answer in answers] == [(200, "OK")] * 2

    @pytest.mark.parametrize("loss", [{"organization_admin": False}, {"inactive": True}])
    def test_for_a_link_that_they_could_not_make_any_more_gets_none(self, world: World, loss: dict[str, bool]):
        key = new_key()
        paths = {
            f"/organizations/{world.organization_id}/invitations": {
                "emails": [address("Nora Newcomer")],
                "workspaces": [{"workspace_id": world.workspace_id}],
            },
            f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password": None,
        }
        first = [ask(world, key + path, "POST", path, body, as_=world.admin) for path, body in paths.items()]
        place = f"/organizations/{world.organization_id}/users/{world.admin.organization_user_id}"
        world.http.ok("PUT", place, loss, as_=world.owner)

        second = [ask(world, key + path, "POST", path, body, as_=world.admin) for path, body in paths.items()]

        assert [answer.status for answer in first] == [200, 200]
        assert [(answer.status, answer.headers.get(REPEATED)) for answer in second] == [(403, None)] * 2

    def test_after_closing_the_account_is_nobody(self, shared_world: World, rows):
        user_id, _, token = sign_up(shared_world.http, "Nora Newcomer")
        caller, key = (token, "api_token"), new_key()
        ask(shared_world, new_key(), "PUT", "/me", {"fullname": "Nora Leaving"}, as_=caller)

        answers = [ask(shared_world, key, "POST", "/me/close_account", as_=caller) for _ in range(2)]

        assert [answer.status for answer in answers] == [200, 403]
        assert rows("SELECT 1 FROM kept_answers WHERE account_id = $1", user_id) == []


class Test_a_refusal:
    def test_is_repeated_even_when_it_would_be_none_any_more(self, world: World):
        key = new_key()
        first = ask(world, key, "POST", groups(world), {"name": "cReW"})
        world.http.ok("DELETE", f"{groups(world)}/{world.group_id}", as_=world.owner)

        second = ask(world, key, "POST", groups(world), {"name": "cReW"})

        assert (first.status, seen(second)) == (400, seen(first))
        assert group_names(world) == []

    def test_writes_nothing_but_itself(self, world: World, stored: Rows):
        before = {row for row in stored.of(world) if row[0] != "kept_answers"}

        answer = ask(world, new_key(), "POST", groups(world), {"name": "Night", "users": [world.stranger.user_id]})

        assert answer.status == 400
        assert {row for row in stored.of(world) if row[0] != "kept_answers"} == before

    def test_that_is_long_is_not_kept(self, world: World, rows):
        path = f"/organizations/{world.organization_id}/users"

        answers = [ask(world, "long", "PATCH", path, {"delete": list(range(1, 5001))}) for _ in range(2)]

        assert [(answer.status, answer.headers.get(REPEATED)) for answer in answers] == [(400, None)] * 2
        assert rows("SELECT 1 FROM kept_answers WHERE account_id = $1", world.owner.user_id) == []


class Test_sessions:
    def test_are_begun_anew_each_time(self, world: World):
        answers = [ask(world, "session", "POST", "/me/sessions") for _ in range(2)]

        assert len({answer.headers["Set-Cookie"] for answer in answers}) == 2
        assert [answer.headers.get(REPEATED) for answer in answers] == [None, None]
