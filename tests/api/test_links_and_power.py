"""A link never gives its holder more than who made it may give, and no link or credential outlives what ended it."""

from __future__ import annotations

import threading
from http import HTTPStatus

import pytest

from support.http import Http
from support.world import PASSWORD, World, invite, sign_up

ANOTHER_PASSWORD = "a quite different phrase"


def invited_by_the_workspace_admin(world: World) -> tuple[int, int, str]:
    """Account, organization user and code of somebody whose link the workspace admin holds."""
    email = f"boss.{world.organization_id}@example.com"
    body = {"emails": [email], "workspaces": [{"workspace_id": world.workspace_id}]}
    result = world.http.ok(
        "POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.workspace_admin
    )
    account_id = result["data"][0]["recipient_id"]
    person = next(one["id"] for one in world.people().values() if one["user_id"] == account_id)
    return account_id, person, result["invitations"][0]["code"]


def is_living(world: World, code: str) -> bool:
    return world.http("GET", f"/invitations/{code}").status == HTTPStatus.OK


def given_an_admins_role(world: World, account_id: int, person: int) -> None:
    path = f"/organizations/{world.organization_id}/users/{person}"
    world.http.ok("PUT", path, {"organization_admin": True}, as_=world.owner)


def given_another_workspace(world: World, account_id: int, person: int) -> None:
    body = {"workspaces": [{"workspace_id": world.workspace_id}, {"workspace_id": world.other_workspace_id}]}
    world.http.ok("PUT", f"/organizations/{world.organization_id}/users/{person}", body, as_=world.owner)


def assigned_to_another_workspace(world: World, account_id: int, person: int) -> None:
    path = f"/organizations/{world.organization_id}/workspaces/{world.other_workspace_id}/assignments"
    world.http.ok("PUT", path, {"operation": "add", "user_id": account_id}, as_=world.owner)


def put_into_a_group_that_leads_elsewhere(world: World, account_id: int, person: int) -> None:
    group = {"name": "Elsewhere", "users": [account_id], "workspaces": [world.other_workspace_id]}
    world.http.ok("POST", f"/organizations/{world.organization_id}/groups", group, as_=world.owner)


def made_admin_of_a_new_workspace(world: World, account_id: int, person: int) -> None:
    body = {"name": "Newest", "admins": [account_id]}
    world.http.ok("POST", f"/organizations/{world.organization_id}/workspaces", body, as_=world.owner)


def made_admin_after_the_sender_was_demoted(world: World, account_id: int, person: int) -> None:
    users = f"/workspaces/{world.workspace_id}/users"
    world.http.ok("PUT", f"{users}/{world.workspace_admin.user_id}", {"role": "user"}, as_=world.owner)
    world.http.ok("PUT", f"{users}/{account_id}", {"role": "admin"}, as_=world.owner)


