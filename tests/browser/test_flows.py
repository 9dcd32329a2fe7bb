"""What people do with people, from the first page to the last, on any screen and by any hand."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.conftest import Visitor
from support.world import PASSWORD, World, address


def test_signing_up_inviting_and_signing_out(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/")
    visitor.press(page.get_by_role("link", name="Sign up"))
    visitor.write("Your name", "Nora New")
    visitor.write("E-mail address", address("nora"))
    visitor.write("Password", PASSWORD)
    visitor.press(page.get_by_role("button", name="Sign up"))
    page.wait_for_url("**/organizations/**")
    expect(page.get_by_text("Nora New's organization").first).to_be_attached()

    visitor.sign_out()


def test_people_are_found_deactivated_and_brought_back(any_visitor: Visitor, world: World) -> None:
    visitor, page = any_visitor, any_visitor.page
    visitor.sign_in(world.owner)
    visitor.go(f"/organizations/{world.organization_id}/members")
    visitor.write("Name or e-mail address", "example")
    visitor.choose("State", "Active")
    visitor.press(page.get_by_role("button", name="Find"))
    expect(page.get_by_role("link", name="Ines Inactive")).to_have_count(0)

    visitor.press(page.get_by_label("Choose Mia Member"))
    visitor.press(page.get_by_label("Choose Adam Admin"))
    visitor.choose("With those chosen", "Deactivate")
    visitor.press(page.get_by_role("button", name="Look at what it does"))
    expect(page.get_by_role("heading", name="2 will be changed")).to_be_visible()
    visitor.press(page.get_by_role("button", name="Back without a change"))
    expect(page.get_by_label("Choose Adam Admin")).to_be_checked()
    visitor.press(page.get_by_role("button", name="Look at what it does"))
    visitor.press(page.get_by_role("button", name="Deactivate: 2 people"))
    expect(page.get_by_role("status")).to_have_text("Done: 2 people were changed.")
    deactivated = world.people()[world.member.organization_user_id]["inactive"]
    visitor.press(page.get_by_role("button", name="Undo"))
    expect(page.get_by_role("heading", name="Undone")).to_be_visible()
    # The page comes while the change goes on.
    expect(page.get_by_role("status")).to_have_text("Done: 2 people were changed.")

    assert deactivated
    assert not world.people()[world.member.organization_user_id]["inactive"]
    visitor.press(page.get_by_role("link", name="Back to the list"))
    expect(page.get_by_label("Name or e-mail address")).to_have_value("example")


def test_people_are_invited_and_one_of_them_joins(any_visitor: Visitor, world: World) -> None:
    visitor, page = any_visitor, any_visitor.page
    nora, nils = address("nora"), address("nils")
    visitor.sign_in(world.owner)
    visitor.go(f"/organizations/{world.organization_id}/invitations/new")
    visitor.write("E-mail addresses", f"Nora <{nora}>, {nils}\nnobody\n{world.member.email}")
    visitor.press(page.get_by_role("button", name="Look at them"))
    expect(page.get_by_text("Not an address")).to_be_visible()
    visitor.press(page.get_by_role("button", name="Correct the list"))
    visitor.write("E-mail addresses", f"Nora <{nora}>, {nils}\n{world.member.email}")
    visitor.press(page.get_by_role("button", name="Look at them"))
    expect(page.get_by_text("Not an address")).to_have_count(0)
    visitor.press(page.get_by_role("button", name="Invite those chosen"))
    expect(page.get_by_text("Choose at least one workspace.")).to_be_visible()

    visitor.press(page.get_by_label("Other", exact=True))
    visitor.choose("Role in Other", "Team lead")
    visitor.press(page.get_by_role("button", name="Invite those chosen"))
    expect(page.get_by_role("status")).to_contain_text("2 people are invited")
    link = re.search(rf"{re.escape(nora)}\t(\S+)", page.get_by_label("Addresses and links").input_value())
    assert link is not None

    visitor.sign_out()
    page.goto(link[1])
    visitor.write("Your name", "Nora New")
    visitor.write("Choose a password", PASSWORD)
    visitor.press(page.get_by_role("button", name="Sign up and join"))
    expect(page.get_by_role("status")).to_contain_text("You have joined")
    expect(page.locator("main").get_by_text("Other", exact=True)).to_be_visible()
    joined = {person["email"]: person["joined"] for person in world.people().values()}
    assert (joined[nora], joined[nils]) == (True, False)


def test_who_is_invited_declines_without_an_account(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.go(f"/invitations/{world.invited.code}")
    expect(page.get_by_text("Olivia Owner's workspace")).to_be_visible()
    visitor.press(page.locator("summary", has_text="Decline"))
    visitor.press(page.get_by_role("button", name="Decline the invitation"))

    expect(page.get_by_role("heading", name="You have declined")).to_be_visible()
    assert world.invited.organization_user_id not in world.people()


def test_what_was_done_with_somebody_is_looked_up(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.owner)
    visitor.go(f"/organizations/{world.organization_id}/members")
    visitor.press(page.get_by_role("link", name="Added"))
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Added")
    visitor.press(page.get_by_role("link", name="Mia Member"))
    expect(page.get_by_text("Mia Member joined the organization")).to_be_visible()
    visitor.press(page.get_by_role("link", name="More about them in the audit log"))

    expect(page.get_by_text("Only what is about Mia Member")).to_be_visible()
    expect(page.get_by_role("row", name="Mia Member joined the organization")).to_be_visible()


def test_a_person_is_renamed(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.owner)
    visitor.go(f"/organizations/{world.organization_id}/members?filter=mia")
    visitor.press(page.get_by_role("link", name="Mia Member"))
    visitor.write("Name", "Mia Mayer")
    visitor.press(page.get_by_role("button", name="Save"))

    expect(page.get_by_role("heading", name="Mia Mayer", level=1)).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("The changes are saved.")


def test_somebody_is_moved_between_workspaces_in_the_matrix(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.owner)
    visitor.go(f"/organizations/{world.organization_id}/access?filter=mia")
    visitor.press(page.get_by_role("row", name="Mia Member").get_by_role("link").nth(1))
    visitor.press(page.get_by_role("button", name="Add", exact=True))
    expect(page.get_by_role("button", name="Take out")).to_be_visible()

    assert world.member.user_id in world.workspace_users(world.other_workspace_id)


def test_an_organization_is_handed_over(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.owner)
    visitor.go(f"/organizations/{world.organization_id}/settings")
    visitor.press(page.get_by_role("link", name="Hand it over"))
    visitor.write("Name or e-mail address", "adam")
    visitor.press(page.get_by_role("button", name="Find"))
    visitor.press(page.get_by_role("link", name=re.compile("Adam Admin")))
    visitor.press(page.get_by_role("button", name="Ask for it"))
    expect(page.get_by_role("button", name="Call it off")).to_be_visible()
    visitor.sign_out()

    visitor.sign_in(world.admin)
    visitor.go(f"/organizations/{world.organization_id}/settings")
    visitor.press(page.get_by_role("button", name="Accept"))

    expect(page.get_by_text("You own this organization.")).to_be_visible()
    assert world.people()[world.admin.organization_user_id]["owner"]


def test_a_token_is_made_for_a_program_and_ended(visitor: Visitor, world: World) -> None:
    page = visitor.page
    visitor.sign_in(world.member)
    visitor.go("/account/tokens")
    visitor.write("Name", "Nightly report")
    visitor.press(page.get_by_role("button", name="Make a token"))
    token = page.get_by_role("textbox", name="New token").input_value()
    signs_in = world.http("GET", "/me", as_=(token, "api_token")).status
    visitor.press(page.locator("summary", has_text="End it: Nightly report"))
    visitor.press(page.get_by_role("button", name="End the token Nightly report"))
    expect(page.get_by_text("You have none.")).to_be_visible()

    assert signs_in == 200
    assert world.http("GET", "/me", as_=(token, "api_token")).status == 403
