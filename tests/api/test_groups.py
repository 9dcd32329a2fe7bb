"""Groups: listed, made, changed, patched, deleted."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

import toggl
from support.http import Answer
from support.together import at_once
from support.world import Person, World, api_client

UNKNOWN = 9_000_000_000
BAD_NUMBERS = ["0", "-1", "x", str(2**63)]
NOT_READABLE = [
    b"",
    b"{",
    b'{"name": 5}',
    b'{"name": "N", "users": "1,2"}',
    b'{"name": "N", "workspaces": [1.5]}',
    b'"N"',
]
NOT_ALLOWED = ["workspace_admin", "member", "outside", "inactive", "stranger"]


def groups_api(world: World, person: Person) -> toggl.GroupsApi:
    return toggl.GroupsApi(api_client(world.service, person.token, "api_token"))


def path(world: World, group_id: object = None) -> str:
    return f"/organizations/{world.organization_id}/groups" + ("" if group_id is None else f"/{group_id}")


def send(
    world: World, method: str, body: object = None, *, group_id: object = None, as_: Person | None = None
) -> Answer:
    return world.http(method, path(world, group_id), body, as_=as_ or world.owner)


def listed(world: World, **query: object) -> list[dict]:
    return world.http.ok("GET", f"{path(world)}?{urlencode(query)}", as_=world.owner)


def crew(world: World) -> dict:
    return next(group for group in listed(world) if group["group_id"] == world.group_id)


def people_of(group: dict) -> set[int]:
    return {user["user_id"] for user in group["users"]}


class Test_get_organization_groups:
    def test_shows_all_of_a_group(self, shared_world):
        world = shared_world
        group = crew(world)

        assert group == {
            "group_id": world.group_id,
            "name": "Crew",
            "at": group["at"],
            "permissions": None,
            "users": [
                {"user_id": one.user_id, "name": one.name, "joined": True, "inactive": False, "avatar_url": None}
                for one in (world.indirect, world.member)
            ],
            "workspaces": [world.workspace_id],
        }
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", group["at"])

    def test_the_client_reads_it(self, shared_world):
        (group,) = groups_api(shared_world, shared_world.admin).get_organization_groups(shared_world.organization_id)

        assert (group.group_id, group.name, group.workspaces) == (
            shared_world.group_id,
            "Crew",
            [shared_world.workspace_id],
        )
        assert [user.name for user in group.users] == ["Gus Group", "Mia Member"]

    def test_shows_the_states_of_people(self, world):
        users = [world.invited.user_id, world.inactive.user_id]
        send(world, "PUT", {"users": users}, group_id=world.group_id)
        states = {user["user_id"]: (user["joined"], user["inactive"]) for user in crew(world)["users"]}

        assert states == {world.invited.user_id: (False, False), world.inactive.user_id: (True, True)}

    def test_is_sorted_by_name_without_regard_to_case_and_filtered_by_a_part_of_it(self, world):
        for name in ("beta", "Alpha", "100% alpha", "under_score", "ΟΔΥΣΣΕΥΣ"):
            send(world, "POST", {"name": name})

        assert [group["name"] for group in listed(world)] == [
            "100% alpha",
            "Alpha",
            "beta",
            "Crew",
            "under_score",
            "ΟΔΥΣΣΕΥΣ",
        ]
        found = {text: [one["name"] for one in listed(world, name=text)] for text in ("ALPHA", "%", "_", "ΥΣ", "a%a")}
        assert found == {
            "ALPHA": ["100% alpha", "Alpha"],
            "%": ["100% alpha"],
            "_": ["under_score"],
            "ΥΣ": ["ΟΔΥΣΣΕΥΣ"],
            "a%a": [],
        }

    def test_is_filtered_by_workspaces_and_name_together(self, world):
        send(world, "POST", {"name": "Night", "workspaces": [world.other_workspace_id]})
        send(world, "POST", {"name": "Nowhere"})
        main, other = world.workspace_id, world.other_workspace_id

        assert [one["name"] for one in listed(world, workspace=main)] == ["Crew"]
        assert [one["name"] for one in listed(world, workspace=f"{other},{main}")] == ["Crew", "Night"]
        assert [one["name"] for one in listed(world, workspace=f"{other},{main}", name="n")] == ["Night"]
        assert listed(world, workspace=world.foreign_workspace_id) == []

    @pytest.mark.parametrize(("value", "wrong"), [("Main", "Main"), ("0", "0"), ("1,x", "x"), ("9" * 30, "9" * 30)])
    def test_refuses_a_workspace_that_is_no_number(self, shared_world, value, wrong):
        answer = shared_world.http("GET", f"{path(shared_world)}?workspace={value}", as_=shared_world.owner)

        assert (answer.status, answer.json()) == (400, f"Invalid number {wrong}")

    @pytest.mark.parametrize("kind", NOT_ALLOWED)
    def test_is_for_the_owner_and_admins_alone(self, shared_world, kind):
        answer = send(shared_world, "GET", as_=getattr(shared_world, kind))

        assert (answer.status, answer.json()) == (403, "Forbidden")


class _Names:
    """What holds for the name of a group that is made or changed."""

    method: str

    def send(self, world: World, body: object) -> Answer:
        return send(world, self.method, body, group_id=world.group_id if self.method == "PUT" else None)

    @pytest.mark.parametrize("body", [{}, {"name": None}, {"name": ""}, {"name": " \t "}])
    def test_refuses_a_missing_name(self, shared_world, body):
        answer = self.send(shared_world, body)

        assert (answer.status, answer.json()) == (400, "Group name must be present")

    def test_takes_two_hundred_characters_and_no_more(self, world):
        longest = self.send(world, {"name": "ä" * 200})
        longer = self.send(world, {"name": "x" * 201})

        assert (longest.status, longest.json()["name"]) == (200, "ä" * 200)
        assert (longer.status, longer.json()) == (400, "Group name too long, maximum length is 200")

    def test_leaves_surrounding_space_away(self, world):
        assert self.send(world, {"name": "  Night shift "}).json()["name"] == "Night shift"

    def test_refuses_a_name_that_another_group_has_in_any_letter_case(self, world):
        send(world, "POST", {"name": "Night"})
        answer = self.send(world, {"name": "nIGHT "})

        assert (answer.status, answer.json()) == (400, "Name has already been taken")

    def test_takes_a_name_that_a_group_of_another_organization_has(self, world):
        assert self.send(world, {"name": "Foreign"}).status == 200

    @pytest.mark.parametrize("number", ["foreign", "unknown", "organization user"])
    def test_refuses_people_of_nobody_here(self, shared_world, number):
        numbers = {
            "foreign": shared_world.stranger.user_id,
            "unknown": UNKNOWN,
            "organization user": shared_world.outside.organization_user_id,
        }
        before = listed(shared_world)
        answer = self.send(shared_world, {"name": "N", "users": [shared_world.member.user_id, numbers[number]]})

        text = f"User {numbers[number]} not exists in the organization {shared_world.organization_id}"
        assert (answer.status, answer.json()) == (400, text)
        assert listed(shared_world) == before

    @pytest.mark.parametrize("number", ["foreign", "unknown"])
    def test_refuses_workspaces_of_nobody_here(self, shared_world, number):
        workspace_id = shared_world.foreign_workspace_id if number == "foreign" else UNKNOWN
        before = listed(shared_world)
        body = {"name": "N", "users": [], "workspaces": [shared_world.other_workspace_id, workspace_id]}
        answer = self.send(shared_world, body)

        text = f"Workspace {workspace_id} not exists in the organization {shared_world.organization_id}"
        assert (answer.status, answer.json()) == (400, text)
        assert listed(shared_world) == before

    @pytest.mark.parametrize("raw", NOT_READABLE)
    def test_refuses_what_it_cannot_read(self, shared_world, raw):
        url = path(shared_world, shared_world.group_id if self.method == "PUT" else None)
        answer = shared_world.http(self.method, url, raw=raw, as_=shared_world.owner)

        assert (answer.status, answer.json()) == (400, "Invalid JSON input")


class Test_post_organization_group(_Names):
    method = "POST"

    def test_makes_a_group_and_shows_it(self, world):
        payload = toggl.GroupPayload(
            name="Night", users=[world.outside.user_id], workspaces=[world.workspace_id, world.other_workspace_id]
        )
        made = groups_api(world, world.admin).post_organization_group(world.organization_id, payload)
        (group,) = listed(world, name="Night")

        assert made.to_dict() == toggl.GroupOrganizationGroupResponse(**group | {"users": made.users}).to_dict()
        assert people_of(group) == {world.outside.user_id}
        assert group["workspaces"] == [world.workspace_id, world.other_workspace_id]

    def test_makes_an_empty_group_of_a_name_alone(self, world):
        answer = send(world, "POST", {"name": "Night"})

        assert (answer.status, answer.json()["users"], answer.json()["workspaces"]) == (200, [], [])

    def test_takes_the_same_person_twice_for_one(self, world):
        body = {"name": "Night", "users": [world.member.user_id] * 2, "workspaces": [world.workspace_id] * 2}
        group = send(world, "POST", body).json()

        assert (len(group["users"]), group["workspaces"]) == (1, [world.workspace_id])

    def test_of_one_name_at_the_same_time_makes_one(self, world):
        answers = at_once(world.http, *[lambda: send(world, "POST", {"name": "Night"})] * 6)

        assert sorted(answer.status for answer in answers) == [200] + [400] * 5
        assert {answer.json() for answer in answers if answer.status == 400} == {"Name has already been taken"}
        assert [group["name"] for group in listed(world)] == ["Crew", "Night"]

    @pytest.mark.parametrize("kind", NOT_ALLOWED)
    def test_is_for_the_owner_and_admins_alone(self, shared_world, kind):
        answer = send(shared_world, "POST", {"name": "Night"}, as_=getattr(shared_world, kind))

        assert (answer.status, answer.json()) == (403, "User does not have access to this resource")

    @pytest.mark.parametrize("number", BAD_NUMBERS)
    def test_refuses_a_bad_organization_id(self, shared_world, number):
        answer = shared_world.http("POST", f"/organizations/{number}/groups", {"name": "N"}, as_=shared_world.owner)

        assert (answer.status, answer.json()) == (400, "Missing or invalid organization_id")


class Test_put_organization_group(_Names):
    method = "PUT"

    def test_renames_and_leaves_the_rest(self, world):
        before = crew(world)
        changed = send(world, "PUT", {"name": "Night"}, group_id=world.group_id).json()

        assert changed == before | {"name": "Night", "at": changed["at"]}
        assert crew(world) == changed

    def test_may_change_the_letter_case_of_the_name(self, world):
        assert send(world, "PUT", {"name": "CREW"}, group_id=world.group_id).json()["name"] == "CREW"

    def test_replaces_people_and_workspaces(self, world):
        payload = toggl.GroupPayload(users=[world.outside.user_id], workspaces=[world.other_workspace_id])
        changed = groups_api(world, world.admin).put_organization_group(
            world.organization_id, payload, group_id=world.group_id
        )

        assert (changed.name, [user.user_id for user in changed.users]) == ("Crew", [world.outside.user_id])
        assert crew(world)["workspaces"] == [world.other_workspace_id]

    def test_replaces_people_alone_when_workspaces_are_absent(self, world):
        changed = send(world, "PUT", {"users": []}, group_id=world.group_id).json()

        assert (changed["users"], changed["workspaces"]) == ([], [world.workspace_id])

    def test_another_organizations_group_looks_like_none(self, shared_world):
        answers = [
            send(shared_world, "PUT", {"name": "N"}, group_id=number)
            for number in (shared_world.foreign_group_id, UNKNOWN)
        ]

        assert [(answer.status, answer.json()) for answer in answers] == [(404, "Invalid group ID.")] * 2

    @pytest.mark.parametrize("number", BAD_NUMBERS)
    def test_refuses_a_bad_group_id(self, shared_world, number):
        answer = send(shared_world, "PUT", {"name": "N"}, group_id=number)

        assert (answer.status, answer.json()) == (400, "Missing or invalid group_id")

    def test_to_one_name_at_the_same_time_changes_one(self, world):
        numbers = [send(world, "POST", {"name": name}).json()["group_id"] for name in "abcd"]
        answers = at_once(world.http, *[lambda n=n: send(world, "PUT", {"name": "Night"}, group_id=n) for n in numbers])

        assert sorted(answer.status for answer in answers) == [200, 400, 400, 400]
        assert {answer.json() for answer in answers if answer.status == 400} == {"Name has already been taken"}

    @pytest.mark.parametrize("kind", NOT_ALLOWED)
    def test_is_for_the_owner_and_admins_alone(self, shared_world, kind):
        person = getattr(shared_world, kind)
        answer = send(shared_world, "PUT", {"name": "N"}, group_id=shared_world.group_id, as_=person)

        assert (answer.status, answer.json()) == (403, "Forbidden")


class Test_delete_organization_group:
    def test_deletes_a_group(self, world):
        answer = groups_api(world, world.admin).delete_organization_group(world.organization_id, world.group_id)

        assert answer == "OK"
        assert listed(world) == []
        assert world.people()[world.member.organization_user_id]["groups"] == []

    def test_answers_plain_text(self, world):
        answer = send(world, "DELETE", group_id=world.group_id)

        assert (answer.status, answer.text) == (200, "OK")
        assert answer.headers["content-type"].startswith("text/plain")

    def test_frees_the_name(self, world):
        send(world, "DELETE", group_id=world.group_id)
        again = send(world, "POST", {"name": "Crew"})

        assert again.status == 200
        assert again.json()["group_id"] > world.group_id

    def test_another_organizations_group_looks_like_none(self, shared_world):
        answers = [send(shared_world, "DELETE", group_id=number) for number in (shared_world.foreign_group_id, UNKNOWN)]

        assert [(answer.status, answer.text) for answer in answers] == [(404, "Invalid group ID.")] * 2
        url = f"/organizations/{shared_world.foreign_organization_id}/groups"
        assert len(shared_world.http.ok("GET", url, as_=shared_world.stranger)) == 1

    def test_at_the_same_time_deletes_once(self, world):
        answers = at_once(world.http, *[lambda: send(world, "DELETE", group_id=world.group_id)] * 4)

        assert (
            sorted((answer.status, answer.text) for answer in answers)
            == [(200, "OK")] + [(404, "Invalid group ID.")] * 3
        )

    @pytest.mark.parametrize("kind", NOT_ALLOWED)
    def test_is_for_the_owner_and_admins_alone(self, shared_world, kind):
        answer = send(shared_world, "DELETE", group_id=shared_world.group_id, as_=getattr(shared_world, kind))

        assert (answer.status, answer.text) == (403, "User does not have access to this resource")
        assert crew(shared_world)["name"] == "Crew"
