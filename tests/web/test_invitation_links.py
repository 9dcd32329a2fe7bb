"""The page of an invitation: what it says that one would join, and declining it without an account."""

from __future__ import annotations

import re

import pytest

from support.audit import of_request
from support.database import let_expire
from support.http import Answer
from support.together import at_once
from support.world import PASSWORD, World, address
from web.browsing import Browser, signed_in, words

DECLINED = "You have declined"
OVER = "This invitation is over"


def link(world: World) -> str:
    return f"/invitations/{world.invited.code}"


def decline(world: World, browser: Browser | None = None) -> Answer:
    return (browser or Browser(world.http)).post(link(world), {"answer": "decline-by-link"})


def invited_to(world: World, email: str, **more: object) -> str:
    """The page of another invitation."""
    request = {"emails": [email], "workspaces": [{"workspace_id": world.workspace_id}]} | more
    path = f"/organizations/{world.organization_id}/invitations"
    return f"/invitations/{world.http.ok('POST', path, request, as_=world.owner)['invitations'][0]['code']}"


class Test_what_one_would_join:
    def test_workspaces_and_groups_are_named(self, world: World) -> None:
        """Also the workspace into which the group alone leads: Crew is in the first one."""
        other = [{"workspace_id": world.other_workspace_id}]
        page = invited_to(world, address("nora"), workspaces=other, groups=[world.group_id])

        shown = Browser(world.http).get(page)

        assert "Workspaces Olivia Owner's workspace , Other Groups Crew" in words(shown)
        assert "<bdi>Other</bdi>" in shown.text

    def test_what_was_added_since_is_named_and_other_peoples_places_are_not(self, world: World) -> None:
        before = words(Browser(world.http).get(link(world)))
        path = f"/organizations/{world.organization_id}/workspaces/{world.other_workspace_id}/assignments"
        added = [{"operation": "add", "user_id": world.invited.user_id}]
        world.http.ok("PUT", path, added, as_=world.owner)

        after = words(Browser(world.http).get(link(world)))

        assert ("Other" in before, "Crew" in before, "Other" in after) == (False, False, True)

    def test_that_one_would_administer_the_organization_is_said(self, world: World) -> None:
        before = words(Browser(world.http).get(link(world)))
        path = f"/organizations/{world.organization_id}/users/{world.invited.organization_user_id}"
        world.http.ok("PUT", path, {"organization_admin": True}, as_=world.owner)

        after = words(Browser(world.http).get(link(world)))

        assert ("Admin of the organization" in before, "Admin of the organization" in after) == (False, True)

    def test_a_workspace_of_another_organization_is_not_named(self, world: World) -> None:
        world.http.ok(
            "POST", f"/organizations/{world.foreign_organization_id}/workspaces", {"name": "Far"}, as_=world.stranger
        )

        assert "Far" not in words(Browser(world.http).get(link(world)))

    def test_of_very_many_some_are_named_and_the_others_counted(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}/workspaces"
        made = [world.http.ok("POST", path, {"name": f"Place {n:02}"}, as_=world.owner)["id"] for n in range(12)]

        page = invited_to(world, address("nora"), workspaces=[{"workspace_id": number} for number in made])

        assert re.search(r"Place 00 , .* Place 09 and 2 more", words(Browser(world.http).get(page)))

    def test_where_there_is_none_yet_it_says_so(self, world: World, rows) -> None:
        rows("DELETE FROM workspace_users WHERE organization_user_id = $1", world.invited.organization_user_id)

        shown = words(Browser(world.http).get(link(world)))

        assert "Workspaces None yet; you can be added to some once you have joined" in shown
        assert "Groups" not in shown

    def test_a_link_that_is_over_tells_nothing(self, world: World) -> None:
        let_expire(world, world.invited.invitation_id)

        shown = words(Browser(world.http).get(link(world)))

        assert OVER in shown
        assert "workspace" not in shown.lower()
        assert "Olivia" not in shown


