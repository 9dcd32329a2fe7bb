"""Groups in their workspace form."""

from __future__ import annotations

import json
import re

import pytest

import toggl
from support.together import at_once
from support.world import World, api_client

NO_ACCESS = "User does not have access to this resource"
UNKNOWN = 9_000_000_000


def path(world, group_id=None, *, workspace_id=None):
    return f"/workspaces/{workspace_id or world.workspace_id}/groups" + ("" if group_id is None else f"/{group_id}")


def send(world, method, body=None, *, group_id=None, workspace_id=None, who="owner"):
    return world.http(method, path(world, group_id, workspace_id=workspace_id), body, as_=getattr(world, who))


def listed(world, who="owner", workspace_id=None):
    return world.http.ok("GET", path(world, workspace_id=workspace_id), as_=getattr(world, who))


def of_the_organization(world):
    groups = world.http.ok("GET", f"/organizations/{world.organization_id}/groups", as_=world.owner)
    return {group["group_id"]: group for group in groups}


def put_into(world, group_id, *workspace_ids):
    body = {"workspaces": list(workspace_ids)}
    world.http.ok("PUT", f"/organizations/{world.organization_id}/groups/{group_id}", body, as_=world.owner)


def administer(world, workspace_id):
    """Makes the workspace admin one of that workspace, too."""
    body = {"workspaces": [{"workspace_id": number, "admin": True} for number in (world.workspace_id, workspace_id)]}
    people = f"/organizations/{world.organization_id}/users"
    world.http.ok("PUT", f"{people}/{world.workspace_admin.organization_user_id}", body, as_=world.owner)


class Test_get_workspace_groups:
    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin", "member", "indirect"])
    def test_shows_all_of_a_group(self, shared_world: World, who):
        (group,) = listed(shared_world, who)

        assert group == {
            "id": shared_world.group_id,
            "name": "Crew",
            "workspace_id": shared_world.workspace_id,
            "has_users": True,
            "at": group["at"],
            "permissions": None,
        }
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", group["at"])

    def test_the_client_reads_it(self, shared_world: World):
        api = toggl.GroupsApi(api_client(shared_world.service, shared_world.member.token, "api_token"))
        (group,) = api.get_workspace_groups(shared_world.workspace_id)

        assert (group.id, group.name, group.has_users) == (shared_world.group_id, "Crew", True)

    def test_shows_the_groups_of_the_workspace_by_name(self, world: World):
        for name in ("beta", "Alpha"):
            send(world, "POST", {"name": name})
        send(world, "POST", {"name": "Night"}, workspace_id=world.other_workspace_id)

        assert [(one["name"], one["has_users"]) for one in listed(world)] == [
            ("Alpha", False),
            ("beta", False),
            ("Crew", True),
        ]
        assert [one["name"] for one in listed(world, workspace_id=world.other_workspace_id)] == ["Night"]

    @pytest.mark.parametrize("who", ["outside", "inactive", "stranger"])
    def test_is_for_the_people_of_the_workspace(self, shared_world: World, who):
        answer = send(shared_world, "GET", who=who)

        assert (answer.status, answer.json()) == (403, NO_ACCESS)


class Test_get_organization_workspaces_groups:
    def url(self, world, workspace_id=None):
        return f"/organizations/{world.organization_id}/workspaces/{workspace_id or world.workspace_id}/groups"

    @pytest.mark.parametrize("who", ["owner", "admin"])
    def test_is_the_organizations_list_of_that_workspace(self, world: World, who):
        send(world, "POST", {"name": "Night"}, workspace_id=world.other_workspace_id)
        groups = world.http.ok("GET", self.url(world), as_=getattr(world, who))

        assert groups == [of_the_organization(world)[world.group_id]]

    @pytest.mark.parametrize("who", ["workspace_admin", "member", "outside", "inactive", "stranger"])
    def test_is_for_the_owner_and_admins_alone(self, shared_world: World, who):
        answer = shared_world.http("GET", self.url(shared_world), as_=getattr(shared_world, who))

        assert (answer.status, answer.json()) == (403, "Forbidden")

    def test_another_organizations_workspace_looks_like_none(self, shared_world: World):
        for workspace_id in (shared_world.foreign_workspace_id, UNKNOWN):
            answer = shared_world.http("GET", self.url(shared_world, workspace_id), as_=shared_world.owner)
            assert (answer.status, answer.json()) == (404, "Resource can not be found")


