"""People and groups into and out of a workspace."""

from __future__ import annotations

import pytest

import toggl
from support.making import make_paying
from support.world import World
from toggl.rest import ApiException

NOBODY = 2**63 - 1
NOTHING = (400, "Nothing to change.")


def into(person):
    return {"operation": "add", "user_id": person.user_id}


def out_of(person):
    return {"operation": "remove", "user_id": person.user_id}


class Test_put_organization_workspaces_assignments:
    def put(self, world, body=None, *, as_=None, raw=None, organization_id=None, workspace_id=None):
        organization, workspace = organization_id or world.organization_id, workspace_id or world.workspace_id
        path = f"/organizations/{organization}/workspaces/{workspace}/assignments"
        answer = world.http("PUT", path, body, as_=as_ or world.owner, raw=raw)
        return answer.status, answer.text

    def group(self, world, name, *people, workspaces=()):
        payload = {"name": name, "users": [person.user_id for person in people], "workspaces": list(workspaces)}
        return world.http.ok("POST", f"/organizations/{world.organization_id}/groups", payload, as_=world.owner)[
            "group_id"
        ]

    # People

    @pytest.mark.parametrize("viewer", ["owner", "admin", "workspace_admin"])
    def test_one_object_puts_a_person_in_directly(self, world: World, viewer):
        answer = self.put(world, into(world.outside), as_=getattr(world, viewer))

        shown = world.workspace_users()[world.outside.user_id]
        assert answer == (200, "OK")
        assert (shown["is_direct"], shown["role"], shown["inactive"], shown["active"]) == (True, "user", False, True)
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.outside).status == 200

    def test_the_client_sends_one_assignment(self, world: World):
        post = toggl.UserAssignmentsPayload(operation="add", user_id=world.outside.user_id, joined=True)

        answer = world.users_api(world.owner).put_organization_workspaces_assignments(
            world.organization_id, world.workspace_id, post
        )

        assert answer == "OK"
        assert world.outside.user_id in world.workspace_users()

    def test_the_client_sends_several(self, world: World):
        several = [
            toggl.UserAssignmentsPayload(operation="add", user_id=world.outside.user_id),
            toggl.UserAssignmentsPayload(operation="remove", user_id=world.invited.user_id),
            toggl.UserAssignmentsPayload(operation="remove", group_id=world.group_id),
        ]

        answer = world.users_api(world.owner).put_organization_workspaces_assignments(
            world.organization_id, world.workspace_id, several
        )

        there = world.workspace_users()
        assert answer == "OK"
        assert world.outside.user_id in there
        assert world.invited.user_id not in there
        assert world.indirect.user_id not in there

    def test_removing_takes_a_person_out(self, world: World):
        assert self.put(world, out_of(world.workspace_admin)) == (200, "OK")

        assert world.workspace_admin.user_id not in world.workspace_users()
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.workspace_admin).status == 403
        assert world.people()[world.workspace_admin.organization_user_id]["joined"]

    def test_removing_who_is_also_in_a_group_leaves_them_in_with_the_same_number(self, world: World):
        before = world.workspace_users()[world.member.user_id]

        assert self.put(world, out_of(world.member)) == (200, "OK")

        after = world.workspace_users()[world.member.user_id]
        assert (before["is_direct"], after["is_direct"]) == (True, False)
        assert after["id"] == before["id"]

    def test_adding_who_is_in_through_a_group_makes_them_direct_with_the_same_number(self, world: World):
        before = world.workspace_users()[world.indirect.user_id]

        assert self.put(world, into(world.indirect)) == (200, "OK")

        after = world.workspace_users()[world.indirect.user_id]
        assert (before["is_direct"], after["is_direct"]) == (False, True)
        assert after["id"] == before["id"]

    def test_adding_who_is_there_keeps_what_they_are(self, world: World):
        before = world.workspace_users()[world.workspace_admin.user_id]

        assert self.put(world, [into(world.workspace_admin), into(world.outside)]) == (200, "OK")

        assert world.workspace_users()[world.workspace_admin.user_id] == before

    @pytest.mark.parametrize("who", ["invited", "inactive"])
    def test_who_has_not_joined_or_was_deactivated_can_be_moved_too(self, world: World, who):
        person = getattr(world, who)

        assert self.put(world, into(person), workspace_id=world.other_workspace_id) == (200, "OK")
        assert self.put(world, out_of(person)) == (200, "OK")

        assert person.user_id not in world.workspace_users()
        assert person.user_id in world.workspace_users(world.other_workspace_id)

    def test_the_last_of_several_for_one_person_counts(self, world: World):
        several = [
            *(into(world.outside), out_of(world.outside), into(world.outside)),
            *(into(world.invited), out_of(world.invited)),
        ]

        assert self.put(world, several) == (200, "OK")

        assert world.outside.user_id in world.workspace_users()
        assert world.invited.user_id not in world.workspace_users()

    @pytest.mark.parametrize("joined", [True, False, None])
    def test_joined_is_ignored(self, world: World, joined):
        assert self.put(world, into(world.outside) | {"joined": joined, "colour": "red"}) == (200, "OK")

        assert world.workspace_users()[world.outside.user_id]["active"]

    # Groups

    def test_adding_a_group_lets_its_people_in_indirectly(self, world: World):
        group_id = self.group(world, "Visitors", world.outside)

        assert self.put(world, {"operation": "add", "group_id": group_id}) == (200, "OK")

        shown = world.workspace_users()[world.outside.user_id]
        assert (shown["is_direct"], shown["group_ids"], shown["role"]) == (False, [group_id], "user")
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.outside).status == 200

    def test_removing_a_group_ends_what_only_it_held(self, world: World):
        assert self.put(world, {"operation": "remove", "group_id": world.group_id}) == (200, "OK")

        there = world.workspace_users()
        assert world.indirect.user_id not in there
        assert (there[world.member.user_id]["is_direct"], there[world.member.user_id]["group_ids"]) == (True, [])
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.indirect).status == 403

    def test_who_is_in_by_two_groups_stays_when_one_leaves(self, world: World):
        second = self.group(world, "Second", world.indirect, workspaces=[world.workspace_id])
        before = world.workspace_users()[world.indirect.user_id]

        assert self.put(world, {"operation": "remove", "group_id": world.group_id}) == (200, "OK")

        after = world.workspace_users()[world.indirect.user_id]
        assert (after["id"], after["group_ids"]) == (before["id"], [second])

    def test_who_is_held_in_another_way_by_the_same_request_keeps_their_number(self, world: World):
        group_id = self.group(world, "Visitors", world.invited)
        before = world.workspace_users()

        several = [
            *(out_of(world.invited), {"operation": "add", "group_id": group_id}),
            *({"operation": "remove", "group_id": world.group_id}, into(world.indirect)),
        ]
        assert self.put(world, several) == (200, "OK")

        after = world.workspace_users()
        assert after[world.invited.user_id]["id"] == before[world.invited.user_id]["id"]
        assert after[world.indirect.user_id]["id"] == before[world.indirect.user_id]["id"]
        assert not after[world.invited.user_id]["is_direct"]
        assert after[world.indirect.user_id]["is_direct"]

    def test_moves_a_group_in_one_workspace_alone(self, world: World):
        group = {"group_id": world.group_id}
        self.put(world, {"operation": "add"} | group, workspace_id=world.other_workspace_id)

        assert self.put(world, {"operation": "remove"} | group) == (200, "OK")

        assert world.workspace_users(world.other_workspace_id)[world.member.user_id]["group_ids"] == [world.group_id]
        assert world.workspace_users()[world.member.user_id]["group_ids"] == []

    # Nothing to change

    def test_what_would_change_nothing_is_refused(self, shared_world: World):
        member, indirect, group_id = shared_world.member, shared_world.indirect, shared_world.group_id
        before = shared_world.workspace_users()

        for body in (
            [],
            into(member),
            out_of(shared_world.outside),
            out_of(indirect),
            {"operation": "add", "group_id": group_id},
            [into(member), into(shared_world.invited), out_of(shared_world.outside)],
            [out_of(member), into(member)],
            [into(shared_world.outside), out_of(shared_world.outside)],
        ):
            assert self.put(shared_world, body) == NOTHING, body
        assert shared_world.workspace_users() == before

    def test_removing_a_group_that_is_not_there_changes_nothing(self, world: World):
        group_id = self.group(world, "Elsewhere", world.member, workspaces=[world.other_workspace_id])

        assert self.put(world, {"operation": "remove", "group_id": group_id}) == NOTHING

    # What cannot be right

    @pytest.mark.parametrize("operation", ["move", "", "ADD", None])
    def test_refuses_another_operation(self, shared_world: World, operation):
        body = into(shared_world.outside) | {"operation": operation}

        assert self.put(shared_world, body) == (400, "Field operation can contain only 'add' or 'remove'.")

    def test_needs_an_operation(self, shared_world: World):
        body = {"user_id": shared_world.outside.user_id}

        assert self.put(shared_world, body) == (400, "Field operation can contain only 'add' or 'remove'.")

    def test_takes_a_person_or_a_group_not_both(self, shared_world: World):
        body = into(shared_world.outside) | {"group_id": shared_world.group_id}

        assert self.put(shared_world, body) == (400, "Cannot send user_id and group_id in the same element.")

    @pytest.mark.parametrize("body", [{"operation": "add"}, {"operation": "remove", "user_id": None}])
    def test_needs_a_person_or_a_group(self, shared_world: World, body):
        assert self.put(shared_world, body) == (400, "One of user_id or group_id is required.")

    @pytest.mark.parametrize("operation", ["add", "remove"])
    def test_unknown_and_foreign_people_and_groups_are_one(self, shared_world: World, operation):
        for user_id in (NOBODY, 0, -1, shared_world.stranger.user_id, shared_world.member.workspace_user_id):
            body = {"operation": operation, "user_id": user_id}
            assert self.put(shared_world, body) == (400, "Invalid user_id.")
        for group_id in (NOBODY, 0, -1, shared_world.foreign_group_id):
            body = {"operation": operation, "group_id": group_id}
            assert self.put(shared_world, body) == (400, "Invalid group_id.")

    @pytest.mark.parametrize(
        ("who", "text"),
        [("owner", "Cannot remove workspace owner."), ("admin", "Cannot remove organization admin.")],
    )
    @pytest.mark.parametrize("viewer", ["owner", "admin", "workspace_admin"])
    def test_refuses_to_remove_owner_and_admins(self, shared_world: World, viewer, who, text):
        body = out_of(getattr(shared_world, who))

        assert self.put(shared_world, body, as_=getattr(shared_world, viewer)) == (400, text)

    def test_refuses_to_remove_the_paying_user(self, world: World):
        make_paying(world, world.admin)

        assert self.put(world, out_of(world.admin)) == (400, "Cannot remove paying user.")

    def test_all_or_nothing(self, shared_world: World):
        before = shared_world.workspace_users()
        right = [into(shared_world.outside), out_of(shared_world.invited)]

        for wrong in (
            {"operation": "move", "user_id": shared_world.outside.user_id},
            {"operation": "add"},
            {"operation": "add", "user_id": NOBODY},
            {"operation": "remove", "group_id": NOBODY},
            out_of(shared_world.owner),
            out_of(shared_world.admin),
        ):
            assert self.put(shared_world, [*right, wrong])[0] == 400, wrong
        assert shared_world.workspace_users() == before

    @pytest.mark.parametrize(
        "raw",
        [b"", b"{", b"null", b"7", b"[7]", b"[[]]", b'{"operation": "add", "user_id": "1"}', b'{"group_id": 1.5}'],
    )
    def test_refuses_a_body_of_the_wrong_shape(self, shared_world: World, raw):
        assert self.put(shared_world, raw=raw) == (400, "Invalid JSON input")

    # Who may

    @pytest.mark.parametrize("viewer", ["member", "indirect", "outside", "inactive", "stranger"])
    def test_refuses_everybody_else(self, shared_world: World, viewer):
        body = into(shared_world.outside)

        assert self.put(shared_world, body, as_=getattr(shared_world, viewer)) == (403, "Forbidden")

    def test_refuses_an_admin_of_another_workspace(self, shared_world: World):
        post = toggl.UserAssignmentsPayload(operation="add", user_id=shared_world.member.user_id)
        api = shared_world.users_api(shared_world.workspace_admin)

        with pytest.raises(ApiException) as caught:
            api.put_organization_workspaces_assignments(
                shared_world.organization_id, shared_world.other_workspace_id, post
            )

        assert (caught.value.status, caught.value.body) == (403, "Forbidden")

    def test_unknown_and_foreign_workspaces_are_one(self, shared_world: World):
        for where in (NOBODY, shared_world.foreign_workspace_id):
            refusal = self.put(shared_world, into(shared_world.outside), workspace_id=where)
            assert refusal == (400, "Invalid workspace ID.")

    def test_unknown_and_foreign_organizations_are_one(self, shared_world: World):
        for where in (NOBODY, shared_world.foreign_organization_id):
            refusal = self.put(shared_world, into(shared_world.outside), organization_id=where)
            assert refusal == (403, "Forbidden")

    def test_needs_credentials(self, shared_world: World):
        path = f"/organizations/{shared_world.organization_id}/workspaces/{shared_world.workspace_id}/assignments"

        answer = shared_world.http("PUT", path, into(shared_world.outside))

        assert (answer.status, answer.body, answer.headers["X-Authorization-Missing"]) == (401, b"", "true")
