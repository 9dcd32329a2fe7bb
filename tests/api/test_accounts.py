"""Accounts: signing up, and what people see of themselves."""

from __future__ import annotations

import re

import pytest

import toggl
from support.world import PASSWORD, World, address, api_client, invite, join, sign_up

MICROSECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
FIELDS_OF_USERS = {
    *("id", "email", "fullname", "api_token", "at", "authorization_updated_at", "beginning_of_week", "country_id"),
    *("created_at", "default_workspace_id", "has_password", "image_url", "openid_email", "openid_enabled", "options"),
    *("timezone", "toggl_accounts_id", "updated_at", "2fa_enabled", "intercom_hash", "oauth_providers"),
}
RELATED = {"clients", "projects", "tags", "tasks", "time_entries", "workspaces"}


def organizations(http, account):
    return http.ok("GET", "/me/organizations", as_=(account["api_token"], "api_token"))


def workspaces(http, account):
    return http.ok("GET", "/me/workspaces", as_=(account["api_token"], "api_token"))


class Test_post_signup:
    def sign_up(self, http, **payload):
        answer = http("POST", "/signup", {"email": address("Nora Newcomer"), "password": PASSWORD} | payload)
        assert answer.status == 200, answer.text
        return answer.json()

    def refusal(self, http, **payload):
        answer = http("POST", "/signup", {"email": address("Nora Newcomer"), "password": PASSWORD} | payload)
        return answer.status, answer.refusal

    @pytest.fixture
    def http(self, service):
        return service.http

    def test_the_client_makes_an_account(self, service):
        post_user = toggl.MePostUser(email=address("Clara Client"), password=PASSWORD, full_name="Clara Client")

        user = toggl.AuthenticationApi(api_client(service, "", "")).post_signup(post_user)

        assert (user.email, user.fullname, user.has_password) == (post_user.email, "Clara Client", True)
        api = toggl.MeApi(api_client(service, user.api_token, "api_token"))
        assert api.get_me().id == user.id

    def test_answers_with_the_whole_user(self, http):
        account = self.sign_up(http, full_name="Nora Newcomer")

        assert set(account) == FIELDS_OF_USERS
        assert account["has_password"]

    def test_makes_an_organization_with_one_workspace_owned_by_the_account(self, http):
        account = self.sign_up(http, full_name="Nora Newcomer")

        (organization,) = organizations(http, account)
        (workspace,) = workspaces(http, account)
        assert (organization["owner"], organization["admin"], organization["user_count"]) == (True, True, 1)
        assert (workspace["organization_id"], workspace["admin"]) == (organization["id"], True)
        assert account["default_workspace_id"] == workspace["id"]

    def test_both_spellings_of_the_name_are_taken(self, http):
        assert self.sign_up(http, full_name="  Nora Newcomer ")["fullname"] == "Nora Newcomer"
        assert self.sign_up(http, fullname="Norbert Newcomer")["fullname"] == "Norbert Newcomer"

    @pytest.mark.parametrize("names", [{}, {"full_name": ""}, {"full_name": "  "}, {"full_name": None}])
    def test_without_a_name_the_address_gives_one(self, http, names):
        account = self.sign_up(http, **names)

        assert account["fullname"] == account["email"].partition("@")[0]

    def test_the_workspace_can_be_named(self, http):
        account = self.sign_up(http, workspace={"name": "  Atelier "})

        assert [workspace["name"] for workspace in workspaces(http, account)] == ["Atelier"]

    def test_a_longest_name_of_a_person_is_no_hindrance(self, http):
        account = self.sign_up(http, full_name="N" * 255)

        assert len(organizations(http, account)) == 1

    @pytest.mark.parametrize("zone", ["Europe/Tallinn", "America/Argentina/Ushuaia", "UTC"])
    def test_keeps_the_timezone(self, http, zone):
        assert self.sign_up(http, timezone=zone)["timezone"] == zone

    @pytest.mark.parametrize("zone", [{}, {"timezone": None}, {"timezone": ""}])
    def test_the_timezone_is_utc_by_default(self, http, zone):
        assert self.sign_up(http, **zone)["timezone"] == "UTC"

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "europe/tallinn/", "../etc/passwd", "+02:00"])
    def test_refuses_an_unknown_timezone(self, http, zone):
        assert self.refusal(http, timezone=zone) == (400, "invalid timezone value")

    def test_the_address_keeps_its_letter_case_and_loses_surrounding_space(self, http):
        email = address("Nora Newcomer").title()

        assert self.sign_up(http, email=f" {email} ")["email"] == email

    @pytest.mark.parametrize("email", [None, "", "  "])
    def test_needs_an_address(self, http, email):
        assert self.refusal(http, email=email) == (400, "email is required")

    @pytest.mark.parametrize(
        "email",
        ["nora", "@example.com", "nora@", "a b@example.com", "a@b@example.com", "nora@-example.com", "n@e..com"],
    )
    def test_refuses_what_is_no_address(self, http, email):
        assert self.refusal(http, email=email) == (400, "Invalid e-mail")

    @pytest.mark.parametrize("password", [None, ""])
    def test_needs_a_password(self, http, password):
        assert self.refusal(http, password=password) == (400, "password is missing")

    @pytest.mark.parametrize("password", ["7letter", "a"])
    def test_a_password_has_eight_characters(self, http, password):
        assert self.refusal(http, password=password) == (400, "password should be at least 8 characters")

        assert self.sign_up(http, password="8letters")["has_password"]

    def test_a_password_has_at_most_1024_bytes(self, http):
        assert self.refusal(http, password="x" * 1025)[0] == 400

        account = self.sign_up(http, password="x" * 1024)

        assert http("GET", "/me", as_=(account["email"], "x" * 1024)).status == 200

    @pytest.mark.parametrize("change", [str, str.upper, str.title])
    def test_refuses_a_taken_address_without_regard_to_case(self, shared_world: World, change):
        email = change(shared_world.member.email)

        assert self.refusal(shared_world.http, email=email) == (400, "user with this email already exists")

    def test_refuses_who_is_invited_and_brings_no_code(self, shared_world: World):
        email = shared_world.invited.email.upper()

        assert self.refusal(shared_world.http, email=email) == (400, "Account has pending invite")

    def test_whose_invitation_was_withdrawn_may_sign_up(self, world: World):
        delete = {"delete": [world.invited.organization_user_id]}
        world.http.ok("PATCH", f"/organizations/{world.organization_id}/users", delete, as_=world.owner)

        account = self.sign_up(world.http, email=world.invited.email)

        assert account["id"] == world.invited.user_id
        assert world.organization_id not in {found["id"] for found in organizations(world.http, account)}

    @pytest.mark.parametrize("name", ["", "  "])
    def test_refuses_a_workspace_without_a_name(self, http, name):
        assert self.refusal(http, workspace={"name": name}) == (
            400,
            "workspace name must contain non-space characters",
        )

    @pytest.mark.parametrize(
        "raw", [b"", b"{", b"[]", b"null", b'{"email": 1}', b'{"email": "a\\u0000@example.com"}', b'{"workspace": "x"}']
    )
    def test_refuses_a_body_of_the_wrong_shape(self, http, raw):
        answer = http("POST", "/signup", raw=raw)

        assert (answer.status, answer.refusal) == (400, "Invalid JSON input")

    def test_a_refused_sign_up_makes_nothing(self, http):
        email = address("Nora Newcomer")

        self.refusal(http, email=email, workspace={"name": " "})

        assert self.sign_up(http, email=email)["email"] == email

    # By an invitation

    def test_with_a_code_joins_the_inviting_organization_and_makes_none(self, world: World):
        invited = world.invited

        account = self.sign_up(
            world.http, email=invited.email.upper(), full_name="Ivan Invited", invitation_code=invited.code
        )

        shown = world.people()[invited.organization_user_id]
        assert account["id"] == invited.user_id
        assert [found["id"] for found in organizations(world.http, account)] == [world.organization_id]
        assert (shown["joined"], shown["name"]) == (True, "Ivan Invited")
        assert account["default_workspace_id"] == world.workspace_id

    def test_refuses_a_code_for_another_address(self, shared_world: World):
        assert self.refusal(shared_world.http, invitation_code=shared_world.invited.code) == (
            400,
            "Invalid invitation code",
        )

    def test_refuses_an_unknown_code(self, shared_world: World):
        refusal = self.refusal(shared_world.http, email=shared_world.invited.email, invitation_code="nonsense")

        assert refusal == (400, "Invalid invitation code")

    def test_refuses_a_used_and_a_withdrawn_code(self, world: World):
        text = (400, "Sorry, but this invitation seems either accepted or canceled")
        delete = {"delete": [world.invited.organization_user_id]}
        world.http.ok("PATCH", f"/organizations/{world.organization_id}/users", delete, as_=world.owner)

        for person in (world.member, world.invited):
            assert self.refusal(world.http, email=person.email, invitation_code=person.code) == text

    def test_refuses_an_account_that_has_an_owner_already(self, world: World):
        body = {"emails": [world.stranger.email], "workspaces": [{"workspace_id": world.workspace_id}]}
        path = f"/organizations/{world.organization_id}/invitations"
        code = world.http.ok("POST", path, body, as_=world.owner)["invitations"][0]["code"]

        refusal = self.refusal(world.http, email=world.stranger.email, invitation_code=code)

        assert refusal == (400, "user with this email already exists")


