"""The list of people, and what is done with many of them at once."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import pytest

from support.database import write
from support.http import Answer
from support.world import Person, World, address
from web.browsing import Browser, leads_to, signed_in, words
from web.member_pages import carry_out, look, members


def shown_names(answer: Answer) -> list[str]:
    """The names in the list, in their order."""
    return re.findall(r'members/\d+"><bdi>([^<]+)</bdi>', answer.text)


class Test_the_list:
    def test_counts_for_a_workspace_admin_whom_they_may_see(self, world: World) -> None:
        group = {"name": "Guests", "users": [world.outside.user_id, world.inactive.user_id]}
        path = f"/organizations/{world.organization_id}/groups"
        world.http.ok("POST", path, group | {"workspaces": [world.workspace_id]}, as_=world.owner)

        answer = signed_in(world.http, world.workspace_admin).get(members(world))

        listed = world.workspace_users().values()
        inactive = sum(one["inactive"] for one in listed)
        invited = sum(not one["active"] and not one["inactive"] for one in listed)
        active = len(listed) - inactive - invited
        assert min(active, inactive, invited) > 0
        assert f"All {len(listed)} Active {active} Invited {invited} Inactive {inactive}" in words(answer)

    def test_shows_everybody_with_their_states_and_counts(self, shared_world: World) -> None:
        answer = signed_in(shared_world.http, shared_world.owner).get(members(shared_world))

        assert answer.status == 200
        assert shown_names(answer)[:3] == ["Adam Admin", "Gus Group", "Ines Inactive"]
        assert "All 8 Active 6 Invited 1 Inactive 1" in words(answer)

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("filter=MIA", ["Mia Member"]),
            ("filter=%25", []),
            ("state=inactive", ["Ines Inactive"]),
            ("role=admin", ["Adam Admin", "Olivia Owner"]),
            ("state=nonsense&page=nonsense&group=nonsense&filter=mia", ["Mia Member"]),
            ("sort=desc&role=admin", ["Olivia Owner", "Adam Admin"]),
            ("page=99&filter=mia", ["Mia Member"]),
        ],
    )
    def test_is_filtered_and_sorted_by_its_address(self, shared_world: World, query: str, names: list[str]) -> None:
        answer = signed_in(shared_world.http, shared_world.owner).get(f"{members(shared_world)}?{query}")

        assert shown_names(answer) == names

    @pytest.mark.parametrize("filters", ["", "filter=example", "group=", "state=active"])
    def test_is_sorted_by_when_people_were_added(self, shared_world: World, filters: str) -> None:
        browser = signed_in(shared_world.http, shared_world.owner)
        filters = filters.replace("group=", f"group={shared_world.group_id}")

        newest, oldest = (browser.get(f"{members(shared_world)}?{filters}&sort={by}") for by in ("newest", "oldest"))

        everybody = shared_world.people()
        shown = set(shown_names(newest))
        by_time = [everybody[number]["name"] for number in sorted(everybody) if everybody[number]["name"] in shown]
        assert len(by_time) > 1
        assert shown_names(oldest) == by_time
        assert shown_names(newest) == by_time[::-1]
        assert re.search(r'aria-sort="descending"><a id="by-time"', newest.text)

    @pytest.mark.parametrize(("who", "filters"), [("owner", ""), ("owner", "workspace="), ("workspace_admin", "")])
    def test_is_sorted_so_on_every_page(self, world: World, who: str, filters: str) -> None:
        emails = [address(f"paged{number}") for number in range(60)]
        body = {"emails": emails, "workspaces": [{"workspace_id": world.workspace_id}]}
        world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)
        filters = filters.replace("=", f"={world.workspace_id}")
        browser = signed_in(world.http, getattr(world, who))
        shown = {by: self._numbers(browser, f"{members(world)}?{filters}&sort={by}") for by in ("newest", "oldest")}

        seen = set(shown["newest"])
        assert len(seen) > 60
        assert shown["oldest"] == sorted(seen)
        assert shown["newest"] == sorted(seen, reverse=True)

    def _numbers(self, browser: Browser, path: str) -> list[int]:
        """Of the people of the first two pages."""
        pages = [browser.get(f"{path}&page={page}").text for page in (1, 2)]
        return [int(number) for page in pages for number in re.findall(r'members/(\d+)"><bdi>', page)]

    @pytest.mark.parametrize("who", ["owner", "workspace_admin"])
    def test_tells_when_people_were_added(self, world: World, who: str) -> None:
        then = datetime(2025, 3, 1, tzinfo=UTC)
        change = "UPDATE organization_users SET created_at = $2 WHERE id = $1"
        write(world.service, (change, world.member.organization_user_id, then))

        answer = signed_in(world.http, getattr(world, who)).get(f"{members(world)}?filter=mia")

        assert re.findall(r'data-label="Added">([^<]*)<', answer.text) == ["2025-03-01"]

    def test_leads_from_its_counts_to_all_of_a_state(self, shared_world: World) -> None:
        browser = signed_in(shared_world.http, shared_world.owner)

        answer = browser.get(f"{members(shared_world)}?filter=mia&state=active")

        assert re.search(rf'<a href="{members(shared_world)}\?state=active"[^>]*>Active 6<', answer.text)
        assert re.search(rf'<a href="{members(shared_world)}"[^>]*>All 8<', answer.text)

    def test_is_filtered_by_group_and_workspace(self, shared_world: World) -> None:
        browser = signed_in(shared_world.http, shared_world.owner)

        group = browser.get(f"{members(shared_world)}?group={shared_world.group_id}")
        both = browser.get(
            f"{members(shared_world)}?group={shared_world.group_id}&workspace={shared_world.other_workspace_id}"
        )

        assert shown_names(group) == ["Gus Group", "Mia Member"]
        assert shown_names(both) == ["Gus Group"]

    def test_says_what_to_do_when_nobody_matches(self, shared_world: World) -> None:
        answer = signed_in(shared_world.http, shared_world.owner).get(f"{members(shared_world)}?filter=zzz")

        assert "Nobody matches. Show everybody" in words(answer)

    def test_shows_an_admin_of_workspaces_their_people_alone(self, shared_world: World) -> None:
        answer = signed_in(shared_world.http, shared_world.workspace_admin).get(members(shared_world))

        assert "Xenia Outside" not in words(answer)
        assert "Mia Member" in words(answer)
        assert "Make admin of the organization" not in words(answer)

    def test_is_not_for_plain_members(self, shared_world: World) -> None:
        browser = signed_in(shared_world.http, shared_world.member)

        assert browser.get(members(shared_world)).status == 403
        assert leads_to(browser.get(f"/organizations/{shared_world.organization_id}")).endswith("/workspaces")

    def test_shows_names_as_they_are_and_nothing_of_them_as_markup(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"
        world.http.ok("PUT", path, {"name": '<b>Mia</b> & "co"'}, as_=world.owner)

        answer = signed_in(world.http, world.owner).get(f"{members(world)}?filter=co")

        assert "<b>Mia" not in answer.text
        assert '<b>Mia</b> & "co"' in words(answer)

    def test_goes_into_a_spreadsheet(self, shared_world: World) -> None:
        browser = signed_in(shared_world.http, shared_world.owner)

        answer = browser.get(f"/organizations/{shared_world.organization_id}/members.csv?role=admin")

        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert [(row["name"], row["role"], row["state"]) for row in rows] == [
            ("Adam Admin", "admin", "active"),
            ("Olivia Owner", "owner", "active"),
        ]
        (owner,) = [row["added"] for row in rows if row["role"] == "owner"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", owner)


class Test_changing_many:
    def test_says_of_each_what_would_become_of_them_and_changes_nothing(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)
        before = world.people()

        answer = look(browser, world, "deactivate", world.member, world.owner, world.inactive)

        assert "1 will be changed" in words(answer)
        assert "Cannot deactivate owner." in words(answer)
        assert "Ines Inactive is inactive already" in words(answer)
        assert world.people() == before

    def test_changes_those_who_can_be_and_says_what_it_did(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        answer = carry_out(browser, world, "deactivate", world.member, world.owner)

        assert "Done: 1 person was changed, 1 could not be." in words(answer)
        assert world.people()[world.member.organization_user_id]["inactive"]
        assert not world.people()[world.owner.organization_user_id]["inactive"]

    @pytest.mark.parametrize(("action", "field", "value"), [("admin", "admin", True), ("deactivate", "inactive", True)])
    def test_is_undone(self, world: World, action: str, field: str, value: object) -> None:
        browser = signed_in(world.http, world.owner)
        number = world.member.organization_user_id
        done = carry_out(browser, world, action, world.member)
        changed = world.people()[number][field]

        back = re.search(r'name="action" value="([^"]+)">\s*<input type="hidden" name="undo"', done.text)
        assert back is not None
        undone = carry_out(browser, world, back[1], world.member, undo=1)

        assert changed == value
        assert world.people()[number][field] != value
        assert "Undone" in words(undone)

    def test_moves_people_into_workspaces_and_groups_and_out_of_them(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)
        into, out = f"workspace-add:{world.other_workspace_id}", f"workspace-remove:{world.other_workspace_id}"

        carry_out(browser, world, into, world.member, world.outside)
        there = set(world.workspace_users(world.other_workspace_id))
        carry_out(browser, world, out, world.member)
        carry_out(browser, world, f"group-remove:{world.group_id}", world.indirect)

        assert {world.member.user_id, world.outside.user_id} <= there
        assert world.member.user_id not in world.workspace_users(world.other_workspace_id)
        assert world.people()[world.indirect.organization_user_id]["groups"] == []

    def test_removes_people_and_offers_to_invite_them_again(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        said = look(browser, world, "remove", world.member, world.owner)
        answer = carry_out(browser, world, "remove", world.member)

        assert "This cannot be undone." in words(said)
        assert "Cannot remove the organization owner user" in words(said)
        assert world.member.organization_user_id not in world.people()
        assert "Invite them again" in words(answer)
        assert world.member.email in answer.text

    def test_sends_invitations_again(self, world_with_mail: World) -> None:
        world = world_with_mail
        browser = signed_in(world.http, world.owner)

        answer = carry_out(browser, world, "invite-again", world.invited, world.member)

        assert "1 person was changed, 1 stayed as they were" in words(answer).replace("Done: ", "")
        assert Browser(world.http).get(f"/invitations/{world.invited.code}").status == 404

    def test_sends_no_invitation_again_where_no_mail_is_sent(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        shown = browser.get(f"/organizations/{world.organization_id}/members")
        answer = carry_out(browser, world, "invite-again", world.invited)

        assert "Send the invitation again" not in words(shown)
        assert answer.status == 400
        assert Browser(world.http).get(f"/invitations/{world.invited.code}").status == 200

    def test_is_for_all_whom_the_filters_leave(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        answer = look(browser, world, "deactivate", everybody=1, filter="i", state="active")

        assert "will be changed" in words(answer)
        assert "Mia Member" in words(answer)
        assert "Wanda" not in words(answer)

    def test_needs_somebody_chosen_and_something_that_is_offered(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        nobody, nothing = look(browser, world, "deactivate"), look(browser, world, "nonsense", world.member)

        assert [nobody.status, nothing.status] == [400, 400]
        assert (
            'role="alert" id="problem" class="problem" tabindex="-1" autofocus>Choose at least one person.<'
            in nobody.text
        )
        assert 'role="alert" id="problem" class="problem" tabindex="-1" autofocus>Choose what to do.<' in nothing.text

    def test_keeps_filters_and_choices_where_something_is_still_to_be_chosen(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        nobody = look(browser, world, "deactivate", filter="mia", state="active")
        nothing = look(browser, world, "", world.member, world.admin, filter="mia")

        assert shown_names(nobody) == shown_names(nothing) == ["Mia Member"]
        assert '<option value="deactivate" selected>' in nobody.text
        assert '<option value="active" selected>' in nobody.text
        assert f'value="{world.member.organization_user_id}" checked' in nothing.text
        assert f'name="id" value="{world.admin.organization_user_id}" data-kept' in nothing.text

    def test_comes_back_with_those_who_were_chosen(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)
        looked = look(browser, world, "deactivate", world.member, world.owner, filter="mia", sort="newest")
        _, _, again = looked.text.partition('id="again"')
        fields = re.findall(r'name="(\w+)" value="([^"]*)"', again)

        back = browser.post(
            f"{members(world)}/chosen", {name: [v for n, v in fields if n == name] for name, _ in fields}
        )

        assert back.status == 200
        assert shown_names(back) == ["Mia Member"]
        assert f'value="{world.member.organization_user_id}" checked' in back.text
        assert f'name="id" value="{world.owner.organization_user_id}" data-kept' in back.text
        assert '<option value="deactivate" selected>' in back.text
        assert 'name="sort" value="newest"' in back.text

    def test_leads_no_outsider_to_the_list(self, shared_world: World) -> None:
        browser = signed_in(shared_world.http, shared_world.stranger)

        assert browser.get(f"{members(shared_world)}/chosen").status == 404

    @pytest.mark.parametrize("part", ["changes", "changes/apply", "chosen"])
    def test_leads_to_the_list_who_comes_back_to_a_form_by_its_address(self, shared_world: World, part: str) -> None:
        browser = signed_in(shared_world.http, shared_world.owner)

        assert leads_to(browser.get(f"{members(shared_world)}/{part}")) == members(shared_world)

    def test_leads_back_to_a_persons_page_from_there(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)
        page = f"{members(world)}/{world.member.organization_user_id}"

        looked = look(browser, world, "deactivate", world.member, person=world.member.organization_user_id, back=page)

        assert f'<a class="button" href="{page}">Back without a change</a>' in looked.text
        assert 'id="again"' not in looked.text

    def test_begins_with_nothing_chosen(self, shared_world: World) -> None:
        browser = signed_in(shared_world.http, shared_world.owner)
        pages = members(shared_world), f"{members(shared_world)}/{shared_world.member.organization_user_id}"

        for page in pages:
            (first,) = re.findall(r'<select id="action"[^>]*>\s*<option ([^<]+)</option>', browser.get(page).text)
            assert first == 'value="">Choose what to do'

    @pytest.mark.parametrize("who", ["member", "stranger"])
    def test_is_refused_to_who_may_not(self, world: World, who: str) -> None:
        browser, before = signed_in(world.http, getattr(world, who)), world.people()

        answers = [go(browser, world, "deactivate", world.outside) for go in (look, carry_out)]

        assert {answer.status for answer in answers} <= {403, 404}
        assert world.people() == before

    def test_gives_an_admin_of_workspaces_what_is_theirs_alone(self, world: World) -> None:
        browser, before = signed_in(world.http, world.workspace_admin), world.people()

        refused = carry_out(browser, world, "admin", world.member)
        foreign = carry_out(browser, world, f"workspace-add:{world.other_workspace_id}", world.member)
        own = carry_out(browser, world, f"workspace-remove:{world.workspace_id}", world.member)

        assert [refused.status, foreign.status, own.status] == [400, 400, 200]
        assert (
            world.people()[world.member.organization_user_id]["admin"]
            == before[world.member.organization_user_id]["admin"]
        )
        assert world.workspace_users()[world.member.user_id]["is_direct"] is False

    def test_needs_the_token_of_the_session(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)
        fields = {"action": "deactivate", "id": world.member.organization_user_id}

        answer = browser.post_as_it_is(f"{members(world)}/changes/apply", fields)

        assert answer.status == 403
        assert not world.people()[world.member.organization_user_id]["inactive"]

    def test_does_not_reach_people_of_other_organizations(self, world: World) -> None:
        browser = signed_in(world.http, world.stranger)
        path = f"/organizations/{world.foreign_organization_id}/members/changes/apply"

        answer = browser.post(path, {"action": "deactivate", "id": world.member.organization_user_id})

        assert answer.status == 400
        assert not world.people()[world.member.organization_user_id]["inactive"]

    def test_leads_back_to_the_list_alone(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        answer = look(browser, world, "deactivate", world.member, back="https://evil.example/")

        assert "evil.example" not in answer.text


class Test_a_person:
    def page(self, world: World, person: Person) -> str:
        return f"{members(world)}/{person.organization_user_id}"

    def test_tells_what_was_done_with_their_places(self, world: World) -> None:
        path = f"/workspaces/{world.workspace_id}/workspace_users/{world.member.workspace_user_id}"
        world.http.ok("PUT", path, {"role": "teamlead"}, as_=world.owner)
        browser = signed_in(world.http, world.owner)

        told, others = (words(browser.get(self.page(world, one))) for one in (world.member, world.outside))

        assert "made Mia Member a team lead" in told
        assert "team lead" not in others.partition("History")[2]

    def test_shows_where_they_are_and_their_history(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)
        carry_out(browser, world, "deactivate", world.member)

        answer = browser.get(self.page(world, world.member))

        assert "Mia Member" in words(answer)
        assert "Inactive" in words(answer)
        assert "Crew" in words(answer)
        assert "Olivia Owner deactivated Mia Member" in words(answer)

    def test_leads_to_their_places_and_offers_what_would_change_them(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}"

        by_owner = signed_in(world.http, world.owner).get(self.page(world, world.member)).text
        by_lead = signed_in(world.http, world.workspace_admin).get(self.page(world, world.member)).text

        assert f'href="{path}/groups/{world.group_id}"' in by_owner
        assert f'href="{path}/groups/{world.group_id}"' not in by_lead
        person = f'href="{path}/workspaces/{world.workspace_id}/people/{world.member.user_id}"'
        assert person in by_owner
        assert person in by_lead
        offered = re.findall(r'<option value="([^":]+)', by_owner)
        assert {"admin", "deactivate", "remove", "workspace-add", "group-remove"} <= set(offered)
        assert not {"member", "activate", "invite-again", "group-add"} & set(offered)
        assert "Hours a day" in by_owner

    def test_says_beside_the_changes_that_none_was_chosen(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        answer = look(browser, world, "", world.member, person=world.member.organization_user_id)

        assert answer.status == 400
        assert 'role="alert" id="problem" class="problem" tabindex="-1" autofocus>Choose what to do.<' in answer.text
        assert "Name and address" in words(answer)

    def test_who_has_not_joined_is_invited_again_by_reactivating(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)
        carry_out(browser, world, "deactivate", world.invited)

        answer = look(browser, world, "activate", world.invited)

        assert "becomes invited again: they have not joined yet." in words(answer)
        assert "becomes active again" not in words(answer)

    def test_is_renamed(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        answer = browser.post(self.page(world, world.member), {"name": "Mia Mayer", "email": world.member.email})

        assert leads_to(answer) == f"{self.page(world, world.member)}?did=changed"
        assert world.people()[world.member.organization_user_id]["name"] == "Mia Mayer"

    def test_keeps_what_was_typed_when_it_cannot_be(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        answer = browser.post(self.page(world, world.member), {"name": "Mia Mayer", "email": world.admin.email})

        assert answer.status == 400
        assert "Email already exists." in words(answer)
        assert 'value="Mia Mayer"' in answer.text
        assert world.people()[world.member.organization_user_id]["name"] == "Mia Member"

    def test_gets_a_link_to_set_a_new_password(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        answer = browser.post(f"{self.page(world, world.member)}/lost-password")

        link = re.search(r'value="(https://[^"]+/reset-password\?code=[^"]+)"', answer.text)
        assert link is not None
        assert "New password" in words(world.http("GET", f"/{link[1].removeprefix(world.http.root_url)}"))

    def test_of_whom_no_link_can_be_made_the_page_says_why(self, world: World) -> None:
        browser = signed_in(world.http, world.admin)

        answer = browser.post(f"{self.page(world, world.owner)}/lost-password")

        assert answer.status == 403
        assert "You cannot make a link for this person." in words(answer)

    def test_of_another_organization_is_not_there(self, world: World) -> None:
        answer = signed_in(world.http, world.stranger).get(
            f"/organizations/{world.foreign_organization_id}/members/{world.member.organization_user_id}"
        )

        assert answer.status == 404
