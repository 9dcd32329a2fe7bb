"""People who are deleted from an organization, and people who leave it."""

from __future__ import annotations

import pytest

import toggl
from support.http import Answer
from support.making import make_paying
from support.together import at_once
from support.world import PASSWORD, Person, World, join


def patch(world: World, body: object, *, as_: Person | None = None) -> Answer:
    return world.http("PATCH", f"/organizations/{world.organization_id}/users", body, as_=as_ or world.owner)


def leave(world: World, person: Person, organization_id: int | None = None) -> Answer:
    return world.http("DELETE", f"/organizations/{organization_id or world.organization_id}/users/leave", as_=person)


def group_users(world: World) -> set[int]:
    groups = world.http.ok("GET", f"/organizations/{world.organization_id}/groups", as_=world.owner)
    return {user["user_id"] for group in groups for user in group["users"]}


class Test_patch_organization_users:
    def test_deletes_people(self, world):
        ids = [world.member.organization_user_id, world.outside.organization_user_id]
        answer = world.users_api(world.owner).patch_organization_users(
            world.organization_id, toggl.UserPatchParams(delete=ids)
        )

        assert answer == "OK"
        assert not set(ids) & world.people().keys()

    def test_answers_plain_text(self, world):
        answer = patch(world, {"delete": [world.member.organization_user_id]})

        assert (answer.text, answer.headers["content-type"].partition(";")[0]) == ("OK", "text/plain")

    def test_takes_workspace_users_and_group_memberships_with_them(self, world):
        patch(world, {"delete": [world.member.organization_user_id, world.indirect.organization_user_id]})

        gone = {world.member.user_id, world.indirect.user_id}
        assert not gone & world.workspace_users().keys()
        assert not gone & world.workspace_users(world.other_workspace_id).keys()
        assert not gone & group_users(world)

    def test_leaves_the_account_which_can_still_sign_in(self, world):
        patch(world, {"delete": [world.member.organization_user_id]})
        me = world.http("GET", "/me", as_=(world.member.email, PASSWORD))

        assert (me.status, me.json()["id"]) == (200, world.member.user_id)
        assert world.http.ok("GET", "/me/organizations", as_=world.member) == []

    def test_ends_access_at_once(self, world):
        patch(world, {"delete": [world.member.organization_user_id]})

        assert world.http("GET", f"/organizations/{world.organization_id}", as_=world.member).status == 404
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.member).status == 403

    def test_of_somebody_who_never_joined_withdraws_the_invitation(self, world):
        patch(world, {"delete": [world.invited.organization_user_id]})
        shown = world.http("GET", f"/invitations/{world.invited.code}")
        payload = {"email": world.invited.email, "password": PASSWORD, "invitation_code": world.invited.code}
        signup = world.http("POST", "/signup", payload)

        assert (shown.status, shown.json()) == (404, "Invitation not found")
        assert (signup.status, signup.json()) == (
            400,
            "Sorry, but this invitation seems either accepted or canceled",
        )

    def test_lets_somebody_who_never_joined_sign_up_alone_afterwards(self, world):
        patch(world, {"delete": [world.invited.organization_user_id]})
        signup = world.http("POST", "/signup", {"email": world.invited.email, "password": PASSWORD})

        assert signup.status == 200

    def test_never_gives_a_number_again(self, world):
        patch(world, {"delete": [world.member.organization_user_id]})
        request = {"emails": [world.member.email], "workspaces": [{"workspace_id": world.workspace_id}]}
        url = f"/organizations/{world.organization_id}/invitations"
        (again,) = world.http.ok("POST", url, request, as_=world.owner)["data"]

        assert again["recipient_id"] == world.member.user_id
        assert again["workspaces"][0]["workspace_user_id"] > world.member.workspace_user_id
        (person,) = (one for one in world.people().values() if one["user_id"] == world.member.user_id)
        assert person["id"] > world.member.organization_user_id
        assert person["groups"] == []

    def test_is_for_admins_too_even_against_admins_and_themselves(self, world):
        answer = patch(world, {"delete": [world.admin.organization_user_id]}, as_=world.admin)

        assert (answer.status, answer.text) == (200, "OK")

    def test_deletes_people_who_are_inactive(self, world):
        assert patch(world, {"delete": [world.inactive.organization_user_id]}).status == 200
        assert world.inactive.organization_user_id not in world.people()

    @pytest.mark.parametrize("body", [{}, {"delete": []}, {"delete": None}])
    def test_refuses_to_delete_nobody(self, shared_world, body):
        answer = patch(shared_world, body)

        assert (answer.status, answer.text) == (400, "At least one organization user ID must be supplied.")

    def test_refuses_an_id_that_stands_twice(self, shared_world):
        number = shared_world.member.organization_user_id
        answer = patch(shared_world, {"delete": [number, number]})

        assert (answer.status, answer.text) == (400, "Organization user IDs must be unique.")

    def test_refuses_all_and_names_those_who_are_not_there_in_the_order_of_the_request(self, shared_world):
        before = shared_world.people()
        foreign, account = shared_world.stranger.organization_user_id, shared_world.member.user_id
        ids = [foreign, shared_world.member.organization_user_id, 9_000_000_000, -1, account]
        answer = patch(shared_world, {"delete": ids})

        assert (answer.status, answer.text) == (
            400,
            "The following organization user IDs do not belong to this organization: "
            f"'{foreign},9000000000,-1,{account}'.",
        )
        assert shared_world.people() == before

    def test_refuses_all_when_the_owner_is_among_them(self, shared_world):
        before = shared_world.people()
        owner = shared_world.owner.organization_user_id
        answer = patch(shared_world, {"delete": [shared_world.member.organization_user_id, owner]})

        assert (answer.status, answer.text) == (
            400,
            f"Cannot remove the organization owner user with organization user ID='{owner}'.",
        )
        assert shared_world.people() == before

    def test_refuses_all_when_the_paying_user_is_among_them(self, world):
        make_paying(world, world.admin)
        before = world.people()
        paying = world.admin.organization_user_id
        answer = patch(world, {"delete": [world.member.organization_user_id, paying]})

        assert (answer.status, answer.text) == (
            400,
            f"Cannot remove the paying user with organization user ID='{paying}'.",
        )
        assert world.people() == before

    @pytest.mark.parametrize(
        "raw", [b"", b"{", b"[]", b'{"delete": 1}', b'{"delete": ["1"]}', b'{"delete": [1.5]}', b'{"delete": [1e30]}']
    )
    def test_refuses_what_it_cannot_read(self, shared_world, raw):
        url = f"/organizations/{shared_world.organization_id}/users"
        answer = shared_world.http("PATCH", url, raw=raw, as_=shared_world.owner)

        assert (answer.status, answer.text) == (400, "Invalid JSON input")

    def test_refuses_a_bad_organization_id(self, shared_world):
        answer = shared_world.http("PATCH", "/organizations/0/users", {"delete": [1]}, as_=shared_world.owner)

        assert (answer.status, answer.text) == (400, "Missing or invalid organization_id")

    @pytest.mark.parametrize("kind", ["workspace_admin", "member", "outside", "inactive", "stranger"])
    def test_refuses_everybody_but_the_owner_and_admins(self, shared_world, kind):
        body = {"delete": [shared_world.member.organization_user_id]}
        answer = patch(shared_world, body, as_=getattr(shared_world, kind))

        assert (answer.status, answer.text) == (403, "User is not authorized to delete the organization user")
        assert shared_world.member.organization_user_id in shared_world.people()

    def test_at_the_same_time_deletes_somebody_once(self, world):
        body = {"delete": [world.member.organization_user_id]}
        answers = at_once(world.http, *[lambda: patch(world, body)] * 6)
        refusal = (
            "The following organization user IDs do not belong to this organization: "
            f"'{world.member.organization_user_id}'."
        )

        assert sorted((answer.status, answer.text) for answer in answers) == [(200, "OK")] + [(400, refusal)] * 5


