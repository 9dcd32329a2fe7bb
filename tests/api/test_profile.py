"""What somebody changes of their own account."""

from __future__ import annotations

from typing import Any

import pytest

from support.http import Answer
from support.making import guest
from support.together import at_once
from support.world import PASSWORD, Person, World, address, sign_up

ANOTHER_PASSWORD = "a quite different phrase"
TAKEN = "user with this email already exists"


def put(world: World, person: Any, **changes: Any) -> Answer:
    return world.http("PUT", "/me", changes, as_=person)


def me(world: World, person: Any) -> dict[str, Any]:
    account: dict[str, Any] = world.http.ok("GET", "/me", as_=person)
    return account


def begin_session(world: World, person: Any) -> str:
    return world.http("POST", "/me/sessions", as_=person).headers["Set-Cookie"].partition(";")[0]


def status(world: World, cookie: str) -> int:
    return world.http("GET", "/me/id", headers={"Cookie": cookie}).status


class Test_get_me_id:
    def test_is_the_number_of_the_account(self, shared_world: World):
        answer = shared_world.http("GET", "/me/id", as_=shared_world.member)

        assert (answer.status, answer.json()) == (200, shared_world.member.user_id)


class Test_me_logged_get:
    def test_is_empty_for_who_is_signed_in(self, shared_world: World):
        answer = shared_world.http("GET", "/me/logged", as_=shared_world.member)

        assert (answer.status, answer.body) == (200, b"")

    def test_refuses_everybody_else(self, shared_world: World):
        assert shared_world.http("GET", "/me/logged").status == 401
        assert shared_world.http("GET", "/me/logged", as_=("0" * 32, "api_token")).status == 403


