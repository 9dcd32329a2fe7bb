"""Guessing passwords: how many guesses there are, for whom and from where, and that it keeps nobody else out."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.database import write
from support.http import Answer, Http
from support.server import Service, running
from support.together import at_once
from support.world import PASSWORD, Person, World, address, join, sign_up

WRONG = (403, "Incorrect username and/or password")
TOO_MANY = (429, "Too many sign-in attempts, try again later")
OF_ONE_FROM_ONE_ADDRESS, OF_ONE, FROM_ONE_ADDRESS = 10, 30, 100
# A new connection each, so that it goes to any worker.
ANY_WORKER = {"Connection": "close"}
TIMES_TO_MEET_EVERY_WORKER = 12
COMES_TO_PASS_WITHIN = 30  # Seconds.

# Puts so much more into a bucket that holds nearly as much as one of an address can.
_FILL = """
UPDATE sign_in_buckets SET empty_at = empty_at + $1 * interval '10 seconds'
 WHERE empty_at BETWEEN now() + interval '12 minutes' AND now() + interval '17 minutes'"""

_addresses = itertools.count(2)
_guesses = itertools.count(1)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service behind a proxy on this machine."""
    folder: Path = tmp_path_factory.mktemp("proxied")
    with running(folder, "--trusted-proxies", "127.0.0.1", "--client-address-header", "X-Client") as started:
        yield started


def elsewhere(service: Service) -> Http:
    """Speaks from an address that nobody has spoken from."""
    number = next(_addresses)
    return Http(service.api_url, service.authority, address=f"127.0.{number // 250}.{number % 250 + 2}")


def guess(http: Http, email: str) -> Answer:
    """The answer to a password that is wrong, another one each time."""
    return http("GET", "/me", as_=(email, f"wrong password {next(_guesses)}"))


