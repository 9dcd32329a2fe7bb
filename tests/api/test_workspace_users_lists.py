"""The lists of a workspace's people."""

from __future__ import annotations

import re

import pytest

from rollbook.domain.roles import WORKSPACE_ROLE_IDS
from support.world import World, invite, join
from toggl.rest import ApiException

WHOLE_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
NO_ACCESS = "User does not have access to this resource."
MONEY = ("rate", "labour_cost", "labor_cost", "working_hours_in_minutes")
FIELDS_OF_WORKSPACE_USERS = {
    *("id", "user_id", "uid", "workspace_id", "wid", "name", "email", "timezone", "active", "inactive", "admin"),
    *("organization_admin", "workspace_admin", "role", "role_id", "is_direct", "group_ids", "at", "rate"),
    *("rate_last_updated", "labour_cost", "labor_cost", "labor_cost_last_updated", "working_hours_in_minutes"),
    *("view_edit_billable_rates", "view_edit_labor_costs", "2fa_enabled", "avatar_file_name", "invitation_code"),
    "invite_url",
}
EVERYBODY_IN_MAIN = ("owner", "admin", "workspace_admin", "member", "indirect", "invited", "inactive")
DIRECT_IN_MAIN = tuple(name for name in EVERYBODY_IN_MAIN if name != "indirect")


def accounts(world, names):
    return {getattr(world, name).user_id for name in names}


def sorted_by_name_then_id(listed, name):
    return sorted(listed, key=lambda person: (person[name].lower(), person["id"]))


class Test_get_workspace_users:
    def listed(self, world, viewer="owner", workspace_id=None, query=""):
        path = f"/workspaces/{workspace_id or world.workspace_id}/users{query}"
        return {person["id"]: person for person in world.http.ok("GET", path, as_=getattr(world, viewer))}

    def test_lists_direct_and_indirect_people_by_account(self, shared_world: World):
        listed = shared_world.users_api(shared_world.owner).get_workspace_users(shared_world.workspace_id)

        assert {person.id for person in listed} == accounts(shared_world, EVERYBODY_IN_MAIN)

    def test_the_numbers_of_one_person_all_differ(self, shared_world: World):
        member = shared_world.member

        assert len({member.user_id, member.organization_user_id, member.workspace_user_id}) == 3

    def test_shows_exactly_the_documented_fields(self, shared_world: World):
        member = shared_world.member

        shown = self.listed(shared_world)[member.user_id]

        assert shown == {
            "id": member.user_id,
            "email": member.email,
            "fullname": member.name,
            "inactive": False,
            "is_active": True,
            "is_admin": False,
            "role": "user",
        }

    @pytest.mark.parametrize(
        ("who", "is_active", "inactive"),
        [("member", True, False), ("indirect", True, False), ("invited", False, False), ("inactive", True, True)],
    )
    def test_shows_the_state_of_a_person(self, shared_world: World, who, is_active, inactive):
        shown = self.listed(shared_world)[getattr(shared_world, who).user_id]

        assert (shown["is_active"], shown["inactive"]) == (is_active, inactive)

    @pytest.mark.parametrize(
        ("who", "is_admin"),
        [("owner", True), ("admin", True), ("workspace_admin", True), ("member", False), ("indirect", False)],
    )
    def test_the_owner_and_admins_of_either_kind_are_admins(self, shared_world: World, who, is_admin):
        shown = self.listed(shared_world)[getattr(shared_world, who).user_id]

        assert shown["is_admin"] is is_admin

    def test_an_organization_admin_keeps_their_workspace_role(self, shared_world: World):
        assert self.listed(shared_world)[shared_world.admin.user_id]["role"] == "user"

    def test_is_sorted_by_name_without_regard_to_case(self, shared_world: World):
        path = f"/workspaces/{shared_world.workspace_id}/users"

        listed = shared_world.http.ok("GET", path, as_=shared_world.owner)

        assert listed == sorted_by_name_then_id(listed, "fullname")
        assert any(person["fullname"][0].islower() for person in listed)

    @pytest.mark.parametrize("value", ["true", "false", "True"])
    def test_accepts_exclude_deleted(self, shared_world: World, value):
        assert self.listed(shared_world, query=f"?exclude_deleted={value}") == self.listed(shared_world)

    def test_does_not_list_who_was_deleted(self, world: World):
        path = f"/organizations/{world.organization_id}/users"
        world.http.ok("PATCH", path, {"delete": [world.member.organization_user_id]}, as_=world.owner)

        for query in ("", "?exclude_deleted=false"):
            assert world.member.user_id not in self.listed(world, query=query)

    @pytest.mark.parametrize("viewer", ["owner", "admin", "workspace_admin", "member", "indirect"])
    def test_is_for_everybody_who_is_active_in_the_workspace(self, shared_world: World, viewer):
        assert self.listed(shared_world, viewer) == self.listed(shared_world)

    @pytest.mark.parametrize("viewer", ["outside", "inactive", "stranger"])
    def test_refuses_everybody_else(self, shared_world: World, viewer):
        api = shared_world.users_api(getattr(shared_world, viewer))

        with pytest.raises(ApiException) as caught:
            api.get_workspace_users(shared_world.workspace_id)

        assert (caught.value.status, caught.value.body) == (403, f'"{NO_ACCESS}"')

    def test_answers_the_same_for_an_unknown_and_a_foreign_workspace(self, shared_world: World):
        owner, foreign = shared_world.owner, shared_world.foreign_workspace_id

        answers = [
            shared_world.http("GET", f"/workspaces/{number}/users", as_=owner) for number in (foreign, 2**63 - 1)
        ]

        assert [(answer.status, answer.refusal) for answer in answers] == [(403, NO_ACCESS)] * 2

    @pytest.mark.parametrize("number", ["0", "-1", "x", "1.0", "9223372036854775808", "%C2%B2"])
    def test_refuses_what_is_no_number_of_a_workspace(self, shared_world: World, number):
        answer = shared_world.http("GET", f"/workspaces/{number}/users", as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, "Missing or invalid workspace_id")