class Test_put_me:
    def test_of_nothing_answers_the_whole_account_and_changes_nothing(self, world: World):
        before = me(world, world.member)

        answer = put(world, world.member)

        related = {"clients", "projects", "tags", "tasks", "time_entries", "workspaces"}
        assert answer.status == 200
        assert answer.json() == {field: value for field, value in before.items() if field not in related}
        assert me(world, world.member) == before

    def test_changes_what_is_named_and_nothing_else(self, world: World):
        before = me(world, world.member)
        changes = {
            "fullname": "Mia Member the Second",
            "timezone": "Europe/Tallinn",
            "beginning_of_week": 0,
            "country_id": 233,
        }

        answered = put(world, world.member, **changes).json()

        after = me(world, world.member)
        assert {field: answered[field] for field in changes} == changes
        assert answered == {field: after[field] for field in answered}
        different = {field for field in before if before[field] != after[field]}
        assert different == {*changes, "at", "updated_at"}
        assert after["updated_at"] > before["updated_at"]

    def test_the_same_values_again_change_nothing(self, world: World):
        before = me(world, world.member)

        answer = put(world, world.member, fullname=before["fullname"], timezone=before["timezone"])

        assert answer.status == 200
        assert me(world, world.member) == before

    def test_a_name_is_taken_without_surrounding_space(self, world: World):
        assert put(world, world.member, fullname="  Mia M.  ").json()["fullname"] == "Mia M."

    def test_name_and_address_are_those_of_every_organization(self, world: World):
        email = address("Mia Moved")
        invited = _invited_elsewhere(world, world.member)
        path = f"/organizations/invitations/{invited.code}/accept"
        world.http("POST", path, as_=world.member)

        assert put(world, world.member, fullname="Mia Moved", email=email).status == 200

        here = world.people()[world.member.organization_user_id]
        path = f"/organizations/{world.foreign_organization_id}/users"
        there = next(
            person
            for person in world.http.ok("GET", path, as_=world.stranger)
            if person["user_id"] == world.member.user_id
        )
        assert [(person["name"], person["email"]) for person in (here, there)] == [("Mia Moved", email)] * 2

    def test_the_new_address_signs_in_and_the_earlier_does_not(self, world: World):
        email = address("Mia Moved")

        put(world, world.member, email=email)

        assert world.http("GET", "/me", as_=(email, PASSWORD)).status == 200
        assert world.http("GET", "/me", as_=(world.member.email, PASSWORD)).status == 403

    def test_the_earlier_address_is_told(self, world: World, rows: Any):
        put(world, world.member, email=address("Mia Moved"))

        told = rows(
            "SELECT kind, address FROM outgoing_messages WHERE account_id = $1 AND kind = 'email_changed'",
            world.member.user_id,
        )
        assert told == [{"kind": "email_changed", "address": world.member.email}]

    def test_another_address_ends_the_reset_link(self, world: World):
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        code = world.http.ok("POST", path, as_=world.owner)["url"].rpartition("=")[2]

        put(world, world.member, email=address("Mia Moved"))

        answer = world.http("POST", "/me/lost_passwords/confirm", {"code": code, "password": ANOTHER_PASSWORD})
        assert answer.status == 400

    @pytest.mark.parametrize("change", [str, str.upper])
    def test_an_address_of_somebody_is_taken(self, world: World, change: Any):
        answer = put(world, world.member, email=change(world.admin.email))

        assert (answer.status, answer.json()) == (400, TAKEN)

    def test_an_address_that_is_invited_is_taken(self, world: World):
        answer = put(world, world.member, email=world.invited.email)

        assert (answer.status, answer.json()) == (400, TAKEN)

    def test_an_address_that_nobody_waits_for_any_more_is_free(self, world: World):
        path = f"/organizations/{world.organization_id}/users"
        world.http.ok("PATCH", path, {"delete": [world.invited.organization_user_id]}, as_=world.owner)

        assert put(world, world.member, email=world.invited.email).json()["email"] == world.invited.email

    def test_the_own_address_may_be_written_otherwise(self, world: World):
        email = world.member.email.upper()

        assert put(world, world.member, email=email).json()["email"] == email

    def test_an_invitation_follows_to_the_new_address(self, world: World):
        waiting = guest(world)
        email = address("Greta Moved")

        put(world, waiting, email=email, fullname="Greta Moved")

        listed = {person["user_id"]: person for person in world.people().values()}[waiting.user_id]
        assert world.http.ok("GET", f"/invitations/{waiting.code}")["email"] == email
        assert (listed["email"], listed["name"]) == (email, email.partition("@")[0])
        accepted = world.http("POST", f"/organizations/invitations/{waiting.code}/accept", as_=waiting)
        assert (accepted.status, accepted.text) == (200, "OK")

    def test_a_default_workspace_is_one_that_the_caller_sees(self, world: World):
        assert put(world, world.admin, default_workspace_id=world.other_workspace_id).status == 200

        assert me(world, world.admin)["default_workspace_id"] == world.other_workspace_id

    def test_a_default_workspace_that_the_caller_does_not_see_is_refused(self, world: World):
        answer = put(world, world.member, default_workspace_id=world.other_workspace_id)

        assert (answer.status, answer.json()) == (400, "Invalid default_workspace_id")

    def test_what_is_refused_in_one_field_changes_nothing_in_the_others(self, world: World):
        before = me(world, world.member)
        good = {"fullname": "Mia Moved", "email": address("Mia Moved"), "timezone": "Europe/Tallinn"}
        new_password = {"password": ANOTHER_PASSWORD, "current_password": PASSWORD}

        answers = [
            put(world, world.member, **good, **new_password, default_workspace_id=world.other_workspace_id),
            put(world, world.member, **(good | new_password | {"email": world.admin.email})),
            put(world, world.member, **good, password=ANOTHER_PASSWORD, current_password="wrong password"),
        ]

        assert [answer.status for answer in answers] == [400, 400, 400]
        assert me(world, (world.member.email, PASSWORD)) == before

    def test_does_not_count_as_a_change_of_access(self, world: World):
        before = me(world, world.member)["authorization_updated_at"]

        put(world, world.member, fullname="Mia Moved", password=ANOTHER_PASSWORD, current_password=PASSWORD)

        assert me(world, world.member)["authorization_updated_at"] == before

    def test_no_organization_reads_in_its_log_of_another_ones_workspace(self, world: World, rows: Any):
        person = guest(world)
        own = me(world, person)["default_workspace_id"]
        path = f"/organizations/invitations/{person.code}/accept"
        world.http.ok("POST", path, as_=person)

        for workspace_id in (world.workspace_id, own):
            assert put(world, person, default_workspace_id=workspace_id).status == 200

        written = rows(
            """
            SELECT before::text, after::text FROM audit_entries
             WHERE organization_id = $1 AND account_id = $2 AND action = 'update'""",
            world,
            person.user_id,
        )
        assert written == [{"before": "{}", "after": '{"default_workspace_changed": true}'}] * 2

    def test_the_audit_log_keeps_what_changed(self, world: World, rows: Any):
        email = address("Mia Moved")
        put(world, world.member, email=email, timezone="UTC", beginning_of_week=6)

        written = rows(
            """
            SELECT action, entity_id, before::text, after::text FROM audit_entries
             WHERE organization_id = $1 AND entity_type = 'account' AND action = 'update'""",
            world,
        )

        before = f'{{"email": "{world.member.email}", "beginning_of_week": 1}}'
        after = f'{{"email": "{email}", "beginning_of_week": 6}}'
        assert [tuple(entry.values()) for entry in written] == [("update", world.member.user_id, before, after)]


def _invited_elsewhere(world: World, person: Person) -> Person:
    """The person, with the code of an invitation to the stranger's organization."""
    payload = {"emails": [person.email], "workspaces": [{"workspace_id": world.foreign_workspace_id}]}
    path = f"/organizations/{world.foreign_organization_id}/invitations"
    sent = world.http.ok("POST", path, payload, as_=world.stranger)
    return Person(**{**person.__dict__, "code": sent["invitations"][0]["code"]})


