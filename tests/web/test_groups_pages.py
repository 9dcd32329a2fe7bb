"""Groups, by pages."""

from __future__ import annotations

import re

import pytest

from support.world import World
from web.browsing import Browser, leads_to, signed_in, words


def groups(world: World) -> str:
    return f"/organizations/{world.organization_id}/groups"


def crew(world: World) -> str:
    return f"{groups(world)}/{world.group_id}"


def group(world: World, number: int | None = None) -> dict:
    """The group as the API shows it to the owner."""
    listed = world.http.ok("GET", groups(world), as_=world.owner)
    return next(one for one in listed if one["group_id"] == (number or world.group_id))


def people(world: World) -> list[int]:
    return sorted(one["user_id"] for one in group(world)["users"])


@pytest.fixture
def browser(world: World) -> Browser:
    return signed_in(world.http, world.admin)


def test_the_list_shows_people_and_workspaces_of_each_group(world: World, browser: Browser) -> None:
    assert "Crew 2 Olivia Owner's workspace" in words(browser.get(groups(world)))


def test_the_list_is_filtered_by_a_part_of_a_name(world: World, browser: Browser) -> None:
    found, not_found = (browser.get(f"{groups(world)}?filter={text}") for text in ("cRE", "zzz"))

    assert "1 of 1 group" in words(found)
    assert "No group has that in its name." in words(not_found)


def test_where_there_is_no_group_the_list_says_what_to_do(world: World) -> None:
    stranger = signed_in(world.http, world.stranger)
    page = f"/organizations/{world.foreign_organization_id}/groups"
    stranger.post(f"{page}/{world.foreign_group_id}/delete")

    assert "There is no group yet." in words(stranger.get(page))


def test_a_group_is_made_and_opened(world: World, browser: Browser) -> None:
    page = leads_to(browser.post(groups(world), {"name": " Drivers "}))

    assert "Nobody is in the group yet." in words(browser.get(page))
    assert group(world, int(page.rpartition("/")[2]))["name"] == "Drivers"


def test_a_name_that_is_taken_is_refused_beside_the_field_and_kept(world: World, browser: Browser) -> None:
    answer = browser.post(groups(world), {"name": "crew"})

    assert answer.status == 400
    assert 'id="name-problem">Name has already been taken.' in answer.text
    assert 'value="crew"' in answer.text


def test_a_group_is_renamed(world: World, browser: Browser) -> None:
    page = leads_to(browser.post(crew(world), {"do": "named", "name": "Builders"}))

    assert "The group has its new name." in words(browser.get(page))
    assert group(world)["name"] == "Builders"


def test_a_rename_to_nothing_says_so(world: World, browser: Browser) -> None:
    answer = browser.post(crew(world), {"do": "named", "name": " "})

    assert answer.status == 400
    assert "Group name must be present." in words(answer)
    assert "<h1><bdi>Crew</bdi></h1>" in answer.text


def test_people_are_found_by_name_and_added(world: World, browser: Browser) -> None:
    page = f"{crew(world)}?find=xenia"

    shown = browser.get(page)
    after = leads_to(browser.post(page, {"do": "added", "person": world.outside.user_id}))

    assert f'name="person" value="{world.outside.user_id}"' in shown.text
    assert "Xenia Outside" in words(browser.get(after))
    assert world.outside.user_id in people(world)


def test_who_is_in_the_group_is_found_but_cannot_be_added_again(world: World, browser: Browser) -> None:
    answer = browser.get(f"{crew(world)}?find=mia")

    assert "in the group" in words(answer)
    assert f'value="{world.member.user_id}" disabled' in answer.text


def test_a_search_that_finds_nobody_leads_to_inviting(world: World, browser: Browser) -> None:
    answer = browser.get(f"{crew(world)}?find=zzz")

    assert "Nobody in the organization matches." in words(answer)
    assert "/invitations/new" in answer.text


def test_people_are_taken_out(world: World, browser: Browser) -> None:
    both = [world.member.user_id, world.indirect.user_id]
    leads_to(browser.post(crew(world), {"do": "removed", "person": both, "sure": 1}))

    assert people(world) == []
    assert world.indirect.user_id not in world.workspace_users()


def test_who_would_lose_a_workspace_is_told_before_they_are_taken_out(world: World, browser: Browser) -> None:
    both = [world.member.user_id, world.indirect.user_id]

    answer = browser.post(crew(world), {"do": "removed", "person": both})

    assert answer.status == 200
    assert "1 person leaves the workspace Olivia Owner's workspace" in words(answer)
    assert sorted(re.findall(r'name="person" value="(\d+)"', answer.text)) == sorted(map(str, both))
    assert people(world) == sorted(both)


def test_who_loses_nothing_is_taken_out_at_once(world: World, browser: Browser) -> None:
    """The member is in the workspace directly, too."""
    leads_to(browser.post(crew(world), {"do": "removed", "person": world.member.user_id}))

    assert people(world) == [world.indirect.user_id]


