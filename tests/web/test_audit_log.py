"""The audit log as administrators read it."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from support.database import write
from support.world import Person, World, invite, join
from web.browsing import Browser, leads_to, signed_in, words


def path(world: World, **query: object) -> str:
    asked = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
    return f"/organizations/{world.organization_id}/audit-log" + f"?{asked}" * bool(asked)


def told(world: World, by: Browser | None = None, **query: object) -> list[str]:
    """The sentences of the log's page, newest first."""
    answer = (by or signed_in(world.http, world.admin)).get(path(world, **query))
    assert answer.status == 200, answer.text
    cells = re.findall(r"<tr>\s*<td>(.*?)\s*<details", answer.text)
    return [html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in cells]


def newest(world: World, **query: object) -> str:
    """What the log says was done last, but for signing in to look at it."""
    return next(text for text in told(world, **query) if "signed in" not in text)


def change(world: World, person: Person, **fields: object) -> None:
    path = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
    world.http.ok("PUT", path, fields, as_=world.owner)


def make_group(world: World, name: str) -> int:
    group = world.http.ok("POST", f"/organizations/{world.organization_id}/groups", {"name": name}, as_=world.owner)
    number: int = group["group_id"]
    return number


def patch_group(world: World, group_id: int, operation: str, where: str, *numbers: int) -> None:
    patches = [{"op": operation, "path": where, "value": list(numbers)}]
    world.http.ok("PATCH", f"/organizations/{world.organization_id}/groups/{group_id}", patches, as_=world.owner)


def assign(world: World, person: Person, operation: str, workspace_id: int) -> None:
    wanted = [{"operation": operation, "user_id": person.user_id}]
    path = f"/organizations/{world.organization_id}/workspaces/{workspace_id}/assignments"
    world.http.ok("PUT", path, wanted, as_=world.owner)


