"""The two lists of an organization's people: what stands in them, and what a workspace admin sees of it."""

from __future__ import annotations

import pytest

from support.http import Answer
from support.world import Person, World

PERSON = {
    "2fa_enabled",
    "admin",
    "avatar_url",
    "can_edit_email",
    "email",
    "groups",
    "id",
    "inactive",
    "invitation_code",
    "invitation_id",
    "joined",
    "name",
    "organization_id",
    "owner",
    "role_id",
    "user_id",
    "workspace_count",
    "workspaces",
}
SHORT_WORKSPACE = {"admin", "inactive", "name", "role", "workspace_id"}
DETAILED_WORKSPACE = {
    "active",
    "admin",
    "cost",
    "default_currency",
    "groups",
    "inactive",
    "rate",
    "role",
    "role_id",
    "view_edit_billable_rates",
    "view_edit_labor_costs",
    "working_hours",
    "workspace_id",
    "workspace_name",
    "workspace_user_id",
}


def listed(world: World, path: str, *, as_: Person | None = None) -> dict[int, dict]:
    people = world.http.ok("GET", f"/organizations/{world.organization_id}/{path}", as_=as_ or world.owner)
    return {one["user_id"]: one for one in people}


def refused(world: World, query: str, *, as_: Person) -> Answer:
    return world.http("GET", f"/organizations/{world.organization_id}/users/detailed{query}", as_=as_)


class _People:
    """What both lists say of people themselves."""

    def test_tells_the_numbers_of_a_person_apart(self, shared_world, path):
        member = shared_world.member
        shown = listed(shared_world, path)[member.user_id]

        assert shown["id"] == member.organization_user_id
        assert shown["workspaces"][0]["workspace_user_id"] == member.workspace_user_id
        assert len({member.user_id, member.organization_user_id, member.workspace_user_id}) == 3

    def test_tells_who_is_owner_and_admin(self, shared_world, path):
        people = listed(shared_world, path)
        roles = {
            name: (people[one.user_id]["owner"], people[one.user_id]["admin"])
            for name in ("owner", "admin", "workspace_admin", "member")
            for one in [getattr(shared_world, name)]
        }

        assert roles == {
            "owner": (True, True),
            "admin": (False, True),
            "workspace_admin": (False, False),
            "member": (False, False),
        }

    def test_role_ids_are_the_published_ones(self, shared_world, path):
        people = listed(shared_world, path)
        url = f"/organizations/{shared_world.organization_id}/roles"
        published = {
            role["role_id"]: (role["entity"], role["code"])
            for role in shared_world.http.ok("GET", url, as_=shared_world.owner)
        }
        wanda = people[shared_world.workspace_admin.user_id]

        assert published[people[shared_world.owner.user_id]["role_id"]] == ("organization", "owner")
        assert published[people[shared_world.admin.user_id]["role_id"]] == ("organization", "admin")
        assert published[wanda["role_id"]] == ("organization", "member")
        assert published[wanda["workspaces"][0]["role_id"]] == ("workspace", "admin")

    def test_tells_the_states_apart(self, shared_world, path):
        people = listed(shared_world, path)
        states = {
            name: (people[one.user_id]["joined"], people[one.user_id]["inactive"])
            for name in ("member", "invited", "inactive")
            for one in [getattr(shared_world, name)]
        }

        assert states == {"member": (True, False), "invited": (False, False), "inactive": (True, True)}

    def test_invitation_id_stands_only_with_who_is_invited_and_its_code_nowhere(self, shared_world, path):
        people = listed(shared_world, path)

        assert people[shared_world.invited.user_id]["invitation_id"] == shared_world.invited.invitation_id
        assert people[shared_world.member.user_id]["invitation_id"] is None
        assert {one["invitation_code"] for one in people.values()} == {None}

    def test_workspaces_are_those_somebody_is_in_directly_or_indirectly(self, shared_world, path):
        people = listed(shared_world, path)
        gus = people[shared_world.indirect.user_id]

        assert {one["workspace_id"] for one in gus["workspaces"]} == {
            shared_world.workspace_id,
            shared_world.other_workspace_id,
        }
        assert gus["workspace_count"] == 2

    def test_groups_are_short(self, shared_world, path):
        people = listed(shared_world, path)

        assert people[shared_world.member.user_id]["groups"] == [{"group_id": shared_world.group_id, "name": "Crew"}]
        assert people[shared_world.outside.user_id]["groups"] == []

    def test_can_edit_email_while_somebody_is_in_no_other_organization(self, world, path):
        invite = {"emails": [world.stranger.email], "workspaces": [{"workspace_id": world.workspace_id}]}
        invitations = f"/organizations/{world.organization_id}/invitations"
        code = world.http.ok("POST", invitations, invite, as_=world.owner)["invitations"][0]["code"]
        before = listed(world, path)
        world.http.ok("POST", f"/organizations/invitations/{code}/accept", as_=world.stranger)
        after = listed(world, path)
        world.http.ok("DELETE", f"/organizations/{world.foreign_organization_id}/users/leave", as_=world.stranger)
        alone = listed(world, path)

        assert before[world.member.user_id]["can_edit_email"] is True
        assert before[world.invited.user_id]["can_edit_email"] is True
        assert before[world.stranger.user_id]["can_edit_email"] is False
        assert after[world.stranger.user_id]["can_edit_email"] is False
        assert alone[world.stranger.user_id]["can_edit_email"] is True