def test_workspaces_that_people_would_lose_are_told_before_the_group_leaves_them(
    world: World, browser: Browser
) -> None:
    answer = browser.post(crew(world), {"do": "placed", "workspace": world.other_workspace_id})

    assert "1 person leaves the workspace Olivia Owner's workspace" in words(answer)
    assert f'name="workspace" value="{world.other_workspace_id}"' in answer.text
    assert group(world)["workspaces"] == [world.workspace_id]


def test_moving_nobody_says_to_choose(world: World, browser: Browser) -> None:
    answer = browser.post(crew(world), {"do": "removed"})

    assert answer.status == 400
    assert "Nobody was chosen." in words(answer)


def test_somebody_of_another_organization_is_not_added(world: World, browser: Browser) -> None:
    answer = browser.post(crew(world), {"do": "added", "person": world.stranger.user_id})

    assert answer.status == 400
    assert world.stranger.user_id not in people(world)


def test_the_workspaces_are_those_whose_boxes_are_checked(world: World, browser: Browser) -> None:
    shown = browser.get(crew(world))
    browser.post(crew(world), {"do": "placed", "workspace": world.other_workspace_id, "sure": 1})

    assert f'value="{world.workspace_id}" checked' in shown.text
    assert group(world)["workspaces"] == [world.other_workspace_id]


def test_without_any_box_the_group_is_in_no_workspace(world: World, browser: Browser) -> None:
    browser.post(crew(world), {"do": "placed", "sure": 1})

    assert group(world)["workspaces"] == []


def test_people_of_a_large_group_are_shown_page_by_page_and_found(world: World, browser: Browser) -> None:
    emails = [f"person{number}.{world.organization_id}@example.com" for number in range(60)]
    body = {"emails": emails, "workspaces": [{"workspace_id": world.workspace_id}], "groups": [world.group_id]}
    world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)

    first, beyond = browser.get(crew(world)), browser.get(f"{crew(world)}?page=9")
    found = browser.get(f"{crew(world)}?filter=person59")

    assert "Page 1 of 2 Next" in words(first)
    assert "Previous Page 2 of 2" in words(beyond)
    assert "1 person" in words(found)


def test_deleting_says_before_how_many_leave_which_workspace(world: World, browser: Browser) -> None:
    answer = browser.get(f"{crew(world)}/delete")

    assert "2 people are in it." in words(answer)
    assert "1 person leaves the workspace Olivia Owner's workspace" in words(answer)
    assert people(world) != []


def test_who_is_held_by_another_group_does_not_leave(world: World, browser: Browser) -> None:
    body = {"name": "Also", "users": [world.indirect.user_id], "workspaces": [world.workspace_id]}
    world.http.ok("POST", groups(world), body, as_=world.owner)

    assert "Nobody leaves the workspace Olivia Owner's workspace" in words(browser.get(f"{crew(world)}/delete"))


def test_a_group_is_deleted(world: World, browser: Browser) -> None:
    page = leads_to(browser.post(f"{crew(world)}/delete"))

    assert "The group was deleted." in words(browser.get(page))
    assert world.indirect.user_id not in world.workspace_users()
    assert browser.get(crew(world)).status == 404


@pytest.mark.parametrize("kind", ["workspace_admin", "member"])
def test_groups_are_for_the_organizations_administrators(world: World, kind: str) -> None:
    browser = signed_in(world.http, getattr(world, kind))

    shown = [browser.get(page).status for page in (groups(world), crew(world), f"{crew(world)}/delete")]
    sent = [
        browser.post(groups(world), {"name": "New"}).status,
        browser.post(crew(world), {"do": "removed", "person": world.member.user_id}).status,
        browser.post(f"{crew(world)}/delete").status,
    ]

    assert (shown, sent) == ([403] * 3, [403] * 3)
    assert "/groups" not in browser.get(f"/organizations/{world.organization_id}/workspaces").text
    assert group(world)["name"] == "Crew"


def test_a_stranger_sees_none_of_it(world: World) -> None:
    browser = signed_in(world.http, world.stranger)

    assert [browser.get(page).status for page in (groups(world), crew(world))] == [404, 404]
    assert browser.post(f"{crew(world)}/delete").status in {403, 404}
    assert people(world) != []


def test_a_group_of_another_organization_is_not_there(world: World, browser: Browser) -> None:
    page = f"{groups(world)}/{world.foreign_group_id}"

    assert [browser.get(page).status, browser.get(f"{page}/delete").status] == [404, 404]
    assert [browser.post(page, {"do": "placed"}).status, browser.post(f"{page}/delete").status] == [404, 404]


def test_forms_without_the_sessions_token_are_refused(world: World, browser: Browser) -> None:
    pages = [groups(world), crew(world), f"{crew(world)}/delete"]

    assert [browser.post_as_it_is(page, {"name": "New"}).status for page in pages] == [403] * 3
    assert group(world)["name"] == "Crew"
