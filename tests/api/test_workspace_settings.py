"""Workspaces: set up, administered, counted, and the people in them by their numbers."""

from __future__ import annotations

import json

import pytest

import toggl
from support.making import newcomer
from support.together import at_once
from support.world import World, api_client

NOBODY = 2**63 - 1
NO_ACCESS = "User does not have access to this resource."
SETTINGS = {
    "default_currency": "EUR",
    "rounding": -1,
    "rounding_minutes": 15,
    "projects_billable_by_default": False,
    "projects_enforce_billable": True,
    "projects_private_by_default": False,
    "only_admins_may_create_projects": True,
    "only_admins_may_create_tags": True,
    "only_admins_see_team_dashboard": True,
    "limit_public_project_data": True,
    "reports_collapse": False,
}


def shown(world, who="owner"):
    return world.http.ok("GET", f"/workspaces/{world.workspace_id}", as_=getattr(world, who))


def put(world, body=None, who="owner"):
    answer = world.http("PUT", f"/workspaces/{world.workspace_id}", body, as_=getattr(world, who))
    return answer.status, answer.json()


def updates(rows, world):
    """What the audit log keeps of changes of the workspace, the last one last."""
    found = rows(
        """SELECT before::text, after::text FROM audit_entries
            WHERE organization_id = $1 AND entity_type = 'workspace' AND action = 'update' AND entity_id = workspace_id
            ORDER BY happened_at""",
        world,
    )
    return [(json.loads(entry["before"]), json.loads(entry["after"])) for entry in found]


class Test_put_workspaces:
    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin"])
    def test_changes_what_is_given_and_answers_the_workspace(self, world: World, who):
        before = shown(world, who)
        status, answered = put(world, {"name": "  Atelier ", **SETTINGS}, who)

        after = shown(world, who)
        stamps = {name: after[name] for name in ("at", "last_modified")}
        assert (status, answered) == (200, after)
        assert after == before | SETTINGS | stamps | {"name": "Atelier"}

    @pytest.mark.parametrize(("name", "value"), SETTINGS.items())
    def test_leaves_what_is_not_given(self, world: World, name, value):
        put(world, {name: value})
        _, after = put(world, {"name": "Atelier", name: None})

        assert (after["name"], after[name]) == ("Atelier", value)

    def test_the_client_changes_it(self, world: World):
        api = toggl.WorkspacesApi(api_client(world.service, world.owner.token, "api_token"))
        changed = api.put_workspaces(world.workspace_id, toggl.WorkspacePayload(name="Atelier", rounding=0))

        assert (changed.name, changed.rounding) == ("Atelier", 0)

    def test_an_empty_object_changes_nothing(self, world: World, rows):
        before = shown(world)
        told = put(world, {"initial_pricing_plan": 3})

        assert told == put(world, {}) == (200, before)
        assert updates(rows, world) == []

    def test_is_all_or_nothing(self, shared_world: World):
        before = shown(shared_world)
        told = put(shared_world, {"name": "Atelier", "rounding": 0, "admins": [shared_world.outside.user_id]})

        assert told == (400, f"User {shared_world.outside.user_id} not exists in the workspace.")
        assert shown(shared_world) == before

    @pytest.mark.parametrize("name", ["other", " OTHER "])
    def test_refuses_a_taken_name_without_regard_to_case(self, shared_world: World, name):
        told = put(shared_world, {"name": name, "rounding": 0})

        assert told == (400, "another workspace with same name exists in organization")
        assert shown(shared_world)["rounding"] == 1

    def test_may_change_the_letter_case_of_its_name(self, world: World):
        put(world, {"name": "Atelier"})
        _, changed = put(world, {"name": "ATELIER"})

        assert changed["name"] == "ATELIER"

    def test_to_one_name_at_the_same_time_changes_one(self, world: World):
        paths = [f"/workspaces/{number}" for number in (world.workspace_id, world.other_workspace_id)]
        calls = [lambda path=path: world.http("PUT", path, {"name": "Atelier"}, as_=world.owner) for path in paths]
        answers = at_once(world.http, *calls)

        assert sorted(answer.status for answer in answers) == [200, 400]

    @pytest.mark.parametrize("who", ["member", "indirect", "outside", "inactive", "stranger"])
    def test_is_for_who_administers_it_alone(self, shared_world: World, who):
        assert put(shared_world, {"name": "Mine"}, who) == (403, NO_ACCESS)

    def test_the_log_keeps_what_differs(self, world: World, rows):
        put(world, {"rounding": 0, "reports_collapse": True, "default_hourly_rate": 20})

        assert updates(rows, world) == [
            ({"rounding": 1, "default_hourly_rate": None}, {"rounding": 0, "default_hourly_rate": "20.00"})
        ]