class Test_get_organization_users(_People):
    pytestmark = pytest.mark.parametrize("path", ["users"])

    def test_every_documented_field_is_present(self, shared_world, path):
        for person in listed(shared_world, path).values():
            assert person.keys() >= PERSON
            for workspace in person["workspaces"]:
                assert workspace.keys() >= SHORT_WORKSPACE

    def test_shows_a_member(self, shared_world, path):
        member = shared_world.member
        shown = listed(shared_world, path)[member.user_id]
        (workspace,) = shown.pop("workspaces")

        assert shown == {
            "2fa_enabled": False,
            "admin": False,
            "avatar_url": None,
            "can_edit_email": True,
            "email": member.email,
            "groups": [{"group_id": shared_world.group_id, "name": "Crew"}],
            "id": member.organization_user_id,
            "inactive": False,
            "invitation_code": None,
            "invitation_id": None,
            "joined": True,
            "name": "Mia Member",
            "organization_id": shared_world.organization_id,
            "owner": False,
            "role_id": 3,
            "user_id": member.user_id,
            "workspace_count": 1,
        }
        assert {field: workspace[field] for field in SHORT_WORKSPACE} == {
            "admin": False,
            "inactive": False,
            "name": "Olivia Owner's workspace",
            "role": "user",
            "workspace_id": shared_world.workspace_id,
        }

    def test_an_organization_admin_is_admin_of_each_workspace_whatever_their_role_there(self, shared_world, path):
        (workspace,) = listed(shared_world, path)[shared_world.admin.user_id]["workspaces"]

        assert (workspace["admin"], workspace["role"]) == (True, "user")

    def test_the_client_reads_it(self, shared_world, path):
        people = shared_world.users_api(shared_world.owner).get_organization_users(shared_world.organization_id)
        mia = next(one for one in people if one.user_id == shared_world.member.user_id)

        assert (mia.id, mia.name, mia.groups[0].name) == (
            shared_world.member.organization_user_id,
            "Mia Member",
            "Crew",
        )
        assert (mia.workspaces[0].workspace_id, mia.workspaces[0].role) == (shared_world.workspace_id, "user")