class Test_post_workspace_group:
    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin"])
    def test_makes_a_group_of_the_organization_in_the_workspace(self, world: World, who):
        made = send(world, "POST", {"name": "  Night "}, who=who).json()

        assert made == {
            "id": made["id"],
            "name": "Night",
            "workspace_id": world.workspace_id,
            "has_users": False,
            "at": made["at"],
            "permissions": None,
        }
        group = of_the_organization(world)[made["id"]]
        assert (group["name"], group["users"], group["workspaces"]) == ("Night", [], [world.workspace_id])

    def test_takes_200_characters_and_no_more(self, world: World):
        longest, longer = (send(world, "POST", {"name": "ä" * length}) for length in (200, 201))

        assert (longest.status, longest.json()["name"]) == (200, "ä" * 200)
        assert (longer.status, longer.json()) == (400, "Group name too long, maximum length is 200")

    def test_refuses_a_name_that_a_group_elsewhere_has(self, world: World):
        send(world, "POST", {"name": "Night"}, workspace_id=world.other_workspace_id)
        answer = send(world, "POST", {"name": "nIGHT "}, who="workspace_admin")

        assert (answer.status, answer.json()) == (400, "Name has already been taken")

    def test_of_one_name_at_the_same_time_makes_one(self, world: World):
        answers = at_once(world.http, *[lambda: send(world, "POST", {"name": "Night"})] * 6)

        assert sorted(answer.status for answer in answers) == [200] + [400] * 5
        assert [group["name"] for group in listed(world)] == ["Crew", "Night"]

    @pytest.mark.parametrize("who", ["member", "indirect", "outside", "inactive", "stranger"])
    def test_is_for_who_administers_the_workspace(self, shared_world: World, who):
        answer = send(shared_world, "POST", {"name": "Night"}, who=who)

        assert (answer.status, answer.json()) == (403, NO_ACCESS)


class Test_put_workspace_group:
    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin"])
    def test_renames_and_leaves_the_rest(self, world: World, who):
        before = of_the_organization(world)[world.group_id]
        changed = send(world, "PUT", {"name": " Night "}, group_id=world.group_id, who=who).json()

        after = of_the_organization(world)[world.group_id]
        assert (changed["name"], changed["has_users"]) == ("Night", True)
        assert after == before | {"name": "Night", "at": after["at"]}

    def test_may_change_the_letter_case_of_the_name(self, world: World):
        assert send(world, "PUT", {"name": "CREW"}, group_id=world.group_id).json()["name"] == "CREW"

    def test_a_workspace_admin_renames_no_group_of_workspaces_of_others(self, world: World):
        put_into(world, world.group_id, world.workspace_id, world.other_workspace_id)
        answer = send(world, "PUT", {"name": "Night"}, group_id=world.group_id, who="workspace_admin")

        assert (answer.status, answer.json()) == (403, NO_ACCESS)
        assert of_the_organization(world)[world.group_id]["name"] == "Crew"

    def test_a_workspace_admin_renames_a_group_of_several_workspaces_of_theirs(self, world: World):
        put_into(world, world.group_id, world.workspace_id, world.other_workspace_id)
        administer(world, world.other_workspace_id)
        answer = send(world, "PUT", {"name": "Night"}, group_id=world.group_id, who="workspace_admin")

        assert (answer.status, answer.json()["name"]) == (200, "Night")

    @pytest.mark.parametrize("which", ["elsewhere", "foreign", "unknown"])
    def test_a_group_that_is_not_in_the_workspace_looks_like_none(self, shared_world: World, which):
        numbers = {"foreign": shared_world.foreign_group_id, "unknown": UNKNOWN, "elsewhere": shared_world.group_id}
        answer = send(
            shared_world,
            "PUT",
            {"name": "Night"},
            group_id=numbers[which],
            workspace_id=shared_world.other_workspace_id,
        )

        assert (answer.status, answer.json()) == (404, "Group was not found")

    def test_the_log_keeps_both_names(self, world: World, rows):
        send(world, "PUT", {"name": "Night"}, group_id=world.group_id)

        (entry,) = rows(
            """SELECT before::text, after::text, workspace_id FROM audit_entries
                WHERE organization_id = $1 AND entity_type = 'group' AND action = 'update'""",
            world,
        )
        assert (entry["before"], entry["after"]) == ('{"name": "Crew"}', '{"name": "Night"}')
        assert entry["workspace_id"] == world.workspace_id


