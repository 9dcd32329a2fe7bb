"""Workspaces and the people in them, by pages."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from support.world import World
from web.browsing import Browser, leads_to, signed_in, words


def workspaces(world: World) -> str:
    return f"/organizations/{world.organization_id}/workspaces"


def main(world: World) -> str:
    return f"{workspaces(world)}/{world.workspace_id}"


def person(world: World, user_id: int, workspace_id: int | None = None) -> str:
    return f"{workspaces(world)}/{workspace_id or world.workspace_id}/people/{user_id}"


@pytest.fixture
def browser(world: World) -> Browser:
    return signed_in(world.http, world.owner)


class Test_the_list:
    def test_shows_administrators_the_numbers(self, world: World, browser: Browser) -> None:
        assert "Olivia Owner's workspace You administer it 7 2 1" in words(browser.get(workspaces(world)))

    def test_shows_a_workspace_admin_the_numbers_of_theirs(self, world: World) -> None:
        shown = words(signed_in(world.http, world.workspace_admin).get(workspaces(world)))

        assert "Olivia Owner's workspace You administer it 7 2 1" in shown
        assert "Other" not in shown
        assert "New workspace" not in shown

    def test_shows_a_member_where_they_are(self, world: World) -> None:
        shown = words(signed_in(world.http, world.member).get(workspaces(world)))

        assert "Name Your access Olivia Owner's workspace You are in it" in shown
        assert "New workspace" not in shown

    def test_says_what_to_do_where_one_is_nowhere(self, world: World) -> None:
        world.http.ok(
            "DELETE",
            f"/workspaces/{world.other_workspace_id}/workspace_users/{world.outside.workspace_user_id}",
            as_=world.owner,
        )

        shown = words(signed_in(world.http, world.outside).get(workspaces(world)))

        assert "You are in no workspace yet." in shown

    @pytest.mark.parametrize(("query", "is_told"), [("?did=joined", True), ("?did=<b>mail", False), ("", False)])
    def test_tells_who_has_just_joined_and_says_nothing_of_what_the_address_says(
        self, shared_world: World, query: str, is_told: bool
    ) -> None:
        page = signed_in(shared_world.http, shared_world.member).get(f"{workspaces(shared_world)}{quote(query, '?=')}")

        assert ("You have joined" in words(page)) is is_told
        assert "mail" not in words(page).replace(shared_world.member.email, "")

    def test_tells_who_has_joined_and_is_nowhere(self, world: World) -> None:
        path = f"/workspaces/{world.other_workspace_id}/workspace_users/{world.outside.workspace_user_id}"
        world.http.ok("DELETE", path, as_=world.owner)

        shown = words(signed_in(world.http, world.outside).get(f"{workspaces(world)}?did=joined"))

        assert "You have joined Olivia Owner's organization . You are in no workspace yet." in shown


class Test_making_one:
    def test_leads_to_it(self, world: World, browser: Browser) -> None:
        page = leads_to(browser.post(workspaces(world), {"name": " Studio "}))

        assert "<h1><bdi>Studio</bdi></h1>" in browser.get(page).text

    def test_says_that_a_name_is_taken_and_keeps_it(self, world: World, browser: Browser) -> None:
        answer = browser.post(workspaces(world), {"name": "other"})

        assert answer.status == 400
        assert "Another workspace with same name exists in organization." in words(answer)
        assert 'value="other"' in answer.text

    @pytest.mark.parametrize("kind", ["workspace_admin", "member"])
    def test_is_for_the_organizations_administrators(self, world: World, kind: str) -> None:
        browser = signed_in(world.http, getattr(world, kind))

        assert browser.post(workspaces(world), {"name": "Mine"}).status == 403

    def test_needs_the_token(self, world: World, browser: Browser) -> None:
        assert browser.post_as_it_is(workspaces(world), {"name": "Mine"}).status == 403


class Test_the_people:
    def test_are_shown_with_how_they_came_in(self, world: World, browser: Browser) -> None:
        shown = words(browser.get(main(world)))

        assert "7 people" in shown
        assert "Active User Through Crew" in shown
        assert "Active User Directly, and through Crew" in shown
        assert "Active Workspace admin Directly" in shown

    def test_are_found_by_a_part_of_their_name(self, world: World, browser: Browser) -> None:
        found, not_found = (words(browser.get(f"{main(world)}?filter={text}")) for text in ("mia", "zzz"))

        assert "1 person" in found
        assert "Nobody in the workspace matches." in not_found

    def test_are_shown_to_members_without_tools_and_money(self, world: World) -> None:
        path = f"/workspaces/{world.workspace_id}/users/{world.indirect.user_id}"
        world.http.ok("PUT", path, {"rate": 87.5, "labor_cost": 43.25}, as_=world.owner)
        browser = signed_in(world.http, world.member)

        answer = browser.get(main(world))

        assert "Gus Group" in words(answer)
        assert all(part not in answer.text for part in ("87.5", "43.25", "Rate", f"{main(world)}/people", "Save"))
        assert "1 person" in words(browser.get(f"{main(world)}?filter=gus"))

    @pytest.mark.parametrize("kind", ["owner", "member"])
    def test_are_shown_page_by_page(self, world: World, kind: str) -> None:
        emails = [f"person{number}.{world.organization_id}@example.com" for number in range(60)]
        body = {"emails": emails, "workspaces": [{"workspace_id": world.workspace_id}]}
        world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)
        browser = signed_in(world.http, getattr(world, kind))

        first, beyond = words(browser.get(main(world))), words(browser.get(f"{main(world)}?page=9"))

        assert "67 people, page 1 of 2" in first
        assert "67 people, page 2 of 2" in beyond
        assert "1 person" in words(browser.get(f"{main(world)}?filter=person59"))

    def test_are_not_shown_to_who_is_in_another_workspace(self, world: World) -> None:
        assert signed_in(world.http, world.outside).get(main(world)).status == 404
        assert signed_in(world.http, world.stranger).get(main(world)).status == 404

    def test_of_another_organization_are_not_there(self, world: World, browser: Browser) -> None:
        assert browser.get(f"{workspaces(world)}/{world.foreign_workspace_id}").status == 404


class Test_setting_one_up:
    def test_gives_it_a_name_and_a_currency(self, world: World, browser: Browser) -> None:
        page = leads_to(browser.post(main(world), {"do": "set", "name": "Workshop", "currency": "eur"}))

        answer = browser.get(page)
        assert "The workspace is set as you chose." in words(answer)
        assert 'value="Workshop"' in answer.text
        assert 'value="EUR"' in answer.text

    def test_explains_what_a_currency_is_and_keeps_what_was_typed(self, world: World, browser: Browser) -> None:
        answer = browser.post(main(world), {"do": "set", "name": "Workshop", "currency": "Euro"})

        assert answer.status == 400
        assert "A currency is written as three letters, such as EUR." in words(answer)
        assert 'value="Workshop"' in answer.text

    def test_is_not_for_members(self, world: World) -> None:
        browser = signed_in(world.http, world.member)

        assert browser.post(main(world), {"do": "set", "name": "Mine", "currency": "EUR"}).status == 403

    def test_needs_the_token(self, world: World, browser: Browser) -> None:
        assert browser.post_as_it_is(main(world), {"do": "set", "name": "Mine"}).status == 403


class Test_adding_people:
    def test_finds_and_adds_them(self, world: World, browser: Browser) -> None:
        page = f"{main(world)}?find=xenia"

        shown = browser.get(page)
        leads_to(browser.post(page, {"do": "added", "person": world.outside.user_id}))

        assert f'name="person" value="{world.outside.user_id}"' in shown.text
        assert world.workspace_users()[world.outside.user_id]["is_direct"]

    def test_says_to_choose_somebody(self, world: World, browser: Browser) -> None:
        answer = browser.post(main(world), {"do": "added"})

        assert answer.status == 400
        assert "Nobody was chosen." in words(answer)

    def test_lets_a_workspace_admin_find_the_people_of_theirs_alone(self, world: World) -> None:
        browser = signed_in(world.http, world.workspace_admin)

        assert "in the workspace" in words(browser.get(f"{main(world)}?find=gus"))
        assert "Nobody whom you may add matches." in words(browser.get(f"{main(world)}?find=xenia"))

    def test_is_not_for_members(self, world: World) -> None:
        browser = signed_in(world.http, world.member)

        assert browser.post(main(world), {"do": "added", "person": world.outside.user_id}).status == 403
        assert "Xenia" not in browser.get(f"{main(world)}?find=xenia").text


class Test_somebody_in_a_workspace:
    def test_is_told_of_in_a_sentence(self, world: World, browser: Browser) -> None:
        direct, both, group, none = (
            words(browser.get(person(world, one.user_id)))
            for one in (world.workspace_admin, world.member, world.indirect, world.outside)
        )

        place = "in Olivia Owner's workspace"
        assert f"Wanda Lead is {place} directly as workspace admin." in direct
        assert f"Mia Member is {place} directly as user, and through the group Crew ." in both
        assert f"Gus Group is {place} through the group Crew , as user." in group
        assert f"Xenia Outside is not {place} ." in none

    def test_is_given_another_role(self, world: World, browser: Browser) -> None:
        page = person(world, world.member.user_id)

        after = leads_to(browser.post(page, {"do": "role", "role": "teamlead"}))

        assert "directly as team lead, and through the group Crew" in words(browser.get(after))
        assert world.workspace_users()[world.member.user_id]["role"] == "teamlead"

    def test_is_deactivated_there_and_reactivated(self, world: World, browser: Browser) -> None:
        page = person(world, world.member.user_id)

        off = words(browser.get(leads_to(browser.post(page, {"do": "deactivate"}))))
        was_off = world.workspace_users()[world.member.user_id]["inactive"]
        leads_to(browser.post(page, {"do": "activate"}))

        assert "They are deactivated there" in off
        assert (was_off, world.workspace_users()[world.member.user_id]["inactive"]) == (True, False)

    def test_is_taken_out_and_put_in_again(self, world: World, browser: Browser) -> None:
        page = person(world, world.outside.user_id, world.other_workspace_id)

        after = leads_to(browser.post(page, {"do": "remove"}))
        there = world.outside.user_id in world.workspace_users(world.other_workspace_id)
        leads_to(browser.post(page, {"do": "add"}))

        assert "Taken out of the workspace." in words(browser.get(after))
        assert not there
        assert world.outside.user_id in world.workspace_users(world.other_workspace_id)

    def test_that_no_rule_lets_go_stays_and_it_says_why(self, world: World, browser: Browser) -> None:
        answer = browser.post(person(world, world.admin.user_id), {"do": "remove"})

        assert answer.status == 400
        assert "Cannot remove organization admin." in words(answer)
        assert world.admin.user_id in world.workspace_users()

    def test_who_is_inactive_everywhere_is_told_so(self, world: World, browser: Browser) -> None:
        shown = words(browser.get(person(world, world.inactive.user_id)))

        assert "They are inactive in the whole organization" in shown
        assert "Reactivate here" not in shown

    def test_is_changed_by_a_workspace_admin_too(self, world: World) -> None:
        browser = signed_in(world.http, world.workspace_admin)
        page = person(world, world.member.user_id)

        leads_to(browser.post(page, {"do": "role", "role": "projectlead"}))

        assert world.workspace_users()[world.member.user_id]["role"] == "projectlead"
        refused = browser.post(person(world, world.admin.user_id), {"do": "deactivate"})
        assert "Only the owner and the admins of the organization can change that." in words(refused)

    def test_is_not_changed_by_a_member_or_a_stranger(self, world: World) -> None:
        member, stranger = (signed_in(world.http, one) for one in (world.member, world.stranger))
        page = person(world, world.indirect.user_id)

        assert [one.get(page).status for one in (member, stranger)] == [404, 404]
        assert member.post(page, {"do": "deactivate"}).status == 404
        assert stranger.post(page, {"do": "deactivate"}).status == 404
        assert not world.workspace_users()[world.indirect.user_id]["inactive"]

    def test_of_another_organization_is_not_there(self, world: World, browser: Browser) -> None:
        assert browser.get(person(world, world.stranger.user_id)).status == 404
        assert browser.post(person(world, world.stranger.user_id), {"do": "role", "role": "user"}).status == 404

    def test_needs_the_token_to_be_changed(self, world: World, browser: Browser) -> None:
        assert browser.post_as_it_is(person(world, world.member.user_id), {"do": "deactivate"}).status == 403
        assert not world.workspace_users()[world.member.user_id]["inactive"]