def said(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.text


def signs_in(http: Http, person: Person, password: str = PASSWORD) -> Answer:
    return http("GET", "/me", as_=(person.email, password), headers=ANY_WORKER)


def sign_in_from(http: Http, person: Person, rows: Callable[..., list[dict[str, Any]]]) -> None:
    """Signs in rightly, and waits until it is known from where."""
    mine = "SELECT address_hash FROM sign_in_addresses WHERE account_id = $1"
    before = rows(mine, person.user_id)
    assert signs_in(http, person).status == 200
    until = time.monotonic() + COMES_TO_PASS_WITHIN
    while rows(mine, person.user_id) == before:
        assert time.monotonic() < until
        time.sleep(0.02)


class Test_one_account_from_one_address:
    def test_has_so_many_guesses_and_then_none_is_looked_at(self, shared_world: World):
        http, person = elsewhere(shared_world.service), shared_world.outside

        answers = [guess(http, person.email) for _ in range(OF_ONE_FROM_ONE_ADDRESS + 5)]

        assert [said(answer) for answer in answers] == [WRONG] * OF_ONE_FROM_ONE_ADDRESS + [TOO_MANY] * 5
        assert said(signs_in(http, person)) == TOO_MANY

    def test_is_told_when_to_come_again(self, shared_world: World):
        http = elsewhere(shared_world.service)

        *_, answer = [guess(http, shared_world.outside.email) for _ in range(OF_ONE_FROM_ONE_ADDRESS + 1)]

        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert answer.headers["Content-Type"].partition(";")[0] == "text/plain"

    def test_is_answered_like_an_address_that_nobody_has(self, shared_world: World):
        answers = []
        for email in (shared_world.indirect.email, shared_world.invited.email, "nobody.at.all@example.com", "\0"):
            http = elsewhere(shared_world.service)
            answers.append([said(guess(http, email)) for _ in range(OF_ONE_FROM_ONE_ADDRESS + 3)])

        assert answers[0][-1] == TOO_MANY
        assert answers == [answers[0]] * 4

    def test_letter_case_makes_no_more_guesses(self, shared_world: World):
        email, http = address("Casey Case"), elsewhere(shared_world.service)
        for _ in range(OF_ONE_FROM_ONE_ADDRESS):
            guess(http, email)

        assert said(guess(http, email.upper())) == TOO_MANY

    def test_has_no_more_when_they_come_at_the_same_time_to_all_workers(self, shared_world: World):
        http, email = elsewhere(shared_world.service), shared_world.inactive.email
        number = 4 * OF_ONE_FROM_ONE_ADDRESS

        answers = at_once(http, *[lambda: guess(http, email)] * number)

        looked_at = [said(answer) for answer in answers].count(WRONG)
        assert looked_at == OF_ONE_FROM_ONE_ADDRESS
        assert [said(answer) for answer in answers].count(TOO_MANY) == number - looked_at

    def test_may_have_the_same_wrong_password_any_number_of_times(self, shared_world: World):
        """A program with an old password, that asks every second, does not keep its person out."""
        http, person = elsewhere(shared_world.service), shared_world.outside

        answers = [signs_in(http, person, "an old password") for _ in range(3 * OF_ONE_FROM_ONE_ADDRESS)]

        assert {said(answer) for answer in answers} == {WRONG}
        assert signs_in(http, person).status == 200

    def test_has_another_guess_after_a_minute(self, shared_world: World):
        http, email = elsewhere(shared_world.service), address("Minnie Minute")
        for _ in range(OF_ONE_FROM_ONE_ADDRESS):
            guess(http, email)
        write(shared_world.service, ("UPDATE sign_in_buckets SET empty_at = empty_at - interval '1 minute'",))

        assert [said(guess(http, email)) for _ in range(3)] == [WRONG, TOO_MANY, TOO_MANY]

    def test_is_looked_at_again_where_the_password_was_changed_to_what_was_wrong(self, world: World):
        http = elsewhere(world.service)
        assert said(signs_in(http, world.member, "the next password")) == WRONG
        changes = {"password": "the next password", "current_password": PASSWORD}

        world.http.ok("PUT", "/me", changes, as_=world.member)

        answers = [signs_in(http, world.member, "the next password") for _ in range(TIMES_TO_MEET_EVERY_WORKER)]
        assert {answer.status for answer in answers} == {200}


class Test_one_account_from_many_addresses:
    @pytest.fixture
    def attacked(self, world: World, rows: Any) -> tuple[Http, Person]:
        """Somebody, and from where they signed in before others guessed their password until there were no more
        guesses.
        """
        home = elsewhere(world.service)
        sign_in_from(home, world.member, rows)
        answers = []
        for _ in range(OF_ONE // OF_ONE_FROM_ONE_ADDRESS + 1):
            http = elsewhere(world.service)
            answers += [guess(http, world.member.email) for _ in range(OF_ONE_FROM_ONE_ADDRESS)]
        assert [said(answer) for answer in answers] == [WRONG] * OF_ONE + [TOO_MANY] * OF_ONE_FROM_ONE_ADDRESS
        return home, world.member

    def test_its_person_signs_in_from_where_they_did_before_by_every_worker(self, world: World, attacked: Any):
        home, person = attacked

        answers = [signs_in(home, person) for _ in range(TIMES_TO_MEET_EVERY_WORKER)]

        assert {answer.status for answer in answers} == {200}

    def test_who_guesses_beside_its_person_is_not_told_when_they_hit_it(self, world: World, attacked: Any):
        home, person = attacked
        for _ in range(OF_ONE_FROM_ONE_ADDRESS):
            guess(home, person.email)

        for _ in range(TIMES_TO_MEET_EVERY_WORKER):
            home("GET", "/me", as_=(person.email, f"wrong password {next(_guesses)}"), headers=ANY_WORKER)

        assert {said(signs_in(home, person)) for _ in range(TIMES_TO_MEET_EVERY_WORKER)} == {TOO_MANY}

    def test_its_person_has_guesses_of_their_own_there(self, world: World, attacked: Any):
        home, person = attacked

        answers = [said(guess(home, person.email)) for _ in range(OF_ONE_FROM_ONE_ADDRESS + 1)]

        assert answers == [WRONG] * OF_ONE_FROM_ONE_ADDRESS + [TOO_MANY]

    def test_from_another_address_the_right_password_has_to_wait(self, world: World, attacked: Any):
        assert {said(signs_in(elsewhere(world.service), attacked[1])) for _ in range(3)} == {TOO_MANY}

    def test_tokens_and_sessions_are_good_from_everywhere(self, world: World, attacked: Any):
        home, person = attacked
        begun = home("POST", "/me/sessions", as_=(person.email, PASSWORD))
        cookie = begun.headers["Set-Cookie"].partition(";")[0]
        http = elsewhere(world.service)

        assert http("GET", "/me", as_=person).status == 200
        assert http("GET", "/me", headers={"Cookie": cookie}).status == 200

    def test_others_sign_in_from_where_it_was_attacked(self, world: World, attacked: Any):
        http = elsewhere(world.service)
        for _ in range(OF_ONE_FROM_ONE_ADDRESS):
            guess(http, attacked[1].email)

        assert signs_in(http, world.outside).status == 200


class Test_many_accounts_from_one_address:
    def test_have_so_many_guesses_together_and_who_is_known_there_signs_in(self, world: World, rows: Any):
        http = elsewhere(world.service)
        sign_in_from(http, world.member, rows)

        answers = [said(guess(http, address("Nobody"))) for _ in range(FROM_ONE_ADDRESS)]
        # As slow as it may have been, it is full now, and stays so.
        write(world.service, (_FILL, FROM_ONE_ADDRESS // 2))

        assert answers == [WRONG] * FROM_ONE_ADDRESS
        assert said(guess(http, address("Nobody"))) == TOO_MANY
        assert said(signs_in(http, world.outside)) == TOO_MANY
        assert {signs_in(http, world.member).status for _ in range(TIMES_TO_MEET_EVERY_WORKER)} == {200}
        assert signs_in(elsewhere(world.service), world.outside).status == 200

    def test_wrong_tokens_are_no_guesses(self, shared_world: World):
        http = elsewhere(shared_world.service)

        answers = [http("GET", "/me", as_=("0" * 32, "api_token")) for _ in range(FROM_ONE_ADDRESS + 5)]

        assert {said(answer) for answer in answers} == {WRONG}


class Test_who_has_signed_in:
    def test_has_so_many_guesses_at_their_own_password_wherever_from(self, world: World):
        def change(current: str) -> Answer:
            changes = {"password": "the next password", "current_password": current}
            return elsewhere(world.service)("PUT", "/me", changes, as_=world.member)

        answers = [change(f"wrong {number}") for number in range(OF_ONE_FROM_ONE_ADDRESS)]

        assert {(answer.status, answer.refusal) for answer in answers} == {(400, "Current password is not valid")}
        assert said(change("one more")) == TOO_MANY
        assert said(change(PASSWORD)) == TOO_MANY

    def test_changes_their_password_while_strangers_guess_it(self, world: World):
        for _ in range(OF_ONE // OF_ONE_FROM_ONE_ADDRESS + 1):
            http = elsewhere(world.service)
            for _ in range(OF_ONE_FROM_ONE_ADDRESS):
                guess(http, world.member.email)

        changes = {"password": "the next password", "current_password": PASSWORD}
        answer = elsewhere(world.service)("PUT", "/me", changes, as_=world.member)

        assert answer.status == 200

    def test_a_right_password_under_a_key_is_no_guess(self, world: World, rows: Any):
        changes = {"password": "the next password", "current_password": PASSWORD}
        key = {"Idempotency-Key": "one"}

        answers = [world.http("PUT", "/me", changes, as_=world.member, headers=key) for _ in range(3)]

        assert {answer.status for answer in answers} == {200}


class Test_addresses_of_clients:
    def test_are_told_by_a_trusted_proxy(self, proxied: Service):
        _, email, _ = sign_up(proxied.http, "Petra Proxied")

        def guessing(client: str) -> list[tuple[int, str]]:
            headers = {"X-Client": client}
            return [
                said(proxied.http("GET", "/me", as_=(email, f"wrong {number} {client}"), headers=headers))
                for number in range(OF_ONE_FROM_ONE_ADDRESS + 1)
            ]

        assert guessing("203.0.113.1") == [WRONG] * OF_ONE_FROM_ONE_ADDRESS + [TOO_MANY]
        assert guessing("203.0.113.2") == [WRONG] * OF_ONE_FROM_ONE_ADDRESS + [TOO_MANY]

    @pytest.mark.parametrize(("peer", "shown"), [("127.0.0.1", "203.0.113.9"), ("127.0.0.99", "127.0.0.99")])
    def test_stand_in_the_list_of_sessions(self, proxied: Service, peer: str, shown: str):
        _, _, token = sign_up(proxied.http, "Petra Proxied")
        http = Http(proxied.api_url, proxied.authority, address=peer)

        http("POST", "/me/sessions", as_=(token, "api_token"), headers={"X-Client": "203.0.113.9"})

        (session,) = proxied.http.ok("GET", "/me/sessions", as_=(token, "api_token"))
        assert session["address"] == shown

    def test_are_not_believed_to_anybody_else(self, shared_world: World):
        http, email = elsewhere(shared_world.service), shared_world.outside.email

        answers = [
            said(
                http(
                    "GET",
                    "/me",
                    as_=(email, f"wrong {number}"),
                    headers={"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"},
                )
            )
            for number in range(OF_ONE_FROM_ONE_ADDRESS + 1)
        ]

        assert answers[-1] == TOO_MANY


def test_an_account_that_is_made_meanwhile_can_be_signed_in_to(world: World):
    """What was wrong while nobody had the address is right when somebody has."""
    http = elsewhere(world.service)
    before = said(signs_in(http, world.invited))

    joined = join(world.http, world.invited)

    assert before == WRONG
    assert {signs_in(http, joined).status for _ in range(TIMES_TO_MEET_EVERY_WORKER)} == {200}


def test_a_program_that_begins_with_many_requests_at_once_is_no_guesser(world: World):
    credentials = (world.member.email, PASSWORD)

    answers = at_once(world.http, *[lambda: world.http("GET", "/me", as_=credentials) for _ in range(24)])

    assert [answer.status for answer in answers] == [200] * 24
