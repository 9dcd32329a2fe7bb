"""Accounts that their owners close."""

from __future__ import annotations

from typing import Any

import pytest

from support.http import Answer
from support.making import guest, make_paying
from support.together import at_once
from support.walk import Rows
from support.world import PASSWORD, Person, World, address, invite, join, sign_up


def close(world: World, person: Any) -> Answer:
    return world.http("POST", "/me/close_account", as_=person)


def loner(world: World) -> Person:
    """Somebody with an organization of their own."""
    user_id, email, token = sign_up(world.http, "Lena Loner")
    return Person("Lena Loner", email, user_id, token)


def organizations(world: World, person: Any) -> list[int]:
    return [one["id"] for one in world.http.ok("GET", "/me/organizations", as_=person)]


class Test_post_close_account:
    def test_ends_everything_that_signs_in(self, world: World):
        cookie = world.http("POST", "/me/sessions", as_=world.member).headers["Set-Cookie"].partition(";")[0]

        answer = close(world, world.member)

        assert (answer.status, answer.json()) == (200, "OK")
        for credentials in (world.member, (world.member.email, PASSWORD)):
            refused = world.http("GET", "/me", as_=credentials)
            assert (refused.status, refused.text) == (403, "Incorrect username and/or password")
        assert world.http("GET", "/me", headers={"Cookie": cookie}).status == 401

    def test_takes_the_person_out_of_their_organizations(self, world: World):
        close(world, world.member)

        assert world.member.organization_user_id not in world.people()
        assert world.member.user_id not in world.workspace_users()

    def test_leaves_no_row_of_theirs_but_in_the_log(self, world: World, rows: Any):
        http, email = world.http, address("Mia Moved")
        http.ok("POST", "/me/sessions", as_=world.member)
        http.ok("PUT", "/me", {"email": email}, as_=world.member)
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        http.ok("POST", path, as_=world.owner)

        rows(
            """INSERT INTO named_tokens (token_hash, account_id, name)
               VALUES (sha256(random()::text::bytea), $1, 'Mine')""",
            world.member.user_id,
        )

        close(world, world.member)

        tables = rows(
            """
            SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name IN ('account_id', 'sender_id')
               AND table_name <> 'audit_entries'"""
        )
        assert {"sessions", "account_tokens", "named_tokens", "outgoing_messages", "avatars"} <= {
            one["table_name"] for one in tables
        }
        for one in tables:
            query = f"SELECT * FROM {one['table_name']} WHERE {one['column_name']} = $1"
            assert rows(query, world.member.user_id) == [], one
        assert rows("SELECT * FROM accounts WHERE id = $1", world.member.user_id) == []

    def test_deletes_the_organizations_in_which_the_person_is_alone(self, world: World, rows: Any):
        person = loner(world)
        (organization_id,) = organizations(world, person)

        assert close(world, person).status == 200

        for table in ("organization_users", "workspaces", "workspace_users", "audit_entries"):
            assert rows(f"SELECT * FROM {table} WHERE organization_id = $1", organization_id) == []
        assert rows("SELECT * FROM organizations WHERE id = $1", organization_id) == []

    def test_the_address_can_sign_up_anew(self, world: World):
        close(world, world.member)

        user_id, _, token = sign_up(world.http, "Mia Member", email=world.member.email)

        assert user_id != world.member.user_id
        assert world.organization_id not in organizations(world, (token, "api_token"))

    def test_the_address_can_be_invited_anew(self, world: World):
        close(world, world.member)
        payload = {"emails": [world.member.email], "workspaces": [{"workspace_id": world.workspace_id}]}

        sent = world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", payload, as_=world.owner)

        assert sent["data"][0]["recipient_id"] != world.member.user_id
        assert sent["data"][0]["invite_url"]

    def test_withdraws_the_invitations_that_wait_for_the_person(self, world: World):
        waiting = guest(world)

        assert close(world, waiting).status == 200

        assert world.http("GET", f"/invitations/{waiting.code}").status == 404
        assert waiting.user_id not in {person["user_id"] for person in world.people().values()}

    def test_the_log_of_an_organization_that_waited_for_the_person_tells_of_it(self, world: World, rows: Any):
        waiting = guest(world)

        close(world, waiting)

        written = rows(
            """
            SELECT action, entity_id FROM audit_entries
             WHERE organization_id = $1 AND account_id = $2 ORDER BY action""",
            world,
            waiting.user_id,
        )
        assert [tuple(entry.values()) for entry in written] == [
            ("close", waiting.user_id),
            ("withdraw", waiting.invitation_id),
        ]

    def test_an_invitation_that_the_person_sent_can_still_be_accepted(self, world: World):
        workspaces = [{"workspace_id": world.workspace_id}]
        (invited,) = invite(world.http, world.admin, world.organization_id, workspaces, "Nora Newcomer")

        close(world, world.admin)

        shown = world.http.ok("GET", f"/invitations/{invited.code}")
        assert (shown["sender_name"], shown["sender_email"]) == (None, None)
        joined = join(world.http, invited)
        assert world.organization_id in organizations(world, joined)

    def test_an_inactive_member_may(self, world: World):
        assert close(world, world.inactive).status == 200

        assert world.inactive.organization_user_id not in world.people()

    def test_the_log_of_an_organization_that_stays_tells_of_it(self, world: World, rows: Any):
        close(world, world.member)

        written = rows(
            """
            SELECT action, entity_type, entity_id, account_id, after::text FROM audit_entries
             WHERE organization_id = $1 AND account_id = $2 AND action IN ('close', 'leave') ORDER BY action""",
            world,
            world.member.user_id,
        )
        member = world.member
        assert [tuple(entry.values()) for entry in written] == [
            ("close", "account", member.user_id, member.user_id, '{"closed": true}'),
            ("leave", "organization_user", member.organization_user_id, member.user_id, "{}"),
        ]


