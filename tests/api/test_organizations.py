"""Organizations and their workspaces."""

from __future__ import annotations

import re

import pytest

import toggl
from support.world import World, api_client, invite
from toggl.rest import ApiException

MICROSECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
WHOLE_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
NOBODY = 2**63 - 1
NO_ACCESS = "User does not have access to this resource."
FIELDS_OF_WORKSPACES = {
    *("admin", "api_token", "at", "business_ws", "csv_upload", "default_currency", "default_hourly_rate"),
    *("disable_approvals", "disable_expenses", "disable_timesheet_view", "hide_start_end_times", "ical_enabled"),
    *("ical_url", "id", "last_modified", "limit_public_project_data", "logo_url", "max_data_retention_days", "name"),
    *("only_admins_may_create_projects", "only_admins_may_create_tags", "only_admins_see_team_dashboard"),
    *("organization_id", "permissions", "premium", "projects_billable_by_default", "projects_enforce_billable"),
    *("projects_private_by_default", "rate_last_updated", "reports_collapse", "role", "rounding", "rounding_minutes"),
    *("subscription", "suspended_at", "te_constraints", "working_hours_in_minutes", "active_project_count"),
}


def client(world, person):
    return api_client(world.service, person.token, "api_token")


class Test_post_organization:
    def post(self, world, body=None, *, as_=None, raw=None):
        answer = world.http("POST", "/organizations", body, as_=as_ or world.member, raw=raw)
        return answer.status, answer.json()

    def test_makes_an_organization_with_one_workspace_that_the_caller_owns(self, world: World):
        status, made = self.post(world, {"name": "  Guild ", "workspace_name": " Hall "})

        assert status == 200
        assert made == {
            "id": made["id"],
            "name": "Guild",
            "workspace_id": made["workspace_id"],
            "workspace_name": "Hall",
            "permissions": None,
        }
        shown = world.http.ok("GET", f"/organizations/{made['id']}", as_=world.member)
        assert (shown["name"], shown["owner"], shown["admin"], shown["user_count"]) == ("Guild", True, True, 1)
        (person,) = world.http.ok("GET", f"/workspaces/{made['workspace_id']}/workspace_users", as_=world.member)
        assert (person["user_id"], person["workspace_admin"]) == (world.member.user_id, True)

    def test_the_client_makes_one(self, world: World):
        api = toggl.OrganizationsApi(client(world, world.member))

        made = api.post_organization(toggl.ModelsPostPayload(name="Guild", workspace_name="Hall"))

        assert (made.name, made.workspace_name) == ("Guild", "Hall")

    def test_two_organizations_may_have_one_name(self, world: World):
        body = {"name": "Guild", "workspace_name": "Hall"}

        ids = {self.post(world, body)[1]["id"] for _ in range(2)}

        assert len(ids) == 2

    def test_leaves_the_default_workspace(self, world: World):
        self.post(world, {"name": "Guild", "workspace_name": "Hall"})

        assert world.http.ok("GET", "/me", as_=world.member)["default_workspace_id"] == world.workspace_id

    def test_nobody_else_sees_it(self, world: World):
        _, made = self.post(world, {"name": "Guild", "workspace_name": "Hall"})

        answer = world.http("GET", f"/organizations/{made['id']}", as_=world.owner)

        assert (answer.status, answer.refusal) == (404, "User not part of organization")

    @pytest.mark.parametrize("name", [{}, {"name": None}, {"name": ""}, {"name": " \t "}])
    def test_needs_a_name(self, shared_world: World, name):
        refusal = self.post(shared_world, {"workspace_name": "Hall"} | name)

        assert refusal == (400, "Field 'name' cannot be empty.")

    @pytest.mark.parametrize("name", [{}, {"workspace_name": None}])
    def test_needs_a_workspace_name(self, shared_world: World, name):
        refusal = self.post(shared_world, {"name": "Guild"} | name)

        assert refusal == (400, "workspace name must be provided")

    @pytest.mark.parametrize("name", ["", "  "])
    def test_a_workspace_name_has_something_to_read(self, shared_world: World, name):
        refusal = self.post(shared_world, {"name": "Guild", "workspace_name": name})

        assert refusal == (400, "workspace name must contain non-space characters")

    def test_names_have_at_most_140_characters(self, world: World):
        assert self.post(world, {"name": "ö" * 141, "workspace_name": "Hall"}) == (
            400,
            "organization name too long, maximum length is 140",
        )
        assert self.post(world, {"name": "Guild", "workspace_name": "ö" * 141}) == (
            400,
            "workspace name must not be longer than 140",
        )

        assert self.post(world, {"name": "ö" * 140, "workspace_name": "ö" * 140})[0] == 200

    @pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'{"name": 1}', b'{"name": "a\\u0000"}'])
    def test_refuses_a_body_of_the_wrong_shape(self, shared_world: World, raw):
        assert self.post(shared_world, raw=raw) == (400, "Invalid JSON input")


