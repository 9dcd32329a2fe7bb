"""The visitor's own account, by pages."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from support.audit import log
from support.http import Answer
from support.world import PASSWORD, Person, World, address, sign_up
from web.browsing import Browser, leads_to, signed_in, words

NEXT = "a quite different phrase"


def profile(world: World, person: Person) -> dict[str, object]:
    fetched: dict[str, object] = world.http.ok("GET", "/me", as_=person)
    return fetched


class Test_the_profile:
    def test_name_address_and_time_zone_are_changed_together(self, world: World) -> None:
        browser, email = signed_in(world.http, world.member), address("mia")
        fields: dict[str, object] = {"name": "Mia Ünlü", "email": email, "timezone": "Asia/Tokyo"}

        answer = browser.post("/account/profile", fields)
        shown = browser.get(leads_to(answer))

        now = profile(world, world.member)
        assert (now["fullname"], now["email"], now["timezone"]) == ("Mia Ünlü", email, "Asia/Tokyo")
        assert "Your profile is changed." in words(shown)

    @pytest.mark.parametrize(
        ("field", "value", "problem"),
        [
            ("name", " ", "Write a name of at most 255 characters."),
            ("email", "nowhere", "This is no e-mail address."),
            ("timezone", "Moon/Crater", "Choose a time zone from the list."),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field_and_the_rest_is_kept(
        self, world: World, field: str, value: str, problem: str
    ) -> None:
        fields: dict[str, object] = {"name": "Mia Kept", "email": "kept@example.com", "timezone": "UTC", field: value}

        answer = signed_in(world.http, world.member).post("/account/profile", fields)

        assert answer.status == 400
        assert problem in words(answer)
        assert f'id="{field}-problem"' in answer.text
        assert ('value="Mia Kept"' in answer.text) == (field != "name")
        assert profile(world, world.member)["fullname"] == "Mia Member"

    def test_the_address_of_somebody_else_is_refused(self, world: World) -> None:
        fields: dict[str, object] = {"name": "Mia Member", "email": world.owner.email, "timezone": "UTC"}

        answer = signed_in(world.http, world.member).post("/account/profile", fields)

        assert (answer.status, "Somebody has this address already." in words(answer)) == (400, True)

    @pytest.mark.parametrize("path", ["profile", "password", "picture", "close"])
    def test_a_form_without_the_token_of_the_session_changes_nothing(self, world: World, path: str) -> None:
        fields: dict[str, object] = {
            "name": "Changed",
            "email": address("changed"),
            "timezone": "UTC",
            "current_password": PASSWORD,
            "new_password": NEXT,
            "password": PASSWORD,
            "remove": "1",
        }

        answer = signed_in(world.http, world.member).post_as_it_is(f"/account/{path}", fields)

        assert answer.status == 403
        assert profile(world, world.member)["fullname"] == "Mia Member"


class Test_the_password:
    def test_it_is_changed_by_the_current_one_and_ends_other_sessions(self, world: World) -> None:
        browser, other = signed_in(world.http, world.member), signed_in(world.http, world.member)

        answer = browser.post("/account/password", {"current_password": PASSWORD, "new_password": NEXT})

        assert "Your password is changed." in words(browser.get(leads_to(answer)))
        assert leads_to(other.get("/account")).startswith("/sign-in")
        assert Browser(world.http).sign_in(world.member, NEXT).status == 303

    @pytest.mark.parametrize(
        ("current", "new", "field", "problem"),
        [
            ("not the password", NEXT, "current_password", "Current password is not valid."),
            ("", NEXT, "current_password", "Current password must be present to change password."),
            (PASSWORD, "short", "new_password", "Password should be at least 8 characters."),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field(
        self, world: World, current: str, new: str, field: str, problem: str
    ) -> None:
        fields: dict[str, object] = {"current_password": current, "new_password": new}

        answer = signed_in(world.http, world.member).post("/account/password", fields)

        assert (answer.status, problem in words(answer)) == (400, True)
        assert f'id="{field}-problem"' in answer.text
        assert PASSWORD not in answer.text
        assert Browser(world.http).sign_in(world.member).status == 303

    def test_who_guesses_the_current_one_has_to_wait(self, world: World) -> None:
        browser = signed_in(world.http, world.member)
        token: dict[str, object] = {"form_token": browser.token(), "current_password": "wrong", "new_password": NEXT}

        answers = [browser.post_as_it_is("/account/password", token) for _ in range(12)]

        assert answers[-1].status == 429
        assert "There were too many attempts." in words(answers[-1])
        assert int(answers[-1].headers["retry-after"]) > 0


class Test_the_picture:
    def test_it_is_shown_and_removed(self, world: World) -> None:
        browser = signed_in(world.http, world.member)

        leads_to(self.sent(browser, picture()))
        shown = browser.get("/account")
        leads_to(browser.post("/account/picture", {"remove": "1"}))

        assert 'src="/images/avatars/' in shown.text
        assert "You have no picture." in words(browser.get("/account"))

    @pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG" + b"x" * (2 * 1024 * 1024)])
    def test_what_is_none_is_refused(self, world: World, content: bytes) -> None:
        answer = self.sent(signed_in(world.http, world.member), content)

        assert answer.status == 400
        assert "Choose a PNG, JPEG or WebP picture" in words(answer)

    @staticmethod
    def sent(browser: Browser, content: bytes) -> Answer:
        fields = f'--b\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{browser.token()}\r\n'
        file = '--b\r\nContent-Disposition: form-data; name="picture"; filename="me.png"\r\n\r\n'
        raw = fields.encode() + file.encode() + content + b"\r\n--b--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=b", "Cookie": browser.cookie}
        return browser.http("POST", "//account/picture", raw=raw, headers=headers)


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 40), "green").save(content, "PNG")
    return content.getvalue()


class Test_closing:
    def test_it_is_said_what_it_does_before_anything_is_done(self, world: World) -> None:
        browser = signed_in(world.http, world.member)

        shown = words(browser.get("/account/close"))

        assert "You leave the organization Olivia Owner's organization" in shown
        assert "This cannot be undone." in shown
        assert world.member.organization_user_id in world.people()

    def test_by_the_password_the_account_ends_and_what_was_its_alone(self, world: World, rows) -> None:
        browser = signed_in(world.http, world.stranger)

        shown = words(browser.get("/account/close"))
        answer = browser.post("/account/close", {"password": PASSWORD})

        assert "is deleted with all that is in it" in shown
        assert (answer.status, "Your account is closed" in words(answer)) == (200, True)
        assert browser.cookie == ""
        assert Browser(world.http).sign_in(world.stranger).status == 403
        assert rows("SELECT FROM organizations WHERE id = $1", world.foreign_organization_id) == []

    def test_with_another_password_nothing_ends(self, world: World) -> None:
        browser = signed_in(world.http, world.member)

        answer = browser.post("/account/close", {"password": "not the password"})

        assert (answer.status, "Current password is not valid." in words(answer)) == (400, True)
        assert browser.get("/account").status == 200

    def test_who_owns_what_others_are_in_hands_it_on_first(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        shown, answer = browser.get("/account/close"), browser.post("/account/close", {"password": PASSWORD})

        assert answer.status == 400
        for page in (shown, answer):
            assert "It cannot be closed yet" in words(page)
            assert f'href="/organizations/{world.organization_id}/settings"' in page.text
            assert 'name="password"' not in page.text
        assert browser.get("/account").status == 200


class Test_sessions:
    def test_each_is_listed_and_this_one_is_marked_and_first(self, world: World) -> None:
        other = signed_in(world.http, world.member)
        browser = Browser(world.http)
        agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"}
        browser.post("/sign-in", {"email": world.member.email, "password": PASSWORD}, **agent)
        other.get("/account")

        shown = words(browser.get("/account/sessions"))

        assert "Firefox on Linux This session 127.0.0.1" in shown
        assert shown.count("End it") == 1

    def test_another_one_is_ended(self, world: World) -> None:
        browser, other = signed_in(world.http, world.member), signed_in(world.http, world.member)
        number = next(one["id"] for one in world.http.ok("GET", "/me/sessions", as_=world.member))

        first, again = (ended(browser, number) for _ in range(2))

        assert "The session has ended." in first
        assert "That session had ended already." in again
        assert leads_to(other.get("/account")).startswith("/sign-in")

    def test_of_somebody_else_it_is_not_ended(self, world: World) -> None:
        browser, other = signed_in(world.http, world.member), signed_in(world.http, world.admin)
        number = world.http.ok("GET", "/me/sessions", as_=world.admin)[0]["id"]

        browser.post(f"/account/sessions/{number}/end")

        assert other.get("/account").status == 200

    def test_signing_out_everywhere_else_keeps_this_one(self, world: World) -> None:
        browser, *others = (signed_in(world.http, world.member) for _ in range(3))

        answer = browser.post("/account/sessions/end-others")

        assert "You are signed out everywhere else." in words(browser.get(leads_to(answer)))
        assert all(leads_to(other.get("/account")).startswith("/sign-in") for other in others)
        deleted = [entry for entry in log(world) if (entry["action"], entry["entity_type"]) == ("delete", "session")]
        assert [entry["user_id"] for entry in deleted] == [world.member.user_id] * 2

    def test_signing_out_everywhere_ends_this_one_too(self, world: World) -> None:
        browser, other = signed_in(world.http, world.member), signed_in(world.http, world.member)
        kept = browser.cookie

        answer = browser.post("/account/sessions/end-all")
        cleared, browser.cookie = browser.cookie, kept

        assert (leads_to(answer), cleared) == ("/sign-in", "")
        assert all(leads_to(one.get("/account")).startswith("/sign-in") for one in (browser, other))

    @pytest.mark.parametrize("path", ["end-others", "end-all"])
    def test_without_the_token_of_the_session_none_is_ended(self, world: World, path: str) -> None:
        browser, other = signed_in(world.http, world.member), signed_in(world.http, world.member)

        answer = browser.post_as_it_is(f"/account/sessions/{path}", {})

        assert answer.status == 403
        assert other.get("/account").status == 200


def ended(browser: Browser, number: int) -> str:
    """What is told who ends the session of that number."""
    return words(browser.get(leads_to(browser.post(f"/account/sessions/{number}/end"))))


def test_who_is_in_no_organization_has_an_account_all_the_same(world: World) -> None:
    _, email, _ = sign_up(world.http, "Nora New")
    person = Person("Nora New", email, 0)
    browser = signed_in(world.http, person)
    organization = leads_to(browser.get(leads_to(browser.get("/"))))
    number = organization.split("/")[2]
    world.http.ok("DELETE", f"/organizations/{number}/users/leave", as_=(email, PASSWORD))

    assert [browser.get(path).status for path in ("/account", "/account/sessions", "/account/close")] == [200, 200, 200]


class Test_organizations:
    def test_who_is_deactivated_is_told_and_can_leave(self, world: World) -> None:
        browser = signed_in(world.http, world.inactive)

        assert leads_to(browser.get("/")) == "/account/organizations"
        shown = browser.get("/account/organizations")
        assert "You see nothing of it" in words(shown)
        left = browser.get(leads_to(browser.post(f"/account/organizations/{world.organization_id}/leave")))

        assert "You have left the organization." in words(left)
        assert world.inactive.organization_user_id not in world.people()
        assert leads_to(browser.get("/")) == "/organizations/new"

    def test_who_sees_the_organization_is_told_first_what_leaving_does(self, world: World) -> None:
        browser = signed_in(world.http, world.member)

        answer = browser.post(f"/account/organizations/{world.organization_id}/leave")

        assert leads_to(answer) == f"/organizations/{world.organization_id}/settings/leave"
        assert world.member.organization_user_id in world.people()

    def test_who_is_in_none_and_invited_is_told_where_their_link_is(self, world: World) -> None:
        path = f"/organizations/{world.organization_id}"
        world.http.ok("PATCH", f"{path}/users", {"delete": [world.member.organization_user_id]}, as_=world.owner)
        place = {"workspace_id": world.workspace_id, "role": "user"}
        invited = {"emails": [world.member.email], "workspaces": [place]}
        world.http.ok("POST", f"{path}/invitations", invited, as_=world.owner)
        browser = signed_in(world.http, world.member)

        assert leads_to(browser.get("/")) == "/account/organizations"
        assert f"Open the link that was made for {world.member.email}" in words(browser.get("/account/organizations"))