class Test_post_close_account_refused:
    @pytest.fixture
    def stored(self, world: World) -> Any:
        with Rows(world.service.database_url) as opened:
            yield lambda: opened.of(world)

    def test_for_the_owner_of_others(self, world: World, stored: Any):
        before = stored()

        answer = close(world, world.owner)

        assert (answer.status, answer.json()) == (400, "Cannot remove the organization owner.")
        assert stored() == before

    def test_for_the_owner_of_an_organization_where_somebody_is_only_invited(self, world: World):
        invite(
            world.http,
            world.stranger,
            world.foreign_organization_id,
            [{"workspace_id": world.foreign_workspace_id}],
            "Nora Newcomer",
        )

        answer = close(world, world.stranger)

        assert (answer.status, answer.json()) == (400, "Cannot remove the organization owner.")

    def test_for_the_paying_user(self, world: World, stored: Any):
        make_paying(world, world.admin)
        before = stored()

        answer = close(world, world.admin)

        assert (answer.status, answer.json()) == (400, "Cannot remove the paying user.")
        assert stored() == before

    def test_it_leaves_the_organizations_that_would_have_gone(self, world: World):
        own = world.http.ok("POST", "/organizations", {"name": "Alone", "workspace_name": "Alone"}, as_=world.owner)[
            "id"
        ]

        assert close(world, world.owner).status == 400

        assert set(organizations(world, world.owner)) == {world.organization_id, own}


class Test_post_close_account_beside_others:
    def test_of_many_at_once_one_closes_it(self, world: World):
        person = loner(world)

        answers = at_once(world.http, *(lambda: close(world, person) for _ in range(4)))

        statuses = sorted(answer.status for answer in answers)
        assert statuses[0] == 200
        assert set(statuses[1:]) <= {401, 403}

    def test_an_invitation_meanwhile_waits_for_the_address(self, world: World, rows: Any):
        person = loner(world)
        payload = {"emails": [person.email], "workspaces": [{"workspace_id": world.workspace_id}]}
        path = f"/organizations/{world.organization_id}/invitations"

        closed, sent = at_once(
            world.http,
            lambda: close(world, person),
            lambda: world.http("POST", path, payload, as_=world.owner),
        )

        assert (closed.status, sent.status) == (200, 200)
        assert rows("SELECT id FROM accounts WHERE id = $1", person.user_id) == []

    def test_sessions_that_begin_meanwhile_end_with_it(self, world: World, rows: Any):
        person = loner(world)

        answers = at_once(
            world.http,
            lambda: close(world, person),
            *(lambda: world.http("POST", "/me/sessions", as_=person) for _ in range(3)),
        )

        assert answers[0].status == 200
        assert {answer.status for answer in answers} <= {200, 401, 403, 404}
        assert rows("SELECT id FROM sessions WHERE account_id = $1", person.user_id) == []

    def test_organizations_that_are_made_meanwhile_end_with_it_or_are_refused(self, world: World, rows: Any):
        person = loner(world)
        payload = {"name": "Second", "workspace_name": "First"}

        closed, *made = at_once(
            world.http,
            lambda: close(world, person),
            *(lambda: world.http("POST", "/organizations", payload, as_=person) for _ in range(4)),
        )

        assert closed.status == 200
        assert {answer.status for answer in made} <= {200, 401, 403}
        ids = [answer.json()["id"] for answer in made if answer.status == 200]
        assert rows("SELECT id FROM organizations WHERE id = ANY($1::bigint[])", ids) == []