class Test_get_workspace_workspace_users:
    def listed(self, world, query="?includeIndirect=true", viewer="owner"):
        path = f"/workspaces/{world.workspace_id}/workspace_users{query}"
        return {person["user_id"]: person for person in world.http.ok("GET", path, as_=getattr(world, viewer))}

    @pytest.mark.parametrize(
        "query",
        [
            "?includeIndirect=true",
            "?includeIndirect=True",
            "?includeIndirect=TRUE",
            "?includeIndirect=tRuE",
            "?include_indirect=true",
            "?include_indirect=True",
        ],
    )
    def test_true_in_either_spelling_and_any_letter_case_gives_both_kinds(self, shared_world: World, query):
        assert set(self.listed(shared_world, query)) == accounts(shared_world, EVERYBODY_IN_MAIN)

    @pytest.mark.parametrize(
        "query",
        ["", "?includeIndirect=false", "?includeIndirect=", "?includeIndirect=1", "?include_indirect=yes", "?other=1"],
    )
    def test_anything_else_gives_the_direct_people_alone(self, shared_world: World, query):
        assert set(self.listed(shared_world, query)) == accounts(shared_world, DIRECT_IN_MAIN)

    @pytest.mark.parametrize(
        ("include_indirect", "names"),
        [
            ("true", EVERYBODY_IN_MAIN),
            (True, EVERYBODY_IN_MAIN),
            ("false", DIRECT_IN_MAIN),
            (False, DIRECT_IN_MAIN),
            ("include_indirect_example", DIRECT_IN_MAIN),
        ],
    )
    def test_the_client_sends_what_it_is_given(self, shared_world: World, include_indirect, names):
        api = shared_world.users_api(shared_world.owner)

        listed = api.get_workspace_workspace_users(shared_world.workspace_id, include_indirect)

        assert {person.uid for person in listed} == accounts(shared_world, names)
        assert {person.wid for person in listed} == {shared_world.workspace_id}

    def test_shows_every_documented_field(self, shared_world: World):
        for shown in self.listed(shared_world).values():
            assert set(shown) == FIELDS_OF_WORKSPACE_USERS

    def test_both_spellings_of_the_numbers_agree(self, shared_world: World):
        member = shared_world.member

        shown = self.listed(shared_world)[member.user_id]

        assert shown["id"] == member.workspace_user_id
        assert (shown["uid"], shown["user_id"]) == (member.user_id, member.user_id)
        assert (shown["wid"], shown["workspace_id"]) == (shared_world.workspace_id, shared_world.workspace_id)

    @pytest.mark.parametrize(("who", "is_direct"), [("member", True), ("indirect", False), ("workspace_admin", True)])
    def test_who_is_in_both_ways_is_direct(self, shared_world: World, who, is_direct):
        assert self.listed(shared_world)[getattr(shared_world, who).user_id]["is_direct"] is is_direct

    def test_indirect_people_have_the_role_user(self, shared_world: World):
        shown = self.listed(shared_world)[shared_world.indirect.user_id]

        assert (shown["role"], shown["workspace_admin"], shown["admin"]) == ("user", False, False)

    @pytest.mark.parametrize(
        ("who", "organization_admin", "workspace_admin"),
        [
            ("owner", True, True),
            ("admin", True, False),
            ("workspace_admin", False, True),
            ("member", False, False),
        ],
    )
    def test_admin_is_either_kind_of_admin(self, shared_world: World, who, organization_admin, workspace_admin):
        shown = self.listed(shared_world)[getattr(shared_world, who).user_id]

        assert (shown["organization_admin"], shown["workspace_admin"]) == (organization_admin, workspace_admin)
        assert shown["admin"] is (organization_admin or workspace_admin)

    def test_role_ids_are_the_published_ones(self, shared_world: World):
        for shown in self.listed(shared_world).values():
            assert shown["role_id"] == WORKSPACE_ROLE_IDS[shown["role"]]

    @pytest.mark.parametrize(
        ("who", "active", "inactive"),
        [("member", True, False), ("invited", False, False), ("inactive", True, True)],
    )
    def test_shows_the_state_of_a_person(self, shared_world: World, who, active, inactive):
        shown = self.listed(shared_world)[getattr(shared_world, who).user_id]

        assert (shown["active"], shown["inactive"]) == (active, inactive)

    def test_invitation_codes_and_links_are_null_for_everybody(self, shared_world: World):
        for viewer in ("owner", "workspace_admin", "member"):
            for shown in self.listed(shared_world, viewer=viewer).values():
                assert (shown["invitation_code"], shown["invite_url"]) == (None, None)

    def test_at_is_in_whole_seconds(self, shared_world: World):
        for shown in self.listed(shared_world).values():
            assert WHOLE_SECONDS.fullmatch(shown["at"])

    def test_group_ids_are_those_of_groups_in_this_workspace_alone(self, world: World):
        elsewhere = {"name": "Elsewhere", "users": [world.member.user_id], "workspaces": [world.other_workspace_id]}
        nowhere = {"name": "Nowhere", "users": [world.member.user_id]}
        for group in (elsewhere, nowhere):
            world.http.ok("POST", f"/organizations/{world.organization_id}/groups", group, as_=world.owner)

        listed = self.listed(world)

        assert listed[world.member.user_id]["group_ids"] == [world.group_id]
        assert listed[world.owner.user_id]["group_ids"] == []

    def test_members_see_no_money_and_no_working_hours(self, world: World):
        money = {"rate": 12.5, "labour_cost": 1050, "working_hours_in_minutes": 480}
        path = f"/workspaces/{world.workspace_id}/workspace_users/{world.member.workspace_user_id}"
        world.http.ok("PUT", path, money, as_=world.owner)

        seen = {
            viewer: self.listed(world, viewer=viewer)[world.member.user_id]
            for viewer in ("owner", "admin", "workspace_admin", "member", "indirect")
        }

        for viewer in ("owner", "admin", "workspace_admin"):
            assert [seen[viewer][field] for field in MONEY] == [12.5, 1050, 10.5, 480]
        for viewer in ("member", "indirect"):
            assert [seen[viewer][field] for field in MONEY] == [None] * 4

    def test_is_sorted_by_name_without_regard_to_case(self, shared_world: World):
        path = f"/workspaces/{shared_world.workspace_id}/workspace_users"

        listed = shared_world.http.ok("GET", path, as_=shared_world.owner)

        assert listed == sorted_by_name_then_id(listed, "name")

    @pytest.mark.parametrize("viewer", ["outside", "inactive", "stranger"])
    def test_refuses_who_is_not_active_in_the_workspace(self, shared_world: World, viewer):
        api = shared_world.users_api(getattr(shared_world, viewer))

        with pytest.raises(ApiException) as caught:
            api.get_workspace_workspace_users(shared_world.workspace_id, "true")

        assert (caught.value.status, caught.value.body) == (403, f'"{NO_ACCESS}"')

    def test_answers_the_same_for_an_unknown_and_a_foreign_workspace(self, shared_world: World):
        paths = [f"/workspaces/{number}/workspace_users" for number in (shared_world.foreign_workspace_id, 2**63 - 1)]

        answers = [shared_world.http("GET", path, as_=shared_world.owner) for path in paths]

        assert [(answer.status, answer.refusal) for answer in answers] == [(403, NO_ACCESS)] * 2

    def test_refuses_what_is_no_number_of_a_workspace(self, shared_world: World):
        answer = shared_world.http("GET", "/workspaces/nine/workspace_users", as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, "Missing or invalid workspace_id")