class Test_put_me_with_a_password:
    def change(self, world: World, person: Any, current: str = PASSWORD) -> Answer:
        return put(world, person, password=ANOTHER_PASSWORD, current_password=current)

    def test_the_new_one_signs_in_and_the_earlier_does_not(self, world: World):
        assert self.change(world, world.member).status == 200

        assert world.http("GET", "/me", as_=(world.member.email, ANOTHER_PASSWORD)).status == 200
        assert world.http("GET", "/me", as_=(world.member.email, PASSWORD)).status == 403

    def test_ends_every_session_but_the_requests_own(self, world: World):
        own, other = begin_session(world, world.member), begin_session(world, world.member)
        somebody_elses = begin_session(world, world.admin)
        changes = {"password": ANOTHER_PASSWORD, "current_password": PASSWORD}

        assert world.http("PUT", "/me", changes, headers={"Cookie": own}).status == 200

        assert [status(world, cookie) for cookie in (own, other, somebody_elses)] == [200, 401, 200]

    def test_by_token_it_ends_every_session(self, world: World):
        cookie = begin_session(world, world.member)

        self.change(world, world.member)

        assert status(world, cookie) == 401

    def test_leaves_the_token(self, world: World):
        self.change(world, world.member)

        assert me(world, world.member)["api_token"] == world.member.token

    def test_ends_the_reset_link(self, world: World):
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        code = world.http.ok("POST", path, as_=world.owner)["url"].rpartition("=")[2]

        self.change(world, world.member)

        answer = world.http("POST", "/me/lost_passwords/confirm", {"code": code, "password": "yet another phrase"})
        assert answer.status == 400

    def test_a_wrong_current_one_is_refused(self, world: World):
        answer = self.change(world, world.member, "wrong password")

        assert (answer.status, answer.json()) == (400, "Current password is not valid")
        assert world.http("GET", "/me", as_=(world.member.email, PASSWORD)).status == 200

    def test_the_audit_log_keeps_that_it_was_done_and_no_password(self, world: World, rows: Any):
        self.change(world, world.member)

        written = rows("SELECT after::text FROM audit_entries WHERE organization_id = $1 AND action = 'update'", world)

        assert {"after": '{"password_changed": true}'} in written
        assert ANOTHER_PASSWORD not in str(written)

    def test_of_two_at_once_with_one_current_one_the_second_is_refused(self, world: World):
        new = [f"{ANOTHER_PASSWORD} {number}" for number in range(4)]

        def change(password: str) -> int:
            return put(world, world.member, password=password, current_password=PASSWORD).status

        statuses = at_once(world.http, *(lambda password=password: change(password) for password in new))

        assert sorted(statuses) == [200, 400, 400, 400]
        (right,) = (password for password, told in zip(new, statuses, strict=True) if told == 200)
        assert world.http("GET", "/me", as_=(world.member.email, right)).status == 200


class Test_put_me_beside_others:
    def test_of_two_who_want_one_address_one_gets_it(self, world: World):
        email = address("Mia Moved")
        people = [world.member, world.admin, world.outside, world.indirect]

        answers = at_once(world.http, *(lambda one=one: put(world, one, email=email) for one in people))

        assert sorted(answer.status for answer in answers) == [200, 400, 400, 400]
        assert {answer.json() for answer in answers if answer.status == 400} == {TAKEN}

    def test_an_organization_that_is_founded_meanwhile_knows_the_name(self, world: World, rows: Any):
        founded = {"name": "Founded", "workspace_name": "Founded"}

        answers = at_once(
            world.http,
            lambda: put(world, world.member, fullname="Mia Moved"),
            *(lambda: world.http("POST", "/organizations", founded, as_=world.member) for _ in range(3)),
        )

        assert {answer.status for answer in answers} == {200}
        known = rows("SELECT name FROM organization_users WHERE account_id = $1", world.member.user_id)
        assert known == [{"name": "Mia Moved"}] * 4

    def test_organizations_that_invite_meanwhile_know_one_address(self, world: World, rows: Any):
        user_id, email, token = sign_up(world.http, "Greta Guest")
        moved = address("Greta Moved")
        payload = {"emails": [email], "workspaces": [{"workspace_id": world.workspace_id}]}
        path = f"/organizations/{world.organization_id}/invitations"

        answers = at_once(
            world.http,
            lambda: put(world, (token, "api_token"), email=moved),
            lambda: world.http("POST", path, payload, as_=world.owner),
        )

        assert [answer.status for answer in answers] == [200, 200]
        known = rows(
            """
            SELECT ou.email, a.email AS accounts, i.email AS invitations
              FROM organization_users ou JOIN accounts a ON a.id = ou.account_id
              JOIN invitations i ON i.organization_id = ou.organization_id AND i.organization_user_id = ou.id
             WHERE ou.organization_id = $1 AND (ou.account_id = $2 OR a.email = $3)""",
            world,
            user_id,
            email,
        )
        assert len(known) == 1
        assert len(set(known[0].values())) == 1