class Test_get_me:
    def me(self, world, person, query=""):
        return world.http.ok("GET", f"/me{query}", as_=person)

    def test_the_client_sees_itself(self, shared_world: World):
        member = shared_world.member

        user = toggl.MeApi(api_client(shared_world.service, member.token, "api_token")).get_me()

        assert (user.id, user.email, user.fullname) == (member.user_id, member.email, member.name)

    def test_shows_every_documented_field(self, shared_world: World):
        assert set(self.me(shared_world, shared_world.member)) == FIELDS_OF_USERS | RELATED

    def test_the_token_has_32_characters_and_works(self, shared_world: World):
        shown = self.me(shared_world, (shared_world.member.email, PASSWORD))

        assert len(shown["api_token"]) == 32
        again = self.me(shared_world, (shown["api_token"], "api_token"))
        assert (again["id"], again["api_token"]) == (shared_world.member.user_id, shown["api_token"])

    def test_the_accounts_id_is_opaque_and_stable(self, shared_world: World):
        ids = [
            self.me(shared_world, person)["toggl_accounts_id"] for person in (shared_world.owner, shared_world.member)
        ]

        assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", public_id) for public_id in ids)
        assert len(set(ids)) == 2
        assert self.me(shared_world, shared_world.owner)["toggl_accounts_id"] == ids[0]

    def test_times_are_in_microseconds_with_z(self, shared_world: World):
        shown = self.me(shared_world, shared_world.member)

        for field in ("at", "created_at", "updated_at", "authorization_updated_at"):
            assert MICROSECONDS.fullmatch(shown[field]), field

    def test_the_image_is_a_full_url_that_answers(self, shared_world: World):
        url = self.me(shared_world, shared_world.member)["image_url"]

        assert url.startswith(shared_world.http.root_url + "/")
        answer = shared_world.http("GET", "/" + url.removeprefix(shared_world.http.root_url))
        assert (answer.status, answer.headers["Content-Type"].partition("/")[0]) == (200, "image")

    def test_shows_what_there_is_and_null_where_there_is_nothing(self, shared_world: World):
        shown = self.me(shared_world, shared_world.member)

        assert (shown["has_password"], shown["2fa_enabled"], shown["openid_enabled"]) == (True, False, False)
        assert (shown["openid_email"], shown["country_id"], shown["beginning_of_week"]) == (None, None, 1)
        assert shown["oauth_providers"] == []
        assert shown["default_workspace_id"] == shared_world.workspace_id

    @pytest.mark.parametrize("query", ["", "?with_related_data=false", "?with_related_data=False"])
    def test_related_lists_are_empty_unless_asked_for(self, shared_world: World, query):
        shown = self.me(shared_world, shared_world.member, query)

        assert {field: shown[field] for field in RELATED} == {field: [] for field in RELATED}

    @pytest.mark.parametrize("true", ["true", "True"])
    def test_related_data_are_the_callers_workspaces(self, shared_world: World, true):
        shown = self.me(shared_world, shared_world.member, f"?with_related_data={true}")

        listed = shared_world.http.ok("GET", "/me/workspaces", as_=shared_world.member)
        ids = {workspace["id"]: workspace["name"] for workspace in listed}
        assert {workspace["id"]: workspace["name"] for workspace in shown["workspaces"]} == ids
        assert {field: shown[field] for field in RELATED - {"workspaces"}} == {
            field: [] for field in RELATED - {"workspaces"}
        }

    def test_the_client_sees_related_data(self, shared_world: World):
        api = toggl.MeApi(api_client(shared_world.service, shared_world.member.token, "api_token"))

        user = api.get_me(with_related_data=True)

        assert user.workspaces[0].id == shared_world.workspace_id

    def test_ignores_unknown_parameters_and_a_trailing_slash(self, shared_world: World):
        plain = self.me(shared_world, shared_world.member)

        assert self.me(shared_world, shared_world.member, "/?colour=red") == plain

    def test_who_was_deactivated_still_sees_themselves(self, shared_world: World):
        assert self.me(shared_world, shared_world.inactive)["id"] == shared_world.inactive.user_id

    @pytest.mark.parametrize(
        "changes",
        [{"organization_admin": True}, {"inactive": True}, {"workspaces": []}],
        ids=["role", "state", "places"],
    )
    def test_tells_when_access_last_changed(self, world: World, changes):
        before = self.me(world, world.workspace_admin)["authorization_updated_at"]
        path = f"/organizations/{world.organization_id}/users/{world.workspace_admin.organization_user_id}"

        world.http.ok("PUT", path, changes, as_=world.owner)

        assert self.me(world, world.workspace_admin)["authorization_updated_at"] > before

    def test_a_changed_workspace_role_is_a_change_of_access_and_a_rate_is_none(self, world: World):
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}"
        times = [self.me(world, world.member)["authorization_updated_at"]]

        for changes in ({"rate": 5}, {"role": "admin"}):
            world.http.ok("PUT", path, changes, as_=world.owner)
            times.append(self.me(world, world.member)["authorization_updated_at"])

        assert times[0] == times[1] < times[2]

    def test_a_moved_group_is_a_change_of_access_for_who_comes_or_goes_with_it(self, world: World):
        people = (world.indirect, world.member, world.owner)
        before = [self.me(world, person)["authorization_updated_at"] for person in people]
        path = f"/organizations/{world.organization_id}/workspaces/{world.workspace_id}/assignments"

        world.http.ok("PUT", path, {"operation": "remove", "group_id": world.group_id}, as_=world.owner)

        after = [self.me(world, person)["authorization_updated_at"] for person in people]
        assert after[0] > before[0]
        assert after[1:] == before[1:]