class Test_about_a_person:
    def test_are_places_that_they_have_left_and_groups(self, world: World) -> None:
        group_id = make_group(world, "Painters")
        patch_group(world, group_id, "add", "/users", world.member.user_id, world.outside.user_id)
        patch_group(world, group_id, "remove", "/users", world.member.user_id)
        assign(world, world.member, "add", world.other_workspace_id)
        number = world.workspace_users(world.other_workspace_id)[world.member.user_id]["id"]
        there = f"/workspaces/{world.other_workspace_id}/workspace_users/{number}"
        world.http.ok("PUT", there, {"role": "projectlead"}, as_=world.owner)
        assign(world, world.member, "remove", world.other_workspace_id)

        sentences = told(world, person=world.member.user_id)

        assert [sentence.partition(" ")[2] for sentence in sentences[:5]] == [
            "Owner took Mia Member out of Other",
            "Owner made Mia Member a project lead in Other",
            "Owner added Mia Member to Other",
            "Owner took Mia Member out of the group Painters",
            "Owner added Mia Member and Xenia Outside to the group Painters",
        ]
        assert "Mia Member joined the organization" in sentences
        assert any("invited" in sentence for sentence in sentences)
        assert "Olivia Owner made the group Crew (Mia Member and Gus Group)" in sentences
        assert not [sentence for sentence in sentences if "Mia Member" not in sentence and "invited" not in sentence]

    def test_are_their_rates_those_that_are_gone_too(self, world: World) -> None:
        def charge(person: Person, amount: float, mode: str) -> None:
            level = {"level": "workspace_user", "level_id": person.workspace_user_id}
            body = level | {"amount": amount, "mode": mode, "type": "billable_rates"}
            answer = world.http("POST", f"/workspaces/{world.workspace_id}/rates", body, as_=world.owner)
            assert answer.status == 201, answer.text

        charge(world.member, 77, "start-today")
        charge(world.member, 81.5, "override-all")
        charge(world.admin, 99, "start-today")

        sentences = told(world, person=world.member.user_id, kind="rate")

        main = "Olivia Owner's workspace"
        assert sentences == [
            f"Olivia Owner set the hourly rate of Mia Member in {main} to 81.50",
            f"Olivia Owner set the hourly rate of Mia Member in {main} to 77.00",
        ]

    def test_is_what_they_were_asked_to_own_and_to_pay(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}"
        world.http.ok("POST", f"{path}/owner/transfer", {"new_owner_id": world.admin.user_id}, as_=world.owner)
        world.http.ok("PUT", f"{path}/paying_user", {"user_id": world.admin.user_id}, as_=world.owner)

        texts = told(world, person=world.admin.user_id)
        others = told(world, person=world.member.user_id)

        assert "Olivia Owner asked that Adam Admin becomes the owner" in texts
        assert "Olivia Owner let Adam Admin pay for the organization" in texts
        assert not [text for text in others if "Adam Admin" in text and "Mia" not in text]

    def test_is_what_who_has_declined_was_invited_to(self, world: World) -> None:
        Browser(world.http).post(f"/invitations/{world.invited.code}", {"answer": "decline-by-link"})

        sentences = told(world, person=world.invited.user_id)

        assert [text for text in sentences if "declined" in text] == [
            f"{world.invited.email} declined to join the organization"
        ]
        assert [text for text in sentences if f"invited {world.invited.email}" in text]

    def test_is_what_is_kept_of_who_was_removed(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}/users"
        world.http.ok("PATCH", path, {"delete": [world.member.organization_user_id]}, as_=world.owner)

        sentences = told(world, person=world.member.user_id)

        assert sentences[0] == "Olivia Owner removed Mia Member from the organization"
        assert not [sentence for sentence in sentences if "Adam" in sentence]

    def test_is_nothing_of_others_organizations(self, world: World) -> None:
        page = signed_in(world.http, world.admin).get(path(world, person=world.stranger.user_id))

        assert told(world, person=world.stranger.user_id) == []
        assert world.stranger.name not in words(page)
        assert world.stranger.email not in words(page)

    @pytest.mark.parametrize("name", ["person", "thing"])
    def test_is_everything_where_nobody_can_be_meant(self, world: World, name: str) -> None:
        page = signed_in(world.http, world.admin).get(path(world, **{name: "abc"}))

        assert "Only what is about" not in words(page)

    def test_is_led_to_by_their_page_and_taken_along(self, world: World) -> None:
        change(world, world.member, inactive=True)
        change(world, world.outside, inactive=True)
        browser = signed_in(world.http, world.owner)
        page = browser.get(f"/organizations/{world.organization_id}/members/{world.member.organization_user_id}")
        (log,) = re.findall(r'href="([^"]+)">More about them in the audit log', page.text)

        shown = browser.get(html.unescape(log))
        (export,) = re.findall(r'href="([^"]+)">Export them as CSV', shown.text)
        rows = list(csv.DictReader(io.StringIO(browser.get(html.unescape(export)).text)))

        assert "Only what is about Mia Member" in words(shown)
        assert f'<input type="hidden" name="person" value="{world.member.user_id}">' in shown.text
        numbers = {row["entity_id"] for row in rows if row["entity_type"] == "organization_user"}
        assert numbers == {str(world.member.organization_user_id)}


