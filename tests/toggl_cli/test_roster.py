"""`toggl-members roster`: an organization is written into a file, compared with it, and made what the file says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support.world import World, invite

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class File:
    """A roster on the disk."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def text(self) -> str:
        return self.path.read_text()

    def says(self, *people: str) -> None:
        """The file has these people alone, in YAML."""
        self.path.write_text("people:\n" + "".join(f"- {person}\n" for person in people))

    def says_instead(self, old: str, new: str) -> None:
        assert old in self.text
        self.path.write_text(self.text.replace(old, new))


@pytest.fixture
def file(tmp_path) -> File:
    return File(tmp_path / "people.yaml")


@dataclass(frozen=True)
class Meanwhile:
    """An answer at a question, before which something else happens."""

    happens: Callable[[], object]

    def __str__(self) -> str:
        self.happens()
        return "y"


def change(world: World, person: Any, body: dict[str, Any]) -> None:
    path = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
    world.http.ok("PUT", path, body, as_=world.owner)


def places(world: World, person: Any) -> dict[str, str]:
    return {place["name"]: place["role"] for place in world.people()[person.organization_user_id]["workspaces"]}


def entry(person: Any, fields: str) -> str:
    return f"{{email: {person.email}, {fields}}}"


class Test_export:
    def test_exporting_twice_gives_the_same_bytes(self, reader, tmp_path):
        first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"

        codes = [reader("roster", "export", str(path)).code for path in (first, second)]

        assert codes == [0, 0]
        assert first.read_bytes() == second.read_bytes()

    def test_writes_people_by_address_with_direct_memberships_alone(self, reader, shared_world):
        out = reader("roster", "export").out

        emails = [line.partition(": ")[2] for line in out.splitlines() if line.startswith("- email")]
        assert emails == sorted(person["email"] for person in shared_world.people().values())
        group = shared_world.indirect
        assert (
            f"- email: {group.email}\n  name: Gus Group\n  role: member\n  state: active\n"
            "  workspaces:\n    Other: user\n  groups:\n  - Crew\n" in out
        )
        both_ways = shared_world.member
        assert (
            f"- email: {both_ways.email}\n  name: Mia Member\n  role: member\n  state: active\n"
            f"  workspaces:\n    {main_name(shared_world)}: user\n" in out
        )

    @pytest.mark.parametrize("name", ["people.yaml", "people.csv"])
    def test_a_plan_of_what_was_exported_has_no_changes(self, reader, tmp_path, name):
        path = tmp_path / name
        reader("roster", "export", str(path))

        ran = reader("roster", "plan", str(path), "--remove-missing", "--detailed-exit-code")

        assert (ran.code, ran.out) == (0, "Nothing to change: 8 people as the roster says.\n")

    def test_what_standard_output_gets_standard_input_takes(self, reader):
        out = reader("--format", "csv", "roster", "export").out

        ran = reader("--format", "csv", "roster", "plan", "-", "--detailed-exit-code", typed=out)

        assert (ran.code, ran.out) == (0, "email,what,name,before,after\n")


def main_name(world: World) -> str:
    """The name of the workspace that came with the organization."""
    listed = world.http.ok("GET", "/me/workspaces", as_=world.owner)
    return next(one["name"] for one in listed if one["id"] == world.workspace_id)


