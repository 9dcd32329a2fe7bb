"""The organization at a glance."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from support.database import write
from support.world import PASSWORD, World, address, invite
from web.browsing import Browser, leads_to, signed_in, words

NOW = datetime.now(UTC)
MONDAY = (NOW - timedelta(days=NOW.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def path(world: World) -> str:
    return f"/organizations/{world.organization_id}/overview"


def told(world: World) -> list[str]:
    """What the page says has changed."""
    answer = signed_in(world.http, world.owner).get(path(world))
    assert answer.status == 200, answer.text
    changes = "".join(re.findall(r'<ul class="plain told">(.*?)</ul>', answer.text, flags=re.S))
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<li>(.*?)</li>", changes, flags=re.S)]


def numbers(world: World, table: str) -> dict[str, list[int]]:
    """The rows of the table beside a chart."""
    answer = signed_in(world.http, world.admin).get(path(world))
    (body,) = re.findall(rf"{table}, in numbers</caption>.*?<tbody>(.*?)</tbody>", answer.text, flags=re.S)
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', body)
    return {label: [int(value) for value in re.findall(r">(\d+)</td>", cells)] for label, cells in rows}


def weeks_ago(number: int) -> str:
    return str((MONDAY - timedelta(weeks=number)).date())


def put_back(world: World) -> None:
    """Makes the world four weeks older; all who joined did so in the middle of the week before last."""
    made, accepted = MONDAY - timedelta(weeks=4, days=1), MONDAY - timedelta(weeks=2) + timedelta(days=2)
    number = world.organization_id
    write(
        world.service,
        ("UPDATE organizations SET created_at = $2 WHERE id = $1", number, made),
        ("UPDATE organization_users SET created_at = $2 WHERE organization_id = $1", number, made),
        ("UPDATE invitations SET created_at = $2 WHERE organization_id = $1", number, made),
        ("UPDATE invitations SET settled_at = $2 WHERE organization_id = $1 AND state = 'accepted'", number, accepted),
    )


def deactivate(world: World, *organization_user_ids: int) -> None:
    for number in organization_user_ids:
        there = f"/organizations/{world.organization_id}/users/{number}"
        world.http.ok("PUT", there, {"inactive": True}, as_=world.owner)


def remove(world: World, *organization_user_ids: int) -> None:
    there = f"/organizations/{world.organization_id}/users"
    world.http.ok("PATCH", there, {"delete": list(organization_user_ids)}, as_=world.owner)


class TestPeople:
    def test_they_are_counted_by_state_and_role(self, shared_world: World) -> None:
        text = words(signed_in(shared_world.http, shared_world.owner).get(path(shared_world)))

        assert "All 8 Active 6 Invited 1 Inactive 1" in text
        assert "Owner Olivia Owner Admins 1 Members 6" in text

    def test_the_weeks_tell_who_came_joined_and_was_deactivated(self, world: World) -> None:
        put_back(world)

        found = numbers(world, "People by state")

        # Somebody was deactivated today, when the world was made.
        assert found == {
            "today": [6, 1, 1],
            weeks_ago(0): [7, 1, 0],
            weeks_ago(1): [7, 1, 0],
            weeks_ago(2): [1, 7, 0],
            weeks_ago(3): [1, 7, 0],
            weeks_ago(4): [1, 7, 0],
        }

    def test_who_was_removed_was_there_before(self, world: World) -> None:
        put_back(world)
        remove(
            world,
            world.outside.organization_user_id,
            world.invited.organization_user_id,
            world.inactive.organization_user_id,
        )
        world.http.ok("DELETE", f"/organizations/{world.organization_id}/users/leave", as_=world.indirect)

        found = numbers(world, "People by state")

        assert found["today"] == [4, 0, 0]
        assert found[weeks_ago(0)] == [7, 1, 0]
        assert found[weeks_ago(4)] == [1, 7, 0]

    def test_of_who_comes_back_each_week_is_true(self, world: World) -> None:
        put_back(world)
        there = f"/organizations/{world.organization_id}/users/{world.inactive.organization_user_id}"
        world.http.ok("PUT", there, {"inactive": False}, as_=world.owner)
        deactivate(world, world.invited.organization_user_id)

        found = numbers(world, "People by state")

        assert found["today"] == [7, 0, 1]
        assert found[weeks_ago(0)] == [7, 1, 0]

    def test_a_new_organization_says_from_when_on_there_is_a_line(self, world: World) -> None:
        browser = Browser(world.http)
        fields = {"name": "Nora New", "email": address("nora"), "password": PASSWORD}
        home = leads_to(browser.post("/sign-up", fields))
        overview = leads_to(browser.get(leads_to(browser.get(home)) if home == "/" else home))

        text = words(browser.get(overview))

        assert "From next Monday on, a line shows how it grows." in text
        assert "Nobody was invited within a year." in text


class TestInvitations:
    def test_they_are_counted_in_the_weeks_in_which_they_were_made_and_accepted(self, world: World) -> None:
        put_back(world)

        found = numbers(world, "Invitations by week")

        # This week is told by the log, to which they are from today.
        assert found[weeks_ago(0)] == [7, 6]
        assert found[weeks_ago(2)] == [0, 6]
        assert found[weeks_ago(1)] == found[weeks_ago(3)] == found[weeks_ago(4)] == [0, 0]


class TestChanges:
    def test_a_change_says_who_did_what_to_whom_and_when(self, world: World) -> None:
        deactivate(world, world.member.organization_user_id)
        remove(world, world.inactive.organization_user_id)

        texts = told(world)

        today = datetime.now(UTC).date()
        assert texts[0] == f"Olivia Owner removed Ines Inactive from the organization on {today}"

    def test_a_change_of_many_is_one_line(self, world: World) -> None:
        people = invite(
            world.http,
            world.owner,
            world.organization_id,
            [{"workspace_id": world.workspace_id}],
            *(f"Person {number}" for number in range(40)),
        )
        deactivate(world, *(person.organization_user_id for person in people))

        texts = told(world)

        assert texts[0].startswith("Olivia Owner deactivated 41 people on ")
        assert texts[1].startswith("Olivia Owner invited 47 people on ")
        assert next(text for text in texts if " joined " in text).startswith("6 people joined the organization on ")

    def test_a_group_that_is_filled_little_by_little_is_one_line(self, world: World) -> None:
        there = f"/organizations/{world.organization_id}/groups/{world.group_id}"
        for person in (world.admin, world.workspace_admin, world.outside, world.owner):
            patches = [{"op": "add", "path": "/users", "value": [person.user_id]}]
            world.http.ok("PATCH", there, patches, as_=world.owner)

        assert told(world)[0].startswith("Olivia Owner added 4 people to the group Crew on ")

    def test_what_is_older_than_a_week_is_not_told(self, world: World) -> None:
        statement = """
            INSERT INTO audit_entries
                   (organization_id, happened_at, signed_in_by, request_id, action, entity_type, "after")
            VALUES ($1, $2, 'job', 'put in', 'update', 'organization', '{"name": "Old name"}')"""
        write(world.service, *((statement, world.organization_id, NOW - timedelta(days=days)) for days in (6, 8)))

        texts = [text for text in told(world) if "Old name" in text]

        assert texts == [f"The service renamed the organization to Old name on {(NOW - timedelta(days=6)).date()}"]

    def test_who_signs_in_changes_nothing(self, world: World) -> None:
        signed_in(world.http, world.member)

        assert not [text for text in told(world) if "signed in" in text]


class TestPage:
    def test_workspaces_are_told_by_size(self, shared_world: World) -> None:
        text = words(signed_in(shared_world.http, shared_world.owner).get(path(shared_world)))

        assert re.search(r"Workspace People .*Olivia Owner's workspace 7 Other 3", text), text

    def test_charts_say_what_they_show(self, world: World) -> None:
        put_back(world)

        answer = signed_in(world.http, world.owner).get(path(world))

        assert f"From {weeks_ago(4)} to today: Active from 1 to 6, 7 at most" in answer.text
        assert answer.text.count('<svg role="img"') == 2
        assert "style=" not in answer.text

    def test_it_is_the_first_page_of_administrators(self, shared_world: World) -> None:
        home = f"/organizations/{shared_world.organization_id}"

        leads = {
            name: leads_to(signed_in(shared_world.http, getattr(shared_world, name)).get(home))
            for name in ("owner", "admin", "workspace_admin", "member")
        }

        assert leads == {
            "owner": f"{home}/overview",
            "admin": f"{home}/overview",
            "workspace_admin": f"{home}/members",
            "member": f"{home}/workspaces",
        }

    @pytest.mark.parametrize("who", ["member", "workspace_admin"])
    def test_others_than_owner_and_admins_are_refused(self, shared_world: World, who: str) -> None:
        browser = signed_in(shared_world.http, getattr(shared_world, who))

        assert browser.get(path(shared_world)).status == 403
        assert "/overview" not in browser.get(f"/organizations/{shared_world.organization_id}/workspaces").text

    def test_strangers_are_refused_as_if_there_were_nothing(self, shared_world: World) -> None:
        browser = signed_in(shared_world.http, shared_world.stranger)

        here, nowhere = browser.get(path(shared_world)), browser.get("/organizations/1999999/overview")

        assert here.status == nowhere.status
        assert here.status in {403, 404}

    def test_who_is_not_signed_in_signs_in_first(self, shared_world: World) -> None:
        assert leads_to(Browser(shared_world.http).get(path(shared_world))).startswith("/sign-in?next=")