class TestSentences:
    def test_somebody_is_deactivated_and_comes_back(self, world: World) -> None:
        change(world, world.member, inactive=True)
        first = newest(world)
        change(world, world.member, inactive=False)

        assert first == "Olivia Owner deactivated Mia Member"
        assert newest(world) == "Olivia Owner reactivated Mia Member"

    def test_roles_are_given_and_taken(self, world: World) -> None:
        change(world, world.member, organization_admin=True)
        first = newest(world)
        change(world, world.member, organization_admin=False)

        assert first == "Olivia Owner made Mia Member an admin of the organization"
        assert newest(world) == "Olivia Owner made Mia Member a member, and no longer an admin"

    def test_of_one_change_all_is_told_and_a_name_once(self, world: World) -> None:
        change(world, world.member, organization_admin=True, groups=[])

        assert newest(world) == ("Olivia Owner made Mia Member an admin of the organization and took them out of Crew")

    def test_a_group_is_made_filled_renamed_and_deleted_and_keeps_its_name_in_the_log(self, world: World) -> None:
        group_id = make_group(world, "Night shift")
        patch_group(world, group_id, "add", "/users", world.member.user_id, world.outside.user_id)
        filled = newest(world)
        world.http.ok(
            "PUT", f"/organizations/{world.organization_id}/groups/{group_id}", {"name": "Day shift"}, as_=world.owner
        )
        world.http.ok("DELETE", f"/organizations/{world.organization_id}/groups/{group_id}", as_=world.owner)

        texts = [text for text in told(world) if "shift" in text]

        assert filled == "Olivia Owner added Mia Member and Xenia Outside to the group Night shift"
        assert texts[0] == "Olivia Owner deleted the group Day shift (Mia Member and Xenia Outside)"
        assert texts[1] == "Olivia Owner renamed the group Night shift to Day shift"
        assert texts[2] == "Olivia Owner added Mia Member and Xenia Outside to the group Day shift"
        assert texts[3] == "Olivia Owner made the group Night shift"

    def test_who_was_removed_is_named_as_they_were(self, world: World) -> None:
        change(world, world.member, inactive=True)
        path = f"/organizations/{world.organization_id}/users"
        world.http.ok("PATCH", path, {"delete": [world.member.organization_user_id]}, as_=world.owner)

        texts = told(world)

        assert "Olivia Owner removed Mia Member from the organization" in texts
        assert "Olivia Owner deactivated Mia Member" in texts

    def test_who_has_left_is_named_as_they_were(self, world: World) -> None:
        world.http.ok("DELETE", f"/organizations/{world.organization_id}/users/leave", as_=world.outside)

        assert newest(world) == "Xenia Outside left the organization"

    def test_invitations_are_sent_accepted_and_withdrawn(self, world: World) -> None:
        (person,) = invite(
            world.http, world.owner, world.organization_id, [{"workspace_id": world.other_workspace_id}], "Nora New"
        )
        invited = newest(world)
        join(world.http, person)
        texts = told(world)

        assert invited == f"Olivia Owner invited {person.email} to Other"
        assert "Nora New joined the organization" in texts

    def test_a_place_in_a_workspace_is_told_with_it(self, world: World) -> None:
        there = f"/workspaces/{world.workspace_id}/workspace_users/{world.member.workspace_user_id}"
        world.http.ok("PUT", there, {"role": "teamlead", "rate": 80, "working_hours_in_minutes": 450}, as_=world.owner)
        main = world.http.ok("GET", f"/workspaces/{world.workspace_id}", as_=world.owner)["name"]

        assert newest(world, kind="workspace_user") == (
            f"Olivia Owner made Mia Member a team lead in {main}, set their hourly rate to 80.00"
            " and set their working hours to 7.5 a day"
        )

    def test_a_name_is_no_markup_and_no_placeholder(self, world: World) -> None:
        make_group(world, "<b>{it}</b> {0}")

        answer = signed_in(world.http, world.owner).get(path(world))

        assert "made the group <bdi>&lt;b&gt;{it}&lt;/b&gt; {0}</bdi>" in answer.text

    def test_every_entry_of_a_lively_organization_has_a_sentence_of_its_own(self, world: World) -> None:
        texts = told(world, signed_in(world.http, world.owner))

        assert not [text for text in texts if " changed " in text or "something" in text or "number" in text]

    def test_what_nobody_foresaw_is_told_plainly(self, world: World) -> None:
        put_in(world, datetime.now(UTC), action="vanish", entity_type="gadget")

        assert "The service changed something (number 7) (vanish)" in told(world)


def put_in(world: World, *moments: datetime, action: str = "update", entity_type: str = "organization") -> None:
    """Entries of those moments in the world's log."""
    statement = """
        INSERT INTO audit_entries
               (organization_id, happened_at, signed_in_by, request_id, action, entity_type, entity_id)
        VALUES ($1, $2, 'job', 'put in', $3, $4, 7)"""
    write(world.service, *((statement, world.organization_id, moment, action, entity_type) for moment in moments))


