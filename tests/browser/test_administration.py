"""What administrators do with groups, workspaces, rates, the audit log and the organization, by any hand."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from browser.conftest import Visitor
from support.world import PASSWORD, World, address

ANOTHER_PASSWORD = "a quite different phrase"


def at(world: World, page: str = "") -> str:
    return f"/organizations/{world.organization_id}{page}"


def test_a_group_is_made_filled_and_deleted(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.owner)
    visitor.go(at(world, "/groups"))
    visitor.write("Name", "crew")
    visitor.press(page.get_by_role("button", name="Make the group"))
    field = page.get_by_label("Name", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("crew")

    visitor.write("Name", "Night shift")
    visitor.press(page.get_by_role("button", name="Make the group"))
    expect(page.get_by_role("heading", name="Night shift", level=1)).to_be_visible()
    visitor.write("Name or e-mail address of somebody in the organization", "mia")
    visitor.press(page.get_by_role("button", name="Search"))
    visitor.press(page.get_by_label(re.compile("Mia Member")))
    visitor.press(page.get_by_role("button", name="Add those chosen"))
    expect(page.get_by_role("table").get_by_role("link", name="Mia Member")).to_be_visible()
    visitor.press(page.get_by_label("Other", exact=True))
    visitor.press(page.get_by_role("button", name="Save the workspaces"))
    expect(page.get_by_label("Other", exact=True)).to_be_checked()
    through_the_group = world.workspace_users(world.other_workspace_id)[world.member.user_id]["is_direct"] is False

    visitor.press(page.get_by_role("link", name="Delete the group: look at what it does"))
    expect(page.get_by_text("1 person leaves the workspace Other")).to_be_visible()
    visitor.press(page.get_by_role("button", name="Delete the group"))
    expect(page.get_by_role("status").first).to_have_text("The group was deleted.")

    assert through_the_group
    assert world.member.user_id not in world.workspace_users(world.other_workspace_id)


def test_a_workspace_is_made_and_gets_somebody_with_a_rate(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.owner)
    visitor.go(at(world, "/workspaces"))
    visitor.write("Name", "Harbour")
    visitor.press(page.get_by_role("button", name="Make the workspace"))
    expect(page.get_by_role("heading", name="Harbour", level=1)).to_be_visible()
    number = int(page.url.rpartition("/")[2].partition("?")[0])
    visitor.write("Name or e-mail address of somebody in the organization", "mia")
    visitor.press(page.get_by_role("button", name="Search"))
    visitor.press(page.get_by_label(re.compile("Mia Member")))
    visitor.press(page.get_by_role("button", name="Add those chosen"))
    visitor.press(page.get_by_role("link", name=re.compile("rates of Mia Member")))

    amount = "Rate in USD an hour"
    visitor.write(amount + " (optional)", "many")
    visitor.press(page.get_by_role("button", name="Change the rate"))
    expect(page.get_by_label(amount)).to_have_value("many")
    visitor.write(amount + " (optional)", "42.50")
    visitor.press(page.get_by_role("button", name="Change the rate"))
    expect(page.get_by_text("Now 42.50 USD an hour.")).to_be_visible()

    assert world.workspace_users(number)[world.member.user_id]["rate"] == 42.5


def test_what_was_done_is_found_in_the_audit_log_and_taken_along(visitor: Visitor, world: World) -> None:
    page = visitor.page
    world.users_api(world.admin).patch_organization_users(
        world.organization_id, {"delete": [world.indirect.organization_user_id]}
    )
    visitor.sign_in(world.owner)
    visitor.go(at(world, "/audit-log"))
    visitor.write("Who (name, address, number)", "adam")
    visitor.choose("What", "Removed")
    visitor.press(page.get_by_role("button", name="Find"))

    rows = page.get_by_role("table", name="What was done").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Gus Group")
    visitor.press(rows.nth(1).get_by_text("Details"))
    expect(rows.nth(1).get_by_text("Adam Admin").first).to_be_visible()
    with page.expect_download() as download:
        visitor.press(page.get_by_role("link", name="Export them as CSV"))
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert world.indirect.email in text


def test_the_organization_is_renamed_and_somebody_else_pays(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.owner)
    visitor.go(at(world))
    visitor.press(page.get_by_role("navigation", name="Organization").get_by_role("link", name="Settings"))
    visitor.write("Name of the organization", "Harbour & Sons")
    visitor.press(page.get_by_role("button", name="Rename it"))
    expect(page.get_by_role("heading", name="Settings of Harbour & Sons")).to_be_visible()
    visitor.press(page.get_by_role("button", name="Let them pay"))

    expect(page.get_by_text("pays for this organization")).to_contain_text("Adam Admin")
    path = at(world, f"/users/{world.admin.organization_user_id}")
    assert world.http("PUT", path, {"inactive": True}, as_=world.owner).refusal == "Cannot deactivate paying user."


def test_the_past_is_understood_from_the_overview(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.owner)
    visitor.go(at(world, "/overview"))
    expect(page.get_by_role("heading", name="What changed this week")).to_be_visible()
    visitor.press(page.get_by_text("Invitations by week, in numbers").first)
    expect(page.get_by_role("table", name="Invitations by week, in numbers")).to_be_visible()
    visitor.press(page.get_by_role("link", name="Invited 1"))

    expect(page.get_by_role("status")).to_contain_text("1 person")


def test_an_invitation_gets_a_new_link_and_is_withdrawn(visitor: Visitor, world: World) -> None:
    page, email = visitor.page, world.invited.email
    visitor.sign_in(world.owner)
    visitor.go(at(world, "/invitations"))
    visitor.press(page.get_by_role("button", name=f"New link for {email}"))
    link = page.get_by_role("textbox", name=re.compile("The link for")).input_value()
    visitor.press(page.locator("summary", has_text=f"Withdraw: {email}"))
    visitor.press(page.get_by_role("button", name=f"Withdraw from {email}"))
    expect(page.get_by_text("Nobody is invited and waiting.")).to_be_visible()

    page.goto(link)
    expect(page.get_by_role("heading", name="This invitation is over")).to_be_visible()
    assert world.invited.organization_user_id not in world.people()


def test_somebody_with_an_account_joins_by_their_link(visitor: Visitor, world: World) -> None:
    page = visitor.page
    place = {"workspace_id": world.workspace_id, "role": "user"}
    invitation = world.http.ok(
        "POST", at(world, "/invitations"), {"emails": [world.stranger.email], "workspaces": [place]}, as_=world.owner
    )
    page.goto(invitation["data"][0]["invite_url"])
    visitor.write("Your password", "not this one")
    visitor.press(page.get_by_role("button", name="Sign in and join"))
    expect(page.get_by_role("alert").first).to_be_visible()
    visitor.write("Your password", PASSWORD)
    visitor.press(page.get_by_role("button", name="Sign in and join"))

    page.wait_for_url(f"**{at(world)}/**")
    assert any(one["email"] == world.stranger.email and one["joined"] for one in world.people().values())


def test_a_forgotten_password_is_replaced(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.go("/sign-in")
    visitor.press(page.get_by_role("link", name="Forgotten password?"))
    expect(page.get_by_text("Ask an administrator of your organization")).to_be_visible()

    lost = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
    page.goto(world.http.ok("POST", lost, as_=world.owner)["url"])
    visitor.write("New password, at least 8 characters", ANOTHER_PASSWORD)
    visitor.press(page.get_by_role("button", name="Set password"))
    visitor.press(page.get_by_role("link", name="Sign in"))
    visitor.write("E-mail address", world.member.email)
    visitor.write("Password", ANOTHER_PASSWORD)
    visitor.press(page.get_by_role("button", name="Sign in"))

    page.wait_for_url("**/organizations/**")


def test_all_sessions_are_ended_at_once(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.member)
    visitor.go("/account/sessions")
    expect(page.get_by_text("This session")).to_be_visible()
    visitor.press(page.get_by_role("button", name="Sign out everywhere", exact=True))
    page.wait_for_url("**/sign-in**")

    visitor.go(at(world))
    page.wait_for_url("**/sign-in?next=**")


def test_people_are_taken_along_as_a_spreadsheet(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.owner)
    visitor.go(at(world, "/members?state=invited"))
    with page.expect_download() as download:
        visitor.press(page.get_by_role("link", name="Export them as CSV"))

    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert world.invited.email in lines[1]


def test_a_profile_is_changed(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.member)
    visitor.go("/account")
    visitor.write("E-mail address", "not an address")
    visitor.press(page.get_by_role("button", name="Save the profile"))
    # The browser holds it back by itself.
    assert page.get_by_label("E-mail address").evaluate("one => !one.validity.valid")
    email = address("maya")
    visitor.write("E-mail address", email)
    visitor.write("Name", "Maya Member")
    visitor.press(page.get_by_role("button", name="Save the profile"))
    expect(page.get_by_role("status")).to_be_visible()

    assert world.people()[world.member.organization_user_id]["name"] == "Maya Member"
    assert world.people()[world.member.organization_user_id]["email"] == email