class Test_post_organization_invitation:
    @pytest.mark.parametrize(
        "more",
        [
            given_an_admins_role,
            given_another_workspace,
            assigned_to_another_workspace,
            put_into_a_group_that_leads_elsewhere,
            made_admin_of_a_new_workspace,
            made_admin_after_the_sender_was_demoted,
        ],
    )
    def test_a_workspace_admins_link_ends_when_the_person_is_given_more(self, world, more):
        account_id, person, code = invited_by_the_workspace_admin(world)

        more(world, account_id, person)

        assert not is_living(world, code)
        assert world.http("POST", "/signup", {"invitation_code": code, "password": PASSWORD}).status != HTTPStatus.OK

    def test_a_workspace_admins_link_stays_while_it_leads_to_their_workspaces_alone(self, world):
        _, person, code = invited_by_the_workspace_admin(world)

        path = f"/organizations/{world.organization_id}/users/{person}"
        world.http.ok("PUT", path, {"groups": [world.group_id]}, as_=world.owner)

        assert is_living(world, code)

    def test_the_owners_link_stays_whatever_the_person_is_given(self, world):
        path = f"/organizations/{world.organization_id}/users/{world.invited.organization_user_id}"

        world.http.ok("PUT", path, {"organization_admin": True}, as_=world.owner)

        assert is_living(world, world.invited.code)

    def test_takes_no_role_from_who_is_in_the_workspace_already(self, world):
        workspaces = [
            {"workspace_id": world.workspace_id, "role": "user"},
            {"workspace_id": world.other_workspace_id, "role": "teamlead"},
        ]
        body = {"emails": [world.workspace_admin.email], "workspaces": workspaces}

        world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)

        person = world.workspace_admin.user_id
        assert world.workspace_users()[person]["role"] == "admin"
        assert world.workspace_users(world.other_workspace_id)[person]["role"] == "teamlead"

    def test_an_address_that_differs_for_the_database_is_another(self, world):
        (person,) = invite(world.http, world.owner, world.organization_id, [{"workspace_id": world.workspace_id}], "ΑΣ")

        answer = world.http(
            "POST",
            "/signup",
            {"email": person.email.replace("ας", "ασ"), "password": PASSWORD, "invitation_code": person.code},
        )

        assert (answer.status, answer.refusal) == (HTTPStatus.BAD_REQUEST, "Invalid invitation code")

    def test_addresses_that_differ_for_the_database_are_all_invited(self, world):
        emails = [f"ΓΣ.{world.organization_id}@example.com", f"γς.{world.organization_id}@example.com"]
        body = {"emails": emails, "workspaces": [{"workspace_id": world.workspace_id}]}

        result = world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)

        assert [one["email"] for one in result["data"]] == emails


class Test_put_invitation:
    def test_queues_a_message_without_a_secret(self, world, rows):
        path = f"/organizations/{world.organization_id}/invitations/{world.invited.invitation_id}/resend"

        world.http.ok("PUT", path, as_=world.owner)

        messages = rows(
            "SELECT kind, details::text FROM outgoing_messages WHERE account_id = $1", world.invited.user_id
        )
        message = {"kind": "invitation", "details": f'{{"invitation_id": {world.invited.invitation_id}}}'}
        assert messages == [message, message]


def begin_sessions(http: Http, email: str, stop: threading.Event, cookies: list[str]) -> None:
    while not stop.is_set():
        answer = http("POST", "/me/sessions", as_=(email, PASSWORD))
        if answer.status == HTTPStatus.OK:
            cookies.append(answer.headers["Set-Cookie"].partition(";")[0])


class Test_me_sessions_post:
    def test_no_session_begun_with_the_old_password_outlives_it(self, world):
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        code = world.http.ok("POST", path, as_=world.owner)["url"].partition("code=")[2]
        stop, cookies = threading.Event(), []
        threads = [
            threading.Thread(target=begin_sessions, args=(world.http, world.member.email, stop, cookies))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()

        world.http.ok("POST", "/me/lost_passwords/confirm", {"code": code, "password": ANOTHER_PASSWORD})

        stop.set()
        for thread in threads:
            thread.join()
        living = [cookie for cookie in cookies if world.http("GET", "/me", headers={"Cookie": cookie}).status == 200]
        assert living == []


class Test_me_sessions_delete:
    def test_ends_the_cookies_session_also_for_who_signs_in_by_token(self, world):
        cookie = world.http("POST", "/me/sessions", as_=world.member).headers["Set-Cookie"].partition(";")[0]

        world.http("DELETE", "/me/sessions", as_=world.member, headers={"Cookie": cookie})

        assert world.http("GET", "/me", headers={"Cookie": cookie}).status == HTTPStatus.UNAUTHORIZED


class Test_delete_workspace_user:
    def test_the_default_workspace_is_none_that_the_person_has_left(self, world):
        before = world.http.ok("GET", "/me", as_=world.outside)["default_workspace_id"]
        path = f"/workspaces/{world.other_workspace_id}/workspace_users/{world.outside.workspace_user_id}"

        world.http("DELETE", path, as_=world.owner)

        assert before == world.other_workspace_id
        assert world.http.ok("GET", "/me", as_=world.outside)["default_workspace_id"] is None


class Test_delete_organization_users_leave:
    def test_with_the_last_person_the_audit_log_goes_too(self, world, rows):
        _, _, token = sign_up(world.http, "Lena Last")
        (organization,) = world.http.ok("GET", "/me/organizations", as_=(token, "api_token"))

        world.http.ok("DELETE", f"/organizations/{organization['id']}/users/leave", as_=(token, "api_token"))

        assert rows("SELECT 1 FROM audit_entries WHERE organization_id = $1", organization["id"]) == []


class Test_put_workspace_users:
    def test_rewriting_the_history_of_a_rate_is_in_the_audit_log(self, world, rows):
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}"
        world.http.ok("PUT", path, {"rate": 5}, as_=world.owner)
        count = "SELECT 1 FROM audit_entries WHERE organization_id = $1 AND entity_type = 'workspace_user'"
        before = len(rows(count, world))

        world.http.ok("PUT", path, {"rate": 5, "rate_change_mode": "override-all"}, as_=world.owner)

        assert len(rows(count, world)) == before + 1


