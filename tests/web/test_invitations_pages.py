"""Inviting people by pages: judged first, then sent; and those who have not answered."""

from __future__ import annotations

import re

from support.mail import PostOffice
from support.world import World, address
from web.browsing import Browser, leads_to, signed_in, words


def invitations(world: World) -> str:
    return f"/organizations/{world.organization_id}/invitations"


def judgements(page: str) -> list[tuple[str, str]]:
    """Each line of the page, and what it is said to be."""
    return re.findall(r'<td><bdi>([^<]+)</bdi></td>\s*<td><span class="tag \w+">([^<]+)</span>', page)


def test_each_line_is_judged_before_anything_is_sent(world: World) -> None:
    browser = signed_in(world.http, world.owner)
    before = world.people()
    known = [world.member.email.upper(), world.invited.email, world.inactive.email]
    written = ["Name;Mail", "Nora <nora@example.com>; nils@example.com", *known, "nora@example.com", "nobody", "a@b@c"]

    answer = browser.post(f"{invitations(world)}/new", {"emails": "\n".join(written)})

    assert judgements(answer.text) == [
        ("nora@example.com", "New"),
        ("nils@example.com", "New"),
        (world.member.email.upper(), "A member already: comes into the workspaces"),
        (world.invited.email, "Invited already: gets a new link"),
        (world.inactive.email, "Inactive: reactivate them first"),
        ("nora@example.com", "Twice"),
        ("nobody", "Not an address"),
        ("a@b@c", "Not an address"),
    ]
    assert world.people() == before


def send(browser: Browser, world: World, emails: list[str], **more: object):
    fields = {"emails": "\n".join(emails), "email": emails, "workspace": world.workspace_id}
    return browser.post(f"{invitations(world)}/send", fields | more)


def test_those_chosen_are_invited_into_workspaces_and_groups(world: World) -> None:
    browser, emails = signed_in(world.http, world.owner), [address("nora"), address("nils")]
    more = {f"role-{world.workspace_id}": "teamlead", "group": world.group_id, "by_mail": "no"}

    answer = send(browser, world, emails, **more)

    links = dict(re.findall(r"([^\s>]+@\S+)\t(https://\S+/invitations/\S+)", answer.text))
    invited = [person for person in world.people().values() if person["email"] in emails]
    assert sorted(links) == sorted(emails)
    assert [(one["joined"], [group["name"] for group in one["groups"]]) for one in invited] == [(False, ["Crew"])] * 2
    assert {place["role"] for one in invited for place in one["workspaces"]} == {"teamlead"}
    link = links[emails[0]].removeprefix(world.http.root_url)
    assert emails[0] in words(Browser(world.http).get(link))


def test_many_are_invited_a_hundred_at_a_time(world: World) -> None:
    browser, emails = signed_in(world.http, world.owner), [address(f"person{number}") for number in range(130)]

    answer = send(browser, world, emails)

    assert "130 people are invited." in words(answer)
    assert len(world.people()) == 138


class Test_with_a_mail_server:
    def test_mails_are_sent_unless_the_links_are_wanted_alone(self, office: tuple[World, PostOffice]) -> None:
        world, server = office
        browser, mailed, handed = signed_in(world.http, world.owner), address("nora"), address("nils")

        form = browser.post(f"{invitations(world)}/new", {"emails": mailed})
        by_hand = send(browser, world, [handed], by_mail="no")
        by_mail = send(browser, world, [mailed], by_mail="yes")

        assert 'value="yes" checked> By mail' in form.text
        assert "1 person is invited; their mails are on their way" in words(by_mail)
        assert "Hand each person their own link" not in words(by_mail)
        assert "on their way" not in words(by_hand)
        assert "Hand each person their own link" in words(by_hand)
        assert server.awaited(mailed).code
        assert server.to(handed) == []

    def test_an_invitation_is_sent_again_and_its_earlier_link_ends(self, world_with_mail: World) -> None:
        world = world_with_mail
        browser = signed_in(world.http, world.owner)

        shown, answer = browser.get(invitations(world)), change(browser, world, "resend")

        assert f"Send again to {world.invited.email}" in shown.text
        assert leads_to(answer) == f"{invitations(world)}?did=resend"
        assert Browser(world.http).get(f"/invitations/{world.invited.code}").status == 404


