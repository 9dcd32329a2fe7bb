"""The organization's settings, its owner and the way out of it, by pages."""

from __future__ import annotations

import re

import pytest

from support import ownership
from support.http import Answer
from support.mail import PostOffice, until
from support.making import make_paying
from support.world import Person, World, build
from web.browsing import Browser, leads_to, signed_in, words


def settings(world: World, *parts: object) -> str:
    return "/".join(map(str, (f"/organizations/{world.organization_id}/settings", *parts)))


def workspaces(world: World) -> str:
    return f"/organizations/{world.organization_id}/workspaces"


def shown(world: World, person: Person) -> str:
    return words(signed_in(world.http, person).get(settings(world)))


def name_of(world: World) -> str:
    name: str = world.http.ok("GET", f"/organizations/{world.organization_id}", as_=world.owner)["name"]
    return name


@pytest.mark.parametrize("kind", ["owner", "admin", "workspace_admin", "member", "outside"])
def test_the_settings_are_in_everybodys_navigation(shared_world: World, kind: str) -> None:
    page = signed_in(shared_world.http, getattr(shared_world, kind)).get(settings(shared_world))

    assert page.status == 200
    assert re.search(r'href="[^"]+/settings" aria-current="page">Settings</a></li>\s*</ul>', page.text)
    assert "Olivia Owner" in words(page) or kind == "owner"


@pytest.mark.parametrize("kind", ["stranger", "inactive"])
@pytest.mark.parametrize("page", ["", "ownership", "leave"])
def test_who_is_not_in_it_or_inactive_finds_nothing(shared_world: World, kind: str, page: str) -> None:
    browser = signed_in(shared_world.http, getattr(shared_world, kind))

    assert browser.get(settings(shared_world, page)).status == 404


@pytest.mark.parametrize("kind", ["workspace_admin", "member"])
def test_members_see_the_owner_and_how_to_leave_alone(shared_world: World, kind: str) -> None:
    text = shown(shared_world, getattr(shared_world, kind))

    assert "owns this organization" in text
    assert "You can leave this organization." in text
    assert not [word for word in ("Rename", "What it has", "Paying user", "Mail", "Hand it over") if word in text]


class Test_the_name:
    def test_an_admin_renames_the_organization(self, world: World) -> None:
        browser = signed_in(world.http, world.admin)

        answer = browser.post(settings(world, "name"), {"name": "مناوبة الليل"})

        page = words(browser.get(leads_to(answer)))
        assert "The organization has its new name." in page
        assert "Settings of مناوبة الليل" in page
        assert name_of(world) == "مناوبة الليل"

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [("", "Write a name."), ("x" * 141, "Organization name too long, maximum length is 140.")],
    )
    def test_one_that_cannot_be_is_said_beside_it_and_kept(self, world: World, typed: str, problem: str) -> None:
        answer = signed_in(world.http, world.owner).post(settings(world, "name"), {"name": typed})

        assert (answer.status, problem in words(answer)) == (400, True)
        assert f'value="{typed}"' in answer.text
        assert name_of(world) == "Olivia Owner's organization"


def test_what_it_has_is_counted(shared_world: World) -> None:
    text = shown(shared_world, shared_world.admin)

    assert "Active people 6 Invited people 1 Inactive people 1 Workspaces 2 of at most 20 Groups 1" in text


ACTIONS = [("name", {"name": "Mine"}), ("paying-user", {"user_id": 1}), ("mail", {})]


@pytest.mark.parametrize(("path", "fields"), ACTIONS)
@pytest.mark.parametrize(("kind", "status"), [("workspace_admin", 403), ("member", 403), ("stranger", 403)])
def test_nobody_else_changes_them(world: World, path: str, fields: dict[str, object], kind: str, status: int) -> None:
    answer = signed_in(world.http, getattr(world, kind)).post(settings(world, path), fields)

    assert answer.status in {status, 404}
    assert name_of(world) == "Olivia Owner's organization"


@pytest.mark.parametrize("path", ["name", "paying-user", "mail", "leave", "ownership/{person}", "transfers/{transfer}"])
def test_a_form_without_the_token_of_the_session_changes_nothing(world: World, path: str) -> None:
    transfer = ownership.ask(world, world.admin)["owner_transfer_id"]
    filled = path.format(person=world.member.organization_user_id, transfer=transfer)
    fields: dict[str, object] = {"name": "Mine", "user_id": world.admin.user_id, "action": "accept"}

    answer = signed_in(world.http, world.owner).post_as_it_is(settings(world, filled), fields)

    assert answer.status == 403
    assert (name_of(world), ownership.owner_of(world)) == ("Olivia Owner's organization", world.owner.user_id)