class Test_the_workspaces_rate:
    def history(self, world, rows):
        found = rows(
            """SELECT amount, change_mode, ends_at, creator_id FROM rates
                WHERE organization_id = $1 AND workspace_id = $2 AND workspace_user_id IS NULL ORDER BY id""",
            world,
            world.workspace_id,
        )
        return [(float(row["amount"]), row["change_mode"], row["ends_at"] is None) for row in found]

    def test_is_in_force_from_today(self, world: World, rows):
        before = shown(world)
        _, after = put(world, {"default_hourly_rate": 12.345}, "workspace_admin")

        assert (before["default_hourly_rate"], before["rate_last_updated"]) == (None, None)
        assert after["default_hourly_rate"] == 12.35
        assert after["rate_last_updated"] is not None
        assert self.history(world, rows) == [(12.35, "start-today", True)]

    def test_replaces_all_there_ever_was(self, world: World, rows):
        put(world, {"default_hourly_rate": 10})
        put(world, {"default_hourly_rate": 20, "rate_change_mode": "override-all"})

        assert shown(world)["default_hourly_rate"] == 20
        assert self.history(world, rows) == [(20.0, "override-all", True)]

    def test_an_override_by_the_same_amount_is_one(self, world: World, rows):
        put(world, {"default_hourly_rate": 10})
        put(world, {"default_hourly_rate": 10, "rate_change_mode": "override-current"})

        assert self.history(world, rows) == [(10.0, "override-current", True)]
        assert len(updates(rows, world)) == 2

    def test_the_same_amount_again_changes_nothing(self, world: World, rows):
        put(world, {"default_hourly_rate": 10})
        put(world, {"default_hourly_rate": 10.0})

        assert len(updates(rows, world)) == 1

    def test_a_mode_without_an_amount_changes_nothing(self, world: World, rows):
        put(world, {"rate_change_mode": "override-all"})

        assert self.history(world, rows) == []

    def test_of_a_new_workspace_is_in_the_history_too(self, world: World, rows):
        body = {"name": "Atelier", "default_hourly_rate": 99.5}
        path = f"/organizations/{world.organization_id}/workspaces"
        made = world.http.ok("POST", path, body, as_=world.owner)

        (rate,) = rows("SELECT amount FROM rates WHERE workspace_id = $1", made["id"])
        assert (made["default_hourly_rate"], float(rate["amount"])) == (99.5, 99.5)
        assert made["rate_last_updated"] is not None


class Test_the_admins_of_a_workspace:
    def admins(self, world):
        return {number for number, person in world.workspace_users().items() if person["workspace_admin"]}

    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin"])
    def test_are_those_who_are_named(self, world: World, who):
        told, _ = put(world, {"admins": [world.member.user_id, world.member.user_id]}, who)

        assert told == 200
        assert self.admins(world) == {world.owner.user_id, world.member.user_id}
        assert world.workspace_users()[world.workspace_admin.user_id]["role"] == "user"

    def test_nobody_named_leaves_owner_and_admins(self, world: World):
        put(world, {"admins": []})

        assert self.admins(world) == {world.owner.user_id}
        assert {number for number, one in world.workspace_users().items() if one["admin"]} == {
            world.owner.user_id,
            world.admin.user_id,
        }

    def test_who_was_named_may_change_it_and_who_was_not_may_not(self, world: World):
        put(world, {"admins": [world.member.user_id]})

        assert put(world, {"rounding": 0}, "member")[0] == 200
        assert put(world, {"rounding": 0}, "workspace_admin") == (403, NO_ACCESS)

    def test_a_workspace_admin_who_resigns_sees_the_workspace_as_a_member(self, world: World):
        status, answered = put(world, {"admins": []}, "workspace_admin")

        assert (status, answered["admin"], answered["role"]) == (200, False, "user")

    def test_other_roles_stay(self, world: World):
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}"
        world.http.ok("PUT", path, {"role": "teamlead"}, as_=world.owner)
        put(world, {"admins": [world.workspace_admin.user_id]})

        assert world.workspace_users()[world.member.user_id]["role"] == "teamlead"

    def test_an_organization_admin_can_be_given_the_role_by_the_owner(self, world: World):
        put(world, {"admins": [world.admin.user_id, world.workspace_admin.user_id]})

        assert self.admins(world) == {world.owner.user_id, world.admin.user_id, world.workspace_admin.user_id}

    def test_a_workspace_admin_changes_no_role_of_owner_and_admins(self, world: World):
        before = self.admins(world)
        status, _ = put(world, {"admins": [world.admin.user_id, world.workspace_admin.user_id]}, "workspace_admin")

        assert status == 200
        assert self.admins(world) == before

    def test_owner_and_admins_may_be_named_where_they_have_no_place(self, world: World):
        path = f"/workspaces/{world.other_workspace_id}"
        answer = world.http("PUT", path, {"admins": [world.admin.user_id, world.outside.user_id]}, as_=world.owner)

        assert answer.status == 200
        assert world.admin.user_id not in world.workspace_users(world.other_workspace_id)
        assert world.workspace_users(world.other_workspace_id)[world.outside.user_id]["workspace_admin"]

    def test_nobody_becomes_one_through_a_group_alone(self, shared_world: World):
        told = put(shared_world, {"admins": [shared_world.indirect.user_id]})

        assert told == (400, "Bad Request")

    @pytest.mark.parametrize("who", ["outside", "stranger", "nobody", "workspace user"])
    def test_refuses_who_is_not_in_the_workspace(self, shared_world: World, who):
        numbers = {"nobody": NOBODY, "workspace user": shared_world.member.workspace_user_id}
        number = numbers[who] if who in numbers else getattr(shared_world, who).user_id
        told = put(shared_world, {"admins": [shared_world.member.user_id, number]})

        assert told == (400, f"User {number} not exists in the workspace.")
        assert shared_world.member.user_id not in self.admins(shared_world)

    def test_the_log_keeps_who_was_and_who_is(self, world: World, rows):
        put(world, {"admins": [world.member.user_id]})

        before = sorted([world.owner.user_id, world.workspace_admin.user_id])
        after = sorted([world.owner.user_id, world.member.user_id])
        assert updates(rows, world) == [({"admins": before}, {"admins": after})]

    def test_their_access_has_changed(self, world: World):
        def changed(person):
            return world.http.ok("GET", "/me", as_=person)["authorization_updated_at"]

        people = (world.member, world.workspace_admin)
        before = [changed(person) for person in people]
        put(world, {"admins": [world.member.user_id]})

        assert all(changed(person) > earlier for person, earlier in zip(people, before, strict=True))

    def test_a_link_does_not_grow_with_the_role_of_who_is_invited(self, world: World):
        """Who was a workspace admin keeps no link that opens an admin's place."""
        body = {
            "emails": ["nora.newcomer.of.the.link@example.com"],
            "workspaces": [{"workspace_id": world.workspace_id}],
        }
        path = f"/organizations/{world.organization_id}/invitations"
        sent = world.http.ok("POST", path, body, as_=world.workspace_admin)
        put(world, {"admins": [sent["data"][0]["recipient_id"]]})

        answer = world.http("GET", f"/invitations/{sent['invitations'][0]['code']}")
        assert answer.status == 404