class Test_get_organization_workspaces_workspaceusers:
    def path(self, world, query=""):
        return f"/organizations/{world.organization_id}/workspaces/{world.workspace_id}/workspace_users{query}"

    def listed(self, world, query="", viewer="owner"):
        return world.http.ok("GET", self.path(world, query), as_=getattr(world, viewer))

    def found(self, world, query=""):
        return {person["user_id"] for person in self.listed(world, query)}

    def test_lists_direct_and_indirect_people_without_a_name(self, shared_world: World):
        api = shared_world.users_api(shared_world.owner)

        listed = api.get_organization_workspaces_workspaceusers(shared_world.organization_id, shared_world.workspace_id)

        assert {person.user_id for person in listed} == accounts(shared_world, EVERYBODY_IN_MAIN)
        assert {person.workspace_id for person in listed} == {shared_world.workspace_id}

    def test_shows_every_documented_field(self, shared_world: World):
        for shown in self.listed(shared_world):
            assert set(shown) == FIELDS_OF_WORKSPACE_USERS

    def test_shows_what_the_workspace_list_shows(self, shared_world: World):
        path = f"/workspaces/{shared_world.workspace_id}/workspace_users?includeIndirect=true"

        assert self.listed(shared_world) == shared_world.http.ok("GET", path, as_=shared_world.owner)

    @pytest.mark.parametrize("name", ["mia mem", "MIA", "Mia Member"])
    def test_the_client_filters_by_name_without_regard_to_case(self, shared_world: World, name):
        api, ids = shared_world.users_api(shared_world.owner), (shared_world.organization_id, shared_world.workspace_id)

        listed = api.get_organization_workspaces_workspaceusers(*ids, name)

        assert [person.user_id for person in listed] == [shared_world.member.user_id]

    @pytest.mark.parametrize("parameter", ["name", "search"])
    def test_filters_by_address(self, shared_world: World, parameter):
        email = shared_world.workspace_admin.email

        assert self.found(shared_world, f"?{parameter}={email.upper()}") == {shared_world.workspace_admin.user_id}

    @pytest.mark.parametrize("parameter", ["name", "search"])
    def test_filters_by_either_parameter(self, shared_world: World, parameter):
        assert self.found(shared_world, f"?{parameter}=gus") == {shared_world.indirect.user_id}

    @pytest.mark.parametrize("text", ["%25", "_", "%5C", "M%25r", "Mia_Member", "%00", "Mia%0A"])
    def test_takes_wildcards_literally(self, shared_world: World, text):
        assert self.listed(shared_world, f"?name={text}") == []

    def test_an_empty_name_filters_nothing(self, shared_world: World):
        assert self.found(shared_world, "?name=") == accounts(shared_world, EVERYBODY_IN_MAIN)

    @pytest.mark.parametrize("field", ["name", "search"])
    def test_takes_the_filter_as_a_form_field(self, shared_world: World, field):
        answer = shared_world.http(
            "GET",
            self.path(shared_world),
            as_=shared_world.owner,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            raw=f"{field}=Mia+M".encode(),
        )

        assert [person["user_id"] for person in answer.json()] == [shared_world.member.user_id]

    def test_takes_the_filter_as_a_field_of_a_multipart_form(self, shared_world: World):
        part = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nMia M\r\n--x--\r\n'

        answer = shared_world.http(
            "GET",
            self.path(shared_world),
            as_=shared_world.owner,
            headers={"Content-Type": "multipart/form-data; boundary=x"},
            raw=part,
        )

        assert [person["user_id"] for person in answer.json()] == [shared_world.member.user_id]

    def test_pages_neither_repeat_nor_skip_anybody(self, shared_world: World):
        pages = [self.listed(shared_world, f"?page={page}&per_page=2") for page in (1, 2, 3, 4)]

        assert [len(page) for page in pages] == [2, 2, 2, 1]
        assert [person for page in pages for person in page] == self.listed(shared_world)

    def test_a_page_says_which_of_how_many_it_is(self, shared_world: World):
        answer = shared_world.http("GET", self.path(shared_world, "?page=2&per_page=3"), as_=shared_world.owner)

        shown = [answer.headers[f"X-{name}"] for name in ("Page", "Page-Size", "Pages", "Records")]
        assert shown == ["2", "3", "3", "7"]

    def test_a_page_past_the_end_is_empty_with_true_headers(self, shared_world: World):
        answer = shared_world.http("GET", self.path(shared_world, "?page=9&per_page=3"), as_=shared_world.owner)

        assert answer.json() == []
        assert (answer.headers["X-Page"], answer.headers["X-Pages"], answer.headers["X-Records"]) == ("9", "3", "7")

    def test_serves_at_most_a_thousand_a_page(self, shared_world: World):
        answer = shared_world.http("GET", self.path(shared_world, "?per_page=5000"), as_=shared_world.owner)

        assert answer.headers["X-Page-Size"] == "1000"

    @pytest.mark.parametrize(
        ("query", "text"),
        [
            ("?page=0", "page parameter must contain values > 0."),
            ("?per_page=-1", "per_page parameter must contain values > 0."),
            ("?page=one", "Invalid value sent for 'page'."),
            ("?per_page=1.5", "Invalid value sent for 'per_page'."),
        ],
    )
    def test_refuses_a_page_that_cannot_be(self, shared_world: World, query, text):
        answer = shared_world.http("GET", self.path(shared_world, query), as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, text)

    def test_filters_by_custom_rates(self, world: World):
        path = f"/workspaces/{world.workspace_id}/workspace_users/{world.member.workspace_user_id}"
        world.http.ok("PUT", path, {"rate": 12.5}, as_=world.owner)
        everybody = accounts(world, EVERYBODY_IN_MAIN)

        assert self.found(world, "?custom_rates=True") == {world.member.user_id}
        assert self.found(world, "?custom_rates=false") == everybody - {world.member.user_id}

    @pytest.mark.parametrize("true", ["true", "True", "TRUE"])
    def test_active_people_have_joined_and_are_not_deactivated(self, shared_world: World, true):
        neither = accounts(shared_world, ("invited", "inactive"))

        assert self.found(shared_world, f"?active={true}") == accounts(shared_world, EVERYBODY_IN_MAIN) - neither
        assert self.found(shared_world, "?active=false") == neither

    def test_who_was_deactivated_in_the_workspace_is_not_active(self, world: World):
        path = f"/workspaces/{world.workspace_id}/workspace_users/{world.member.workspace_user_id}"
        world.http.ok("PUT", path, {"inactive": True}, as_=world.owner)

        assert world.member.user_id not in self.found(world, "?active=true")
        assert world.member.user_id in self.found(world, "?active=false")

    def test_is_sorted_by_name_then_number(self, world: World):
        workspaces = [{"workspace_id": world.workspace_id}]
        for invited in invite(world.http, world.owner, world.organization_id, workspaces, "Mia Member", "mia member"):
            join(world.http, invited)

        listed = self.listed(world)

        assert listed == sorted_by_name_then_id(listed, "name")
        assert [person["name"].lower() for person in listed].count("mia member") == 3

    @pytest.mark.parametrize("viewer", ["admin", "workspace_admin"])
    def test_is_for_administrators(self, shared_world: World, viewer):
        assert self.listed(shared_world, viewer=viewer) == self.listed(shared_world)

    @pytest.mark.parametrize("viewer", ["member", "indirect", "outside", "inactive", "stranger"])
    def test_refuses_everybody_else(self, shared_world: World, viewer):
        answer = shared_world.http("GET", self.path(shared_world), as_=getattr(shared_world, viewer))

        assert (answer.status, answer.refusal) == (403, "Forbidden")

    def test_refuses_an_admin_of_another_workspace(self, shared_world: World):
        ids = (shared_world.organization_id, shared_world.other_workspace_id)

        with pytest.raises(ApiException) as caught:
            shared_world.users_api(shared_world.workspace_admin).get_organization_workspaces_workspaceusers(*ids)

        assert (caught.value.status, caught.value.body) == (403, '"Forbidden"')

    def test_a_foreign_and_an_unknown_workspace_are_not_found(self, shared_world: World):
        base = f"/organizations/{shared_world.organization_id}/workspaces"

        for workspace_id in (shared_world.foreign_workspace_id, 2**63 - 1):
            answer = shared_world.http("GET", f"{base}/{workspace_id}/workspace_users", as_=shared_world.owner)
            assert (answer.status, answer.refusal) == (404, "Resource can not be found")

    def test_a_foreign_and_an_unknown_organization_are_refused_alike(self, shared_world: World):
        for organization_id in (shared_world.foreign_organization_id, 2**63 - 1):
            path = f"/organizations/{organization_id}/workspaces/{shared_world.workspace_id}/workspace_users"
            answer = shared_world.http("GET", path, as_=shared_world.owner)
            assert (answer.status, answer.refusal) == (403, "Forbidden")

    @pytest.mark.parametrize(
        ("path", "part"),
        [
            ("/organizations/x/workspaces/1/workspace_users", "organization_id"),
            ("/organizations/1/workspaces/0/workspace_users", "workspace_id"),
        ],
    )
    def test_names_the_number_that_is_wrong(self, shared_world: World, path, part):
        answer = shared_world.http("GET", path, as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, f"Missing or invalid {part}")
