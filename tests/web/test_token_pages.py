"""What the visitor's programs sign in with, by pages and as programs use it."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rollbook.services.named_tokens import MOST
from support.audit import log
from support.http import Answer
from support.together import at_once
from support.world import PASSWORD, World
from web.browsing import Browser, leads_to, named_token, shown_token, signed_in, words

PAGE = "/account/tokens"
WRONG = (403, "Incorrect username and/or password")
# A new connection each, so that it goes to any worker.
ANY_WORKER = {"Connection": "close"}
TIMES_TO_MEET_EVERY_WORKER = 12


def today(days: int = 0) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def me(world: World, token: str) -> Answer:
    return world.http("GET", "/me", as_=(token, "api_token"), headers=ANY_WORKER)


def told(world: World, token: str) -> set[tuple[int, str]]:
    """What who comes with the token is told, by all workers."""
    answers = [me(world, token) for _ in range(TIMES_TO_MEET_EVERY_WORKER)]
    return {(answer.status, "" if answer.status == 200 else answer.refusal) for answer in answers}


def number_of(browser: Browser) -> str:
    (number,) = re.findall(r'action="/account/tokens/([0-9]+)/end"', browser.get(PAGE).text)
    return str(number)


def which(browser: Browser) -> str:
    """What the form that resets the API token says of it."""
    return _which(browser.get(PAGE))


def _which(page: Answer) -> str:
    (found,) = re.findall(r'name="which" value="([^"]+)"', page.text)
    return html.unescape(str(found))


class Test_the_api_token:
    def test_it_is_shown_only_when_it_is_asked_for(self, world: World) -> None:
        browser = signed_in(world.http, world.member)

        page, asked = browser.get(PAGE), browser.post(f"{PAGE}/show")

        assert world.member.token not in page.text
        assert shown_token(asked, "api_token") == world.member.token
        assert asked.headers["cache-control"] == "no-store"

    def test_reset_ends_the_earlier_one_and_shows_the_next(self, world: World) -> None:
        browser = signed_in(world.http, world.member)

        answer = browser.post(f"{PAGE}/reset", {"which": which(browser)})

        assert me(world, shown_token(answer, "api_token")).status == 200
        assert told(world, world.member.token) == {WRONG}
        assert "You have a new API token" in words(answer)

    def test_is_reset_once_by_a_form_that_is_sent_twice(self, world: World) -> None:
        browser = signed_in(world.http, world.member)
        fields: dict[str, object] = {"which": which(browser)}
        first = browser.post(f"{PAGE}/reset", fields)

        again = browser.post(f"{PAGE}/reset", fields)

        assert (again.status, "so nothing was done" in words(again)) == (400, True)
        assert shown_token(again, "api_token") == shown_token(first, "api_token")
        assert me(world, shown_token(first, "api_token")).status == 200
        changed = [one for one in log(world, entity_type="account") if "token_changed" in one["after"]]
        assert len(changed) == 1

    def test_is_reset_once_by_forms_that_are_sent_at_the_same_time(self, world: World) -> None:
        browser = signed_in(world.http, world.member)
        fields: dict[str, object] = {"form_token": browser.token(), "which": which(browser)}

        answers = at_once(world.http, *[lambda: browser.post_as_it_is(f"{PAGE}/reset", fields)] * 4)

        assert sorted(answer.status for answer in answers) == [200, 400, 400, 400]
        assert len({shown_token(answer, "api_token") for answer in answers}) == 1

    def test_is_reset_again_by_the_page_that_shows_the_next(self, world: World) -> None:
        browser = signed_in(world.http, world.member)
        first = browser.post(f"{PAGE}/reset", {"which": which(browser)})

        again = browser.post(f"{PAGE}/reset", {"which": _which(first)})

        assert again.status == 200
        assert shown_token(again, "api_token") != shown_token(first, "api_token")

    def test_is_not_reset_by_a_form_that_does_not_say_which(self, world: World) -> None:
        answer = signed_in(world.http, world.member).post(f"{PAGE}/reset")

        assert answer.status == 400
        assert me(world, world.member.token).status == 200

    @pytest.mark.parametrize("path", ["/show", "/reset", "", "/1/end"])
    def test_without_the_token_of_the_session_nothing_is_done_or_shown(self, world: World, path: str) -> None:
        browser = signed_in(world.http, world.member)

        answer = browser.post_as_it_is(PAGE + path, {"name": "Roster"})

        assert answer.status == 403
        assert world.member.token not in answer.text
        assert me(world, world.member.token).status == 200
        assert "You have none." in words(browser.get(PAGE))


class Test_a_named_token:
    def test_is_ended_after_a_word_of_what_that_does(self, world: World) -> None:
        browser = signed_in(world.http, world.admin)
        named_token(browser)

        page = browser.get(PAGE).text

        details = re.search(r"<details><summary>End it.*?</details>", page, re.DOTALL)
        assert details is not None
        assert '<span class="unseen">: <bdi>Roster</bdi></span></summary>' in details[0]
        assert "Programs that use it are refused at once" in details[0]
        assert '/end"' not in page.replace(details[0], "")

    def test_is_shown_once_and_signs_in_as_the_account(self, world: World, rows: Any) -> None:
        browser = signed_in(world.http, world.admin)

        token = named_token(browser)

        again = browser.get(PAGE)
        path = f"/organizations/{world.organization_id}/users"
        assert token not in again.text
        assert "Roster Good" in words(again)
        assert world.http.ok("GET", path, as_=(token, "api_token")) == world.http.ok("GET", path, as_=world.admin)
        stored = rows("SELECT t::text FROM named_tokens t WHERE account_id = $1", world.admin.user_id)
        assert token not in str(stored)

    def test_changes_what_the_account_may_change(self, world: World) -> None:
        token = named_token(signed_in(world.http, world.owner))

        path = f"/organizations/{world.organization_id}"
        world.http.ok("PUT", path, {"name": "By a program"}, as_=(token, "api_token"))

        (entry, *_) = log(world, entity_type="organization")
        assert (entry["source"], entry["user_id"]) == ("token", world.owner.user_id)

    def test_tells_of_itself_and_never_of_the_accounts_own(self, world: World) -> None:
        token = named_token(signed_in(world.http, world.member))

        answer = me(world, token)

        assert answer.json()["api_token"] == token
        assert world.member.token not in answer.text

    @pytest.mark.parametrize("path", ["/me/reset_token", "/me/sessions"])
    def test_gets_nothing_that_outlives_it(self, world: World, path: str) -> None:
        token = named_token(signed_in(world.http, world.member), last_day=today())

        answer = world.http("POST", path, as_=(token, "api_token"))

        assert (answer.status, answer.refusal) == (403, "A named token cannot be used for this")
        assert me(world, world.member.token).status == 200

    def test_shows_when_it_was_used_last(self, world: World) -> None:
        browser = signed_in(world.http, world.member)
        token = named_token(browser)

        before = words(browser.get(PAGE))
        me(world, token)

        assert f"Roster Good {today()} never none" in before
        assert re.search(rf"Roster Good {today()} {today()} \d\d:\d\d UTC none", words(browser.get(PAGE)))

    def test_use_is_written_once_a_minute(self, world: World, rows: Any) -> None:
        token = named_token(signed_in(world.http, world.member))
        used = "SELECT last_used_at, xmin::text FROM named_tokens WHERE account_id = $1"
        told(world, token)
        first = rows(used, world.member.user_id)

        told(world, token)
        unchanged = rows(used, world.member.user_id)
        rows(
            "UPDATE named_tokens SET last_used_at = last_used_at - interval '1 minute' WHERE account_id = $1",
            world.member.user_id,
        )
        told(world, token)

        assert unchanged == first
        assert rows(used, world.member.user_id)[0]["last_used_at"] > first[0]["last_used_at"]

    def test_is_ended_at_once_on_every_worker(self, world: World) -> None:
        browser = signed_in(world.http, world.member)
        token = named_token(browser)
        assert told(world, token) == {(200, "")}

        number = number_of(browser)
        first, again = (words(browser.get(leads_to(browser.post(f"{PAGE}/{number}/end")))) for _ in range(2))

        assert told(world, token) == {WRONG}
        assert "The token has ended." in first
        assert "That token had ended already." in again

    def test_of_somebody_else_is_not_ended(self, world: World) -> None:
        browser = signed_in(world.http, world.member)
        token, number = named_token(browser), number_of(browser)

        signed_in(world.http, world.owner).post(f"{PAGE}/{number}/end")

        assert me(world, token).status == 200

    def test_is_good_through_its_last_day_and_no_longer_anywhere(self, world: World, rows: Any) -> None:
        browser = signed_in(world.http, world.member)
        token = named_token(browser, last_day=today())
        ends = rows("SELECT ends_at FROM named_tokens WHERE account_id = $1", world.member.user_id)[0]["ends_at"]
        on_its_day = told(world, token)

        rows("UPDATE named_tokens SET ends_at = now() WHERE account_id = $1", world.member.user_id)

        assert ends.isoformat() == f"{today(1)}T00:00:00+00:00"
        assert on_its_day == {(200, "")}
        assert told(world, token) == {WRONG}
        assert "Roster At its end" in words(browser.get(PAGE))

    def test_ends_with_its_answers_that_are_remembered(self, world: World, rows: Any) -> None:
        token = named_token(signed_in(world.http, world.owner))
        path = f"/organizations/{world.organization_id}/users"
        before = [world.http("GET", path, as_=(token, "api_token"), headers=ANY_WORKER).status for _ in range(12)]

        rows("UPDATE named_tokens SET ends_at = now() WHERE account_id = $1", world.owner.user_id)

        after = [world.http("GET", path, as_=(token, "api_token"), headers=ANY_WORKER).status for _ in range(12)]
        assert (set(before), set(after)) == ({200}, {403})

    def test_outlives_another_password(self, world: World) -> None:
        token = named_token(signed_in(world.http, world.member))

        body = {"password": "a quite different phrase", "current_password": PASSWORD}
        world.http.ok("PUT", "/me", body, as_=world.member)

        assert me(world, token).status == 200

    def test_outlives_another_api_token(self, world: World) -> None:
        token = named_token(signed_in(world.http, world.member))

        world.http.ok("POST", "/me/reset_token", as_=world.member)

        assert me(world, token).status == 200

    def test_ends_with_the_account(self, world: World, rows: Any) -> None:
        token = named_token(signed_in(world.http, world.member))

        world.http.ok("POST", "/me/close_account", as_=world.member)

        assert told(world, token) == {WRONG}
        assert rows("SELECT FROM named_tokens WHERE account_id = $1", world.member.user_id) == []

    def test_sees_no_more_than_its_person_who_is_deactivated(self, world: World) -> None:
        token = named_token(signed_in(world.http, world.admin))
        path = f"/organizations/{world.organization_id}/users"

        world.http.ok("PUT", f"{path}/{world.admin.organization_user_id}", {"inactive": True}, as_=world.owner)

        assert world.http("GET", path, as_=(token, "api_token")).status == 403

    def test_is_no_password_and_no_session(self, world: World) -> None:
        token = named_token(signed_in(world.http, world.member))
        cookie = {"Cookie": f"__Host-rollbook_session={token}"}

        assert world.http("GET", "/me", as_=(world.member.email, token)).status == 403
        assert world.http("GET", "/me", headers=cookie).status == 401

    def test_made_and_ended_stands_in_the_log_without_its_name(self, world: World) -> None:
        browser = signed_in(world.http, world.member)
        named_token(browser, "Mia's laptop", today(3))
        browser.post(f"{PAGE}/{number_of(browser)}/end")

        entries = log(world, entity_type="token")

        ends_at = f"{today(4)}T00:00:00+00:00"
        assert [(one["action"], one["user_id"], one["source"]) for one in entries] == [
            ("delete", world.member.user_id, "session"),
            ("create", world.member.user_id, "session"),
        ]
        assert [entries[0]["before"], entries[1]["after"]] == [{"ends_at": ends_at}] * 2
        assert "laptop" not in str(log(world))


@pytest.mark.parametrize("token", ["rb_" + "x" * 29, "rb_", "rb_\0", "RB_" + "x" * 29])
def test_one_that_there_is_not_is_told_what_any_wrong_one_is(shared_world: World, token: str) -> None:
    answer = me(shared_world, token)

    assert (answer.status, answer.refusal) == WRONG


class Test_the_form:
    @pytest.mark.parametrize(
        ("name", "last_day", "field", "problem"),
        [
            (" ", "", "name", "Write a name."),
            ("x" * 101, "", "name", "A name has at most 100 characters."),
            ("Roster", "yesterday", "last_day", "This is no day."),
            ("Roster", "2020-01-01", "last_day", "The last day is past."),
            ("Roster", "9999-12-31", "last_day", "The last day is past."),
        ],
    )
    def test_says_what_cannot_be_beside_it_and_keeps_what_was_typed(
        self, world: World, name: str, last_day: str, field: str, problem: str
    ) -> None:
        answer = signed_in(world.http, world.member).post(PAGE, {"name": name, "last_day": last_day})

        assert (answer.status, problem in words(answer)) == (400, True)
        assert f'id="{field}-problem"' in answer.text
        assert f'value="{name.strip()}"' in answer.text
        assert "You have none." in words(answer)

    def test_makes_one_token_of_a_form_that_is_sent_twice(self, world: World, rows: Any) -> None:
        browser = signed_in(world.http, world.member)
        named_token(browser, "Nightly report")

        answer = browser.post(PAGE, {"name": "nightly REPORT", "last_day": ""})

        assert answer.status == 400
        assert "You have a token of this name already." in words(answer)
        number_of(browser)

    def test_gives_the_name_of_one_at_its_end_to_another(self, world: World, rows: Any) -> None:
        browser = signed_in(world.http, world.member)
        named_token(browser, "Nightly report", today())
        rows("UPDATE named_tokens SET ends_at = now() WHERE account_id = $1", world.member.user_id)

        assert browser.post(PAGE, {"name": "Nightly report", "last_day": ""}).status == 200

    def test_makes_no_more_than_so_many(self, world: World, rows: Any) -> None:
        rows(
            """INSERT INTO named_tokens (token_hash, account_id, name)
               SELECT sha256(($1::bigint || ' ' || number)::bytea), $1, number::text
                 FROM generate_series(1, $2::int) AS number""",
            world.member.user_id,
            MOST,
        )

        answer = signed_in(world.http, world.member).post(PAGE, {"name": "One more"})

        assert (answer.status, f"You have {MOST} tokens. End one first." in words(answer)) == (400, True)
