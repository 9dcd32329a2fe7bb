"""The matrix of people and workspaces."""

from __future__ import annotations

import html
import re

import pytest

from support.http import Answer
from support.world import Person, World
from web.browsing import Browser, leads_to, signed_in, words

MAIN = "Olivia Owner's workspace"


def access(world: World) -> str:
    return f"/organizations/{world.organization_id}/access"


def cell(world: World, person: Person, workspace_id: int | None = None, more: str = "") -> str:
    return f"{access(world)}?{more}user={person.user_id}&in={workspace_id or world.workspace_id}"


def shown_in(answer: Answer, person: Person, workspace_id: int) -> str:
    """What the cell of the page says."""
    found = re.search(rf'<td id="c{person.user_id}-{workspace_id}">(.*?)</td>', answer.text, re.DOTALL)
    assert found is not None, answer.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def explained(answer: Answer) -> str:
    """The sentence of the page."""
    found = re.search(r'<p id="explanation">(.*?)</p>', answer.text, re.DOTALL)
    assert found is not None, answer.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", found[1])).split())


@pytest.fixture
def browser(world: World) -> Browser:
    return signed_in(world.http, world.owner)


def test_each_cell_says_how_somebody_is_in(world: World, browser: Browser) -> None:
    answer = browser.get(access(world))

    assert shown_in(answer, world.outside, world.workspace_id) == "– Not in"
    assert shown_in(answer, world.outside, world.other_workspace_id) == "D Directly, as User"
    assert shown_in(answer, world.indirect, world.workspace_id) == "G Through a group, as User"
    assert shown_in(answer, world.member, world.workspace_id) == "D+G Directly and through a group, as User"
    assert shown_in(answer, world.workspace_admin, world.workspace_id) == "D Directly, as Workspace admin"


def test_a_chosen_cell_explains_itself_in_a_sentence(world: World, browser: Browser) -> None:
    drivers = {"name": "Drivers", "users": [world.member.user_id], "workspaces": [world.workspace_id]}
    world.http.ok("POST", f"/organizations/{world.organization_id}/groups", drivers, as_=world.owner)

    assert (
        explained(browser.get(cell(world, world.member)))
        == f"Mia Member is in {MAIN} directly as user, and through the groups Crew and Drivers."
    )
    assert explained(browser.get(cell(world, world.indirect))) == (
        f"Gus Group is in {MAIN} through the group Crew, as user."
    )
    assert explained(browser.get(cell(world, world.outside))) == f"Xenia Outside is not in {MAIN}."


def test_the_sentence_tells_of_administrators_of_the_organization(world: World, browser: Browser) -> None:
    assert explained(browser.get(cell(world, world.admin, world.other_workspace_id))) == (
        "Adam Admin is not in Other. As an admin of the organization they administer it whatever they are there."
    )


def test_somebody_is_added_and_the_matrix_shows_it(world: World, browser: Browser) -> None:
    after = browser.get(leads_to(browser.post(cell(world, world.outside), {"do": "add"})))

    assert explained(after) == f"Xenia Outside is in {MAIN} directly as user."
    assert shown_in(after, world.outside, world.workspace_id) == "D Directly, as User"


def test_the_role_is_changed_and_the_matrix_shows_it(world: World, browser: Browser) -> None:
    after = browser.get(leads_to(browser.post(cell(world, world.member), {"do": "role", "role": "teamlead"})))

    assert explained(after).startswith(f"Mia Member is in {MAIN} directly as team lead, and through")
    assert shown_in(after, world.member, world.workspace_id) == "D+G Directly and through a group, as Team lead"


def test_somebody_is_removed_and_stays_in_through_the_group(world: World, browser: Browser) -> None:
    after = browser.get(leads_to(browser.post(cell(world, world.member), {"do": "remove"})))

    assert shown_in(after, world.member, world.workspace_id) == "G Through a group, as User"


def test_who_is_deactivated_there_is_told_apart(world: World, browser: Browser) -> None:
    after = browser.get(leads_to(browser.post(cell(world, world.indirect), {"do": "deactivate"})))

    assert "They are deactivated there" in explained(after)
    assert shown_in(after, world.indirect, world.workspace_id) == "G Through a group, as User Inactive"


