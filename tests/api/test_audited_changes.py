"""What the audit log keeps of each kind of change: what differs, as it was and as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from support.audit import joining, of_request, what
from support.making import guest, new_group
from support.world import World, address, sign_up


class TestGroups:
    def test_a_new_one_is_kept_as_it_is(self, world: World) -> None:
        body = {"name": " Night shift ", "users": [world.member.user_id], "workspaces": [world.workspace_id]}

        answer = world.http("POST", f"/organizations/{world.organization_id}/groups", body, as_=world.owner)

        after = {"name": "Night shift", "users": [world.member.user_id], "workspaces": [world.workspace_id]}
        assert what(of_request(world, answer)) == [("create", "group", answer.json()["group_id"], {}, after)]

    def test_of_a_change_only_what_differs_is_kept_and_of_the_people_who_came_and_went(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}/groups/{world.group_id}"
        body = {"name": "Crew", "users": [world.member.user_id, world.admin.user_id], "workspaces": []}

        answer = world.http("PUT", path, body, as_=world.owner)

        before = {"users": [world.indirect.user_id], "workspaces": [world.workspace_id]}
        after = {"users": [world.admin.user_id], "workspaces": []}
        assert what(of_request(world, answer)) == [("update", "group", world.group_id, before, after)]

    def test_a_patch_is_kept_like_a_change(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}/groups/{world.group_id}"
        body = [{"op": "remove", "path": "/users", "value": [world.member.user_id]}]

        answer = world.http("PATCH", path, body, as_=world.owner)

        gone = {"users": [world.member.user_id]}
        assert what(of_request(world, answer)) == [("update", "group", world.group_id, gone, {"users": []})]

    def test_a_deleted_one_is_kept_as_it_was(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}/groups/{world.group_id}"

        answer = world.http("DELETE", path, as_=world.owner)

        before = {
            "name": "Crew",
            "users": sorted([world.member.user_id, world.indirect.user_id]),
            "workspaces": [world.workspace_id],
        }
        assert what(of_request(world, answer)) == [("delete", "group", world.group_id, before, {})]

    @pytest.mark.parametrize(
        ("method", "body"),
        [
            ("PUT", lambda w: {"name": "Crew", "workspaces": [w.workspace_id]}),
            ("PATCH", lambda w: [{"op": "add", "path": "/users", "value": [w.member.user_id]}]),
        ],
    )
    def test_what_changes_nothing_is_not_kept(
        self, shared_world: World, method: str, body: Callable[[World], Any]
    ) -> None:
        path = f"/organizations/{shared_world.organization_id}/groups/{shared_world.group_id}"

        answer = shared_world.http(method, path, body(shared_world), as_=shared_world.owner)

        assert answer.status == 200
        assert of_request(shared_world, answer) == []


class TestPeople:
    def test_a_change_is_kept_with_the_groups_and_workspaces_that_were_replaced(self, world: World) -> None:
        person = world.member
        path = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
        body = {
            "name": "Mia Renamed",
            "groups": [],
            "workspaces": [{"workspace_id": world.other_workspace_id, "role": "admin"}],
        }

        answer = world.http("PUT", path, body, as_=world.owner)

        before = {
            "name": "Mia Member",
            "groups": [world.group_id],
            "workspaces": [{"workspace_id": world.workspace_id, "role": "user"}],
        }
        after = {
            "name": "Mia Renamed",
            "groups": [],
            "workspaces": [{"workspace_id": world.other_workspace_id, "role": "admin"}],
        }
        assert what(of_request(world, answer)) == [
            ("update", "organization_user", person.organization_user_id, before, after)
        ]

    def test_a_change_to_what_is_so_already_is_not_kept(self, shared_world: World) -> None:
        person = shared_world.member
        path = f"/organizations/{shared_world.organization_id}/users/{person.organization_user_id}"
        body = {"name": "Mia Member", "inactive": False, "groups": [shared_world.group_id]}

        answer = shared_world.http("PUT", path, body, as_=shared_world.owner)

        assert answer.status == 200
        assert of_request(shared_world, answer) == []

    def test_each_of_many_deleted_is_kept_and_the_invitations_that_end_with_them(self, world: World) -> None:
        body = {"delete": [world.member.organization_user_id, world.invited.organization_user_id]}

        answer = world.http("PATCH", f"/organizations/{world.organization_id}/users", body, as_=world.owner)

        kept = {
            (action, number): (before, after) for action, _, number, before, after in what(of_request(world, answer))
        }
        assert kept == {
            ("delete", world.member.organization_user_id): (
                {
                    "user_id": world.member.user_id,
                    "name": "Mia Member",
                    "email": world.member.email,
                    "role": "member",
                    "inactive": False,
                    "groups": [world.group_id],
                    "workspaces": [{"workspace_id": world.workspace_id, "role": "user"}],
                },
                {},
            ),
            ("delete", world.invited.organization_user_id): (
                {
                    "user_id": world.invited.user_id,
                    "name": world.invited.email.partition("@")[0],
                    "email": world.invited.email,
                    "role": "member",
                    "inactive": False,
                    "groups": [],
                    "workspaces": [{"workspace_id": world.workspace_id, "role": "user"}],
                },
                {},
            ),
            ("withdraw", world.invited.invitation_id): (
                {"state": "pending"},
                {"state": "withdrawn", "email": world.invited.email},
            ),
        }

    def test_who_leaves_is_kept_as_they_were(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}/users/leave"

        answer = world.http("DELETE", path, as_=world.outside)

        (entry,) = of_request(world, answer)
        assert (entry["action"], entry["entity_id"]) == ("leave", world.outside.organization_user_id)
        assert entry["user_id"] == world.outside.user_id
        assert entry["before"]["email"] == world.outside.email


class TestWorkspaces:
    def test_a_new_one_is_kept_with_its_settings_and_who_administers_it(self, world: World) -> None:
        body = {"name": " Lab ", "admins": [world.member.user_id], "rounding": 1, "default_hourly_rate": 12.5}

        answer = world.http("POST", f"/organizations/{world.organization_id}/workspaces", body, as_=world.owner)

        after = {
            "name": "Lab",
            "admins": sorted([world.owner.user_id, world.member.user_id]),
            "rounding": 1,
            "default_hourly_rate": "12.50",
        }
        assert what(of_request(world, answer)) == [("create", "workspace", answer.json()["id"], {}, after)]


class TestWorkspaceUsers:
    def test_only_what_differs_is_kept(self, world: World) -> None:
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}"

        answer = world.http("PUT", path, {"rate": 12.5, "role": "admin", "inactive": False}, as_=world.owner)

        before = {"rate": None, "role": "user"}
        after = {"rate": "12.50", "role": "admin", "rate_change_mode": "start-today"}
        assert what(of_request(world, answer)) == [
            ("update", "workspace_user", world.member.workspace_user_id, before, after)
        ]

    def test_who_is_removed_is_kept_as_they_were(self, world: World) -> None:
        path = f"/workspaces/{world.workspace_id}/workspace_users/{world.member.workspace_user_id}"

        answer = world.http("DELETE", path, as_=world.owner)

        ((action, _, number, before, after),) = what(of_request(world, answer))
        assert (action, number, after) == ("delete", world.member.workspace_user_id, {})
        assert (before["user_id"], before["role"]) == (world.member.user_id, "user")

    def test_of_assignments_what_was_moved_is_kept(self, world: World) -> None:
        group_id = new_group(world)
        path = f"/organizations/{world.organization_id}/workspaces/{world.workspace_id}/assignments"
        body = [
            {"operation": "add", "user_id": world.outside.user_id},
            {"operation": "add", "user_id": world.workspace_admin.user_id},
            {"operation": "remove", "user_id": world.member.user_id},
            {"operation": "add", "group_id": group_id},
            {"operation": "add", "group_id": world.group_id},
        ]

        answer = world.http("PUT", path, body, as_=world.owner)

        entries = of_request(world, answer)
        gone = {"user_id": world.member.user_id, "role": "user"}
        moved = world.workspace_users()[world.outside.user_id]["id"]
        assert {entry["workspace_id"] for entry in entries} == {world.workspace_id}
        assert sorted(what(entries), key=str) == [
            ("create", "workspace_user", moved, {}, {"user_id": world.outside.user_id, "role": "user"}),
            ("delete", "workspace_user", world.member.workspace_user_id, gone, {}),
            ("update", "group", group_id, {"workspaces": []}, {"workspaces": [world.workspace_id]}),
        ]


class TestInvitations:
    def test_each_is_kept_by_its_number_with_what_it_is_for(self, world: World) -> None:
        emails = [address("Nora Newcomer"), world.invited.email, world.outside.email]
        body = {
            "emails": emails,
            "workspaces": [{"workspace_id": world.workspace_id, "role": "admin"}],
            "groups": [world.group_id],
        }

        answer = world.http("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)

        new = answer.json()["data"][0]["invitation_id"]
        place = [{"workspace_id": world.workspace_id, "role": "admin"}]
        there = [{"workspace_id": world.other_workspace_id, "role": "user"}]
        kept = {action: rest for action, *rest in what(of_request(world, answer))}
        for_them = {"workspaces": place, "groups": [world.group_id]}
        assert kept == {
            "create": ["invitation", new, {}, {"email": emails[0], **for_them}],
            "resend": ["invitation", world.invited.invitation_id, {}, {"email": emails[1], **for_them}],
            # A member already, who came into the workspace and group at once.
            "update": [
                "organization_user",
                world.outside.organization_user_id,
                {"groups": [], "workspaces": there},
                {"groups": [world.group_id], "workspaces": [*place, *there]},
            ],
        }

    def test_a_renewed_one_is_kept_with_its_address(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}/invitations/{world.invited.invitation_id}/resend"

        answer = world.http("PUT", path, as_=world.owner)

        assert what(of_request(world, answer)) == [
            ("resend", "invitation", world.invited.invitation_id, {}, {"email": world.invited.email})
        ]

    @pytest.mark.parametrize(("verb", "state"), [("accept", "accepted"), ("reject", "rejected")])
    def test_what_became_of_it_is_kept(self, world: World, verb: str, state: str) -> None:
        person = guest(world)

        answer = world.http("POST", f"/organizations/invitations/{person.code}/{verb}", as_=person)

        entries = of_request(world, answer)
        after = {"state": state, "email": person.email}
        assert what(entries) == [(verb, "invitation", person.invitation_id, {"state": "pending"}, after)]
        assert entries[0]["user_id"] == person.user_id


class TestAccounts:
    def test_signing_up_by_an_invitation_is_kept(self, world: World) -> None:
        answer = world.http("POST", "/signup", joining(world.invited))

        kept = {entry["action"]: entry for entry in of_request(world, answer)}
        assert set(kept) == {"create", "accept"}
        assert {entry["user_id"] for entry in kept.values()} == {world.invited.user_id}
        assert kept["create"]["after"] == {
            "email": world.invited.email,
            "name": world.invited.name,
            "timezone": "UTC",
            "country_id": None,
        }

    def test_signing_up_is_kept_in_the_log_of_the_own_organization(self, world: World) -> None:
        _, _, token = sign_up(world.http, "Sam Signup")
        organization = world.http.ok("GET", "/me/organizations", as_=(token, "api_token"))[0]["id"]

        entries = world.http.ok("GET", f"/audit_logs/{organization}/2020-01-01/2999-12-31", as_=(token, "api_token"))

        assert {(entry["action"], entry["entity_type"]) for entry in entries} == {
            ("create", "organization"),
            ("create", "workspace"),
            ("create", "account"),
        }

    def test_another_token_is_kept_without_it(self, world: World) -> None:
        answer = world.http("POST", "/me/reset_token", as_=world.member)

        assert what(of_request(world, answer)) == [
            ("update", "account", world.member.user_id, {}, {"token_changed": True})
        ]

    def test_the_end_of_the_own_session_is_kept(self, world: World) -> None:
        signed_in = world.http("POST", "/me/sessions", as_=world.owner)
        cookie = signed_in.headers["Set-Cookie"].partition(";")[0]

        answer = world.http("DELETE", "/me/sessions", headers={"Cookie": cookie})

        assert [(entry["action"], entry["entity_type"]) for entry in of_request(world, answer)] == [
            ("delete", "session")
        ]

    def test_a_password_that_was_set_by_a_link_is_kept_without_it(self, world: World) -> None:
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        url = world.http.ok("POST", path, as_=world.owner)
        code = json.dumps(url).partition("code=")[2].rstrip('"}')

        answer = world.http("POST", "/me/lost_passwords/confirm", {"code": code, "password": "another battery"})

        (entry,) = of_request(world, answer)
        assert (entry["user_id"], entry["source"]) == (world.member.user_id, "link")
        assert what([entry]) == [("update", "account", world.member.user_id, {}, {"password_changed": True})]

    def test_who_asked_for_a_link_is_kept(self, world: World) -> None:
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"

        answer = world.http("POST", path, as_=world.admin)

        (entry,) = of_request(world, answer)
        assert (entry["user_id"], entry["action"], entry["entity_id"]) == (
            world.admin.user_id,
            "request_password_reset",
            world.member.user_id,
        )
