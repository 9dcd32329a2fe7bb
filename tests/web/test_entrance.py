"""Ways in and out, by pages."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from support.mail import PostOffice
from support.server import running
from support.world import PASSWORD, World, address
from web.browsing import Browser, leads_to, signed_in, words

WRONG = "The e-mail address or the password is wrong."


def test_who_is_not_signed_in_signs_in_first_and_comes_back(world: World) -> None:
    browser, page = Browser(world.http), f"/organizations/{world.organization_id}/members?filter=mia"

    asked = leads_to(browser.get(page))
    form = browser.get(asked)
    answer = browser.post("/sign-in", {"email": world.owner.email, "password": PASSWORD, "next": page})

    assert asked == f"/sign-in?next={quote(page, safe='')}"
    assert f'name="next" value="{page}"' in form.text
    assert leads_to(answer) == page
    assert "Mia Member" in words(browser.get(page))


def test_a_wrong_password_says_so_and_keeps_the_address(world: World) -> None:
    browser = Browser(world.http)

    answer = browser.sign_in(world.member, "not the password")

    assert answer.status == 403
    assert WRONG in words(answer)
    assert f'value="{world.member.email}"' in answer.text
    assert browser.cookie == ""


def test_an_unknown_address_is_told_the_same(world: World) -> None:
    answer = Browser(world.http).post("/sign-in", {"email": "nobody@example.com", "password": PASSWORD})

    assert answer.status == 403
    assert WRONG in words(answer)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\nb",
        "evil",
        "\\\\evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(world: World, elsewhere: str) -> None:
    answer = Browser(world.http).post("/sign-in", {"email": world.owner.email, "password": PASSWORD, "next": elsewhere})

    assert leads_to(answer) == "/"


def test_the_cookie_is_kept_from_scripts_and_other_sites(world: World) -> None:
    browser = Browser(world.http)
    answer = browser.sign_in(world.owner)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-rollbook_session=")
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"))
    assert "Max-Age" not in cookie


def test_whoever_wants_stays_signed_in(world: World) -> None:
    fields = {"email": world.owner.email, "password": PASSWORD, "remember": "1"}

    assert "Max-Age=2592000" in Browser(world.http).post("/sign-in", fields).headers["set-cookie"]


def test_signing_out_ends_the_session(world: World) -> None:
    browser = signed_in(world.http, world.owner)
    kept = browser.cookie

    answer = browser.post("/sign-out")
    browser.cookie = kept

    assert leads_to(answer) == "/sign-in"
    assert leads_to(browser.get("/organizations/new")).startswith("/sign-in")


def test_a_form_without_the_token_of_the_session_is_refused(world: World) -> None:
    browser, other = signed_in(world.http, world.owner), signed_in(world.http, world.owner)

    answers = [browser.post_as_it_is("/sign-out", fields) for fields in ({}, {"form_token": other.token()})]

    assert [answer.status for answer in answers] == [403, 403]
    assert browser.get("/organizations/new").status == 200


def test_signing_up_makes_an_organization_and_signs_in(world: World) -> None:
    browser = Browser(world.http)

    answer = browser.post("/sign-up", {"name": "Nora New", "email": address("nora"), "password": PASSWORD})
    first = leads_to(browser.get(leads_to(answer)))

    assert "Nora New's organization" in words(browser.get(leads_to(browser.get(first))))


def test_a_sign_up_that_cannot_be_keeps_what_was_typed(world: World) -> None:
    fields = {"name": "Nora New", "email": world.member.email, "password": PASSWORD}

    answer = Browser(world.http).post("/sign-up", fields)

    assert answer.status == 400
    assert "User with this email already exists." in words(answer)
    assert 'value="Nora New"' in answer.text


def test_a_forgotten_password_is_mailed_for_whoever_has_an_account(world: World, rows) -> None:
    known = Browser(world.http).post("/forgotten-password", {"email": world.member.email})
    unknown = Browser(world.http).post("/forgotten-password", {"email": "nobody@example.com"})

    queued = rows("SELECT kind FROM outgoing_messages WHERE account_id = $1", world.member.user_id)
    assert (known.status, known.text) == (unknown.status, unknown.text)
    assert "password_reset" in [row["kind"] for row in queued]


def test_where_no_mail_is_sent_an_administrator_makes_the_link(world: World) -> None:
    browser = Browser(world.http)

    before = browser.get("/forgotten-password")
    answers = [
        browser.post("/forgotten-password", {"email": email}) for email in (world.member.email, "nobody@example.com")
    ]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    for page in (before, answers[0]):
        assert "This service sends no mail" in words(page)
        assert "Ask an administrator of your organization" in words(page)
        assert "on its way" not in words(page)
        assert "Send the link" not in words(page)


def test_where_mail_is_sent_the_link_is_on_its_way_for_all(office: tuple[World, PostOffice]) -> None:
    world, server = office
    browser = Browser(world.http)

    before = browser.get("/forgotten-password")
    known = browser.post("/forgotten-password", {"email": world.member.email})
    unknown = browser.post("/forgotten-password", {"email": "nobody@example.com"})

    assert "Send the link" in words(before)
    assert "a link is on its way to it" in words(known)
    assert (known.status, known.text) == (unknown.status, unknown.text)
    assert server.awaited(world.member.email, "assword").code


def test_where_sign_up_is_closed_only_the_invited_come_in(tmp_path) -> None:
    with running(tmp_path, "--sign-up", "closed") as service:
        fields = {"name": "Nora New", "email": address("nora"), "password": PASSWORD}
        browser = Browser(service.http)

        shown, sent = browser.get("/sign-up"), browser.post("/sign-up", fields)
        asked = service.http("POST", "/signup", {"email": address("nora"), "password": PASSWORD})

    assert [shown.status, sent.status, asked.status] == [403, 403, 403]
    assert "by invitation alone" in words(shown)
    assert asked.json() == "Sign-up is closed: an invitation is needed"


class Test_an_invitation:
    def test_somebody_new_joins_by_the_link(self, world: World) -> None:
        browser, link = Browser(world.http), f"/invitations/{world.invited.code}"

        shown = browser.get(link)
        answer = browser.post(link, {"answer": "sign-up", "name": "Ivan Invited", "password": PASSWORD})

        assert world.invited.email in words(shown)
        joined = leads_to(answer)
        assert joined == f"/organizations/{world.organization_id}/workspaces?did=joined"
        assert "You have joined Olivia Owner's organization . Your workspace there is below." in words(
            browser.get(joined)
        )
        assert world.people()[world.invited.organization_user_id]["joined"]

    def test_who_joins_and_has_to_wait_before_signing_in_is_told_that_they_joined(self, world: World) -> None:
        browser, link = Browser(world.http), f"/invitations/{world.invited.code}"
        for number in range(12):
            world.http("GET", "/me", as_=(world.invited.email, f"wrong password {number}"))

        answer = browser.post(link, {"name": "Ivan", "password": PASSWORD, "answer": "sign-up"})
        shown = browser.get(leads_to(answer))

        assert "You are signed up." in words(shown)
        assert f'name="next" value="/organizations/{world.organization_id}/workspaces?did=joined"' in shown.text
        assert world.people()[world.invited.organization_user_id]["joined"]

    def test_a_password_that_is_too_short_keeps_the_link_and_the_name(self, world: World) -> None:
        browser, link = Browser(world.http), f"/invitations/{world.invited.code}"

        answer = browser.post(link, {"answer": "sign-up", "name": "Ivan Invited", "password": "short"})

        assert answer.status == 400
        assert "Password should be at least 8 characters." in words(answer)
        assert 'value="Ivan Invited"' in answer.text
        assert not world.people()[world.invited.organization_user_id]["joined"]

    def test_who_has_an_account_signs_in_and_joins(self, world: World) -> None:
        browser, link = Browser(world.http), f"/invitations/{_invited(world)}"

        wrong = browser.post(link, {"answer": "sign-in", "password": "not the password"})
        right = browser.post(link, {"answer": "sign-in", "password": PASSWORD})

        assert (wrong.status, "The password is wrong." in words(wrong)) == (403, True)
        assert leads_to(right) == f"/organizations/{world.organization_id}/workspaces?did=joined"
        assert world.stranger.user_id in {person["user_id"] for person in world.people().values()}

    def test_who_is_signed_in_declines(self, world: World) -> None:
        browser, link = signed_in(world.http, world.stranger), f"/invitations/{_invited(world)}"

        answer = browser.post(link, {"answer": "decline"})

        assert leads_to(answer) == "/"
        assert world.stranger.user_id not in {person["user_id"] for person in world.people().values()}

    def test_who_has_an_account_declines_by_their_password(self, world: World) -> None:
        browser, link = Browser(world.http), f"/invitations/{_invited(world)}"

        shown = browser.get(link)
        wrong = browser.post(link, {"answer": "decline-by-password", "password": "not the password"})
        before = {person["user_id"] for person in world.people().values()}
        right = browser.post(link, {"answer": "decline-by-password", "password": PASSWORD})

        assert "Sign in and decline" in words(shown)
        assert (wrong.status, "The password is wrong." in words(wrong)) == (403, True)
        assert world.stranger.user_id in before
        assert (right.status, "You have declined" in words(right), browser.cookie) == (200, True, "")
        assert world.stranger.user_id not in {person["user_id"] for person in world.people().values()}

    def test_somebody_new_is_told_that_they_need_not_answer(self, world: World) -> None:
        shown = words(Browser(world.http).get(f"/invitations/{world.invited.code}"))

        assert "without an answer the invitation ends after thirty days" in shown

    def test_somebody_else_who_is_signed_in_cannot_answer_it(self, world: World) -> None:
        browser, link = signed_in(world.http, world.member), f"/invitations/{_invited(world)}"

        shown, answer = browser.get(link), browser.post(link, {"answer": "accept"})

        assert "the invitation is for another address" in words(shown)
        assert answer.status == 403

    def test_an_answer_that_is_none_joins_nobody(self, world: World) -> None:
        browser, link = signed_in(world.http, world.stranger), f"/invitations/{_invited(world)}"

        answer = browser.post(link, {"answer": "nonsense"})

        joined = {person["user_id"]: person["joined"] for person in world.people().values()}
        assert (answer.status, joined[world.stranger.user_id]) == (400, False)

    def test_one_that_was_used_says_so(self, world: World) -> None:
        answer = Browser(world.http).get(f"/invitations/{world.member.code}")

        assert answer.status == 404
        assert "This invitation is over" in words(answer)


def _invited(world: World) -> str:
    """The code of an invitation for the stranger."""
    body = {"emails": [world.stranger.email], "workspaces": [{"workspace_id": world.workspace_id}]}
    path = f"/organizations/{world.organization_id}/invitations"
    code: str = world.http.ok("POST", path, body, as_=world.owner)["invitations"][0]["code"]
    return code


def test_an_unknown_page_is_a_page_for_browsers_alone(world: World) -> None:
    shown, told = Browser(world.http).get("/nowhere", Accept="text/html"), world.http("GET", "/nowhere")

    assert (shown.status, "There is nothing here" in words(shown)) == (404, True)
    assert (told.status, told.text) == (404, "Not Found")


def test_a_page_that_is_not_there_or_not_for_the_visitor_leads_on_to_those_that_are(world: World) -> None:
    path, browser = f"/organizations/{world.organization_id}", signed_in(world.http, world.member)

    missing, forbidden = browser.get(f"{path}/workspaces/1"), browser.get(f"{path}/overview")

    assert (missing.status, forbidden.status) == (404, 403)
    for answer in (missing, forbidden):
        assert f'href="{path}/workspaces"' in answer.text
        assert f'href="{path}/members"' not in answer.text


def test_a_page_of_somebody_elses_organization_is_not_there(world: World) -> None:
    answer = signed_in(world.http, world.stranger).get(f"/organizations/{world.organization_id}/members")

    assert answer.status == 404


def test_who_comes_by_a_link_from_elsewhere_is_led_to_the_page_once_more(world: World) -> None:
    page = f"/organizations/{world.organization_id}/members"

    answer = Browser(world.http).get(page, **{"Sec-Fetch-Site": "cross-site"})

    assert answer.status == 200
    assert '<meta http-equiv="refresh" content="0">' in answer.text
    assert f'href="{page}"' in answer.text