class Test_plan:
    def test_shows_each_change_by_name(self, program, world, file):
        file.says(
            entry(world.outside, "role: admin, groups: [Crew]"), "{email: new@example.com, workspaces: {Other: user}}"
        )

        ran = program("roster", "plan", str(file))

        assert ran.code == 0
        assert ran.out.splitlines()[:6] == [
            "new@example.com",
            "  + invited to the organization",
            "  + Other (user)",
            world.outside.email,
            "  role member -> admin",
            "  + group Crew",
        ]
        assert ran.out.splitlines()[-1] == "1 to invite, 1 to change, 0 to remove, 0 as they are; 2 requests."

    def test_sends_no_change(self, program, world, file):
        file.says(entry(world.outside, "state: inactive"))

        ran = program("--debug", "roster", "plan", str(file), "--remove-missing")

        assert set(ran.methods) == {"GET"}

    @pytest.mark.parametrize(("state", "code"), [("inactive", 10), ("active", 0)])
    def test_ends_with_10_on_demand_when_there_is_something_to_do(self, reader, shared_world, file, state, code):
        file.says(entry(shared_world.outside, f"state: {state}"))

        assert reader("roster", "plan", str(file), "--detailed-exit-code").code == code

    def test_is_one_object_in_json(self, reader, shared_world, file):
        file.says(entry(shared_world.outside, "groups: [Crew]"))

        shown = json.loads(reader("--format", "json", "roster", "plan", str(file)).out)

        assert shown["people"] == [
            {
                "email": shared_world.outside.email,
                "changes": [{"what": "group", "name": "Crew", "before": None, "after": "in"}],
            }
        ]
        assert shown["requests"] == [
            {"what": f"change {shared_world.outside.email}", "emails": [shared_world.outside.email], "links": {}}
        ]
        assert (shown["totals"]["not_in_roster"], shown["totals"]["requests"], shown["quota"]) == (7, 1, None)

    def test_tells_all_that_is_wrong_with_the_file(self, reader, shared_world, file):
        file.says("{email: a@example.com, role: boss}", "{email: b@example.com, groups: [Chefs]}", "{name: Cleo}")

        ran = reader("roster", "plan", str(file))

        assert ran.code == 2
        assert [line for line in ran.err.splitlines() if line.startswith("line ")] == [
            "line 2: unknown role 'boss'; it is one of owner, admin, member",
            "line 3: unknown group 'Chefs'",
            "line 4: a person without `email`",
        ]
        assert "Nothing was sent: the roster has 3 errors." in ran.err

    def test_what_the_owner_may_not_lose_is_refused(self, reader, shared_world, file):
        file.says(entry(shared_world.owner, "role: member"))

        ran = reader("roster", "plan", str(file))

        assert (ran.code, ran.err.splitlines()[0]) == (
            1,
            f"Refused: {shared_world.owner.email}: the owner's role cannot be changed; ownership is transferred",
        )

    def test_names_the_first_of_many_who_are_left_alone(self, world, program, file):
        addresses = [f"n{number}@example.com" for number in range(30)]
        program("members", "invite", *addresses, "--workspace", "Other")
        file.says("{email: n0@example.com}")

        ran = program("roster", "plan", str(file))

        assert " and 18 more.\n" in ran.out

    def test_a_member_may_not_plan(self, shared_world, run_as, file):
        file.says(entry(shared_world.member, "role: admin"))

        ran = run_as(shared_world.service, shared_world.member.token)(
            "--organization", str(shared_world.organization_id), "roster", "plan", str(file)
        )

        assert ran.code == 4


EDITS = {
    ".csv": [
        ("Xenia Outside,member,active", "Xenia,admin,"),
        ("Gus Group,member,active,Other=user,Crew", "Gus Group,member,inactive,Other=teamlead,(none)"),
    ],
    ".yaml": [
        ("name: Xenia Outside\n  role: member", "name: Xenia\n  role: admin"),
        (
            "name: Gus Group\n  role: member\n  state: active\n  workspaces:\n    Other: user\n  groups:\n  - Crew",
            "name: Gus Group\n  role: member\n  state: inactive\n  workspaces:\n    Other: teamlead\n  groups: []",
        ),
    ],
}