class Test_declining_without_an_account:
    def test_ends_the_invitation_and_its_place(self, world: World) -> None:
        browser = Browser(world.http)

        answer = decline(world, browser)

        assert (answer.status, DECLINED in words(answer), browser.cookie) == (200, True, "")
        assert world.invited.organization_user_id not in world.people()
        assert (browser.get(link(world)).status, OVER in words(browser.get(link(world)))) == (404, True)

    def test_is_in_the_log_as_who_was_invited_by_a_link(self, world: World) -> None:
        answer = decline(world)

        (entry,) = of_request(world, answer)
        assert (entry["action"], entry["entity_type"], entry["entity_id"]) == (
            "reject",
            "invitation",
            world.invited.invitation_id,
        )
        assert (entry["user_id"], entry["source"]) == (world.invited.user_id, "link")
        assert entry["before"] == {"state": "pending"}
        assert entry["after"] == {"state": "rejected", "email": world.invited.email}

    def test_is_asked_once_more_and_says_what_it_does(self, shared_world: World) -> None:
        page = Browser(shared_world.http).get(link(shared_world)).text

        details = re.search(r"<details>\s*<summary>Decline</summary>.*?</details>", page, re.DOTALL)
        assert details is not None
        assert "ends, and this link with it" in details[0]
        assert "decline" not in page.replace(details[0], "").lower()

    def test_nothing_but_the_form_declines(self, shared_world: World) -> None:
        browser = Browser(shared_world.http)

        looked = [browser.get(f"{link(shared_world)}?answer=decline-by-link")]
        looked.append(shared_world.http("HEAD", f"/{link(shared_world)}?answer=decline-by-link"))
        foreign = browser.post(link(shared_world), {"answer": "decline-by-link"}, Origin="https://evil.example")

        assert (looked[0].status, foreign.status) == (200, 403)
        assert browser.get(link(shared_world)).status == 200
        assert shared_world.invited.organization_user_id in shared_world.people()

    def test_who_has_an_account_signs_in_for_it(self, world: World) -> None:
        page, browser = invited_to(world, world.stranger.email), Browser(world.http)

        shown, answer = browser.get(page), browser.post(page, {"answer": "decline-by-link"})

        assert "decline-by-link" not in shown.text
        assert answer.status == 400
        assert "There is an account with this address: sign in to decline." in words(answer)
        assert "Sign in and decline" in words(answer)
        assert world.stranger.user_id in {person["user_id"] for person in world.people().values()}

    def test_who_has_made_an_account_elsewhere_since_signs_in_for_it(self, world: World) -> None:
        request = {"emails": [world.invited.email], "workspaces": [{"workspace_id": world.foreign_workspace_id}]}
        path = f"/organizations/{world.foreign_organization_id}/invitations"
        code = world.http.ok("POST", path, request, as_=world.stranger)["invitations"][0]["code"]
        fields = {"answer": "sign-up", "name": "Ivan Invited", "password": PASSWORD}
        Browser(world.http).post(f"/invitations/{code}", fields)

        answer = decline(world)

        assert answer.status == 400
        assert world.invited.organization_user_id in world.people()

    def test_who_is_signed_in_as_somebody_else_declines_for_whom_it_went_to(self, world: World) -> None:
        answer = decline(world, signed_in(world.http, world.member))

        assert answer.status == 200
        assert of_request(world, answer)[0]["user_id"] == world.invited.user_id
        assert world.member.organization_user_id in world.people()

    @pytest.mark.parametrize("code", ["used", "unknown", "expired"])
    def test_one_that_is_over_says_so(self, world: World, code: str) -> None:
        let_expire(world, world.invited.invitation_id)
        codes = {"used": world.member.code, "unknown": "nonsense", "expired": world.invited.code}
        before = world.people()

        answer = Browser(world.http).post(f"/invitations/{codes[code]}", {"answer": "decline-by-link"})

        assert (answer.status, OVER in words(answer)) == (404, True)
        assert world.people() == before

    def test_leaves_who_was_invited_free_to_be_invited_again(self, world: World) -> None:
        decline(world)
        page, browser = invited_to(world, world.invited.email), Browser(world.http)

        browser.post(page, {"answer": "sign-up", "name": "Ivan Invited", "password": PASSWORD})

        assert world.invited.user_id in {one["user_id"] for one in world.people().values() if one["joined"]}

    def test_at_the_same_time_is_done_once(self, world: World) -> None:
        answers = at_once(world.http, *[lambda: decline(world)] * 6)

        assert sorted(answer.status for answer in answers) == [200] + [404] * 5
        assert [DECLINED in words(one) for one in answers] == [one.status == 200 for one in answers]
        assert all(OVER in words(one) for one in answers if one.status == 404)
        assert world.invited.organization_user_id not in world.people()

    @pytest.mark.parametrize("time", range(4))
    def test_and_joining_at_the_same_time_have_one_winner(self, world: World, time: int) -> None:
        fields: dict[str, object] = {"answer": "sign-up", "name": "Ivan Invited", "password": PASSWORD}

        declined, joined = at_once(
            world.http, lambda: decline(world), lambda: Browser(world.http).post(link(world), fields)
        )

        assert (declined.status, joined.status) in {(200, 404), (404, 303)}
        assert OVER in words(joined if declined.status == 200 else declined)
        there = world.people().get(world.invited.organization_user_id)
        assert (there is not None and there["joined"]) is (joined.status == 303)
        account = world.http("GET", "/me", as_=(world.invited.email, PASSWORD)).status
        assert account == (200 if joined.status == 303 else 403)