class Test_the_paying_user:
    def test_the_owner_lets_another_admin_pay(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        page = browser.get(settings(world))
        answer = browser.post(settings(world, "paying-user"), {"user_id": world.admin.user_id})

        assert f'<option value="{world.admin.user_id}">Adam Admin' in page.text
        assert f'<option value="{world.member.user_id}"' not in page.text
        assert "Adam Admin" in words(browser.get(leads_to(answer))).partition("Paying user")[2]

    def test_an_admin_who_does_not_pay_is_told_who_may_choose(self, world: World) -> None:
        browser = signed_in(world.http, world.admin)

        answer = browser.post(settings(world, "paying-user"), {"user_id": world.admin.user_id})

        assert "only they and the owner can choose another" in words(browser.get(settings(world)))
        assert answer.status == 403

    def test_a_member_cannot_be_it(self, world: World) -> None:
        answer = signed_in(world.http, world.owner).post(
            settings(world, "paying-user"), {"user_id": world.member.user_id}
        )

        assert answer.status == 400
        assert "The paying user must be an admin of the organization." in words(answer)

    def test_where_there_is_no_other_admin_it_is_said_what_to_do(self, world: World) -> None:
        browser = signed_in(world.http, world.stranger)

        page = browser.get(f"/organizations/{world.foreign_organization_id}/settings")

        assert "make somebody an admin in the list of members first" in words(page)


def ask_by_page(world: World, person: Person, new_owner: Person) -> Answer:
    return signed_in(world.http, person).post(settings(world, "ownership", new_owner.organization_user_id))


def answer_by_page(world: World, person: Person, action: str) -> Answer:
    """Answers the transfer that the person's page shows, as its form would."""
    browser = signed_in(world.http, person)
    page = browser.get(settings(world))
    (path,) = re.findall(r'action="([^"]+/settings/transfers/[0-9]+)"', page.text)
    assert f'value="{action}"' in page.text
    return browser.post(path, {"action": action})


class Test_handing_over:
    def test_somebody_is_found_by_name_among_the_active(self, shared_world: World) -> None:
        browser = signed_in(shared_world.http, shared_world.owner)
        path = settings(shared_world, "ownership")

        found, all_of_them = words(browser.get(f"{path}?filter=MIA")), words(browser.get(path))

        assert "Mia Member" in found
        assert "Adam Admin" not in found
        assert "Ivan Invited" not in all_of_them
        assert "Ines Inactive" not in all_of_them
        assert "Owns it now" in all_of_them

    def test_where_nobody_else_could_own_it_people_can_be_invited(self, shared_world: World) -> None:
        path, number = "settings/ownership", shared_world.foreign_organization_id

        alone = signed_in(shared_world.http, shared_world.stranger).get(f"/organizations/{number}/{path}")
        among = signed_in(shared_world.http, shared_world.owner).get(settings(shared_world, "ownership"))

        assert "Owns it now" in words(alone)
        assert "there is nobody else" in words(alone)
        assert f'href="/organizations/{number}/invitations/new">Invite people</a>' in alone.text
        assert "nobody else" not in words(among)

    def test_where_nobody_matches_there_is_a_way_back(self, shared_world: World) -> None:
        page = signed_in(shared_world.http, shared_world.owner).get(
            settings(shared_world, "ownership?filter=nobody+like+that&page=7")
        )

        assert "No active person matches. Show everybody" in words(page)

    @pytest.mark.parametrize(
        ("asks", "said"),
        [
            ("owner", "Then Mia Member owns the organization at once, and you become an admin."),
            ("admin", "Olivia Owner , who owns it, and Mia Member ("),
        ],
    )
    def test_what_it_does_is_said_before_anybody_is_asked(self, world: World, rows, asks: str, said: str) -> None:
        path = settings(world, "ownership", world.member.organization_user_id)

        page = words(signed_in(world.http, getattr(world, asks)).get(path))

        assert said in page
        assert "Nobody is asked yet." in page
        assert rows("SELECT FROM ownership_transfers WHERE organization_id = $1", world) == []

    def test_how_those_asked_learn_of_it_goes_by_whether_mail_is_sent(
        self, world: World, world_with_mail: World
    ) -> None:
        said = []
        for one in (world, world_with_mail):
            browser = signed_in(one.http, one.owner)
            path = settings(one, "ownership", one.member.organization_user_id)
            said += [words(browser.get(path)), words(browser.get(leads_to(browser.post(path))))]

        on_pages = "the question on the pages of the organization"
        assert [on_pages in text for text in said] == [True, True, False, False]
        assert ["is told by mail" in text for text in said] == [False, False, False, True]

    def test_a_member_who_is_asked_finds_it_and_accepts(self, world: World) -> None:
        leads_to(ask_by_page(world, world.owner, world.member))

        asked = shown(world, world.member)
        leads_to(answer_by_page(world, world.member, "accept"))

        assert "You are asked: shall you own this organization?" in asked
        assert re.search(r"Olivia Owner asked on \S+ to hand the ownership over to you\. Without an answer", asked)
        assert "You own this organization." in shown(world, world.member)
        assert "Handed over on" in shown(world, world.owner)

    def test_who_is_asked_is_told_on_every_page_until_they_answer(self, world: World) -> None:
        leads_to(ask_by_page(world, world.owner, world.member))
        pages = {person: signed_in(world.http, person) for person in (world.member, world.owner, world.outside)}

        told = {
            person: "You are asked who shall own this organization." in words(browser.get(workspaces(world)))
            for person, browser in pages.items()
        }
        answer_by_page(world, world.member, "reject")

        assert told == {world.member: True, world.owner: False, world.outside: False}
        assert "You are asked" not in words(pages[world.member].get(workspaces(world)))

    def test_both_sides_accept_what_an_admin_asks_for(self, world: World) -> None:
        leads_to(ask_by_page(world, world.admin, world.member))

        leads_to(answer_by_page(world, world.owner, "accept"))
        waiting = shown(world, world.admin)
        leads_to(answer_by_page(world, world.member, "accept"))

        assert "The ownership is being handed over" in waiting
        assert re.search(r"You asked on \S+ for the ownership to go from Olivia Owner to Mia Member \.", waiting)
        assert "Olivia Owner Has accepted" in waiting
        assert "Mia Member Has not answered" in waiting
        assert ownership.owner_of(world) == world.member.user_id

    def test_an_admin_asks_for_themselves(self, world: World) -> None:
        browser = signed_in(world.http, world.admin)

        page = browser.get(settings(world, "ownership", world.admin.organization_user_id))
        leads_to(ask_by_page(world, world.admin, world.admin))
        asked = shown(world, world.owner)
        leads_to(answer_by_page(world, world.owner, "accept"))

        assert "You as the owner: what it does" in words(page)
        assert re.search(r"Adam Admin asked on \S+ to take the ownership over from you\.", asked)
        assert "You own this organization." in words(browser.get(settings(world)))

    @pytest.mark.parametrize(
        ("who", "action", "said"), [("member", "reject", "Refused"), ("owner", "cancel", "Called off")]
    )
    def test_it_ends_when_a_side_refuses_or_it_is_called_off(
        self, world: World, who: str, action: str, said: str
    ) -> None:
        leads_to(ask_by_page(world, world.owner, world.member))

        leads_to(answer_by_page(world, getattr(world, who), action))

        assert f"{said} on 20" in shown(world, world.admin)
        assert ownership.owner_of(world) == world.owner.user_id

    def test_one_that_ran_out_can_be_answered_no_more(self, world: World) -> None:
        leads_to(ask_by_page(world, world.owner, world.member))
        (transfer,) = world.http.ok("GET", ownership.path(world, "transfer"), as_=world.owner)
        ownership.let_pass(world, transfer)
        browser = signed_in(world.http, world.member)

        answer = browser.post(settings(world, "transfers", transfer["owner_transfer_id"]), {"action": "accept"})

        assert (answer.status, ownership.FINISHED in words(answer)) == (400, True)
        assert "Ran out on" in words(answer)
        assert 'value="accept"' not in answer.text

    def test_while_one_goes_on_nobody_else_is_asked(self, world: World) -> None:
        leads_to(ask_by_page(world, world.owner, world.member))

        page = signed_in(world.http, world.owner).get(settings(world, "ownership"))
        answer = ask_by_page(world, world.owner, world.outside)

        assert "The ownership is being handed over already." in words(page)
        assert answer.status == 400
        assert "An ownership transfer is already in progress." in words(answer)

    @pytest.mark.parametrize("whom", ["owner", "invited", "inactive", "stranger"])
    def test_who_cannot_own_it_cannot_be_chosen(self, world: World, whom: str) -> None:
        browser = signed_in(world.http, world.owner)
        path = settings(world, "ownership", getattr(world, whom).organization_user_id)

        assert [browser.get(path).status, browser.post(path).status] == [404, 404]

    @pytest.mark.parametrize("kind", ["workspace_admin", "member"])
    def test_members_ask_for_none(self, world: World, kind: str) -> None:
        browser = signed_in(world.http, getattr(world, kind))
        path = settings(world, "ownership", world.member.organization_user_id)

        assert [browser.get(settings(world, "ownership")).status, browser.get(path).status] == [403, 403]
        assert browser.post(path).status == 403

    def test_whom_it_does_not_concern_sees_and_answers_none(self, world: World) -> None:
        leads_to(ask_by_page(world, world.owner, world.member))
        (transfer,) = world.http.ok("GET", ownership.path(world, "transfer"), as_=world.owner)
        browser = signed_in(world.http, world.outside)

        answer = browser.post(settings(world, "transfers", transfer["owner_transfer_id"]), {"action": "accept"})

        assert "handed over" not in words(browser.get(settings(world)))
        assert answer.status == 403

    def test_an_action_that_there_is_not_is_refused(self, world: World) -> None:
        number = ownership.ask(world, world.admin)["owner_transfer_id"]

        answer = signed_in(world.http, world.owner).post(settings(world, "transfers", number), {"action": "own"})

        assert answer.status == 400
        assert ownership.owner_of(world) == world.owner.user_id


class Test_leaving:
    def test_it_is_said_what_it_does_and_then_done(self, world: World) -> None:
        browser = signed_in(world.http, world.member)

        page = words(browser.get(settings(world, "leave")))
        answer = browser.post(settings(world, "leave"))

        assert "You leave its workspaces and groups" in page
        assert leads_to(answer) == "/"
        assert world.member.organization_user_id not in world.people()

    def test_the_last_one_is_told_that_the_organization_ends(self, world: World, rows) -> None:
        browser, path = (
            signed_in(world.http, world.stranger),
            f"/organizations/{world.foreign_organization_id}/settings/leave",
        )

        page, unaware = browser.get(path), browser.post(path)
        answer = browser.post(path, {"ends": "1"})

        assert "You are the last one here: the organization is deleted" in words(page)
        assert 'name="ends" value="1"' in page.text
        assert (unaware.status, "Read again what leaving does now." in words(unaware)) == (400, True)
        assert leads_to(browser.get(leads_to(answer))) == "/organizations/new"
        assert rows("SELECT FROM organizations WHERE id = $1", world.foreign_organization_id) == []

    def test_the_owner_hands_it_over_first(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        page, answer = browser.get(settings(world, "leave")), browser.post(settings(world, "leave"))

        assert answer.status == 400
        for one in (page, answer):
            assert "Hand it over first" in words(one)
            assert f'href="{settings(world, "ownership")}"' in one.text

    def test_who_pays_lets_somebody_else_pay_first(self, world: World) -> None:
        make_paying(world, world.admin)

        answer = signed_in(world.http, world.admin).post(settings(world, "leave"))

        assert (answer.status, "You pay for this organization" in words(answer)) == (400, True)
        assert world.admin.organization_user_id in world.people()


class Test_mail:
    def test_where_none_is_set_up_it_is_said_and_nothing_is_sent(self, world: World, rows) -> None:
        browser = signed_in(world.http, world.admin)

        page = browser.get(settings(world))
        answer = browser.post(settings(world, "mail"))

        assert "No mail server is set up" in words(page)
        assert "Send a test mail" not in words(page)
        assert (answer.status, "No mail server is set up." in words(answer)) == (400, True)
        assert rows("SELECT FROM outgoing_messages WHERE kind = 'test' AND account_id = $1", world.admin.user_id) == []

    def test_an_admin_gets_a_mail_and_sees_that_it_was_taken(self, office: tuple[World, PostOffice]) -> None:
        world, server = office
        browser = signed_in(world.http, world.admin)

        begun = browser.post(settings(world, "mail"))
        mail = server.awaited(world.admin.email, "A mail to try the settings with")

        assert leads_to(begun) == settings(world)
        assert "to try the settings of mail" in mail.text
        wait_for(browser, settings(world), "was taken by the mail server on")

    def test_a_second_one_within_a_minute_is_refused(self, office: tuple[World, PostOffice]) -> None:
        world, _ = office
        browser = signed_in(world.http, world.owner)

        answers = [browser.post(settings(world, "mail")) for _ in range(2)]

        assert [answer.status for answer in answers] == [303, 400]
        assert "A test mail was sent less than a minute ago." in words(answers[1])

    def test_what_was_wrong_is_shown(self, office: tuple[World, PostOffice]) -> None:
        world, server = office
        another = build(world.service)
        # That of others' joining, too.
        server.answers[another.owner.email] = ["550 no such mailbox"] * 20
        browser = signed_in(another.http, another.owner)

        leads_to(browser.post(settings(another, "mail")))

        wait_for(browser, settings(another), "was given up on")
        assert "no such mailbox" in words(browser.get(settings(another)))


def wait_for(browser: Browser, path: str, text: str) -> None:
    """Looks at the page again and again until it says so."""
    until(lambda: text in words(browser.get(path)))
