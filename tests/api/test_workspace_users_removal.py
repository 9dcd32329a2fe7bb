"""Taking people out of a workspace."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pytest

import toggl
from support.making import make_paying
from support.world import World
from toggl.rest import ApiException

NOT_ACCESSIBLE = "Workspace user is not found or accessible"
NOBODY = 2**63 - 1


def assign(world, person, workspace_id, operation="add"):
    path = f"/organizations/{world.organization_id}/workspaces/{workspace_id}/assignments"
    world.http.ok("PUT", path, {"operation": operation, "user_id": person.user_id}, as_=world.owner)


class Removal(ABC):
    """What the two ways to take somebody out of a workspace have in common."""

    @abstractmethod
    def remove(self, world, number, *, as_=None):
        """The status and text of taking that one out."""

    def test_takes_the_person_out_of_the_workspace_alone(self, world: World):
        world.http.ok("DELETE", f"/organizations/{world.organization_id}/groups/{world.group_id}", as_=world.owner)
        assign(world, world.member, world.other_workspace_id)

        assert self.remove(world, world.member.workspace_user_id)[0] == 200

        assert world.member.user_id not in world.workspace_users()
        assert world.member.user_id in world.workspace_users(world.other_workspace_id)
        assert world.people()[world.member.organization_user_id]["joined"]
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.member).status == 403
        assert world.http("GET", "/me", as_=world.member).status == 200

    def test_who_is_also_in_a_group_stays_with_the_same_number(self, world: World):
        before = world.workspace_users()[world.member.user_id]

        assert self.remove(world, world.member.workspace_user_id)[0] == 200

        after = world.workspace_users()[world.member.user_id]
        assert (before["is_direct"], after["is_direct"]) == (True, False)
        assert after["id"] == before["id"]
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.member).status == 200

    def test_who_stays_through_a_group_has_the_role_user(self, world: World):
        path = f"/workspaces/{world.workspace_id}/workspace_users/{world.member.workspace_user_id}"
        world.http.ok("PUT", path, {"role": "admin"}, as_=world.owner)

        assert self.remove(world, world.member.workspace_user_id)[0] == 200

        assert world.workspace_users()[world.member.user_id]["role"] == "user"

    def test_a_number_is_never_used_again(self, world: World):
        invited = world.invited
        self.remove(world, invited.workspace_user_id)

        assign(world, invited, world.workspace_id)

        assert world.workspace_users()[invited.user_id]["id"] > invited.workspace_user_id

    def test_refuses_who_is_in_through_a_group_alone(self, shared_world: World):
        indirect = shared_world.workspace_users()[shared_world.indirect.user_id]

        assert self.remove(shared_world, indirect["id"]) == (400, "Bad Request")

        assert shared_world.workspace_users()[shared_world.indirect.user_id] == indirect

    @pytest.mark.parametrize("viewer", ["owner", "admin", "workspace_admin"])
    @pytest.mark.parametrize(
        ("who", "text"),
        [("owner", "Cannot remove workspace owner."), ("admin", "Cannot remove organization admin.")],
    )
    def test_refuses_to_remove_owner_and_admins(self, shared_world: World, viewer, who, text):
        person = getattr(shared_world, who)

        refusal = self.remove(shared_world, person.workspace_user_id, as_=getattr(shared_world, viewer))

        assert refusal == (400, text)
        assert shared_world.workspace_users()[person.user_id]["is_direct"]

    def test_refuses_to_remove_the_paying_user(self, world: World):
        make_paying(world, world.admin)

        assert self.remove(world, world.admin.workspace_user_id) == (400, "Cannot remove paying user.")

    @pytest.mark.parametrize("viewer", ["owner", "admin", "workspace_admin"])
    def test_is_for_administrators(self, world: World, viewer):
        assert self.remove(world, world.invited.workspace_user_id, as_=getattr(world, viewer))[0] == 200

        assert world.invited.user_id not in world.workspace_users()


class Test_delete_workspace_user(Removal):
    def delete(self, world, number, *, as_=None, workspace_id=None):
        path = f"/workspaces/{workspace_id or world.workspace_id}/workspace_users/{number}"
        return world.http("DELETE", path, as_=as_)

    def remove(self, world, number, *, as_=None):
        answer = self.delete(world, number, as_=as_ or world.owner)
        return answer.status, answer.refusal

    def test_answers_with_an_empty_body(self, world: World):
        answer = self.delete(world, world.invited.workspace_user_id, as_=world.owner)

        assert (answer.status, answer.body) == (200, b"")

    def test_the_clients_call_returns_none(self, world: World):
        api = world.users_api(world.owner)

        answer = api.delete_workspace_user(world.workspace_id, world.workspace_admin.workspace_user_id)

        assert answer is None
        assert world.workspace_admin.user_id not in world.workspace_users()

    def test_needs_credentials(self, shared_world: World):
        answer = self.delete(shared_world, shared_world.member.workspace_user_id)

        assert (answer.status, answer.body, answer.headers["X-Authorization-Missing"]) == (401, b"", "true")
        assert shared_world.workspace_users()[shared_world.member.user_id]["is_direct"]

    @pytest.mark.parametrize("viewer", ["member", "indirect", "outside", "inactive", "stranger"])
    def test_refuses_everybody_else(self, shared_world: World, viewer):
        person = shared_world.workspace_admin

        answer = self.delete(shared_world, person.workspace_user_id, as_=getattr(shared_world, viewer))

        assert (answer.status, answer.refusal) == (403, NOT_ACCESSIBLE)
        assert person.user_id in shared_world.workspace_users()

    def test_unknown_foreign_and_other_workspaces_people_are_one(self, shared_world: World):
        numbers = (NOBODY, shared_world.stranger.workspace_user_id, shared_world.outside.workspace_user_id)

        answers = [self.delete(shared_world, number, as_=shared_world.owner) for number in numbers]

        assert [(answer.status, answer.refusal) for answer in answers] == [(403, NOT_ACCESSIBLE)] * 3

    def test_unknown_and_foreign_workspaces_are_one(self, shared_world: World):
        number, owner = shared_world.stranger.workspace_user_id, shared_world.owner

        answers = [
            self.delete(shared_world, number, as_=owner, workspace_id=where)
            for where in (NOBODY, shared_world.foreign_workspace_id)
        ]

        assert [(answer.status, answer.refusal) for answer in answers] == [(403, NOT_ACCESSIBLE)] * 2

    def test_a_second_time_there_is_nobody_to_delete(self, world: World):
        self.delete(world, world.invited.workspace_user_id, as_=world.owner)

        answer = self.delete(world, world.invited.workspace_user_id, as_=world.owner)

        assert (answer.status, answer.refusal) == (403, NOT_ACCESSIBLE)

    @pytest.mark.parametrize(
        ("workspace", "number", "part"), [("0", "1", "workspace_id"), (None, "me", "workspace_user_id")]
    )
    def test_names_the_number_that_is_wrong(self, shared_world: World, workspace, number, part):
        answer = self.delete(shared_world, number, as_=shared_world.owner, workspace_id=workspace)

        assert (answer.status, answer.refusal) == (400, f"Missing or invalid {part}")


class Test_patch_organization_workspace_users(Removal):
    def path(self, world, *, organization_id=None, workspace_id=None):
        organization, workspace = organization_id or world.organization_id, workspace_id or world.workspace_id
        return f"/organizations/{organization}/workspaces/{workspace}/workspace_users"

    def patch(self, world, body=None, *, as_=None, raw=None, **where):
        answer = world.http("PATCH", self.path(world, **where), body, as_=as_ or world.owner, raw=raw)
        return answer.status, answer.text

    def remove(self, world, number, *, as_=None):
        return self.patch(world, {"delete": [number]}, as_=as_)

    def test_the_client_removes_several_at_once(self, world: World):
        removed = [world.invited, world.inactive, world.workspace_admin]
        params = toggl.WorkspaceUsersPatchParams(delete=[person.workspace_user_id for person in removed])

        answer = world.users_api(world.owner).patch_organization_workspace_users(
            world.organization_id, world.workspace_id, params
        )

        assert answer == "OK"
        assert not {person.user_id for person in removed} & set(world.workspace_users())
        assert world.member.user_id in world.workspace_users()

    def test_answers_in_plain_text(self, world: World):
        answer = world.http("PATCH", self.path(world), {"delete": [world.invited.workspace_user_id]}, as_=world.owner)

        assert (answer.text, answer.headers["Content-Type"].partition(";")[0]) == ("OK", "text/plain")

    @pytest.mark.parametrize("other", ["owner", "admin", "outside", "stranger", "indirect"])
    def test_removes_all_or_none(self, shared_world: World, other):
        before = shared_world.workspace_users()
        person = getattr(shared_world, other)
        number = before[person.user_id]["id"] if other == "indirect" else person.workspace_user_id

        status, _ = self.patch(shared_world, {"delete": [shared_world.invited.workspace_user_id, number]})

        assert status == 400
        assert shared_world.workspace_users() == before

    @pytest.mark.parametrize("body", [{}, {"delete": []}, {"delete": None}, {"add": [1]}])
    def test_needs_somebody(self, shared_world: World, body):
        assert self.patch(shared_world, body) == (400, "At least one workspace user ID must be supplied.")

    def test_refuses_a_repeated_number(self, shared_world: World):
        number = shared_world.invited.workspace_user_id

        assert self.patch(shared_world, {"delete": [number, number]}) == (400, "Workspace user IDs must be unique")

    def test_names_the_numbers_that_are_wrong(self, shared_world: World):
        wrong = [NOBODY, shared_world.outside.workspace_user_id, shared_world.stranger.workspace_user_id, 0, -1]

        status, text = self.patch(shared_world, {"delete": [shared_world.invited.workspace_user_id, *wrong]})

        assert status == 400
        ids = text.removeprefix("Wrong workspace user IDs: ")
        assert sorted(int(number) for number in ids.split(",")) == sorted(wrong)

    def test_takes_workspace_users_not_accounts(self, shared_world: World):
        number = shared_world.invited.user_id

        assert self.patch(shared_world, {"delete": [number]}) == (400, f"Wrong workspace user IDs: {number}")

    @pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'{"delete": 1}', b'{"delete": ["1"]}'])
    def test_refuses_a_body_of_the_wrong_shape(self, shared_world: World, raw):
        assert self.patch(shared_world, raw=raw) == (400, "JSON is not valid")

    @pytest.mark.parametrize("viewer", ["member", "indirect", "outside", "inactive", "stranger"])
    def test_refuses_everybody_else(self, shared_world: World, viewer):
        body = {"delete": [shared_world.invited.workspace_user_id]}

        assert self.patch(shared_world, body, as_=getattr(shared_world, viewer)) == (403, "Forbidden")

    def test_refuses_an_admin_of_another_workspace(self, shared_world: World):
        ids, api = (
            (shared_world.organization_id, shared_world.other_workspace_id),
            shared_world.users_api(shared_world.workspace_admin),
        )
        params = toggl.WorkspaceUsersPatchParams(delete=[shared_world.outside.workspace_user_id])

        with pytest.raises(ApiException) as caught:
            api.patch_organization_workspace_users(*ids, params)

        assert (caught.value.status, caught.value.body) == (403, "Forbidden")

    def test_unknown_and_foreign_workspaces_are_one(self, shared_world: World):
        body = {"delete": [shared_world.stranger.workspace_user_id]}

        refusals = {
            self.patch(shared_world, body, workspace_id=where) for where in (NOBODY, shared_world.foreign_workspace_id)
        }

        assert len(refusals) == 1
        assert refusals.pop()[0] in {403, 404}

    def test_unknown_and_foreign_organizations_are_one(self, shared_world: World):
        body = {"delete": [shared_world.invited.workspace_user_id]}

        for where in (NOBODY, shared_world.foreign_organization_id):
            assert self.patch(shared_world, body, organization_id=where) == (403, "Forbidden")

    @pytest.mark.parametrize(
        ("where", "part"), [({"organization_id": "x"}, "organization_id"), ({"workspace_id": "0"}, "workspace_id")]
    )
    def test_names_the_number_of_the_path_that_is_wrong(self, shared_world: World, where, part):
        assert self.patch(shared_world, {"delete": [1]}, **where) == (400, f"Missing or invalid {part}")
