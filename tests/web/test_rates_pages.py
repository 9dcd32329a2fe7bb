"""Rates and labor costs, by pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from support.database import write
from support.world import World
from web.browsing import Browser, leads_to, signed_in, words


def default(world: World) -> str:
    return f"/organizations/{world.organization_id}/workspaces/{world.workspace_id}/rates"


def rates(world: World) -> str:
    return f"{default(world)}/{world.member.workspace_user_id}"


def history(world: World, level: str, number: int) -> list[tuple[str, Any, str]]:
    path = f"/workspaces/{world.workspace_id}/rates/{level}/{number}"
    return [
        (entry["type"], entry["amount"], entry["rate_change_mode"])
        for entry in world.http.ok("GET", path, as_=world.owner)
    ]


def set_long_ago(world: World, amount: float) -> None:
    body = {
        "amount": amount,
        "level": "workspace_user",
        "level_id": world.member.workspace_user_id,
        "start": "2026-01-15",
        "type": "billable_rates",
    }
    answer = world.http("POST", f"/workspaces/{world.workspace_id}/rates", body, as_=world.owner)
    assert answer.status == 201, answer.text


@pytest.fixture
def browser(world: World) -> Browser:
    return signed_in(world.http, world.owner)


def test_who_never_had_a_rate_is_told_what_to_do(world: World, browser: Browser) -> None:
    answer = browser.get(rates(world))

    assert "There is none now." in words(answer)
    assert "There was never any. Write the first amount above." in words(answer)
    assert "<svg" not in answer.text


def test_a_rate_is_set_and_shown_with_its_history(world: World, browser: Browser) -> None:
    set_long_ago(world, 80)

    sent = {"do": "billable_rates", "amount-billable_rates": "87.50", "mode": "start-today"}
    answer = browser.get(leads_to(browser.post(rates(world), sent)))

    assert "Now 87.50 USD an hour." in words(answer)
    assert '<svg class="line-chart"' in answer.text
    assert "From 2026-01-15 80.00 USD." in words(answer)
    assert "2026-01-15" in answer.text
    assert world.workspace_users()[world.member.user_id]["rate"] == 87.5
    assert [amount for _, amount, _ in history(world, "workspace_user", world.member.workspace_user_id)] == [87.5, 80]


def test_a_labor_cost_is_set_beside_it(world: World, browser: Browser) -> None:
    sent = {"do": "labor_costs", "amount-labor_costs": "43,25", "mode": "start-today"}

    answer = browser.get(leads_to(browser.post(rates(world), sent)))

    assert "Now 43.25 USD an hour." in words(answer)
    assert world.workspace_users()[world.member.user_id]["labor_cost"] == 43.25


@pytest.mark.parametrize("mode", ["override-current", "override-all"])
def test_an_amount_takes_the_place_of_others(world: World, browser: Browser, mode: str) -> None:
    set_long_ago(world, 80)
    sent = {"do": "billable_rates", "amount-billable_rates": "90", "mode": mode}

    leads_to(browser.post(rates(world), sent))

    assert history(world, "workspace_user", world.member.workspace_user_id) == [("billable_rates", 90, mode)]


def test_an_empty_amount_ends_the_rate(world: World, browser: Browser) -> None:
    set_long_ago(world, 80)

    leads_to(browser.post(rates(world), {"do": "billable_rates", "mode": "start-today"}))

    assert world.workspace_users()[world.member.user_id]["rate"] is None
    assert "There is none now." in words(browser.get(rates(world)))


def test_of_a_rate_that_has_ended_is_told_when_it_was_set(world: World, browser: Browser) -> None:
    set_long_ago(world, 80)
    then = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
    change = "UPDATE rates SET created_at = $2, updated_at = $2 WHERE workspace_user_id = $1"
    write(world.service, (change, world.member.workspace_user_id, then))

    leads_to(browser.post(rates(world), {"do": "billable_rates", "mode": "start-today"}))

    assert re.findall(r'data-label="Set">([^<]+)<', browser.get(rates(world)).text)[-1] == "2026-01-15 09:30 UTC"


@pytest.mark.parametrize("written", ["a lot", "-5", "1,234.50", "1e3", "12.345", "99999999999"])
def test_what_is_no_amount_is_refused_beside_the_field_and_kept(world: World, browser: Browser, written: str) -> None:
    sent = {"do": "billable_rates", "amount-billable_rates": written, "mode": "override-all"}

    answer = browser.post(rates(world), sent)

    assert answer.status == 400
    assert 'id="amount-billable_rates-problem">Write an amount such as 87.50' in answer.text
    assert f'value="{written}"' in answer.text
    assert 'value="override-all" checked' in answer.text
    assert world.workspace_users()[world.member.user_id]["rate"] is None


def test_the_workspaces_default_rate_is_set(world: World, browser: Browser) -> None:
    sent = {"do": "billable_rates", "amount-billable_rates": "60", "mode": "start-today"}

    answer = browser.get(leads_to(browser.post(default(world), sent)))

    assert "Now 60.00 USD an hour." in words(answer)
    assert "Labor cost" not in answer.text
    assert history(world, "workspace", world.workspace_id) == [("billable_rates", 60, "start-today")]
    assert "60.00 USD an hour, for whoever has no rate" in words(browser.get(default(world).removesuffix("/rates")))


def test_the_workspaces_people_lead_there(world: World, browser: Browser) -> None:
    people = browser.get(default(world).removesuffix("/rates"))
    person = browser.get(default(world).removesuffix("rates") + f"people/{world.member.user_id}")

    assert all(f'href="{rates(world)}"' in page.text for page in (people, person))


def test_a_workspace_admin_sees_and_changes_them(world: World) -> None:
    browser = signed_in(world.http, world.workspace_admin)

    leads_to(browser.post(rates(world), {"do": "billable_rates", "amount-billable_rates": "70", "mode": "start-today"}))

    assert world.workspace_users()[world.member.user_id]["rate"] == 70


@pytest.mark.parametrize(("kind", "status"), [("member", 403), ("outside", 404), ("stranger", 404)])
def test_others_see_nobodys_money(world: World, kind: str, status: int) -> None:
    browser = signed_in(world.http, getattr(world, kind))
    set_long_ago(world, 80)
    sent = {"do": "billable_rates", "amount-billable_rates": "1", "mode": "override-all"}

    for page in (default(world), rates(world)):
        assert browser.get(page).status in {status, 403}
        assert "80" not in words(browser.get(page))
        assert browser.post(page, sent).status in {status, 403}
    assert world.workspace_users()[world.member.user_id]["rate"] == 80


def test_somebody_of_another_workspace_is_not_there(world: World, browser: Browser) -> None:
    assert browser.get(f"{default(world)}/{world.outside.workspace_user_id}").status == 404
    assert browser.get(f"{default(world)}/{world.stranger.workspace_user_id}").status == 404


def test_a_change_without_the_sessions_token_is_refused(world: World, browser: Browser) -> None:
    sent = {"do": "billable_rates", "amount-billable_rates": "1", "mode": "start-today"}

    assert [browser.post_as_it_is(page, sent).status for page in (default(world), rates(world))] == [403, 403]
    assert world.workspace_users()[world.member.user_id]["rate"] is None