class Test_delete_workspace_group:
    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin"])
    def test_deletes_a_group_that_is_nowhere_else(self, world: World, who):
        answer = send(world, "DELETE", group_id=world.group_id, who=who)

        assert (answer.status, answer.body) == (200, b"")
        assert of_the_organization(world) == {}
        assert world.indirect.user_id not in world.workspace_users()
        assert world.workspace_users()[world.member.user_id]["is_direct"]

    def test_takes_one_that_is_elsewhere_out_of_the_workspace_alone(self, world: World):
        put_into(world, world.group_id, world.workspace_id, world.other_workspace_id)
        answer = send(world, "DELETE", group_id=world.group_id, who="workspace_admin")

        assert answer.status == 200
        group = of_the_organization(world)[world.group_id]
        assert (group["name"], group["workspaces"]) == ("Crew", [world.other_workspace_id])
        assert {user["user_id"] for user in group["users"]} == {world.indirect.user_id, world.member.user_id}
        assert world.indirect.user_id not in world.workspace_users()
        assert world.member.user_id in world.workspace_users(world.other_workspace_id)

    def test_who_another_group_holds_keeps_their_place(self, world: World):
        body = {"name": "Night", "users": [world.indirect.user_id], "workspaces": [world.workspace_id]}
        world.http.ok("POST", f"/organizations/{world.organization_id}/groups", body, as_=world.owner)
        before = world.workspace_users()[world.indirect.user_id]
        send(world, "DELETE", group_id=world.group_id)

        after = world.workspace_users()[world.indirect.user_id]
        assert (after["id"], len(before["group_ids"]), len(after["group_ids"])) == (before["id"], 2, 1)

    def test_frees_the_name(self, world: World):
        send(world, "DELETE", group_id=world.group_id)

        assert send(world, "POST", {"name": "Crew"}).status == 200

    def test_at_the_same_time_deletes_once(self, world: World):
        answers = at_once(world.http, *[lambda: send(world, "DELETE", group_id=world.group_id)] * 4)

        assert sorted(answer.status for answer in answers) == [200, 404, 404, 404]
        assert {answer.json() for answer in answers if answer.status == 404} == {"Group was not found"}

    @pytest.mark.parametrize("which", ["elsewhere", "foreign", "unknown"])
    def test_a_group_that_is_not_in_the_workspace_looks_like_none(self, shared_world: World, which):
        numbers = {"foreign": shared_world.foreign_group_id, "unknown": UNKNOWN, "elsewhere": shared_world.group_id}
        answer = send(shared_world, "DELETE", group_id=numbers[which], workspace_id=shared_world.other_workspace_id)

        assert (answer.status, answer.json()) == (404, "Group was not found")
        assert shared_world.group_id in of_the_organization(shared_world)

    @pytest.mark.parametrize("who", ["member", "indirect", "outside", "inactive", "stranger"])
    def test_is_for_who_administers_the_workspace(self, shared_world: World, who):
        answer = send(shared_world, "DELETE", group_id=shared_world.group_id, who=who)

        assert (answer.status, answer.json()) == (403, NO_ACCESS)

    def test_the_log_keeps_what_was_deleted(self, world: World, rows):
        send(world, "DELETE", group_id=world.group_id)

        (entry,) = rows(
            """SELECT before::text, entity_id FROM audit_entries
                WHERE organization_id = $1 AND entity_type = 'group' AND action = 'delete'""",
            world,
        )
        assert entry["entity_id"] == world.group_id
        assert json.loads(entry["before"]) == {
            "name": "Crew",
            "users": sorted([world.indirect.user_id, world.member.user_id]),
            "workspaces": [world.workspace_id],
        }