class Test_get_organization:
    @pytest.mark.parametrize("viewer", ["owner", "admin", "workspace_admin", "member", "outside", "indirect"])
    def test_is_what_the_caller_sees_in_the_list(self, shared_world: World, viewer):
        person = getattr(shared_world, viewer)

        shown = shared_world.http.ok("GET", f"/organizations/{shared_world.organization_id}", as_=person)

        assert shown == shared_world.http.ok("GET", "/me/organizations", as_=person)[0]
        assert MICROSECONDS.fullmatch(shown["at"])

    def test_the_client_sees_it(self, shared_world: World):
        api = toggl.OrganizationsApi(client(shared_world, shared_world.owner))

        shown = api.get_organization(shared_world.organization_id)

        assert (shown.id, shown.owner, shown.pricing_plan_name) == (shared_world.organization_id, True, "Self-hosted")

    @pytest.mark.parametrize("viewer", ["stranger", "inactive"])
    def test_outsiders_are_no_part_of_it(self, shared_world: World, viewer):
        person = getattr(shared_world, viewer)

        for organization_id in (shared_world.organization_id, NOBODY):
            answer = shared_world.http("GET", f"/organizations/{organization_id}", as_=person)
            assert (answer.status, answer.refusal) == (404, "User not part of organization")

    def test_who_is_only_invited_is_no_part_of_it(self, world: World):
        body = {"emails": [world.stranger.email], "workspaces": [{"workspace_id": world.workspace_id}]}
        world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)

        answer = world.http("GET", f"/organizations/{world.organization_id}", as_=world.stranger)

        assert (answer.status, answer.refusal) == (404, "User not part of organization")

    @pytest.mark.parametrize("number", ["0", "-1", "x", "9223372036854775808"])
    def test_refuses_what_is_no_number(self, shared_world: World, number):
        answer = shared_world.http("GET", f"/organizations/{number}", as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, "Missing or invalid organization_id")


class Test_get_organization_roles:
    def roles(self, world, viewer="owner"):
        return world.http.ok("GET", f"/organizations/{world.organization_id}/roles", as_=getattr(world, viewer))

    def test_publishes_every_role_of_either_kind(self, shared_world: World):
        roles = self.roles(shared_world)

        assert {(role["entity"], role["code"]) for role in roles} == {
            *(("organization", code) for code in ("owner", "admin", "member")),
            *(("workspace", code) for code in ("admin", "projectlead", "teamlead", "user")),
        }
        assert len({role["role_id"] for role in roles}) == len(roles) == 7

    def test_shows_every_documented_field(self, shared_world: World):
        for role in self.roles(shared_world):
            assert set(role) == {
                *("role_id", "code", "name", "entity", "type", "privilege_level", "description"),
                *("organization_id", "permissions"),
            }
            assert role["type"] in {"owner", "admin", "manager", "guest"}
            assert role["permissions"]
            for permission in role["permissions"]:
                assert set(permission) == {"permission_id", "name", "description", "entity", "condition"}

    def test_a_higher_role_has_a_higher_level(self, shared_world: World):
        level = {(role["entity"], role["code"]): role["privilege_level"] for role in self.roles(shared_world)}

        assert level["organization", "owner"] > level["organization", "admin"] > level["organization", "member"]
        assert level["workspace", "admin"] > level["workspace", "projectlead"]
        assert level["workspace", "teamlead"] > level["workspace", "user"]

    def test_a_permission_has_one_number_wherever_it_stands(self, shared_world: World):
        permissions = [permission for role in self.roles(shared_world) for permission in role["permissions"]]

        numbers = {(permission["name"], permission["permission_id"]) for permission in permissions}
        assert len(numbers) == len({name for name, _ in numbers}) == len({number for _, number in numbers})

    def test_its_numbers_are_those_of_the_lists(self, shared_world: World):
        number = {(role["entity"], role["code"]): role["role_id"] for role in self.roles(shared_world)}

        people = shared_world.people()

        for who, code in (("owner", "owner"), ("admin", "admin"), ("member", "member")):
            shown = people[getattr(shared_world, who).organization_user_id]
            assert shown["role_id"] == number["organization", code]
        for shown in shared_world.workspace_users().values():
            assert shown["role_id"] == number["workspace", shown["role"]]

    @pytest.mark.parametrize("viewer", ["admin", "workspace_admin", "member", "outside", "indirect"])
    def test_is_for_every_active_member(self, shared_world: World, viewer):
        assert self.roles(shared_world, viewer) == self.roles(shared_world)

    @pytest.mark.parametrize("viewer", ["stranger", "inactive"])
    def test_refuses_everybody_else(self, shared_world: World, viewer):
        for organization_id in (shared_world.organization_id, NOBODY):
            answer = shared_world.http(
                "GET", f"/organizations/{organization_id}/roles", as_=getattr(shared_world, viewer)
            )
            assert (answer.status, answer.refusal) == (403, "User does not have access to the organization")