class Test_get_organization_users_detailed(_People):
    pytestmark = pytest.mark.parametrize("path", ["users/detailed"])

    def test_every_documented_field_is_present(self, shared_world, path):
        for person in listed(shared_world, path).values():
            assert person.keys() >= PERSON | {"fullname", "organization_user_id"}
            assert (person["fullname"], person["organization_user_id"]) == (person["name"], person["id"])
            for workspace in person["workspaces"]:
                assert workspace.keys() >= DETAILED_WORKSPACE

    def test_details_that_nobody_set_are_null(self, shared_world, path):
        member = shared_world.member
        (workspace,) = listed(shared_world, path)[member.user_id]["workspaces"]

        assert {field: workspace[field] for field in DETAILED_WORKSPACE} == {
            "active": True,
            "admin": False,
            "cost": None,
            "default_currency": "USD",
            "groups": [{"group_id": shared_world.group_id, "name": "Crew"}],
            "inactive": False,
            "rate": None,
            "role": "user",
            "role_id": 7,
            "view_edit_billable_rates": False,
            "view_edit_labor_costs": False,
            "working_hours": None,
            "workspace_id": shared_world.workspace_id,
            "workspace_name": "Olivia Owner's workspace",
            "workspace_user_id": member.workspace_user_id,
        }

    def test_cost_is_in_currency_units_and_working_hours_in_hours(self, world, path):
        changes = {"rate": 75.5, "labour_cost": 4025, "working_hours_in_minutes": 450, "role": "teamlead"}
        url = f"/workspaces/{world.workspace_id}/workspace_users/{world.member.workspace_user_id}"
        world.http.ok("PUT", url, changes, as_=world.owner)
        (workspace,) = listed(world, path)[world.member.user_id]["workspaces"]

        assert (workspace["rate"], workspace["cost"], workspace["working_hours"]) == (75.5, 40.25, 7.5)
        assert workspace["role"] == "teamlead"

    def test_groups_of_a_workspace_are_the_persons_groups_that_are_in_it(self, shared_world, path):
        gus = listed(shared_world, path)[shared_world.indirect.user_id]
        groups = {one["workspace_id"]: one["groups"] for one in gus["workspaces"]}

        assert groups == {
            shared_world.workspace_id: [{"group_id": shared_world.group_id, "name": "Crew"}],
            shared_world.other_workspace_id: [],
        }

    def test_a_workspace_admin_sees_the_people_of_their_workspaces(self, shared_world, path):
        main = {
            getattr(shared_world, name).user_id
            for name in ("owner", "admin", "workspace_admin", "member", "indirect", "invited", "inactive")
        }

        assert listed(shared_world, path, as_=shared_world.workspace_admin).keys() == main

    def test_a_workspace_admin_sees_details_of_their_workspaces_alone(self, shared_world, path):
        gus = listed(shared_world, path, as_=shared_world.workspace_admin)[shared_world.indirect.user_id]

        assert [one["workspace_id"] for one in gus["workspaces"]] == [shared_world.workspace_id]
        assert gus["workspace_count"] == 1

    def test_a_workspace_admin_sees_groups_of_their_workspaces_alone(self, world, path):
        group = {"name": "Secret", "users": [world.member.user_id], "workspaces": [world.other_workspace_id]}
        world.http.ok("POST", f"/organizations/{world.organization_id}/groups", group, as_=world.owner)
        mia = listed(world, path, as_=world.workspace_admin)[world.member.user_id]

        assert [one["name"] for one in mia["groups"]] == ["Crew"]
        assert "Secret" not in str(mia)

    def test_a_workspace_admin_finds_and_counts_nobody_else(self, shared_world, path):
        answer = refused(shared_world, "?filter=Xenia", as_=shared_world.workspace_admin)

        assert (answer.status, answer.json(), answer.headers["X-Records"]) == (200, [], "0")

    def test_a_workspace_admin_finds_people_by_groups_of_other_workspaces_no_more_than_by_unknown_ones(
        self, world, path
    ):
        group = {"name": "Secret", "users": [world.member.user_id], "workspaces": [world.other_workspace_id]}
        url = f"/organizations/{world.organization_id}/groups"
        secret = world.http.ok("POST", url, group, as_=world.owner)["group_id"]
        answer = refused(world, f"?groups={secret}", as_=world.workspace_admin)

        assert (answer.status, answer.json()) == (200, [])

    def test_a_workspace_admin_may_name_their_own_workspaces(self, shared_world, path):
        admin = shared_world.workspace_admin
        own = listed(shared_world, f"{path}?workspaces={shared_world.workspace_id}", as_=admin)

        assert own == listed(shared_world, path, as_=admin)

    @pytest.mark.parametrize("which", ["other", "foreign", "unknown", "own and other"])
    def test_a_workspace_admin_may_name_no_other_workspace(self, shared_world, path, which):
        named = {
            "other": shared_world.other_workspace_id,
            "foreign": shared_world.foreign_workspace_id,
            "unknown": 9_000_000_000,
            "own and other": f"{shared_world.workspace_id},{shared_world.other_workspace_id}",
        }[which]
        answer = refused(shared_world, f"?workspaces={named}", as_=shared_world.workspace_admin)

        assert (answer.status, answer.json()) == (400, "user cannot access specified workspace id.")

    def test_a_workspace_admin_who_was_deactivated_there_sees_nothing(self, world, path):
        admin = world.workspace_admin
        url = f"/workspaces/{world.workspace_id}/workspace_users/{admin.workspace_user_id}"
        world.http.ok("PUT", url, {"inactive": True}, as_=world.owner)
        answer = refused(world, "", as_=admin)

        assert (answer.status, answer.json()) == (403, "Forbidden")

    def test_the_client_reads_it(self, shared_world, path):
        call = shared_world.users_api(shared_world.admin).get_organization_users_detailed
        mia = next(one for one in call(shared_world.organization_id) if one.user_id == shared_world.member.user_id)

        assert (mia.organization_user_id, mia.fullname) == (shared_world.member.organization_user_id, "Mia Member")
        assert mia.workspaces[0].workspace_user_id == shared_world.member.workspace_user_id