class Test_without_a_mail_server:
    def test_nothing_says_that_a_mail_goes(self, world: World, rows) -> None:
        browser, email = signed_in(world.http, world.owner), address("nora")

        form = browser.post(f"{invitations(world)}/new", {"emails": email})
        answer = send(browser, world, [email], by_mail="yes")

        assert "By mail" not in words(form)
        assert "This service sends no mail" in words(form)
        assert "on their way" not in words(answer)
        assert "Hand each person their own link" in words(answer)
        mails = "SELECT FROM outgoing_messages m JOIN accounts a ON a.id = m.account_id WHERE a.email = $1"
        assert rows(mails, email) == []

    def test_an_invitation_gets_a_new_link_and_is_not_sent_again(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        shown, answer = browser.get(invitations(world)), change(browser, world, "resend")

        assert "Send again" not in shown.text
        assert f"New link for {world.invited.email}" in shown.text
        assert (answer.status, "This service sends no mail. Make a new link" in words(answer)) == (400, True)
        assert Browser(world.http).get(f"/invitations/{world.invited.code}").status == 200

    def test_people_in_no_workspace_are_invited_into_one(self, world: World, rows) -> None:
        rows("DELETE FROM workspace_users WHERE organization_user_id = $1", world.invited.organization_user_id)

        shown = words(signed_in(world.http, world.owner).get(invitations(world)))

        assert f"Invite into a workspace : {world.invited.email}" in shown


def test_what_has_to_be_chosen_yet_is_said_beside_it(world: World) -> None:
    browser, email = signed_in(world.http, world.owner), address("nora")

    answer = send(browser, world, [email], workspace=[], email=[])

    assert answer.status == 400
    workspaces = re.search(r"<fieldset.*?</fieldset>", answer.text, re.DOTALL)
    assert workspaces is not None
    assert 'aria-describedby="workspace-problem"' in workspaces[0]
    assert re.search(r'id="workspace-problem"[^>]*>Choose at least one workspace\.<', workspaces[0])
    assert re.search(r'>Whom</h2>\s*<p [^>]*id="email-problem"[^>]*>Choose at least one address\.<', answer.text)
    assert 'aria-describedby="email-problem"' in answer.text


def test_a_list_is_corrected_as_it_was_written(world: World) -> None:
    browser, written = signed_in(world.http, world.owner), "nora@example.com\nbob & ben, zoe@example.com"

    judged = browser.post(f"{invitations(world)}/new", {"emails": written})
    answer = browser.post(f"{invitations(world)}/new", {"emails": f"\n{written}\n", "correct": "1"})

    pressed = re.search(r'<button [^>]*formaction="([^"]+)" name="correct" value="1">Correct the list<', judged.text)
    assert pressed is not None
    assert pressed[1] == f"{invitations(world)}/new"
    assert ">nora@example.com\nbob &amp; ben, zoe@example.com</textarea>" in answer.text
    assert (answer.status, "Look at them" in words(answer)) == (200, True)


def test_a_file_that_was_looked_at_is_corrected_too(world: World) -> None:
    browser = signed_in(world.http, world.owner)
    fields = {"form_token": browser.token(), "emails": "bob", 'file"; filename="people.csv': "zoe@example.com"}
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    headers = {"Cookie": browser.cookie, "Content-Type": "multipart/form-data; boundary=x"}

    judged = world.http("POST", f"/{invitations(world)}/new", raw=f"{body}--x--\r\n".encode(), headers=headers)

    assert '<textarea name="emails" hidden>bob\nzoe@example.com</textarea>' in judged.text


def test_what_cannot_be_sent_keeps_all_that_was_chosen(world: World) -> None:
    browser, email = signed_in(world.http, world.owner), address("nora")

    answer = send(browser, world, [email], workspace=[], group=world.group_id)

    assert answer.status == 400
    assert "Choose at least one workspace." in words(answer)
    assert f'value="{email}" aria-label="Invite {email}" checked' in answer.text
    assert f'name="group" value="{world.group_id}" checked' in answer.text


def test_nothing_to_judge_says_so(world: World) -> None:
    answer = signed_in(world.http, world.owner).post(f"{invitations(world)}/new", {"emails": "  \n "})

    assert answer.status == 400
    assert "Paste or write at least one address." in words(answer)


def test_an_admin_of_workspaces_invites_into_theirs_alone(world: World) -> None:
    browser, before = signed_in(world.http, world.workspace_admin), world.people()

    form = browser.post(f"{invitations(world)}/new", {"emails": "nora@example.com"})
    foreign = send(browser, world, [address("nora")], workspace=world.other_workspace_id)
    own = send(browser, world, [address("nils")])

    assert f'value="{world.other_workspace_id}"' not in form.text
    assert [foreign.status, own.status] == [403, 200]
    assert len(world.people()) == len(before) + 1


def test_a_plain_member_invites_nobody(world: World) -> None:
    browser, before = signed_in(world.http, world.member), world.people()

    answers = [
        browser.get(invitations(world)),
        browser.get(f"{invitations(world)}/new"),
        browser.post(f"{invitations(world)}/new", {"emails": "nora@example.com"}),
        send(browser, world, [address("nora")]),
    ]

    assert [answer.status for answer in answers] == [403] * 4
    assert world.people() == before


def change(browser: Browser, world: World, what: str):
    return browser.post(f"{invitations(world)}/{world.invited.organization_user_id}", {"what": what})


def test_a_new_link_is_shown_once_to_hand_over(world: World) -> None:
    browser = signed_in(world.http, world.owner)

    shown = change(browser, world, "link")
    later = browser.get(invitations(world))

    link = re.search(r'value="(https://[^"]+/invitations/[^"]+)"', shown.text)
    assert link is not None
    assert world.invited.email in words(Browser(world.http).get(link[1].removeprefix(world.http.root_url)))
    assert link[1] not in later.text


def test_an_invitation_is_withdrawn(world: World) -> None:
    browser = signed_in(world.http, world.owner)

    answer = change(browser, world, "withdraw")
    again = change(browser, world, "withdraw")

    assert leads_to(answer) == f"{invitations(world)}?did=withdraw"
    assert world.invited.organization_user_id not in world.people()
    assert (again.status, "does not wait any more" in words(again)) == (404, True)


def test_withdrawing_is_asked_once_more_and_says_what_it_does(shared_world: World) -> None:
    page = signed_in(shared_world.http, shared_world.owner).get(invitations(shared_world))

    details = re.search(r"<details><summary>Withdraw.*?</details>", page.text, re.DOTALL)
    assert details is not None
    assert f'<span class="unseen">: <bdi>{shared_world.invited.email}</bdi></span></summary>' in details[0]
    assert "Their link ends; they can be invited again." in details[0]
    assert 'value="withdraw"' not in page.text.replace(details[0], "")


def test_where_nobody_waits_the_page_says_what_to_do(world: World) -> None:
    browser = signed_in(world.http, world.owner)
    change(browser, world, "withdraw")

    shown = words(browser.get(invitations(world)))
    assert "Nobody is invited and waiting." in shown
    assert "until they join or decline. Invite people" in shown


def test_a_role_that_no_page_offers_invites_nobody(world: World) -> None:
    browser, before = signed_in(world.http, world.owner), world.people()

    answer = send(browser, world, [address("nora")], **{f"role-{world.workspace_id}": "emperor"})

    assert answer.status == 400
    assert world.people() == before


def test_who_is_given_no_role_is_a_user(world: World) -> None:
    email = address("nora")
    send(signed_in(world.http, world.owner), world, [email])

    (invited,) = [person for person in world.people().values() if person["email"] == email]
    assert [place["role"] for place in invited["workspaces"]] == ["user"]


def test_what_no_button_says_leaves_an_invitation_as_it_is(world: World) -> None:
    answer = change(signed_in(world.http, world.owner), world, "nonsense")

    assert answer.status == 400
    assert Browser(world.http).get(f"/invitations/{world.invited.code}").status == 200


def test_a_page_beyond_the_last_is_the_last(shared_world: World) -> None:
    """As it is when the only invitation of the last page was withdrawn."""
    answer = signed_in(shared_world.http, shared_world.owner).get(f"{invitations(shared_world)}?page=2")

    assert shared_world.invited.email in words(answer)