class Test_post_organization_workspaces:
    def post(self, world, body=None, *, as_=None, raw=None, organization_id=None):
        path = f"/organizations/{organization_id or world.organization_id}/workspaces"
        answer = world.http("POST", path, body, as_=as_ or world.owner, raw=raw)
        return answer.status, answer.json()

    @pytest.mark.parametrize("viewer", ["owner", "admin"])
    def test_makes_a_workspace_that_the_caller_administers(self, world: World, viewer):
        person = getattr(world, viewer)

        status, made = self.post(world, {"name": "  Atelier "}, as_=person)

        assert (status, made["name"], made["organization_id"]) == (200, "Atelier", world.organization_id)
        assert (made["admin"], made["role"]) == (True, "admin")
        assert set(made) == FIELDS_OF_WORKSPACES
        there = world.workspace_users(made["id"])
        assert set(there) == {person.user_id}
        assert there[person.user_id]["workspace_admin"]

    def test_the_client_makes_one(self, world: World):
        api = toggl.WorkspacesApi(client(world, world.owner))

        made = api.post_organization_workspaces(world.organization_id, toggl.WorkspacePayload(name="Atelier"))

        assert (made.name, made.organization_id) == ("Atelier", world.organization_id)

    def test_keeps_its_settings(self, world: World):
        settings = {
            "default_currency": "EUR",
            "default_hourly_rate": 99.5,
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

        _, made = self.post(world, {"name": "Atelier"} | settings)

        shown = world.http.ok("GET", f"/workspaces/{made['id']}", as_=world.owner)
        assert {field: shown[field] for field in settings} == settings

    def test_those_named_administer_it_too(self, world: World):
        admins = [world.member.user_id, world.outside.user_id]

        _, made = self.post(world, {"name": "Atelier", "admins": admins})

        there = world.workspace_users(made["id"])
        assert set(there) == {world.owner.user_id, *admins}
        assert all(shown["workspace_admin"] and shown["is_direct"] for shown in there.values())
        listed = world.http("GET", f"/organizations/{world.organization_id}/users/detailed", as_=world.member)
        assert listed.status == 200

    @pytest.mark.parametrize("who", ["nobody", "stranger", "workspace user"])
    def test_refuses_admins_of_elsewhere(self, shared_world: World, who):
        number = {
            "nobody": NOBODY,
            "stranger": shared_world.stranger.user_id,
            "workspace user": shared_world.member.workspace_user_id,
        }[who]

        refusal = self.post(shared_world, {"name": "Atelier", "admins": [shared_world.member.user_id, number]})

        assert refusal == (400, f"User with id {number} does not exist.")
        assert len(shared_world.http.ok("GET", "/me/workspaces", as_=shared_world.owner)) == 2

    def test_an_organization_has_at_most_20(self, world: World):
        (organization,) = world.http.ok("GET", "/me/organizations", as_=world.owner)
        for number in range(2, organization["max_workspaces"]):
            assert self.post(world, {"name": f"Workspace {number}"})[0] == 200

        refusal = self.post(world, {"name": "One too many"})

        assert organization["max_workspaces"] == 20
        assert refusal == (400, f"Organization {organization['name']} can have a maximum of 20 workspaces")
        assert len(world.http.ok("GET", "/me/workspaces", as_=world.owner)) == 20

    @pytest.mark.parametrize("body", [{}, {"name": None}])
    def test_needs_a_name(self, shared_world: World, body):
        assert self.post(shared_world, body) == (400, "workspace name must not be nil")

    @pytest.mark.parametrize("name", ["", " \n "])
    def test_a_name_has_something_to_read(self, shared_world: World, name):
        assert self.post(shared_world, {"name": name}) == (400, "workspace name must contain non-space characters")

    def test_a_name_has_at_most_140_characters(self, world: World):
        assert self.post(world, {"name": "ö" * 141}) == (400, "workspace name must not be longer than 140")

        assert self.post(world, {"name": "ö" * 140})[1]["name"] == "ö" * 140

    @pytest.mark.parametrize("name", ["Other", "other", " OTHER "])
    def test_refuses_a_taken_name_without_regard_to_case(self, shared_world: World, name):
        refusal = self.post(shared_world, {"name": name})

        assert refusal == (400, "another workspace with same name exists in organization")

    def test_another_organization_may_have_the_name(self, world: World):
        status, _ = self.post(
            world, {"name": "Other"}, as_=world.stranger, organization_id=world.foreign_organization_id
        )

        assert status == 200

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{",
            b"[]",
            b'{"name": 1}',
            b'{"name": "Atelier", "admins": ["1"]}',
            b'{"name": "Atelier", "rounding": 2}',
            b'{"name": "Atelier", "default_currency": "euro"}',
            b'{"name": "a\\u0000"}',
        ],
    )
    def test_refuses_a_body_of_the_wrong_shape(self, shared_world: World, raw):
        assert self.post(shared_world, raw=raw) == (400, "JSON is not valid")

    @pytest.mark.parametrize("viewer", ["workspace_admin", "member", "outside", "inactive", "stranger"])
    def test_refuses_everybody_else(self, shared_world: World, viewer):
        refusal = self.post(shared_world, {"name": "Atelier"}, as_=getattr(shared_world, viewer))

        assert refusal == (403, "Forbidden")

    def test_an_unknown_and_a_foreign_organization_are_one(self, shared_world: World):
        for organization_id in (NOBODY, shared_world.foreign_organization_id):
            refusal = self.post(shared_world, {"name": "Atelier"}, organization_id=organization_id)
            assert refusal == (403, "Forbidden")