class TestFilters:
    def test_the_last_thirty_days_are_shown_unless_others_are_asked_for(self, world: World) -> None:
        before = datetime.now(UTC) - timedelta(days=40)
        put_in(world, before, action="update", entity_type="rate")
        day = before.date()

        assert told(world, kind="rate") == []
        assert len(told(world, kind="rate", **{"from": day, "to": day})) == 1

    def test_by_who_did_it_by_name_address_and_number(self, world: World) -> None:
        change(world, world.member, inactive=True)
        by_owner = set(told(world, who="olivia own"))

        assert by_owner
        assert all(text.startswith("Olivia Owner") for text in by_owner)
        assert set(told(world, who=world.owner.email)) == by_owner
        assert set(told(world, who=world.owner.user_id)) == by_owner

    def test_by_kind_action_and_workspace(self, world: World) -> None:
        make_group(world, "Night shift")

        assert told(world, kind="group", action="create")[0] == "Olivia Owner made the group Night shift"
        assert told(world, kind="group", action="erase") == []
        assert told(world, kind="workspace", workspace=world.other_workspace_id) == [
            "Olivia Owner made the workspace Other"
        ]

    def test_about_one_thing(self, world: World) -> None:
        change(world, world.member, inactive=True)

        texts = told(world, kind="organization_user", thing=world.member.organization_user_id)

        assert texts == ["Olivia Owner deactivated Mia Member"]

    @pytest.mark.parametrize(
        ("asked", "problem"),
        [
            ({"from": "yesterday"}, "Write the first day like 2026-11-28."),
            ({"to": "2026-02-30"}, "Write the last day like 2026-11-28, not before the first one."),
            (
                {"from": "2026-02-02", "to": "2026-02-01"},
                "Write the last day like 2026-11-28, not before the first one.",
            ),
        ],
    )
    def test_days_that_cannot_be_read_are_said_and_the_rest_is_kept(
        self, shared_world: World, asked: dict[str, str], problem: str
    ) -> None:
        browser = signed_in(shared_world.http, shared_world.owner)

        answer = browser.get(path(shared_world, who="mia", **asked))

        assert answer.status == 400
        assert problem in words(answer)
        assert 'value="mia"' in answer.text
        assert all(f'value="{value}"' in answer.text for value in asked.values())

    def test_where_nothing_matches_it_says_where_to_look(self, shared_world: World) -> None:
        answer = signed_in(shared_world.http, shared_world.owner).get(path(shared_world, who="nobody at all"))

        assert "Nothing was done in these days that matches. Look at all days that are kept" in words(answer)

    def test_pages_lead_to_older_ones(self, world: World) -> None:
        put_in(world, *(datetime.now(UTC) - timedelta(days=2, minutes=number) for number in range(60)))
        browser = signed_in(world.http, world.owner)

        first = browser.get(path(world, kind="organization"))
        second = told(world, browser, kind="organization", page=2)

        assert "61 entries, page 1 of 2" in words(first)
        assert len(told(world, browser, kind="organization")) == 50
        assert len(second) == 11
        assert told(world, browser, kind="organization", page=99999) == second


class TestExport:
    def test_all_that_the_filters_leave_is_exported(self, world: World) -> None:
        put_in(world, *[datetime.now(UTC)] * 60)
        browser = signed_in(world.http, world.owner)

        answer = browser.get(path(world, kind="organization").replace("audit-log", "audit-log.csv"))
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))

        assert answer.headers["content-type"].startswith("text/csv")
        assert len(rows) == 61
        assert {row["entity_type"] for row in rows} == {"organization"}

    def test_days_that_cannot_be_read_are_refused(self, shared_world: World) -> None:
        browser = signed_in(shared_world.http, shared_world.owner)

        answer = browser.get(path(shared_world, to="never").replace("audit-log", "audit-log.csv"))

        assert answer.status == 400
        assert "Write the last day like 2026-11-28" in words(answer)


class TestWhoMaySeeIt:
    @pytest.mark.parametrize("who", ["member", "workspace_admin"])
    @pytest.mark.parametrize("page", ["audit-log", "audit-log.csv"])
    def test_others_than_owner_and_admins_are_refused(self, shared_world: World, who: str, page: str) -> None:
        browser = signed_in(shared_world.http, getattr(shared_world, who))

        answer = browser.get(path(shared_world).replace("audit-log", page))

        assert answer.status == 403
        assert "audit-log" not in browser.get(f"/organizations/{shared_world.organization_id}/workspaces").text

    @pytest.mark.parametrize("page", ["audit-log", "audit-log.csv"])
    def test_strangers_are_refused_as_if_there_were_nothing(self, shared_world: World, page: str) -> None:
        browser = signed_in(shared_world.http, shared_world.stranger)

        here = browser.get(path(shared_world).replace("audit-log", page))
        nowhere = browser.get(f"/organizations/1999999/{page}")

        assert here.status == nowhere.status
        assert here.status in {403, 404}

    def test_who_is_not_signed_in_signs_in_first(self, shared_world: World) -> None:
        assert leads_to(Browser(shared_world.http).get(path(shared_world))).startswith("/sign-in?next=")