class Test_get_workspace_statistics:
    def figures(self, world, who="owner"):
        path = f"/workspaces/{world.workspace_id}/statistics"
        return world.http.ok("GET", path, as_=getattr(world, who))

    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin", "member", "indirect"])
    def test_is_what_the_organizations_statistics_have(self, shared_world: World, who):
        path = f"/organizations/{shared_world.organization_id}/workspaces/statistics"
        everything = shared_world.http.ok("GET", path, as_=shared_world.owner)

        assert self.figures(shared_world, who) == everything[str(shared_world.workspace_id)]

    def test_counts_who_joins_and_each_group(self, world: World):
        before = self.figures(world)
        path = f"/organizations/{world.organization_id}/groups"
        group = {"name": "Night", "users": [world.outside.user_id, newcomer(world).user_id]}
        world.http.ok("POST", path, group | {"workspaces": [world.workspace_id]}, as_=world.owner)

        after = self.figures(world)
        assert after["groups_count"] == before["groups_count"] + 1
        assert after["members_count"] == before["members_count"] + 1

    @pytest.mark.parametrize("who", ["outside", "inactive", "stranger"])
    def test_is_for_the_people_of_the_workspace(self, shared_world: World, who):
        path = f"/workspaces/{shared_world.workspace_id}/statistics"
        answer = shared_world.http("GET", path, as_=getattr(shared_world, who))

        assert (answer.status, answer.json()) == (403, NO_ACCESS)


class Test_post_workspace_users_data:
    def post(self, world, body, who="owner"):
        path = f"/workspaces/{world.workspace_id}/users/data"
        answer = world.http("POST", path, body, as_=getattr(world, who))
        return answer.status, answer.json()

    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin", "member", "indirect"])
    def test_shows_people_as_the_list_does_and_in_its_order(self, shared_world: World, who):
        listed = shared_world.http.ok("GET", f"/workspaces/{shared_world.workspace_id}/users", as_=shared_world.owner)
        wanted = [person["id"] for person in listed][::-2]

        told = self.post(shared_world, wanted, who)

        assert len(wanted) > 2
        assert told == (200, [person for person in listed if person["id"] in wanted])

    def test_leaves_out_who_is_not_there(self, shared_world: World):
        world = shared_world
        others = [world.outside.user_id, world.stranger.user_id, world.member.workspace_user_id, NOBODY, 0, -1]

        status, people = self.post(world, [*others, world.member.user_id])

        assert (status, [person["id"] for person in people]) == (200, [world.member.user_id])
        assert self.post(world, others) == (200, [])

    def test_shows_nobody_twice(self, shared_world: World):
        status, people = self.post(shared_world, [shared_world.member.user_id] * 150)

        assert (status, len(people)) == (200, 1)

    def test_takes_150_and_no_more(self, shared_world: World):
        assert self.post(shared_world, list(range(1, 151))) == (200, [])
        assert self.post(shared_world, list(range(1, 152))) == (
            400,
            "user_ids must not contain more than 150 elements",
        )

    @pytest.mark.parametrize("who", ["outside", "inactive", "stranger"])
    def test_is_for_the_people_of_the_workspace(self, shared_world: World, who):
        assert self.post(shared_world, [shared_world.member.user_id], who) == (403, NO_ACCESS)
