"""Asking for a new password by oneself: what is answered, and what is written."""

from __future__ import annotations

import pytest

from support.world import World, address

MESSAGES = (
    "SELECT kind, details::text, organization_id FROM outgoing_messages WHERE account_id = $1 AND kind LIKE 'pass%'"
)
LINKS = "SELECT requested_by, organization_id FROM password_resets WHERE account_id = $1"


def ask(world: World, email: object) -> tuple[int, str, bytes]:
    answer = world.http("POST", "/me/lost_passwords", {"email": email})
    return answer.status, answer.headers["content-type"], answer.body


class Test_post_lost_password:
    def test_answers_the_same_whoever_has_that_address_or_nobody(self, world: World):
        emails = [
            world.member.email,
            world.invited.email,
            world.inactive.email,
            address("Nobody"),
            "no address",
            "",
            "@",
            "x" * 10_000 + "@example.com",
            None,
        ]

        answers = {ask(world, email) for email in emails}

        assert answers == {(200, "application/json; charset=utf-8", b'"OK"')}

    def test_makes_one_link_and_one_message_without_it(self, world: World, rows):
        ask(world, f"  {world.member.email.upper()} ")

        assert rows(MESSAGES, world.member.user_id) == [
            {"kind": "password_reset", "details": "{}", "organization_id": None}
        ]
        assert rows(LINKS, world.member.user_id) == [{"requested_by": None, "organization_id": None}]

    def test_a_second_time_within_a_minute_makes_nothing_new(self, world: World, rows):
        link = "SELECT code_hash FROM password_resets WHERE account_id = $1"
        ask(world, world.member.email)
        first = rows(link, world.member.user_id)

        ask(world, world.member.email)

        assert rows(link, world.member.user_id) == first
        assert len(rows(MESSAGES, world.member.user_id)) == 1

    def test_a_minute_later_another_link_takes_the_first_ones_place(self, world: World, rows):
        link = "SELECT code_hash FROM password_resets WHERE account_id = $1"
        ask(world, world.member.email)
        first = rows(link, world.member.user_id)
        older = "UPDATE outgoing_messages SET created_at = created_at - interval '1 minute' WHERE account_id = $1"
        rows(older, world.member.user_id)

        ask(world, world.member.email)

        (second,) = rows(link, world.member.user_id)
        assert first != [second]
        assert len(rows(MESSAGES, world.member.user_id)) == 2

    def test_nobody_has_an_account_by_being_invited(self, world: World, rows):
        ask(world, world.invited.email)

        assert rows(MESSAGES, world.invited.user_id) == []
        assert rows(LINKS, world.invited.user_id) == []

    def test_leaves_the_password_as_it_is(self, world: World):
        ask(world, world.member.email)

        assert world.http("GET", "/me", as_=(world.member.email, "correct horse battery")).status == 200

    def test_the_audit_log_of_their_organizations_keeps_it_without_saying_who_asked(self, world: World, rows):
        ask(world, world.member.email)

        entries = """SELECT account_id, signed_in_by, entity_type, entity_id FROM audit_entries
                      WHERE organization_id = $1 AND action = 'request_password_reset'"""
        assert rows(entries, world) == [
            {"account_id": None, "signed_in_by": "link", "entity_type": "account", "entity_id": world.member.user_id}
        ]

    @pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"email": 1}', b'{"email": ["a"]}', b'{"email": "\\u0000"}'])
    def test_refuses_a_body_of_the_wrong_shape(self, shared_world: World, raw: bytes):
        answer = shared_world.http("POST", "/me/lost_passwords", raw=raw)

        assert (answer.status, answer.refusal) == (400, "Invalid JSON input")