def test_a_refused_change_says_why_beside_the_sentence(world: World, browser: Browser) -> None:
    answer = browser.post(cell(world, world.admin), {"do": "remove"})

    assert answer.status == 400
    assert "Cannot remove organization admin." in words(answer)
    assert explained(answer).startswith(f"Adam Admin is in {MAIN}")


def test_the_filters_stay_after_a_change(world: World, browser: Browser) -> None:
    after = leads_to(browser.post(cell(world, world.outside, more="filter=xenia&state=active&"), {"do": "add"}))

    shown = browser.get(after)
    assert "1 person" in words(shown)
    assert 'value="xenia"' in shown.text


def test_people_are_found_as_on_the_members_page(world: World, browser: Browser) -> None:
    found, grouped, nobody = (
        words(browser.get(f"{access(world)}?{query}"))
        for query in ("filter=MIA", f"group={world.group_id}", "filter=zzz")
    )

    assert "1 person" in found
    assert "2 people" in grouped
    assert "Nobody matches." in nobody


def test_more_people_are_on_further_pages(world: World, browser: Browser) -> None:
    emails = [f"person{number}.{world.organization_id}@example.com" for number in range(60)]
    body = {"emails": emails, "workspaces": [{"workspace_id": world.workspace_id}]}
    world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)

    first, beyond = words(browser.get(access(world))), words(browser.get(f"{access(world)}?page=9"))

    assert "68 people, page 1 of 2" in first
    assert "68 people, page 2 of 2" in beyond


def test_a_workspace_admin_sees_the_workspaces_that_they_administer(world: World) -> None:
    browser = signed_in(world.http, world.workspace_admin)

    answer = browser.get(access(world))

    assert "Xenia Outside" not in answer.text
    assert f"-{world.other_workspace_id}" not in answer.text
    assert shown_in(answer, world.indirect, world.workspace_id) == "G Through a group, as User"
    assert "explanation" not in browser.get(cell(world, world.indirect, world.other_workspace_id)).text


def test_a_workspace_admin_changes_what_is_theirs_to_change(world: World) -> None:
    browser = signed_in(world.http, world.workspace_admin)

    after = browser.get(leads_to(browser.post(cell(world, world.member), {"do": "role", "role": "projectlead"})))
    above = browser.post(cell(world, world.admin), {"do": "role", "role": "projectlead"})
    elsewhere = browser.post(cell(world, world.outside, world.other_workspace_id), {"do": "remove"})

    assert shown_in(after, world.member, world.workspace_id) == "D+G Directly and through a group, as Project lead"
    assert "Only the owner and the admins of the organization can change that." in words(above)
    assert elsewhere.status == 400
    assert world.outside.user_id in world.workspace_users(world.other_workspace_id)


def test_members_and_strangers_see_no_matrix_and_change_nothing(world: World) -> None:
    member, stranger = (signed_in(world.http, one) for one in (world.member, world.stranger))

    assert [member.get(access(world)).status, stranger.get(access(world)).status] == [403, 404]
    assert member.post(cell(world, world.indirect), {"do": "deactivate"}).status == 403
    assert stranger.post(cell(world, world.indirect), {"do": "deactivate"}).status == 404
    assert not world.workspace_users()[world.indirect.user_id]["inactive"]
    assert "/access" not in member.get(f"/organizations/{world.organization_id}/workspaces").text


def test_nothing_of_another_organization_is_explained_or_changed(world: World, browser: Browser) -> None:
    foreign = cell(world, world.stranger, world.foreign_workspace_id)

    assert "explanation" not in browser.get(foreign).text
    assert browser.post(foreign, {"do": "deactivate"}).status == 404
    assert browser.post(cell(world, world.stranger), {"do": "add"}).status == 400


def test_a_change_of_no_cell_is_not_there(world: World, browser: Browser) -> None:
    assert browser.post(f"{access(world)}?user=x", {"do": "add"}).status == 404


def test_a_change_without_the_sessions_token_is_refused(world: World, browser: Browser) -> None:
    assert browser.post_as_it_is(cell(world, world.indirect), {"do": "deactivate"}).status == 403
    assert not world.workspace_users()[world.indirect.user_id]["inactive"]