class Test_apply:
    @pytest.mark.parametrize("name", ["people.yaml", "people.csv"])
    def test_an_export_that_was_edited_is_what_the_organization_becomes(self, program, world, tmp_path, name):
        file = File(tmp_path / name)
        program("roster", "export", str(file))
        for old, new in EDITS[file.path.suffix]:
            file.says_instead(old, new)

        ran = program("roster", "apply", str(file), "--yes")

        assert ran.code == 0, ran.err
        people = world.people()
        outside, indirect = (people[one.organization_user_id] for one in (world.outside, world.indirect))
        assert (outside["name"], outside["admin"], places(world, world.outside)) == ("Xenia", True, {"Other": "user"})
        assert (indirect["inactive"], indirect["groups"]) == (True, [])
        assert places(world, world.indirect) == {"Other": "teamlead"}
        assert program("roster", "plan", str(file), "--detailed-exit-code").code == 0

    def test_people_are_invited_and_their_links_are_secret(self, program, world, file):
        file.says(
            "{email: one@example.com, role: admin, name: One, workspaces: {Other: projectlead}, groups: [Crew]}",
            "{email: two@example.com, workspaces: {Other: projectlead}, groups: [Crew]}",
        )

        ran = program("--debug", "roster", "apply", str(file), "--yes")

        assert (ran.code, [method for method in ran.methods if method in WRITES]) == (0, ["POST", "PUT"])
        assert "/invitations/" not in ran.out
        one = next(person for person in world.people().values() if person["email"] == "one@example.com")
        assert (one["admin"], one["joined"], [group["name"] for group in one["groups"]]) == (True, False, ["Crew"])
        assert program("roster", "plan", str(file), "--detailed-exit-code").code == 0

    def test_links_are_written_on_demand(self, program, world, file):
        file.says("{email: one@example.com, workspaces: {Other: user}}")

        ran = program("roster", "apply", str(file), "--yes", "--show-links")

        _, link = ran.out.splitlines()[-1].split()
        assert world.http("GET", f"/invitations/{link.rpartition('/')[2]}").json()["email"] == "one@example.com"

    def test_who_is_missing_is_removed_on_demand_alone(self, program, world, file, state):
        program("roster", "export", str(file))
        file.says_instead(f"- email: {world.invited.email}\n  name:", "- email: owner.to.be@example.com\n  name:")

        first = program("roster", "apply", str(file), "--yes")
        kept = state(world.invited)
        second = program("roster", "apply", str(file), "--yes", "--remove-missing")

        assert (first.code, kept, second.code, state(world.invited)) == (0, "invited", 0, "gone")
        assert f"Not in the roster, and left alone: {world.invited.email}." in first.out

    def test_a_dry_run_is_the_plan_and_sends_no_change(self, program, world, file):
        file.says(entry(world.outside, "role: admin"))
        planned = program("roster", "plan", str(file))

        ran = program("--debug", "roster", "apply", str(file), "--dry-run")

        assert (ran.code, ran.out, set(ran.methods)) == (0, planned.out, {"GET"})

    def test_nothing_happens_without_an_answer(self, program, world, file):
        file.says(entry(world.outside, "role: admin"))

        ran = program("--debug", "roster", "apply", str(file))

        assert (ran.code, set(ran.methods)) == (2, {"GET"})

    @pytest.mark.parametrize(("answer", "code", "admin"), [("n", 130, False), ("y", 0, True)])
    def test_asks_on_a_terminal(self, program, world, file, answer, code, admin):
        file.says(entry(world.outside, "role: admin"))

        ran = program.on_a_terminal("roster", "apply", str(file), answers={"[y/N]": answer})

        assert (ran.code, world.people()[world.outside.organization_user_id]["admin"]) == (code, admin)

    def test_stops_when_the_organization_changed_after_the_plan_was_shown(self, program, world, file, state):
        file.says(entry(world.outside, "role: admin"), entry(world.member, "state: inactive"))
        answer = Meanwhile(lambda: change(world, world.outside, {"workspaces": []}))

        ran = program.on_a_terminal("roster", "apply", str(file), answers={"[y/N]": answer})

        assert (ran.code, state(world.member)) == (1, "active")
        assert "has changed since this plan was made" in ran.out

    def test_changes_elsewhere_do_not_stop_it(self, program, world, file, state):
        file.says(entry(world.member, "state: inactive"))
        workspaces = [{"workspace_id": world.workspace_id}]
        answer = Meanwhile(lambda: invite(world.http, world.owner, world.organization_id, workspaces, "Nora New"))

        ran = program.on_a_terminal("roster", "apply", str(file), answers={"[y/N]": answer})

        assert (ran.code, state(world.member)) == (0, "inactive")

    def test_stops_at_the_first_error_and_goes_on_when_applied_again(self, program, world, file, state):
        # No list tells who the paying user is, so only the service can refuse.
        path = f"/organizations/{world.organization_id}/paying_user"
        world.http.ok("PUT", path, {"user_id": world.admin.user_id}, as_=world.owner)
        people = [entry(world.member, "state: inactive"), "{email: new@example.com, workspaces: {Other: user}}"]
        file.says(entry(world.admin, "role: member"), *people)

        stopped = program("roster", "apply", str(file), "--yes")
        after_the_error = state(world.member), "new@example.com" in str(world.people())
        file.says(*people)
        again = program("roster", "apply", str(file), "--yes")

        assert (stopped.code, after_the_error) == (1, ("inactive", False))
        assert f"Done: change {world.member.email}." in stopped.out
        assert f"Done: 1 of 3. Not finished: change {world.admin.email}." in stopped.err
        assert "Not begun: invite new@example.com." in stopped.err
        assert "Cannot remove admin privileges from paying user. (request id " in stopped.err
        assert (again.code, again.out.count("Done:")) == (0, 1)
        assert "new@example.com" in str(world.people())

    def test_who_applies_it_loses_their_own_rights_last(self, world, run_as, file, state):
        file.says(entry(world.admin, "role: member"), entry(world.outside, "state: inactive"))

        ran = run_as(world.service, world.admin.token)(
            "--organization", str(world.organization_id), "roster", "apply", str(file), "--yes"
        )

        assert ran.code == 0
        assert (state(world.outside), world.people()[world.admin.organization_user_id]["admin"]) == ("inactive", False)

    def test_who_becomes_an_admin_and_leaves_a_workspace_does_both(self, program, world, file):
        file.says(entry(world.outside, "role: admin, workspaces: {}"))

        ran = program("roster", "apply", str(file), "--yes")

        assert (ran.code, places(world, world.outside)) == (0, {})
        assert world.people()[world.outside.organization_user_id]["admin"]

    def test_a_place_that_a_group_gives_too_can_be_taken_away_alone(self, program, world, file):
        file.says(entry(world.member, "workspaces: {}"))

        ran = program("roster", "apply", str(file), "--yes")

        assert (ran.code, world.workspace_users()[world.member.user_id]["is_direct"]) == (0, False)
        assert program("roster", "plan", str(file), "--detailed-exit-code").code == 0

    def test_what_was_done_is_an_array_in_json(self, program, world, file):
        file.says(entry(world.outside, "role: admin"))

        ran = program("--format", "json", "roster", "apply", str(file), "--yes")

        assert json.loads(ran.out) == [
            {"what": f"change {world.outside.email}", "emails": [world.outside.email], "links": {}}
        ]
