"""What script adds."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from browser.conftest import visiting
from support.server import Service
from support.world import World, address, build


def test_the_list_follows_what_is_typed_and_the_field_keeps_the_cursor(
    chromium: Browser, service: Service, world: World
) -> None:
    with visiting(chromium, service) as visitor:
        page = visitor.page
        visitor.sign_in(world.owner)
        visitor.go(f"/organizations/{world.organization_id}/members")

        page.get_by_label("Name or e-mail address").press_sequentially("mia")

        expect(page.locator("#people tbody tr")).to_have_count(1)
        assert page.url.endswith("members?filter=mia&state=&role=&group=&workspace=")
        expect(page.get_by_label("Name or e-mail address")).to_be_focused()
        page.go_back()
        expect(page.locator("#people tbody tr")).to_have_count(8)
        assert visitor.complaints == []


def test_everybody_on_the_page_is_chosen_at_once_and_counted(chromium: Browser, service: Service, world: World) -> None:
    with visiting(chromium, service) as visitor:
        page = visitor.page
        visitor.sign_in(world.owner)
        visitor.go(f"/organizations/{world.organization_id}/members")

        page.get_by_label("Choose everybody on this page").check()

        expect(page.get_by_text("8 chosen")).to_be_visible()


def test_who_is_chosen_stays_so_while_others_are_searched(chromium: Browser, service: Service, world: World) -> None:
    with visiting(chromium, service) as visitor:
        page = visitor.page
        visitor.sign_in(world.owner)
        visitor.go(f"/organizations/{world.organization_id}/members")
        search = page.get_by_label("Name or e-mail address")

        page.get_by_label("Choose Mia Member").check()
        search.fill("nobody of that name")
        expect(page.get_by_text("Nobody matches.")).to_be_visible()
        search.fill("adam")
        expect(page.locator("#people tbody tr")).to_have_count(1)
        page.get_by_label("Choose Adam Admin").check()
        expect(page.get_by_text("2 chosen, 1 not shown")).to_be_visible()
        page.get_by_role("button", name="Look at what it does").click()
        expect(page.get_by_role("alert")).to_have_text("Choose what to do.")
        expect(page.get_by_text("2 chosen, 1 not shown")).to_be_visible()
        search.fill("")
        expect(page.get_by_label("Choose Mia Member")).to_be_checked()
        expect(page.get_by_text("2 chosen")).to_have_text("2 chosen")
        page.get_by_role("combobox", name="With those chosen").select_option(label="Deactivate")
        page.get_by_role("button", name="Look at what it does").click()

        expect(page.get_by_role("heading", name="2 will be changed")).to_be_visible()
        # An answer of 400 is what a browser logs as an error.
        assert [text for text in visitor.complaints if "400" not in text] == []


def invite_sixty(world: World) -> None:
    """Makes the list of people longer than a page."""
    emails = [address(f"invited{number}") for number in range(60)]
    body = {"emails": emails, "workspaces": [{"workspace_id": world.workspace_id}]}
    world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)


def test_who_is_chosen_stays_so_on_other_pages_and_in_another_order(
    chromium: Browser, service: Service, world: World
) -> None:
    invite_sixty(world)
    with visiting(chromium, service) as visitor:
        page = visitor.page
        visitor.sign_in(world.owner)
        visitor.go(f"/organizations/{world.organization_id}/members")

        page.get_by_label("Choose Adam Admin").check()
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_text("1 chosen, 1 not shown")).to_be_visible()
        assert page.url.endswith("/members?page=2")
        expect(page.locator("#people")).to_be_focused()
        page.get_by_label("Choose everybody on this page").check()
        page.get_by_role("combobox", name="With those chosen").select_option(label="Deactivate")
        page.get_by_role("link", name="Added").click()
        expect(page.locator("th[aria-sort=descending]")).to_contain_text("Added")
        expect(page.locator("#by-time")).to_be_focused()
        expect(page.locator("#action")).to_have_value("deactivate")
        page.get_by_role("button", name="Look at what it does").click()
        page.get_by_role("button", name="Back without a change").click()

        expect(page.locator("[data-chosen]")).to_contain_text(f"{1 + 68 - 50} chosen")
        expect(page.locator("#action option[selected]")).to_have_text("Deactivate")
        page.get_by_role("link", name="Invited 61").click()
        expect(page.get_by_label("State", exact=True)).to_have_value("invited")
        expect(page.locator("[data-chosen]")).to_contain_text(f"{1 + 68 - 50} chosen")
        page.get_by_role("link", name="Choose nobody").click()
        expect(page.locator("[data-chosen]")).to_have_text("Nobody chosen")
        assert visitor.complaints == []


def test_who_looks_at_somebody_after_a_preview_comes_back_to_the_list(
    chromium: Browser, service: Service, world: World
) -> None:
    with visiting(chromium, service) as visitor:
        page = visitor.page
        visitor.sign_in(world.owner)
        visitor.go(f"/organizations/{world.organization_id}/members?filter=mia")
        page.get_by_label("Choose Mia Member").check()
        page.get_by_role("combobox", name="With those chosen").select_option(label="Deactivate")
        page.get_by_role("button", name="Look at what it does").click()
        page.get_by_role("button", name="Back without a change").click()
        expect(page).to_have_url(f"{visitor.root_url}/organizations/{world.organization_id}/members?filter=mia")

        page.get_by_role("link", name="Mia Member").click()
        page.go_back()

        expect(page.locator("#people tbody tr")).to_have_count(1)
        assert visitor.complaints == []


def test_all_who_match_are_meant_as_long_as_they_are_the_same(
    chromium: Browser, service: Service, world: World
) -> None:
    invite_sixty(world)
    with visiting(chromium, service) as visitor:
        page = visitor.page
        visitor.sign_in(world.owner)
        visitor.go(f"/organizations/{world.organization_id}/members")

        page.get_by_label("All 68 who match").check()
        expect(page.locator("[data-chosen]")).to_have_text("All who match")
        page.get_by_role("link", name="Next").click()
        page.wait_for_url("**page=2")
        expect(page.get_by_label("All 68 who match")).to_be_checked()
        page.get_by_label("State", exact=True).select_option(label="Invited")

        expect(page.get_by_label("All 61 who match")).not_to_be_checked()
        assert visitor.complaints == []


def test_a_lost_connection_is_said_and_found_again(chromium: Browser, service: Service, world: World) -> None:
    with visiting(chromium, service) as visitor:
        page = visitor.page
        visitor.sign_in(world.owner)
        visitor.go(f"/organizations/{world.organization_id}/members")

        page.context.set_offline(True)
        page.get_by_label("Name or e-mail address").press_sequentially("mia")
        expect(page.get_by_text("The connection is lost.")).to_be_visible()
        page.context.set_offline(False)

        expect(page.get_by_text("The connection is lost.")).to_be_hidden(timeout=15_000)
        expect(page.locator("#people tbody tr")).to_have_count(1)


def test_a_session_that_has_ended_leads_to_signing_in(chromium: Browser, service: Service) -> None:
    world = build(service)
    with visiting(chromium, service) as visitor:
        page = visitor.page
        visitor.sign_in(world.owner)
        visitor.go(f"/organizations/{world.organization_id}/members")

        page.context.clear_cookies()
        page.get_by_label("Name or e-mail address").press_sequentially("mia")

        page.wait_for_url("**/sign-in?next=**")


def test_a_link_from_another_site_finds_the_session(chromium: Browser, service: Service, world: World) -> None:
    with visiting(chromium, service) as visitor:
        page, members = visitor.page, f"/organizations/{world.organization_id}/members"
        visitor.sign_in(world.owner)
        page.route(
            "https://mail.example.com/",
            lambda route: route.fulfill(
                content_type="text/html", body=f'<a href="{visitor.root_url}{members}">Members</a>'
            ),
        )

        page.goto("https://mail.example.com/")
        page.get_by_role("link", name="Members").click()

        expect(page.get_by_role("heading", name="Members")).to_be_visible()