class Test_get_organizations:
    def test_shows_every_documented_field(self, shared_world: World):
        (shown,) = shared_world.http.ok("GET", "/me/organizations", as_=shared_world.member)

        for field in ("at", "created_at"):
            assert MICROSECONDS.fullmatch(shown.pop(field))
        assert shown == {
            "id": shared_world.organization_id,
            "name": shown["name"],
            "admin": False,
            "owner": False,
            "is_multi_workspace_enabled": True,
            "is_unified": True,
            "max_data_retention_days": None,
            "max_workspaces": 20,
            "permissions": None,
            "pricing_plan_enterprise": False,
            "pricing_plan_id": 0,
            "pricing_plan_name": "Self-hosted",
            "subscription": None,
            "suspended_at": None,
            "trial_info": None,
            "user_count": 6,
        }

    @pytest.mark.parametrize(
        ("who", "owner", "admin"),
        [("owner", True, True), ("admin", False, True), ("workspace_admin", False, False), ("outside", False, False)],
    )
    def test_the_owner_is_always_an_admin_too(self, shared_world: World, who, owner, admin):
        api = toggl.MeApi(api_client(shared_world.service, getattr(shared_world, who).token, "api_token"))

        (shown,) = api.get_organizations()

        assert (shown.owner, shown.admin) == (owner, admin)

    def test_lists_all_of_a_persons_organizations_by_name(self, world: World):
        for name in ("zebra", "Aardvark"):
            world.http.ok("POST", "/organizations", {"name": name, "workspace_name": "First"}, as_=world.member)

        listed = world.http.ok("GET", "/me/organizations", as_=world.member)

        names = [organization["name"] for organization in listed]
        assert {"zebra", "Aardvark"} < set(names)
        assert names == sorted(names, key=str.lower)

    def test_leaves_out_where_the_person_is_inactive_or_only_invited(self, world: World):
        body = {"emails": [world.stranger.email], "workspaces": [{"workspace_id": world.workspace_id}]}
        world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)

        listed = world.http.ok("GET", "/me/organizations", as_=world.stranger)

        assert [organization["id"] for organization in listed] == [world.foreign_organization_id]
        assert world.http.ok("GET", "/me/organizations", as_=world.inactive) == []