class Test_delete_organization_users_leave:
    def test_takes_an_active_person_out_whatever_they_are_but_owner(self, world):
        for person in (world.admin, world.workspace_admin, world.member, world.outside, world.indirect):
            answer = world.users_api(person).delete_organization_users_leave(world.organization_id)

            assert answer == "OK"
            assert person.organization_user_id not in world.people()
            assert world.http("GET", f"/organizations/{world.organization_id}", as_=person).status == 404

    def test_takes_an_inactive_person_out(self, world):
        answer = leave(world, world.inactive)

        assert (answer.status, answer.text) == (200, "OK")
        assert world.inactive.organization_user_id not in world.people()

    def test_takes_workspace_users_and_group_memberships_along(self, world):
        leave(world, world.member)

        assert world.member.user_id not in world.workspace_users()
        assert world.member.user_id not in group_users(world)

    def test_leaves_the_account(self, world):
        leave(world, world.member)
        me = world.http.ok("GET", "/me", as_=(world.member.email, PASSWORD))

        assert (me["id"], me["default_workspace_id"]) == (world.member.user_id, None)

    def test_leaves_other_organizations_of_the_person_alone(self, world):
        other = world.http.ok("POST", "/organizations", {"name": "Own", "workspace_name": "W"}, as_=world.member)
        leave(world, world.member)

        assert [one["id"] for one in world.http.ok("GET", "/me/organizations", as_=world.member)] == [other["id"]]

    def test_a_second_time_is_refused(self, world):
        leave(world, world.member)
        answer = leave(world, world.member)

        assert (answer.status, answer.text) == (400, "The user does not belong to the organization.")

    @pytest.mark.parametrize("organization_id", ["other", "unknown"])
    def test_refuses_who_is_not_in_it(self, shared_world, organization_id):
        number = shared_world.foreign_organization_id if organization_id == "other" else 9_000_000_000
        answer = leave(shared_world, shared_world.member, number)

        assert (answer.status, answer.text) == (400, "The user does not belong to the organization.")

    def test_refuses_who_is_only_invited(self, world):
        request = {"emails": [world.stranger.email], "workspaces": [{"workspace_id": world.workspace_id}]}
        world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", request, as_=world.owner)
        answer = leave(world, world.stranger)

        assert (answer.status, answer.text) == (400, "The user does not belong to the organization.")
        assert world.stranger.user_id in {one["user_id"] for one in world.people().values()}

    def test_refuses_the_owner_among_others(self, shared_world):
        answer = leave(shared_world, shared_world.owner)

        assert (answer.status, answer.text) == (400, "Cannot remove the organization owner.")
        assert shared_world.owner.organization_user_id in shared_world.people()

    @pytest.mark.parametrize("kind", ["invited", "inactive"])
    def test_refuses_the_owner_while_one_person_is_left_in_any_state(self, world, kind):
        kept = {world.owner.organization_user_id, getattr(world, kind).organization_user_id}
        patch(world, {"delete": list(world.people().keys() - kept)})
        answer = leave(world, world.owner)

        assert (answer.status, answer.text) == (400, "Cannot remove the organization owner.")
        assert world.people().keys() == kept

    def test_refuses_the_paying_user(self, world):
        make_paying(world, world.admin)
        answer = leave(world, world.admin)

        assert (answer.status, answer.text) == (400, "Cannot remove the paying user.")
        assert world.admin.organization_user_id in world.people()

    def test_of_the_last_person_deletes_the_organization_and_all_that_is_in_it(self, world):
        owner, organization_id = world.stranger, world.foreign_organization_id
        answer = leave(world, owner, organization_id)

        assert (answer.status, answer.text) == (200, "OK")
        assert world.http("GET", f"/organizations/{organization_id}", as_=owner).status == 404
        assert world.http("GET", f"/workspaces/{world.foreign_workspace_id}", as_=owner).status == 403
        assert world.http("GET", f"/organizations/{organization_id}/groups", as_=owner).status == 403
        assert world.http.ok("GET", "/me/organizations", as_=owner) == []
        assert world.http.ok("GET", "/me/workspaces", as_=owner) == []

    def test_of_the_last_person_leaves_their_account(self, world):
        leave(world, world.stranger, world.foreign_organization_id)
        me = world.http.ok("GET", "/me", as_=world.stranger)

        assert (me["id"], me["default_workspace_id"]) == (world.stranger.user_id, None)

    def test_ends_all_sessions_access_at_once(self, world):
        answer = world.http("POST", "/me/sessions", as_=(world.member.email, PASSWORD))
        cookie = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
        organization = f"/organizations/{world.organization_id}"
        before = world.http("GET", organization, headers=cookie).status
        leave(world, world.member)

        assert before == 200
        assert world.http("GET", organization, headers=cookie).status == 404
        assert world.http("GET", "/me", headers=cookie).status == 200

    def test_at_the_same_time_of_the_last_two_leaves_an_owner_or_nothing(self, world):
        kept = {world.owner.organization_user_id, world.member.organization_user_id}
        patch(world, {"delete": list(world.people().keys() - kept)})
        owner, member = at_once(world.http, lambda: leave(world, world.owner), lambda: leave(world, world.member))

        assert (member.status, member.text) == (200, "OK")
        if owner.status == 200:
            assert world.http("GET", f"/organizations/{world.organization_id}", as_=world.owner).status == 404
        else:
            assert (owner.status, owner.text) == (400, "Cannot remove the organization owner.")
            assert world.people().keys() == {world.owner.organization_user_id}

    def test_at_the_same_time_as_somebody_joins_never_leaves_a_person_without_an_organization(self, world):
        kept = {world.owner.organization_user_id, world.invited.organization_user_id}
        patch(world, {"delete": list(world.people().keys() - kept)})
        joined, refused = at_once(
            world.http, lambda: join(world.http, world.invited), lambda: leave(world, world.owner)
        )

        assert (refused.status, refused.text) == (400, "Cannot remove the organization owner.")
        assert [one["id"] for one in world.http.ok("GET", "/me/organizations", as_=joined)] == [world.organization_id]

    def test_twice_at_the_same_time_takes_somebody_out_once(self, world):
        answers = at_once(world.http, *[lambda: leave(world, world.member)] * 4)

        assert (
            sorted((answer.status, answer.text) for answer in answers)
            == [(200, "OK")] + [(400, "The user does not belong to the organization.")] * 3
        )

    def test_refuses_a_bad_organization_id(self, shared_world):
        answer = shared_world.http("DELETE", "/organizations/x/users/leave", as_=shared_world.member)

        assert (answer.status, answer.text) == (400, "Missing or invalid organization_id")
