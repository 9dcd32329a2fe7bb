"""Who gets into and out of groups, and through them into and out of workspaces."""

from __future__ import annotations

import pytest

import toggl
from support.http import Answer
from support.together import at_once
from support.world import Person, World, api_client, invite

UNKNOWN = 9_000_000_000
UNSUPPORTED = "Unsupported operation (invalid 'op' or 'path', or unsupported combination)"
BAD_VALUE = "Value not present, or too many per patch operation (empty 'value' array or more than 100 values)"


def send(world: World, method: str, body: object = None, *, group_id: int | None = None) -> Answer:
    number = world.group_id if group_id is None else group_id
    return world.http(method, f"/organizations/{world.organization_id}/groups/{number}", body, as_=world.owner)


def add_group(world: World, **group: object) -> int:
    url = f"/organizations/{world.organization_id}/groups"
    return world.http.ok("POST", url, {"name": "Night", **group}, as_=world.owner)["group_id"]


def change(op: str, what: str, *numbers: int) -> dict[str, object]:
    return {"op": op, "path": f"/{what}", "value": list(numbers)}


def crew(world: World) -> tuple[set[int], set[int]]:
    """The people, by account, and the workspaces of the world's group."""
    listed = world.http.ok("GET", f"/organizations/{world.organization_id}/groups", as_=world.owner)
    (group,) = (one for one in listed if one["group_id"] == world.group_id)
    return {user["user_id"] for user in group["users"]}, set(group["workspaces"])


def number_of(world: World, person: Person, workspace_id: int | None = None) -> int | None:
    """The workspace user's id, while there is one."""
    place = world.workspace_users(workspace_id).get(person.user_id)
    return None if place is None else place["id"]


# Each way in which the operations take Gus, or Gus's group, out of the workspace that he is in through it alone.
WAYS_OUT = {
    "put without the person": lambda world: send(world, "PUT", {"users": [world.member.user_id]}),
    "put without the workspace": lambda world: send(world, "PUT", {"workspaces": []}),
    "patch out of the group": lambda world: send(world, "PATCH", [change("remove", "users", world.indirect.user_id)]),
    "patch out of the workspace": lambda world: send(
        world, "PATCH", [change("remove", "workspaces", world.workspace_id)]
    ),
    "delete": lambda world: send(world, "DELETE"),
}
# And into another.
WAYS_IN = {
    "post": lambda world: add_group(world, users=[world.member.user_id], workspaces=[world.other_workspace_id]),
    "put": lambda world: send(world, "PUT", {"workspaces": [world.workspace_id, world.other_workspace_id]}),
    "patch": lambda world: send(world, "PATCH", [change("add", "workspaces", world.other_workspace_id)]),
}


class TestIndirectMembership:
    @pytest.mark.parametrize("way", WAYS_IN)
    def test_is_made_with_a_workspace_user_of_its_own(self, world, way):
        before = world.http("GET", f"/workspaces/{world.other_workspace_id}/users", as_=world.member).status
        WAYS_IN[way](world)
        place = world.workspace_users(world.other_workspace_id)[world.member.user_id]
        after = world.http("GET", f"/workspaces/{world.other_workspace_id}/users", as_=world.member).status

        assert (place["is_direct"], place["role"], place["admin"]) == (False, "user", False)
        assert place["id"] > world.member.workspace_user_id
        assert (before, after) == (403, 200)

    @pytest.mark.parametrize("way", WAYS_OUT)
    def test_ends_when_nothing_holds_it_and_leaves_others_as_they_are(self, world, way):
        others = world.workspace_users(world.other_workspace_id)
        before = world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.indirect).status
        WAYS_OUT[way](world)
        after = world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.indirect).status

        assert number_of(world, world.indirect) is None
        assert (before, after) == (200, 403)
        assert number_of(world, world.member) == world.member.workspace_user_id
        assert world.workspace_users(world.other_workspace_id) == others

    @pytest.mark.parametrize("way", WAYS_OUT)
    def test_stays_under_its_number_while_another_group_holds_it(self, world, way):
        add_group(world, users=[world.indirect.user_id], workspaces=[world.workspace_id])
        before = number_of(world, world.indirect)
        WAYS_OUT[way](world)

        assert before is not None
        assert number_of(world, world.indirect) == before

    def test_has_another_number_after_it_ended(self, world):
        before = number_of(world, world.indirect)
        send(world, "PUT", {"workspaces": []})
        send(world, "PUT", {"workspaces": [world.workspace_id]})

        assert number_of(world, world.indirect) > before

    def test_comes_and_goes_beside_a_direct_one_without_touching_it(self, world):
        users = [world.workspace_admin.user_id]
        before = world.workspace_users()[world.workspace_admin.user_id]
        send(world, "PUT", {"users": users})
        within = world.workspace_users()[world.workspace_admin.user_id]
        send(world, "DELETE")
        after = world.workspace_users()[world.workspace_admin.user_id]

        assert within == before | {"group_ids": [world.group_id]}
        assert (within["is_direct"], within["role"]) == (True, "admin")
        assert after == before

    def test_is_what_a_direct_one_becomes_that_is_deleted_while_a_group_holds_it(self, world):
        number = world.member.workspace_user_id
        url = f"/workspaces/{world.workspace_id}/workspace_users/{number}"
        deleted = world.http("DELETE", url, as_=world.owner).status
        between = world.workspace_users()[world.member.user_id]
        send(world, "PATCH", [change("remove", "users", world.member.user_id)])

        assert deleted == 200
        assert (between["id"], between["is_direct"]) == (number, False)
        assert number_of(world, world.member) is None

    def test_is_made_for_people_in_every_state(self, world):
        people = invite(world.http, world.owner, world.organization_id, [{"workspace_id": world.workspace_id}], "Nina")
        users = [people[0].user_id, world.inactive.user_id]
        send(world, "PUT", {"users": users, "workspaces": [world.other_workspace_id]})
        places = world.workspace_users(world.other_workspace_id)

        assert [(places[one]["active"], places[one]["inactive"]) for one in users] == [(False, False), (True, True)]