class Test_get_workspaces:
    @pytest.mark.parametrize(
        ("who", "places"),
        [
            ("owner", {"workspace_id", "other_workspace_id"}),
            ("admin", {"workspace_id", "other_workspace_id"}),
            ("workspace_admin", {"workspace_id"}),
            ("member", {"workspace_id"}),
            ("outside", {"other_workspace_id"}),
            ("indirect", {"workspace_id", "other_workspace_id"}),
            ("inactive", set()),
            ("stranger", {"foreign_workspace_id"}),
        ],
    )
    def test_lists_what_the_person_may_see(self, shared_world: World, who, places):
        listed = shared_world.http.ok("GET", "/me/workspaces", as_=getattr(shared_world, who))

        assert {workspace["id"] for workspace in listed} == {getattr(shared_world, place) for place in places}

    @pytest.mark.parametrize("who", ["owner", "member", "inactive"])
    @pytest.mark.parametrize("query", ["", "?since=0", "?since=8589934592"])
    def test_workspaces_is_the_same_list(self, shared_world: World, who, query):
        person = getattr(shared_world, who)

        short = shared_world.http("GET", f"/workspaces{query}", as_=person)

        assert short.status == 200
        assert short.json() == shared_world.http.ok("GET", f"/me/workspaces{query}", as_=person)

    def test_the_client_lists_them(self, shared_world: World):
        api = toggl.MeApi(api_client(shared_world.service, shared_world.member.token, "api_token"))

        (shown,) = api.get_workspaces()

        assert (shown.id, shown.organization_id) == (shared_world.workspace_id, shared_world.organization_id)

    def test_since_leaves_out_what_has_not_changed(self, shared_world: World):
        for query, number in (("?since=1", 2), ("?since=8589934592", 0)):
            assert len(shared_world.http.ok("GET", f"/me/workspaces{query}", as_=shared_world.owner)) == number

    @pytest.mark.parametrize("since", ["yesterday", "-1", "1.5", "99999999999999999999"])
    def test_refuses_a_time_that_is_none(self, shared_world: World, since):
        assert shared_world.http("GET", f"/me/workspaces?since={since}", as_=shared_world.owner).status == 400

    def test_who_joins_sees_the_workspace(self, world: World):
        place = [{"workspace_id": world.other_workspace_id}]
        (invited,) = invite(world.http, world.owner, world.organization_id, place, "Nora Newcomer")

        joined = join(world.http, invited)

        listed = world.http.ok("GET", "/me/workspaces", as_=joined)
        assert [workspace["id"] for workspace in listed] == [world.other_workspace_id]

    def test_nobody_elses_account_is_touched_by_a_sign_up(self, shared_world: World):
        before = shared_world.http.ok("GET", "/me/workspaces", as_=shared_world.member)

        sign_up(shared_world.http, "Nora Newcomer")

        assert shared_world.http.ok("GET", "/me/workspaces", as_=shared_world.member) == before
