"""`toggl-members workspaces` and `toggl-members groups`, against the service."""

import csv
import io
import json


def rows(ran) -> list[dict[str, str]]:
    assert ran.code == 0, ran.err
    return [*csv.DictReader(io.StringIO(ran.out))]


class Test_workspaces:
    def test_list_shows_those_of_the_organization(self, shared_world, reader):
        listed = rows(reader("--format", "csv", "workspaces", "list"))

        assert {row["id"] for row in listed} == {str(shared_world.workspace_id), str(shared_world.other_workspace_id)}

    def test_members_shows_who_is_there_and_how(self, shared_world, reader):
        listed = rows(reader("--format", "csv", "workspaces", "members", str(shared_world.workspace_id)))

        direct = {row["user_id"]: row["direct"] for row in listed}
        assert direct[str(shared_world.member.user_id)] == "yes"
        assert direct[str(shared_world.indirect.user_id)] == "no"

    def test_create_makes_one_with_its_admins(self, world, program):
        ran = program("--format", "json", "workspaces", "create", "Third", "--admin", world.member.email)

        (made,) = json.loads(ran.out)
        assert made["name"] == "Third"
        assert world.workspace_users(made["id"])[world.member.user_id]["role"] == "admin"

    def test_rename_gives_another_name(self, world, program):
        program("workspaces", "rename", "other", "Another")

        workspaces = world.http.ok("GET", "/me/workspaces", as_=world.owner)
        assert "Another" in [one["name"] for one in workspaces if one["id"] == world.other_workspace_id]

    def test_add_puts_all_in_by_one_request_and_gives_each_the_role(self, world, program):
        people = [world.member.email, world.admin.email, world.outside.email]

        ran = program("--debug", "workspaces", "add", "Other", *people, "--role", "projectlead")

        assert ran.code == 0
        # One for the two who are new, and one for each role.
        assert [method for method in ran.methods if method != "GET"] == ["PUT"] * 4
        there = world.workspace_users(world.other_workspace_id)
        for person in (world.member, world.admin, world.outside):
            assert there[person.user_id]["role"] == "projectlead"

    def test_remove_takes_out_by_one_request(self, world, program):
        ran = program("--debug", "workspaces", "remove", "Other", world.outside.email, world.indirect.email, "--yes")

        assert ran.code == 0
        assert [method for method in ran.methods if method != "GET"] == ["PATCH"]
        assert set(world.workspace_users(world.other_workspace_id)) == {world.owner.user_id}

    def test_remove_leaves_alone_who_is_there_through_a_group(self, world, program):
        place = str(world.workspace_id)

        ran = program("--debug", "workspaces", "remove", place, world.member.email, world.indirect.email, "--yes")

        assert ran.code == 1
        assert set(ran.methods) == {"GET"}
        assert "through a group" in ran.err

    def test_remove_does_not_find_who_is_elsewhere(self, world, program):
        ran = program("workspaces", "remove", "Other", world.member.email, "--yes")

        assert ran.code == 3


class Test_groups:
    def test_list_shows_people_and_workspaces(self, shared_world, reader):
        (group,) = rows(reader("--format", "csv", "groups", "list"))

        assert group == {
            "id": str(shared_world.group_id),
            "name": "Crew",
            "people": "Gus Group; Mia Member",
            "workspace_ids": str(shared_world.workspace_id),
        }

    def test_create_makes_one_with_people_and_workspaces(self, world, program):
        ran = program(
            "--format", "json", "groups", "create", "Night", "--member", world.admin.email, "--workspace", "Other"
        )

        (made,) = json.loads(ran.out)
        assert [person["user_id"] for person in made["users"]] == [world.admin.user_id]
        assert made["workspaces"] == [world.other_workspace_id]

    def test_rename_keeps_people_and_workspaces(self, world, program):
        program("groups", "rename", "crew", "Night")

        (group,) = world.http.ok("GET", f"/organizations/{world.organization_id}/groups", as_=world.owner)
        assert group["name"] == "Night"
        assert {person["user_id"] for person in group["users"]} == {world.member.user_id, world.indirect.user_id}
        assert group["workspaces"] == [world.workspace_id]

    def test_add_and_remove_move_people(self, world, program):
        program("groups", "add", "Crew", world.admin.email, world.member.email)
        ran = program("groups", "remove", "Crew", world.member.email, world.outside.email, "--yes")

        assert ran.out == f"Done: take Mia Member <{world.member.email}> out of the group Crew.\n"
        assert [group["name"] for group in world.people()[world.admin.organization_user_id]["groups"]] == ["Crew"]
        assert world.people()[world.member.organization_user_id]["groups"] == []

    def test_delete_ends_what_the_group_alone_gave(self, world, program):
        ran = program("groups", "delete", str(world.group_id), "--yes")

        assert ran.code == 0
        assert world.indirect.user_id not in world.workspace_users()
