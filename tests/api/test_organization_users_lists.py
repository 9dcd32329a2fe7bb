"""The two lists of an organization's people: which of them are listed, in what order, and on which page."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from support.http import Answer
from support.server import Service
from support.world import Person, World, build, invite

ADDED = (
    "100% Petra Percent",
    "Uma_Underscore",
    "Bea\\Backslash",
    "Ärla Östlund",
    "ΟΔΥΣΣΕΥΣ",
    "anna zeta",
    "Anna Zeta",
    "ANNA ZETA",
    "Nils Never",
)


@pytest.fixture(scope="module")
def listed(service: Service) -> World:
    """A world with people whose names are hard to find and to sort; Nils was deactivated before he joined."""
    world = build(service)
    workspaces = [{"workspace_id": world.other_workspace_id}]
    people = invite(world.http, world.owner, world.organization_id, workspaces, *(f"p{n}" for n in range(len(ADDED))))
    users = f"/organizations/{world.organization_id}/users"
    for person, name in zip(people, ADDED, strict=True):
        world.http.ok("PUT", f"{users}/{person.organization_user_id}", {"name": name}, as_=world.owner)
    nils = people[-1].organization_user_id
    world.http.ok("PUT", f"{users}/{nils}", {"inactive": True}, as_=world.owner)
    return world


@pytest.fixture(scope="module")
def night(listed: World) -> int:
    """A group that is in no workspace, with ``outside`` and ``member`` in it."""
    group = {"name": "Night", "users": [listed.outside.user_id, listed.member.user_id]}
    return listed.http.ok("POST", f"/organizations/{listed.organization_id}/groups", group, as_=listed.owner)[
        "group_id"
    ]


class _ListsOfPeople:
    """What holds for both lists."""

    operation: str
    path: str

    def names(self, world: World, person: Person | None = None, **filters: object) -> list[str]:
        call = getattr(world.users_api(person or world.owner), self.operation)
        return [one.name for one in call(world.organization_id, **filters)]

    def get(self, world: World, person: Person | None = None, **query: object) -> Answer:
        path = f"/organizations/{world.organization_id}/{self.path}?{urlencode(query)}"
        return world.http("GET", path, as_=person or world.owner)

    def test_without_filters_lists_everybody(self, listed):
        names = self.names(listed, per_page=1000)

        joined = [
            "Olivia Owner",
            "Adam Admin",
            "Wanda Lead",
            "Mia Member",
            "Xenia Outside",
            "Gus Group",
            "Ines Inactive",
        ]
        assert sorted(names) == sorted([*ADDED, *joined, listed.invited.email.partition("@")[0]])

    @pytest.mark.parametrize("text", ["Mia Mem", "a Memb", "mia MEMBER"])
    def test_filter_finds_a_part_of_the_name_without_regard_to_case(self, listed, text):
        assert self.names(listed, filter=text) == ["Mia Member"]

    def test_filter_finds_a_part_of_the_email_without_regard_to_case(self, listed):
        part = listed.outside.email.removesuffix("ample.com").upper()

        assert self.names(listed, filter=part) == ["Xenia Outside"]

    @pytest.mark.parametrize(
        ("text", "name"),
        [("äRLA ÖST", "Ärla Östlund"), ("οδυσσ", "ΟΔΥΣΣΕΥΣ"), ("ΟΔΥΣΣΕΥΣ", "ΟΔΥΣΣΕΥΣ"), ("ΥΣ", "ΟΔΥΣΣΕΥΣ")],
    )
    def test_filter_disregards_the_case_of_any_letter(self, listed, text, name):
        assert self.names(listed, filter=text) == [name]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("%", "100% Petra Percent"),
            ("_", "Uma_Underscore"),
            ("\\", "Bea\\Backslash"),
            ("0% p", "100% Petra Percent"),
        ],
    )
    def test_filter_takes_signs_literally(self, listed, text, name):
        assert self.names(listed, filter=text) == [name]

    @pytest.mark.parametrize(
        "text", ["O%r", "M_a", "Mia\\ Member", "\n", "\0", "Mia Member\n", b"\xff", "' OR true --"]
    )
    def test_filter_finds_nobody_by_what_stands_in_no_name(self, listed, text):
        answer = self.get(listed, filter=text)

        assert (answer.status, answer.json()) == (200, [])

    @pytest.mark.parametrize("status", ["active", "inactive", "invited"])
    def test_active_status_keeps_people_in_that_state(self, listed, status):
        states = {
            "active": {listed.owner, listed.admin, listed.workspace_admin, listed.member, listed.outside},
            "inactive": {listed.inactive},
            "invited": {listed.invited},
        }
        emails = {one["email"] for one in self.get(listed, active_status=status).json()}

        assert {one.email for one in states[status]} <= emails
        assert not emails & {one.email for others in states.keys() - {status} for one in states[others]}

    def test_active_status_counts_somebody_deactivated_before_joining_as_inactive(self, listed):
        assert "Nils Never" in self.names(listed, active_status="inactive")
        assert "Nils Never" not in self.names(listed, active_status="invited")

    def test_active_status_is_a_union(self, listed):
        active, inactive = self.names(listed, active_status="active"), self.names(listed, active_status="inactive")

        assert sorted(self.names(listed, active_status="inactive,active")) == sorted(active + inactive)
        assert self.names(listed, active_status="active,inactive,invited") == self.names(listed)

    @pytest.mark.parametrize("flag", [True, "true", "TRUE", "True"])
    def test_only_admins_keeps_admins_and_the_owner(self, listed, flag):
        assert self.names(listed, only_admins=flag) == ["Adam Admin", "Olivia Owner"]

    @pytest.mark.parametrize("flag", [False, "false", "FALSE"])
    def test_only_admins_false_keeps_everybody(self, listed, flag):
        assert self.names(listed, only_admins=flag) == self.names(listed)

    def test_groups_keeps_people_in_any_of_them(self, listed, night):
        assert self.names(listed, groups=str(listed.group_id)) == ["Gus Group", "Mia Member"]
        assert self.names(listed, groups=str(night)) == ["Mia Member", "Xenia Outside"]
        assert self.names(listed, groups=f"{night},{listed.group_id}") == ["Gus Group", "Mia Member", "Xenia Outside"]

    def test_workspaces_keeps_people_who_are_in_any_of_them_directly_or_indirectly(self, listed):
        main = self.names(listed, workspaces=str(listed.workspace_id))
        other = self.names(listed, workspaces=str(listed.other_workspace_id), per_page=1000)
        both = f"{listed.workspace_id},{listed.other_workspace_id}"

        assert {"Mia Member", "Gus Group"} <= set(main)
        assert "Xenia Outside" not in main
        assert {"Xenia Outside", "Gus Group"} <= set(other)
        assert "Mia Member" not in other
        assert set(self.names(listed, workspaces=both)) == set(main) | set(other)

    def test_groups_and_workspaces_are_an_intersection(self, listed, night):
        both = self.names(listed, groups=f"{night},{listed.group_id}", workspaces=str(listed.other_workspace_id))

        assert both == ["Gus Group", "Xenia Outside"]

    def test_all_filters_hold_together(self, listed, night):
        filters = {
            "filter": "mia",
            "active_status": "active,invited",
            "groups": f"{night},{listed.group_id}",
            "workspaces": str(listed.workspace_id),
        }

        assert self.names(listed, **filters) == ["Mia Member"]
        assert self.names(listed, **filters, only_admins=True) == []

    @pytest.mark.parametrize("number", ["foreign", "unknown"])
    def test_groups_of_nobody_here_hold_nobody(self, listed, number):
        group_id = listed.foreign_group_id if number == "foreign" else 9_000_000_000

        assert self.names(listed, groups=str(group_id)) == []

    @pytest.mark.parametrize("number", ["foreign", "unknown"])
    def test_workspaces_of_nobody_here_hold_nobody(self, listed, number):
        workspace_id = listed.foreign_workspace_id if number == "foreign" else 9_000_000_000

        assert self.names(listed, workspaces=str(workspace_id)) == []

    def test_is_sorted_by_name_without_regard_to_case_then_by_id(self, listed):
        people = self.get(listed).json()

        assert [(one["name"].lower(), one["id"]) for one in people] == sorted(
            (one["name"].lower(), one["id"]) for one in people
        )
        assert [one["name"] for one in people if one["name"].lower() == "anna zeta"] == list(ADDED[5:8])

    def test_sort_dir_desc_turns_the_whole_order_round(self, listed):
        assert self.names(listed, sort_dir="desc") == self.names(listed, sort_dir="asc")[::-1]

    def test_headers_tell_which_page_of_how_many_it_is(self, listed):
        records = len(self.names(listed))
        answer = self.get(listed, page=2, per_page=5, sort_dir="desc")

        assert {name: answer.headers[name] for name in answer.headers if name.lower().startswith("x-")} == {
            "x-page": "2",
            "x-page-size": "5",
            "x-pages": str(-(-records // 5)),
            "x-records": str(records),
            "x-sort-order": "desc",
            "x-request-id": answer.headers["x-request-id"],
            "x-content-type-options": "nosniff",
        }

    def test_the_first_page_of_fifty_in_ascending_order_is_the_default(self, listed):
        headers = self.get(listed).headers

        assert (headers["X-Page"], headers["X-Page-Size"], headers["X-Sort-Order"]) == ("1", "50", "asc")

    def test_pages_together_are_the_whole_list(self, listed):
        whole = self.names(listed)
        pages = [self.names(listed, page=number, per_page=5) for number in range(1, len(whole) // 5 + 2)]

        assert [len(page) for page in pages[:-1]] == [5] * (len(pages) - 1)
        assert [name for page in pages for name in page] == whole

    @pytest.mark.parametrize("page", [99, 2**63 - 1, 10**40])
    def test_a_page_past_the_end_is_empty_with_true_headers(self, listed, page):
        answer = self.get(listed, page=page, per_page=5)

        assert (answer.status, answer.json()) == (200, [])
        assert answer.headers["X-Records"] == self.get(listed).headers["X-Records"]
        assert int(answer.headers["X-Pages"]) == -(-int(answer.headers["X-Records"]) // 5)

    @pytest.mark.parametrize("per_page", [1001, 10**40])
    def test_more_than_a_thousand_a_page_is_served_as_a_thousand(self, listed, per_page):
        answer = self.get(listed, per_page=per_page)

        assert (answer.status, answer.headers["X-Page-Size"], answer.headers["X-Pages"]) == (200, "1000", "1")

    def test_an_empty_result_has_no_pages(self, listed):
        headers = self.get(listed, filter="nobody is called this").headers

        assert (headers["X-Records"], headers["X-Pages"], headers["X-Page"]) == ("0", "0", "1")

    @pytest.mark.parametrize(
        ("name", "value", "text"),
        [
            ("active_status", "gone", "active_status parameter can contain only 'active', 'inactive' or 'invited'."),
            ("active_status", "active,", "active_status parameter can contain only 'active', 'inactive' or 'invited'."),
            ("only_admins", "yes", "only_admins parameter can contain only 'true' or 'false'."),
            ("page", "first", "Invalid value sent for 'page'."),
            ("page", "1.5", "Invalid value sent for 'page'."),
            ("page", "0", "page parameter must contain values > 0."),
            ("page", "-1", "page parameter must contain values > 0."),
            ("per_page", "many", "Invalid value sent for 'per_page'."),
            ("per_page", "0", "per_page parameter must contain values > 0."),
            ("per_page", "-5", "per_page parameter must contain values > 0."),
            ("sort_dir", "up", "sort_dir parameter can contain only 'asc' or 'desc'."),
            ("groups", "Crew", "Invalid value sent for 'groups'."),
            ("groups", "1,,2", "Invalid value sent for 'groups'."),
            ("workspaces", "Main", "Invalid value sent for 'workspaces'."),
            ("workspaces", "9" * 30, "Invalid value sent for 'workspaces'."),
        ],
    )
    def test_a_bad_value_is_refused(self, listed, name, value, text):
        answer = self.get(listed, **{name: value})

        assert (answer.status, answer.json()) == (400, text)

    def test_unknown_parameters_are_ignored(self, listed):
        assert self.get(listed, colour="red").json() == self.get(listed).json()

    @pytest.mark.parametrize("number", ["0", "-1", "x", str(2**63), quote("²")])
    def test_a_bad_organization_id_is_refused(self, listed, number):
        answer = listed.http("GET", f"/organizations/{number}/{self.path}", as_=listed.owner)

        assert (answer.status, answer.json()) == (400, "Missing or invalid organization_id.")

    def test_another_organization_looks_like_none(self, listed):
        foreign, unknown = (
            listed.http("GET", f"/organizations/{number}/{self.path}", as_=listed.owner)
            for number in (listed.foreign_organization_id, 9_000_000_000)
        )

        assert foreign.status == unknown.status == 403
        assert foreign.body == unknown.body


class Test_get_organization_users(_ListsOfPeople):
    operation, path = "get_organization_users", "users"

    def test_is_for_the_owner_and_admins(self, listed):
        assert self.names(listed, listed.admin) == self.names(listed, listed.owner)

    @pytest.mark.parametrize("kind", ["workspace_admin", "member", "outside", "inactive", "stranger"])
    def test_refuses_everybody_else(self, listed, kind):
        answer = self.get(listed, getattr(listed, kind))

        assert (answer.status, answer.json()) == (403, "User is not authorized to list the organization users")


class Test_get_organization_users_detailed(_ListsOfPeople):
    operation, path = "get_organization_users_detailed", "users/detailed"

    def test_is_for_the_owner_and_admins(self, listed):
        assert self.names(listed, listed.admin) == self.names(listed, listed.owner)

    @pytest.mark.parametrize("kind", ["member", "outside", "inactive", "stranger"])
    def test_refuses_everybody_who_administers_nothing(self, listed, kind):
        answer = self.get(listed, getattr(listed, kind))

        assert (answer.status, answer.json()) == (403, "Forbidden")