class Test_patch_organization_group:
    def test_makes_the_patches_in_their_order(self, world):
        patches = [
            toggl.GroupsPatchInput(op="add", path="/users", value=[world.outside.user_id, world.admin.user_id]),
            toggl.GroupsPatchInput(op="remove", path="/users", value=[world.admin.user_id, world.member.user_id]),
            toggl.GroupsPatchInput(op="add", path="/workspaces", value=[world.other_workspace_id]),
            toggl.GroupsPatchInput(op="remove", path="/workspaces", value=[world.workspace_id]),
        ]
        api = toggl.GroupsApi(api_client(world.service, world.admin.token, "api_token"))
        result = api.patch_organization_group(world.organization_id, world.group_id, patches)

        assert (result.success, result.failure) == (patches, [])
        assert crew(world) == ({world.indirect.user_id, world.outside.user_id}, {world.other_workspace_id})

    def test_adding_what_is_there_and_removing_what_is_not_succeeds(self, world):
        before = crew(world)
        patches = [change("add", "users", world.member.user_id), change("remove", "users", world.outside.user_id)]
        answer = send(world, "PATCH", patches)

        assert (answer.status, answer.json()) == (200, {"success": patches, "failure": []})
        assert crew(world) == before

    def test_makes_those_that_it_can_and_tells_why_not_the_others(self, world):
        organization_id = world.organization_id
        good = change("add", "users", world.outside.user_id)
        foreign = change("add", "users", world.admin.user_id, world.stranger.user_id)
        unknown = change("remove", "users", UNKNOWN)
        elsewhere = change("add", "workspaces", world.other_workspace_id, world.foreign_workspace_id)
        answer = send(world, "PATCH", [foreign, good, unknown, elsewhere])

        no_user = "User {} not exists in the organization {}".format
        no_workspace = f"Workspace {world.foreign_workspace_id} not exists in the organization {organization_id}"
        assert answer.status == 200
        assert answer.json() == {
            "success": [good],
            "failure": [
                {"message": no_user(world.stranger.user_id, organization_id), "patch": foreign},
                {"message": no_user(UNKNOWN, organization_id), "patch": unknown},
                {"message": no_workspace, "patch": elsewhere},
            ],
        }
        assert crew(world) == (
            {world.member.user_id, world.indirect.user_id, world.outside.user_id},
            {world.workspace_id},
        )

    @pytest.mark.parametrize("what", ["users", "workspaces"])
    def test_refuses_when_none_can_be_made(self, shared_world, what):
        number = shared_world.stranger.user_id if what == "users" else shared_world.foreign_workspace_id
        answer = send(shared_world, "PATCH", [change("add", what, number)])

        text = f"{what[:-1].title()} {number} not exists in the organization {shared_world.organization_id}"
        assert (answer.status, answer.json()) == (400, text)

    @pytest.mark.parametrize(
        ("op", "what"),
        [("replace", "/users"), ("add", "/name"), ("add", "users"), (None, "/users"), ("add", None), ("ADD", "/users")],
    )
    def test_refuses_all_when_one_is_unsupported(self, shared_world, op, what):
        before = crew(shared_world)
        good = change("add", "users", shared_world.outside.user_id)
        bad = {"op": op, "path": what, "value": [shared_world.outside.user_id]}
        answer = send(shared_world, "PATCH", [good, bad])

        assert (answer.status, answer.json()) == (400, UNSUPPORTED)
        assert crew(shared_world) == before

    @pytest.mark.parametrize("value", [[], None, list(range(1, 102))])
    def test_refuses_all_when_one_has_no_values_or_more_than_a_hundred(self, shared_world, value):
        before = crew(shared_world)
        good = change("add", "users", shared_world.outside.user_id)
        answer = send(shared_world, "PATCH", [good, {"op": "add", "path": "/users", "value": value}])

        assert (answer.status, answer.json()) == (400, BAD_VALUE)
        assert crew(shared_world) == before

    def test_refuses_more_than_a_hundred_patches(self, shared_world):
        answer = send(shared_world, "PATCH", [change("add", "users", shared_world.outside.user_id)] * 101)

        assert (answer.status, answer.json()) == (400, "Too many operations (more than 100 patches in request)")

    def test_takes_a_hundred_patches_of_a_hundred_values(self, world):
        patches = [change("add", "users", *[world.outside.user_id] * 100)] * 100
        answer = send(world, "PATCH", patches)

        assert (answer.status, len(answer.json()["success"])) == (200, 100)
        assert world.outside.user_id in crew(world)[0]

    def test_another_organizations_group_looks_like_none(self, shared_world):
        patches = [change("add", "users", shared_world.member.user_id)]
        answers = [
            send(shared_world, "PATCH", patches, group_id=number) for number in (shared_world.foreign_group_id, UNKNOWN)
        ]

        assert [(answer.status, answer.json()) for answer in answers] == [(404, "Invalid group ID.")] * 2

    @pytest.mark.parametrize(
        "raw", [b"", b"[", b"{}", b'[{"op": 1}]', b'[{"value": ["1"]}]', b"[[]]", b'[{"value": 1}]']
    )
    def test_refuses_what_it_cannot_read(self, shared_world, raw):
        url = f"/organizations/{shared_world.organization_id}/groups/{shared_world.group_id}"
        answer = shared_world.http("PATCH", url, raw=raw, as_=shared_world.owner)

        assert (answer.status, answer.json()) == (400, "Invalid JSON input")

    @pytest.mark.parametrize("kind", ["workspace_admin", "member", "outside", "inactive", "stranger"])
    def test_is_for_the_owner_and_admins_alone(self, shared_world, kind):
        url = f"/organizations/{shared_world.organization_id}/groups/{shared_world.group_id}"
        patches = [change("add", "users", shared_world.outside.user_id)]
        answer = shared_world.http("PATCH", url, patches, as_=getattr(shared_world, kind))

        assert (answer.status, answer.json()) == (403, "User does not have permission to manage user groups.")

    def test_at_the_same_time_loses_no_patch(self, world):
        people = [world.owner, world.admin, world.workspace_admin, world.outside, world.invited, world.inactive]
        answers = at_once(
            world.http, *[lambda one=one: send(world, "PATCH", [change("add", "users", one.user_id)]) for one in people]
        )

        assert {answer.status for answer in answers} == {200}
        assert crew(world)[0] == {one.user_id for one in [*people, world.member, world.indirect]}

    def test_of_people_who_are_deleted_at_the_same_time_never_fails_otherwise(self, world):
        url = f"/organizations/{world.organization_id}/users"
        body = {"delete": [world.outside.organization_user_id]}
        patched, deleted = at_once(
            world.http,
            lambda: send(world, "PATCH", [change("add", "users", world.outside.user_id)]),
            lambda: world.http("PATCH", url, body, as_=world.owner),
        )

        text = f"User {world.outside.user_id} not exists in the organization {world.organization_id}"
        assert (deleted.status, deleted.text) == (200, "OK")
        assert patched.status == 200 or (patched.status, patched.json()) == (400, text)
        assert world.outside.user_id not in crew(world)[0]
        assert number_of(world, world.outside) is None
