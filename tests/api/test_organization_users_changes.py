"""What becomes of a person of an organization who is changed: name, address, role, activity, groups, workspaces."""

from __future__ import annotations

import pytest

import toggl
from support.http import Answer
from support.world import PASSWORD, Person, World, address


def put(world: World, person: Person, changes: object, *, as_: Person | None = None) -> Answer:
    url = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
    return world.http("PUT", url, changes, as_=as_ or world.owner)


def shown(world: World, person: Person) -> dict:
    return world.people()[person.organization_user_id]


def places(world: World, person: Person) -> dict[int, tuple[int, str]]:
    """Workspace user id and role by workspace."""
    workspaces = shown(world, person)["workspaces"]
    return {one["workspace_id"]: (one["workspace_user_id"], one["role"]) for one in workspaces}


def is_direct(world: World, person: Person, workspace_id: int) -> bool:
    return world.workspace_users(workspace_id)[person.user_id]["is_direct"]


class Test_put_organization_users:
    def test_takes_the_fields_of_both_generations_from_the_client(self, world):
        payload = toggl.UserPayload(
            name="Mia Renamed",
            organization_admin=True,
            inactive=False,
            groups=[],
            workspaces=[
                {"workspace_id": world.other_workspace_id, "role": "teamlead"},
                {"workspace_id": world.workspace_id},
            ],
        )
        answer = world.users_api(world.owner).put_organization_users(
            world.organization_id, payload, organization_user_id=world.member.organization_user_id
        )
        mia = shown(world, world.member)

        assert answer == "OK"
        assert (mia["name"], mia["admin"], mia["inactive"], mia["groups"]) == ("Mia Renamed", True, False, [])
        assert {number: role for number, (_, role) in places(world, world.member).items()} == {
            world.workspace_id: "user",
            world.other_workspace_id: "teamlead",
        }

    def test_answers_plain_text(self, world):
        answer = put(world, world.member, {"name": "Mia"})

        assert (answer.text, answer.headers["content-type"].partition(";")[0]) == ("OK", "text/plain")

    def test_leaves_what_is_absent_null_or_unknown_untouched(self, world):
        before = shown(world, world.member)
        nulls = {"groups": None, "workspaces": None, "email": None, "inactive": None, "organization_admin": None}
        unknown = {"colour": "red", "admin": True, "rate": 5}
        for name, others in (("Mia Absent", {}), ("Mia Null", nulls), ("Mia Unknown", unknown)):
            put(world, world.member, {"name": name} | others)

            assert shown(world, world.member) == before | {"name": name}

    def test_a_name_shows_wherever_the_person_is_shown(self, world):
        put(world, world.member, {"name": "  Mia Renamed "})
        groups = world.http.ok("GET", f"/organizations/{world.organization_id}/groups", as_=world.owner)

        assert shown(world, world.member)["name"] == "Mia Renamed"
        assert world.workspace_users()[world.member.user_id]["name"] == "Mia Renamed"
        assert world.http.ok("GET", "/me", as_=world.member)["fullname"] == "Mia Renamed"
        assert {one["user_id"]: one["name"] for one in groups[0]["users"]}[world.member.user_id] == "Mia Renamed"

    def test_an_email_is_what_the_person_signs_in_with_from_then_on(self, world):
        new = address("mia.new")
        put(world, world.member, {"email": new})

        assert world.http("GET", "/me", as_=(new, PASSWORD)).json()["id"] == world.member.user_id
        assert world.http("GET", "/me", as_=(world.member.email, PASSWORD)).status == 403
        assert shown(world, world.member)["email"] == new
        assert world.workspace_users()[world.member.user_id]["email"] == new

    def test_an_email_may_change_its_letter_case_alone(self, world):
        put(world, world.member, {"email": world.member.email.upper()})

        assert shown(world, world.member)["email"] == world.member.email.upper()
        assert world.http("GET", "/me", as_=(world.member.email, PASSWORD)).status == 200

    def test_an_email_of_somebody_invited_ends_the_link_that_went_to_the_earlier_one(self, world):
        put(world, world.invited, {"email": address("ivan.new")})

        assert world.http("GET", f"/invitations/{world.invited.code}").status == 404
        assert shown(world, world.invited)["invitation_id"] == world.invited.invitation_id

    @pytest.mark.parametrize("changes", [{"organization_admin": True}, {"role_id": 2}])
    def test_promotes(self, world, changes):
        before = world.http("GET", f"/organizations/{world.organization_id}/users", as_=world.member).status
        put(world, world.member, changes)
        after = world.http("GET", f"/organizations/{world.organization_id}/users", as_=world.member).status

        assert (before, after) == (403, 200)
        assert (shown(world, world.member)["admin"], shown(world, world.member)["role_id"]) == (True, 2)
        assert {one["admin"] for one in shown(world, world.member)["workspaces"]} == {True}

    @pytest.mark.parametrize("changes", [{"organization_admin": False}, {"role_id": 3}])
    def test_demotes(self, world, changes):
        put(world, world.admin, changes)

        assert world.http("GET", f"/organizations/{world.organization_id}/users", as_=world.admin).status == 403
        assert (shown(world, world.admin)["admin"], shown(world, world.admin)["role_id"]) == (False, 3)
        assert {one["admin"] for one in shown(world, world.admin)["workspaces"]} == {False}

    def test_lets_admins_demote_each_other(self, world):
        put(world, world.member, {"organization_admin": True}, as_=world.admin)
        answer = put(world, world.admin, {"organization_admin": False}, as_=world.member)

        assert (answer.status, shown(world, world.admin)["admin"]) == (200, False)

    @pytest.mark.parametrize("changes", [{"organization_admin": True}, {"role_id": 1}])
    def test_leaves_the_owner_what_they_are(self, world, changes):
        answer = put(world, world.owner, changes)

        assert (answer.status, shown(world, world.owner)["owner"], shown(world, world.owner)["role_id"]) == (
            200,
            True,
            1,
        )

    def test_deactivating_ends_access_at_once_on_all_paths(self, world):
        person, organization = world.workspace_admin, f"/organizations/{world.organization_id}"
        workspace = f"/workspaces/{world.workspace_id}"
        paths = [
            organization,
            f"{organization}/roles",
            f"{organization}/users/detailed",
            f"{organization}{workspace}/workspace_users",
            workspace,
            f"{workspace}/users",
            f"{workspace}/workspace_users",
        ]
        before = [world.http("GET", path, as_=person).status for path in paths]
        put(world, person, {"inactive": True})
        after = [world.http("GET", path, as_=person).status for path in paths]

        assert before == [200] * len(paths)
        assert after == [404, 403, 403, 403, 403, 403, 403]
        assert world.http.ok("GET", "/me/organizations", as_=person) == []
        assert world.http.ok("GET", "/me/workspaces", as_=person) == []

    def test_somebody_deactivated_is_still_known_by_token_password_and_session(self, world):
        session = world.http("POST", "/me/sessions", as_=(world.member.email, PASSWORD))
        cookie = {"Cookie": session.headers["Set-Cookie"].partition(";")[0]}
        put(world, world.member, {"inactive": True})
        workspace = f"/workspaces/{world.workspace_id}/users"

        assert world.http("GET", "/me", as_=world.member).status == 200
        assert world.http("GET", "/me", as_=(world.member.email, PASSWORD)).status == 200
        assert world.http("GET", "/me", headers=cookie).status == 200
        assert world.http("GET", workspace, as_=world.member).status == 403
        assert world.http("GET", workspace, as_=(world.member.email, PASSWORD)).status == 403
        assert world.http("GET", workspace, headers=cookie).status == 403

    def test_deactivating_shows_in_every_list(self, world):
        put(world, world.member, {"inactive": True})
        url = f"/workspaces/{world.workspace_id}/users"
        simple = {one["id"]: one["inactive"] for one in world.http.ok("GET", url, as_=world.owner)}

        assert shown(world, world.member)["inactive"] is True
        assert {one["inactive"] for one in shown(world, world.member)["workspaces"]} == {True}
        assert world.workspace_users()[world.member.user_id]["inactive"] is True
        assert simple[world.member.user_id] is True

    def test_reactivating_restores_exactly_what_was_there(self, world):
        people = (world.admin, world.workspace_admin, world.member, world.indirect)
        before = world.people(), world.workspace_users(), world.workspace_users(world.other_workspace_id)
        path = f"/workspaces/{world.workspace_id}/users"
        for person in people:
            put(world, person, {"inactive": True})
        between = {world.http("GET", path, as_=person).status for person in people}
        for person in people:
            put(world, person, {"inactive": False})

        assert between == {403}
        assert (world.people(), world.workspace_users(), world.workspace_users(world.other_workspace_id)) == before
        assert {world.http("GET", path, as_=person).status for person in people} == {200}

    def test_an_invitation_waits_until_somebody_deactivated_is_reactivated(self, world):
        put(world, world.invited, {"inactive": True})
        while_inactive = world.http("GET", f"/invitations/{world.invited.code}").status
        put(world, world.invited, {"inactive": False})

        assert while_inactive == 404
        assert world.http("GET", f"/invitations/{world.invited.code}").status == 200

    def test_groups_are_replaced_and_so_are_the_memberships_they_hold(self, world):
        group = {"name": "Night", "workspaces": [world.workspace_id]}
        url = f"/organizations/{world.organization_id}/groups"
        night = world.http.ok("POST", url, group, as_=world.owner)["group_id"]
        put(world, world.outside, {"groups": [night]})
        put(world, world.indirect, {"groups": []})

        assert [one["group_id"] for one in shown(world, world.outside)["groups"]] == [night]
        assert places(world, world.outside).keys() == {world.workspace_id, world.other_workspace_id}
        assert is_direct(world, world.outside, world.workspace_id) is False
        assert shown(world, world.indirect)["groups"] == []
        assert places(world, world.indirect).keys() == {world.other_workspace_id}

    def test_another_group_in_the_same_workspace_keeps_the_workspace_user(self, world):
        group = {"name": "Night", "workspaces": [world.workspace_id]}
        url = f"/organizations/{world.organization_id}/groups"
        night = world.http.ok("POST", url, group, as_=world.owner)["group_id"]
        before = places(world, world.indirect)
        put(world, world.indirect, {"groups": [night]})

        assert places(world, world.indirect) == before

    def test_workspaces_replace_direct_memberships(self, world):
        put(world, world.outside, {"workspaces": [{"workspace_id": world.workspace_id, "role": "projectlead"}]})

        ((workspace_id, (_, role)),) = places(world, world.outside).items()
        assert (workspace_id, role) == (world.workspace_id, "projectlead")
        assert is_direct(world, world.outside, world.workspace_id) is True

    def test_workspaces_give_roles_in_either_way(self, world):
        ways = (
            ({"admin": True}, "admin"),
            ({"admin": False}, "user"),
            ({"role": "teamlead"}, "teamlead"),
            ({"role_id": 5}, "projectlead"),
            ({"role": "admin", "admin": True}, "admin"),
        )
        for as_what, role in ways:
            put(world, world.member, {"workspaces": [{"workspace_id": world.workspace_id, **as_what}]})

            assert places(world, world.member) == {world.workspace_id: (world.member.workspace_user_id, role)}

    def test_a_workspace_named_without_a_role_keeps_the_present_one(self, world):
        put(world, world.workspace_admin, {"workspaces": [{"workspace_id": world.workspace_id}]})

        assert places(world, world.workspace_admin)[world.workspace_id][1] == "admin"

    def test_a_workspace_that_a_group_still_holds_is_kept_indirectly_under_the_same_number(self, world):
        put(world, world.member, {"workspaces": []})

        assert places(world, world.member) == {world.workspace_id: (world.member.workspace_user_id, "user")}
        assert is_direct(world, world.member, world.workspace_id) is False

    def test_naming_a_workspace_that_somebody_is_in_indirectly_makes_it_direct_under_the_same_number(self, world):
        number, _ = places(world, world.indirect)[world.workspace_id]
        put(world, world.indirect, {"workspaces": [{"workspace_id": world.workspace_id, "role": "teamlead"}]})

        assert places(world, world.indirect) == {world.workspace_id: (number, "teamlead")}
        assert is_direct(world, world.indirect, world.workspace_id) is True

    def test_groups_and_workspaces_work_together(self, world):
        put(world, world.member, {"groups": [], "workspaces": []})

        assert places(world, world.member) == {}
        assert world.member.user_id not in world.workspace_users()

    def test_demoting_and_removing_from_workspaces_go_together(self, world):
        answer = put(world, world.admin, {"organization_admin": False, "workspaces": []})

        assert (answer.status, places(world, world.admin)) == (200, {})

    def test_moves_the_time_at_which_access_last_changed(self, world):
        before = world.http.ok("GET", "/me", as_=world.member)["authorization_updated_at"]
        put(world, world.member, {"organization_admin": True})

        assert world.http.ok("GET", "/me", as_=world.member)["authorization_updated_at"] > before

    def test_an_address_is_free_again_when_the_person_invited_by_it_was_deleted(self, world):
        url = f"/organizations/{world.organization_id}/users"
        world.http.ok("PATCH", url, {"delete": [world.invited.organization_user_id]}, as_=world.owner)

        put(world, world.member, {"email": world.invited.email})

        assert shown(world, world.member)["email"] == world.invited.email

    def test_an_address_is_taken_while_the_person_invited_by_it_is_there(self, world):
        answer = put(world, world.member, {"email": world.invited.email})

        assert (answer.status, answer.refusal) == (400, "Email already exists.")
