"""Organizations: renamed, counted, and what their workspaces hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.database import write
from support.making import newcomer
from support.server import running
from support.together import at_once
from support.world import World, build


class Test_put_organization:
    def put(self, world, body=None, *, as_=None, raw=None):
        answer = world.http("PUT", f"/organizations/{world.organization_id}", body, as_=as_ or world.owner, raw=raw)
        return answer.status, answer.json()

    def shown(self, world):
        return world.http.ok("GET", f"/organizations/{world.organization_id}", as_=world.member)

    @pytest.mark.parametrize("who", ["owner", "admin"])
    def test_renames_it_for_everybody(self, world: World, who):
        before = self.shown(world)
        told = self.put(world, {"name": "  Guild "}, as_=getattr(world, who))

        after = self.shown(world)
        assert told == (200, "OK")
        assert after["at"] > before["at"]
        assert after == before | {"name": "Guild", "at": after["at"]}

    def test_the_name_that_it_has_changes_nothing(self, world: World):
        before = self.shown(world)
        told = self.put(world, {"name": before["name"]})

        assert told == (200, "OK")
        assert self.shown(world) == before

    def test_the_log_keeps_both_names(self, world: World, rows):
        before = self.shown(world)["name"]
        self.put(world, {"name": "Guild"}, as_=world.admin)

        (entry,) = rows(
            """SELECT account_id, entity_id, before::text, after::text FROM audit_entries
                WHERE organization_id = $1 AND entity_type = 'organization' AND action = 'update'""",
            world,
        )
        assert (entry["account_id"], entry["entity_id"]) == (world.admin.user_id, world.organization_id)
        assert (entry["before"], entry["after"]) == (f'{{"name": "{before}"}}', '{"name": "Guild"}')

    def test_two_organizations_may_have_one_name(self, world: World):
        path = f"/organizations/{world.foreign_organization_id}"
        answer = world.http("PUT", path, {"name": self.shown(world)["name"]}, as_=world.stranger)

        assert answer.status == 200

    def test_takes_140_characters_and_no_more(self, world: World):
        longest, longer = (self.put(world, {"name": "ö" * length}) for length in (140, 141))

        assert longest == (200, "OK")
        assert longer == (400, "organization name too long, maximum length is 140")
        assert self.shown(world)["name"] == "ö" * 140

    @pytest.mark.parametrize("body", [{}, {"name": None}, {"max_workspaces": 100}])
    def test_needs_something_to_change(self, shared_world: World, body):
        assert self.put(shared_world, body) == (400, "At least one field is required")

    @pytest.mark.parametrize("who", ["workspace_admin", "member", "outside", "inactive", "stranger"])
    def test_is_for_the_owner_and_admins_alone(self, shared_world: World, who):
        told = self.put(shared_world, {"name": "Mine"}, as_=getattr(shared_world, who))

        assert told == (403, "User is not authorized to update the organization")

    def test_at_the_same_time_keeps_one_of_the_names(self, world: World):
        names = [f"Guild {letter}" for letter in "abcd"]
        told = at_once(world.http, *[lambda name=name: self.put(world, {"name": name}) for name in names])

        assert told == [(200, "OK")] * 4
        assert self.shown(world)["name"] in names


class Test_get_organization_usage:
    def counted(self, world, who="owner"):
        path = f"/organizations/{world.organization_id}/usage"
        return world.http.ok("GET", path, as_=getattr(world, who))

    def test_counts_people_by_state_workspaces_and_groups(self, shared_world: World):
        assert self.counted(shared_world) == [
            {"name": "users", "count": 6, "limit": None, "reset_at": None},
            {"name": "invited", "count": 1, "limit": None, "reset_at": None},
            {"name": "inactive", "count": 1, "limit": None, "reset_at": None},
            {"name": "workspaces", "count": 2, "limit": 20, "reset_at": None},
            {"name": "groups", "count": 1, "limit": None, "reset_at": None},
        ]

    def test_who_is_invited_and_deactivated_is_inactive(self, world: World):
        path = f"/organizations/{world.organization_id}/users/{world.invited.organization_user_id}"
        world.http.ok("PUT", path, {"inactive": True}, as_=world.owner)

        counts = {one["name"]: one["count"] for one in self.counted(world)}
        assert (counts["users"], counts["invited"], counts["inactive"]) == (6, 0, 2)

    @pytest.mark.parametrize("who", ["admin", "workspace_admin", "member", "outside", "indirect"])
    def test_is_the_same_for_every_active_member(self, shared_world: World, who):
        assert self.counted(shared_world, who) == self.counted(shared_world)

    @pytest.mark.parametrize("who", ["inactive", "stranger"])
    def test_is_for_no_others(self, shared_world: World, who):
        path = f"/organizations/{shared_world.organization_id}/usage"
        answer = shared_world.http("GET", path, as_=getattr(shared_world, who))

        assert (answer.status, answer.json()) == (404, "User not part of organization")


class Test_get_organization_workspaces_statistics:
    def figures(self, world, who="owner"):
        path = f"/organizations/{world.organization_id}/workspaces/statistics"
        return world.http.ok("GET", path, as_=getattr(world, who))

    def test_tells_of_each_workspace_its_admins_people_and_groups(self, shared_world: World):
        world = shared_world
        above = [{"name": person.name, "user_id": person.user_id} for person in (world.admin, world.owner)]
        lead = {"name": world.workspace_admin.name, "user_id": world.workspace_admin.user_id}

        assert self.figures(world) == {
            # The owner, the admin, the workspace admin, the member and the group's; not who is invited or inactive.
            str(world.workspace_id): {"admins": [*above, lead], "groups_count": 1, "members_count": 5},
            str(world.other_workspace_id): {"admins": above, "groups_count": 0, "members_count": 3},
        }

    def test_a_workspace_admin_sees_the_workspaces_they_administer(self, shared_world: World):
        everything = self.figures(shared_world)
        seen = self.figures(shared_world, "workspace_admin")

        own = str(shared_world.workspace_id)
        assert seen == {own: everything[own]}

    def test_is_sorted_by_the_workspaces_numbers(self, world: World):
        for name in "CBA":
            world.http.ok("POST", f"/organizations/{world.organization_id}/workspaces", {"name": name}, as_=world.owner)

        numbers = [int(number) for number in self.figures(world)]
        assert len(numbers) == 5
        assert numbers == sorted(numbers)

    def test_who_is_deactivated_in_a_workspace_is_no_admin_and_no_member_of_it(self, world: World):
        path = f"/workspaces/{world.workspace_id}/users/{world.workspace_admin.user_id}"
        before = self.figures(world)[str(world.workspace_id)]
        world.http.ok("PUT", path, {"inactive": True}, as_=world.owner)

        after = self.figures(world)[str(world.workspace_id)]
        assert before["admins"][:2] == after["admins"]
        assert before["members_count"] - 1 == after["members_count"]

    def test_an_invited_admin_counts_when_they_have_joined(self, world: World):
        path = f"/workspaces/{world.workspace_id}/users/{newcomer(world).user_id}"
        before = self.figures(world)
        world.http.ok("PUT", path, {"admin": True}, as_=world.owner)

        assert self.figures(world) == before

    @pytest.mark.parametrize("who", ["member", "outside", "inactive", "stranger"])
    def test_is_for_who_administers_alone(self, shared_world: World, who):
        path = f"/organizations/{shared_world.organization_id}/workspaces/statistics"
        answer = shared_world.http("GET", path, as_=getattr(shared_world, who))

        assert (answer.status, answer.json()) == (403, "Forbidden")

    def test_a_former_workspace_admin_is_refused(self, world: World):
        path = f"/workspaces/{world.workspace_id}/users/{world.workspace_admin.user_id}"
        world.http.ok("PUT", path, {"role": "user"}, as_=world.owner)

        answer = world.http(
            "GET", f"/organizations/{world.organization_id}/workspaces/statistics", as_=world.workspace_admin
        )
        assert answer.status == 403


class Test_the_limit_of_workspaces:
    """``--max-workspaces``: for organizations that were made before it was set, and after."""

    @pytest.fixture(scope="class")
    @staticmethod
    def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
        with running(tmp_path_factory.mktemp("narrow"), "--max-workspaces", "3") as service:
            yield build(service)

    def most(self, world, organization_id=None):
        path = f"/organizations/{organization_id or world.organization_id}"
        return world.http.ok("GET", path, as_=world.owner)["max_workspaces"]

    def test_is_the_settings(self, narrow: World):
        path = f"/organizations/{narrow.organization_id}"
        narrow.http.ok("POST", f"{path}/workspaces", {"name": "Third"}, as_=narrow.owner)
        answer = narrow.http("POST", f"{path}/workspaces", {"name": "Fourth"}, as_=narrow.owner)

        name = narrow.http.ok("GET", path, as_=narrow.owner)["name"]
        assert (answer.status, answer.json()) == (400, f"Organization {name} can have a maximum of 3 workspaces")
        assert self.most(narrow) == 3
        counters = narrow.http.ok("GET", f"{path}/usage", as_=narrow.owner)
        assert [one["limit"] for one in counters if one["name"] == "workspaces"] == [3]

    def test_what_an_organization_was_given_more_it_keeps(self, narrow: World):
        body = {"name": "Guild", "workspace_name": "Hall"}
        organization_id = narrow.http.ok("POST", "/organizations", body, as_=narrow.owner)["id"]
        write(narrow.service, ("UPDATE organizations SET max_workspaces = 5 WHERE id = $1", organization_id))

        assert self.most(narrow, organization_id) == 5

    def test_what_an_organization_was_given_less_grows_with_the_setting(self, narrow: World):
        body = {"name": "Guild", "workspace_name": "Hall"}
        organization_id = narrow.http.ok("POST", "/organizations", body, as_=narrow.owner)["id"]
        write(narrow.service, ("UPDATE organizations SET max_workspaces = 1 WHERE id = $1", organization_id))
        path = f"/organizations/{organization_id}/workspaces"

        assert self.most(narrow, organization_id) == 3
        assert narrow.http("POST", path, {"name": "Second"}, as_=narrow.owner).status == 200