class Test_get_workspace_workspace_users:
    def test_an_invitation_tells_nothing_of_the_account_that_the_address_has(self, world):
        email = f"far.{world.organization_id}@example.com"
        world.http.ok("POST", "/signup", {"email": email, "password": PASSWORD, "timezone": "Asia/Tokyo"})
        body = {"emails": [email], "workspaces": [{"workspace_id": world.workspace_id}]}
        world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)

        listed = world.workspace_users().values()

        assert next(person for person in listed if person["email"] == email)["timezone"] == "UTC"


class Test_get_me:
    def test_authorization_updated_at_changes_with_access_and_not_with_a_name(self, world):
        def updated() -> str:
            return world.http.ok("GET", "/me", as_=world.outside)["authorization_updated_at"]

        path = f"/organizations/{world.organization_id}"
        first = updated()
        renamed = {"name": "Xenia Renamed"}
        world.http.ok("PUT", f"{path}/users/{world.outside.organization_user_id}", renamed, as_=world.owner)
        after_name = updated()
        body = {"emails": [world.outside.email], "workspaces": [{"workspace_id": world.workspace_id}]}
        world.http.ok("POST", f"{path}/invitations", body, as_=world.owner)

        assert after_name == first
        assert updated() > first


class Test_unreadable_requests:
    def test_an_authorization_header_beyond_ascii_is_no_credentials(self, shared_world):
        answer = shared_world.http("GET", "/me", headers={"Authorization": "Basic éééé"})

        assert (answer.status, answer.headers["X-Authorization-Missing"]) == (HTTPStatus.UNAUTHORIZED, "true")

    @pytest.mark.parametrize(
        "part",
        [
            b'Content-Disposition: form-data; name="name"\r\n\r\n\xff\xfe',
            b'Content-Disposition: form-data; name="name"\r\nContent-Type: text/plain; charset=foo\r\n\r\nx',
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_a_form_in_an_encoding_that_is_none_is_refused(self, shared_world, method, part):
        workspace = f"/organizations/{shared_world.organization_id}/workspaces/{shared_world.workspace_id}"
        path = f"{workspace}/workspace_users" if method == "GET" else "//reset-password"
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        content = b"--b\r\n" + part + b"\r\n--b--\r\n"

        answer = shared_world.http(method, path, raw=content, headers=headers, as_=shared_world.owner)

        assert answer.status == HTTPStatus.BAD_REQUEST

    def test_a_currency_with_a_line_end_is_the_wrong_shape(self, shared_world):
        body = {"name": "C1", "default_currency": "USD\n"}

        path = f"/organizations/{shared_world.organization_id}/workspaces"
        answer = shared_world.http("POST", path, body, as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (HTTPStatus.BAD_REQUEST, "JSON is not valid")
