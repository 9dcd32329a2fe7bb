"""What may not be changed of a person of an organization, whose, and by whom."""

from __future__ import annotations

import pytest

from support.http import Answer
from support.making import make_paying
from support.together import at_once
from support.world import PASSWORD, Person, World, address, invite

UNKNOWN = 9_000_000_000


def put(world: World, person: Person, changes: object, *, as_: Person | None = None) -> Answer:
    url = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
    return world.http("PUT", url, changes, as_=as_ or world.owner)


class Test_put_organization_users:
    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({}, "At least one field is required."),
            ({"colour": "red"}, "At least one field is required."),
            ({"name": None}, "At least one field is required."),
            ({"organization_admin": True, "role_id": 2}, "Cannot use both admin flags and role_id."),
            ({"organization_admin": False, "role_id": 3}, "Cannot use both admin flags and role_id."),
            ({"role_id": 0}, "Invalid role_id."),
            ({"role_id": -1}, "Invalid role_id."),
            ({"role_id": 1234}, "Invalid role ID: 1234."),
            ({"role_id": 4}, "Invalid organization role."),
            ({"role_id": 1}, "Invalid organization role."),
            ({"name": ""}, "Field 'name' cannot be empty."),
            ({"name": " \t"}, "Field 'name' cannot be empty."),
            ({"email": ""}, "Missing e-mail."),
            ({"email": "  "}, "Missing e-mail."),
            ({"email": "mia"}, "Invalid e-mail: 'mia'"),
            ({"email": "mia@@example.com"}, "Invalid e-mail: 'mia@@example.com'"),
            ({"email": "mia @example.com"}, "Invalid e-mail: 'mia @example.com'"),
        ],
    )
    def test_refuses_what_cannot_be_right(self, shared_world, changes, text):
        answer = put(shared_world, shared_world.member, changes)

        assert (answer.status, answer.text) == (400, text)

    def test_refuses_a_name_that_is_too_long_for_any_list(self, shared_world):
        assert put(shared_world, shared_world.member, {"name": "x" * 256}).status == 400

    @pytest.mark.parametrize(
        ("as_what", "text"),
        [
            ({"role_id": 1234}, "Invalid workspace role with ID: 1234."),
            ({"role_id": 2}, "Invalid workspace role with ID: 2."),
            ({"role_id": 4, "admin": True}, "Cannot use both admin flags and role_id."),
            ({"role_id": 4, "role": "admin"}, "Cannot use both admin flags and role_id."),
        ],
    )
    def test_refuses_roles_that_no_workspace_has(self, shared_world, as_what, text):
        workspaces = [{"workspace_id": shared_world.workspace_id, **as_what}]
        answer = put(shared_world, shared_world.member, {"workspaces": workspaces})

        assert (answer.status, answer.text) == (400, text)

    @pytest.mark.parametrize("number", ["foreign", "unknown"])
    def test_refuses_groups_of_nobody_here(self, shared_world, number):
        group_id = shared_world.foreign_group_id if number == "foreign" else UNKNOWN
        answer = put(shared_world, shared_world.member, {"groups": [shared_world.group_id, group_id]})

        text = f"Group '{group_id}' is not in Organization '{shared_world.organization_id}'."
        assert (answer.status, answer.text) == (400, text)

    @pytest.mark.parametrize("number", ["foreign", "unknown"])
    def test_refuses_workspaces_of_nobody_here(self, shared_world, number):
        workspace_id = shared_world.foreign_workspace_id if number == "foreign" else UNKNOWN
        workspaces = [{"workspace_id": shared_world.workspace_id}, {"workspace_id": workspace_id}]
        answer = put(shared_world, shared_world.member, {"workspaces": workspaces})

        text = f"Workspace '{workspace_id}' is not in Organization '{shared_world.organization_id}'."
        assert (answer.status, answer.text) == (400, text)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"groups": [UNKNOWN]},
            {"workspaces": [{"workspace_id": UNKNOWN}]},
            {"workspaces": [{"workspace_id": UNKNOWN, "role_id": 1}]},
            {"email": "no address"},
        ],
    )
    def test_changes_all_or_nothing(self, shared_world, wrong):
        before = shared_world.people(), shared_world.workspace_users()
        right = {"name": "Mia Renamed", "organization_admin": True, "inactive": True, "groups": [], "workspaces": []}
        answer = put(shared_world, shared_world.member, right | wrong)

        assert answer.status == 400
        assert (shared_world.people(), shared_world.workspace_users()) == before

    @pytest.mark.parametrize("spelling", [str, str.upper])
    def test_refuses_an_email_that_somebody_else_has(self, shared_world, spelling):
        for other in (shared_world.outside, shared_world.stranger, shared_world.invited):
            answer = put(shared_world, shared_world.member, {"email": spelling(other.email)})

            assert (answer.status, answer.text) == (400, "Email already exists.")

    def test_gives_an_email_to_one_of_two_who_want_it_at_the_same_time(self, world):
        wanted = address("wanted")
        people = [world.member, world.outside, world.indirect, world.workspace_admin]
        answers = at_once(world.http, *[lambda one=one: put(world, one, {"email": wanted}) for one in people])

        assert (
            sorted((answer.status, answer.text) for answer in answers)
            == [(200, "OK")] + [(400, "Email already exists.")] * 3
        )

    def test_refuses_name_and_email_of_who_is_in_another_organization_too(self, world):
        world.http.ok("POST", "/organizations", {"name": "Own", "workspace_name": "W"}, as_=world.member)
        answers = [put(world, world.member, {field: address("mia.new")}) for field in ("name", "email")]

        assert [(answer.status, answer.text) for answer in answers] == [(400, "User has multiple organizations.")] * 2

    def test_refuses_name_and_email_of_a_strangers_account_that_is_only_invited(self, world):
        request = {"emails": [world.stranger.email], "workspaces": [{"workspace_id": world.workspace_id}]}
        world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", request, as_=world.owner)
        # Not even when the invitation is all that the account has.
        world.http.ok("DELETE", f"/organizations/{world.foreign_organization_id}/users/leave", as_=world.stranger)
        (number,) = (one["id"] for one in world.people().values() if one["user_id"] == world.stranger.user_id)
        url = f"/organizations/{world.organization_id}/users/{number}"
        answers = [world.http("PUT", url, {field: address("sten.new")}, as_=world.owner) for field in ("name", "email")]

        assert [(answer.status, answer.text) for answer in answers] == [(400, "User has multiple organizations.")] * 2
        assert world.http("GET", "/me", as_=(world.stranger.email, PASSWORD)).status == 200

    def test_changes_what_is_no_account_matter_of_who_is_in_another_organization_too(self, world):
        world.http.ok("POST", "/organizations", {"name": "Own", "workspace_name": "W"}, as_=world.member)
        same = {"name": world.member.name, "email": world.member.email}
        answer = put(world, world.member, {**same, "organization_admin": True, "groups": []})

        assert (answer.status, answer.text) == (200, "OK")

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({"organization_admin": False}, "Cannot remove admin privileges from owner."),
            ({"role_id": 3}, "Cannot remove admin privileges from owner."),
            ({"role_id": 2}, "Cannot remove admin privileges from owner."),
            ({"inactive": True}, "Cannot deactivate owner."),
            ({"workspaces": []}, "Cannot remove workspace owner."),
        ],
    )
    def test_protects_the_owner_who_is_the_paying_user_too(self, shared_world, changes, text):
        before = shared_world.people()
        answers = [
            put(shared_world, shared_world.owner, changes, as_=one) for one in (shared_world.owner, shared_world.admin)
        ]

        assert [(answer.status, answer.text) for answer in answers] == [(400, text)] * 2
        assert shared_world.people() == before

    def test_protects_the_paying_user(self, world):
        make_paying(world, world.admin)
        before = world.people()
        changes = ({"organization_admin": False}, {"role_id": 3}, {"inactive": True}, {"workspaces": []})
        answers = [put(world, world.admin, change) for change in changes]

        assert [(answer.status, answer.text) for answer in answers] == [
            (400, "Cannot remove admin privileges from paying user."),
            (400, "Cannot remove admin privileges from paying user."),
            (400, "Cannot deactivate paying user."),
            (400, "Cannot remove paying user."),
        ]
        assert world.people() == before

    @pytest.mark.parametrize("change", [{"organization_admin": False}, {"inactive": True}])
    def test_of_two_admins_who_turn_each_other_out_at_the_same_time_lets_one_win(self, world, change):
        put(world, world.member, {"organization_admin": True})
        answers = at_once(
            world.http,
            lambda: put(world, world.member, change, as_=world.admin),
            lambda: put(world, world.admin, change, as_=world.member),
        )

        assert sorted((answer.status, answer.text) for answer in answers) == [
            (200, "OK"),
            (403, "User is not authorized to update the organization user"),
        ]

    def test_keeps_an_organization_admin_in_their_workspaces(self, shared_world):
        answer = put(shared_world, shared_world.admin, {"workspaces": []})

        assert (answer.status, answer.text) == (400, "Cannot remove organization admin.")

    @pytest.mark.parametrize("target", ["owner", "member"])
    def test_lets_no_admin_turn_the_address_of_the_owner_or_of_another_admin(self, world, target):
        person = getattr(world, target)
        if person is world.member:
            put(world, person, {"organization_admin": True})
        answer = put(world, person, {"email": address("taken.over")}, as_=world.admin)

        assert (answer.status, answer.text) == (403, "User is not authorized to update the organization user")
        assert world.http("GET", "/me", as_=(person.email, PASSWORD)).status == 200

    def test_lets_no_admin_turn_another_admins_address_by_demoting_them_in_the_same_request(self, world):
        put(world, world.member, {"organization_admin": True})
        answer = put(world, world.member, {"email": address("new"), "organization_admin": False}, as_=world.admin)

        assert answer.status == 403
        assert world.people()[world.member.organization_user_id]["admin"] is True

    def test_lets_an_admin_turn_their_own_address_and_a_members(self, world):
        own = put(world, world.admin, {"email": address("adam.new")}, as_=world.admin)
        members = put(world, world.member, {"email": address("mia.new")}, as_=world.admin)

        assert (own.status, members.status) == (200, 200)

    def test_lets_the_owner_turn_an_admins_address(self, world):
        assert put(world, world.admin, {"email": address("adam.new")}).status == 200

    @pytest.mark.parametrize("kind", ["workspace_admin", "member", "outside", "inactive", "stranger"])
    def test_is_for_the_owner_and_admins_alone(self, shared_world, kind):
        person = getattr(shared_world, kind)
        answer = put(shared_world, shared_world.member, {"organization_admin": True}, as_=person)

        assert (answer.status, answer.text) == (403, "User is not authorized to update the organization user")
        assert shared_world.people()[shared_world.member.organization_user_id]["admin"] is False

    def test_another_organizations_person_looks_like_nobody(self, shared_world):
        users = f"/organizations/{shared_world.organization_id}/users"
        numbers = (shared_world.stranger.organization_user_id, UNKNOWN, shared_world.member.user_id)
        answers = [
            shared_world.http("PUT", f"{users}/{number}", {"inactive": True}, as_=shared_world.owner)
            for number in numbers
        ]

        assert [(answer.status, answer.text) for answer in answers] == [(404, "Invalid organization user ID.")] * 3

    @pytest.mark.parametrize(
        ("organization", "person", "text"),
        [
            ("0", "1", "Missing or invalid organization_id."),
            ("x", "1", "Missing or invalid organization_id."),
            ("own", "0", "Missing or invalid organization_user_id"),
            ("own", "x", "Missing or invalid organization_user_id"),
            ("own", str(2**63), "Missing or invalid organization_user_id"),
        ],
    )
    def test_refuses_bad_numbers(self, shared_world, organization, person, text):
        number = shared_world.organization_id if organization == "own" else organization
        answer = shared_world.http(
            "PUT", f"/organizations/{number}/users/{person}", {"name": "Mia"}, as_=shared_world.owner
        )

        assert (answer.status, answer.text) == (400, text)

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b'"name"',
            b'{"name": 5}',
            b'{"inactive": "true"}',
            b'{"groups": "1,2"}',
            b'{"groups": [null]}',
            b'{"role_id": 1e30}',
            b'{"workspaces": [{"role": "user"}]}',
            b'{"workspaces": [{"workspace_id": 1, "role": "boss"}]}',
            b'{"name": "\\u0000"}',
            b'{"name": "\\ud800"}',
            b'{"email": "\\u0000@example.com"}',
            b"\xff",
        ],
    )
    def test_refuses_what_it_cannot_read(self, shared_world, raw):
        url = f"/organizations/{shared_world.organization_id}/users/{shared_world.member.organization_user_id}"
        answer = shared_world.http("PUT", url, raw=raw, as_=shared_world.owner)

        assert (answer.status, answer.text) == (400, "Invalid JSON input")

    def test_of_people_who_are_deleted_at_the_same_time_never_fails_otherwise(self, world):
        people = invite(
            world.http, world.owner, world.organization_id, [{"workspace_id": world.workspace_id}], "A", "B"
        )
        url = f"/organizations/{world.organization_id}/users"
        body = {"delete": [one.organization_user_id for one in people]}
        changed, deleted = at_once(
            world.http,
            lambda: put(world, people[0], {"groups": [world.group_id], "name": "Ann"}),
            lambda: world.http("PATCH", url, body, as_=world.owner),
        )

        assert (deleted.status, deleted.text) == (200, "OK")
        assert (changed.status, changed.text) in {(200, "OK"), (404, "Invalid organization user ID.")}
        assert not set(body["delete"]) & world.people().keys()