class Test_get_workspace:
    @pytest.mark.parametrize("viewer", ["owner", "admin", "workspace_admin", "member", "indirect"])
    def test_is_what_the_caller_sees_in_the_list(self, shared_world: World, viewer):
        person = getattr(shared_world, viewer)

        shown = shared_world.http.ok("GET", f"/workspaces/{shared_world.workspace_id}", as_=person)

        listed = shared_world.http.ok("GET", "/me/workspaces", as_=person)
        assert shown in listed
        assert set(shown) == FIELDS_OF_WORKSPACES
        assert WHOLE_SECONDS.fullmatch(shown["at"])

    @pytest.mark.parametrize(
        ("viewer", "admin"),
        [("owner", True), ("admin", True), ("workspace_admin", True), ("member", False), ("indirect", False)],
    )
    def test_says_whether_the_caller_administers_it(self, shared_world: World, viewer, admin):
        api = toggl.WorkspacesApi(client(shared_world, getattr(shared_world, viewer)))

        shown = api.get_workspace(shared_world.workspace_id)

        assert shown.admin is admin

    def test_shows_the_callers_working_hours(self, world: World):
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}"
        world.http.ok("PUT", path, {"working_hours_in_minutes": 450}, as_=world.owner)

        hours = {
            viewer: world.http.ok("GET", f"/workspaces/{world.workspace_id}", as_=getattr(world, viewer))
            for viewer in ("member", "owner")
        }

        assert hours["member"]["working_hours_in_minutes"] == 450
        assert hours["owner"]["working_hours_in_minutes"] is None

    def test_premium_hides_nothing(self, shared_world: World):
        shown = shared_world.http.ok("GET", f"/workspaces/{shared_world.workspace_id}", as_=shared_world.member)

        assert (shown["premium"], shown["permissions"], shown["suspended_at"]) == (True, None, None)

    @pytest.mark.parametrize("viewer", ["outside", "inactive", "stranger"])
    def test_refuses_who_is_not_active_in_it(self, shared_world: World, viewer):
        api = toggl.WorkspacesApi(client(shared_world, getattr(shared_world, viewer)))

        with pytest.raises(ApiException) as caught:
            api.get_workspace(shared_world.workspace_id)

        assert (caught.value.status, caught.value.body) == (403, f'"{NO_ACCESS}"')

    def test_an_unknown_and_a_foreign_workspace_are_one(self, shared_world: World):
        for workspace_id in (NOBODY, shared_world.foreign_workspace_id):
            answer = shared_world.http("GET", f"/workspaces/{workspace_id}", as_=shared_world.owner)
            assert (answer.status, answer.refusal) == (403, NO_ACCESS)

    def test_refuses_what_is_no_number(self, shared_world: World):
        answer = shared_world.http("GET", "/workspaces/main", as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, "Missing or invalid workspace_id")

    def test_an_invitation_alone_opens_nothing(self, world: World):
        place = [{"workspace_id": world.workspace_id, "role": "admin"}]
        invite(world.http, world.owner, world.organization_id, place, "Nora Newcomer")
        body = {"emails": [world.stranger.email], "workspaces": place}
        world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)

        answer = world.http("GET", f"/workspaces/{world.workspace_id}", as_=world.stranger)

        assert (answer.status, answer.refusal) == (403, NO_ACCESS)
