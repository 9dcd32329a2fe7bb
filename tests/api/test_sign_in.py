"""How people sign in, and what is kept of what they sign in with."""

from __future__ import annotations

import asyncio
import base64
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

import toggl
from support.world import PASSWORD, World, address, api_client, invite, sign_up
from toggl.rest import ApiException

WRONG = (403, "Incorrect username and/or password")
ANOTHER_PASSWORD = "a quite different phrase"
# A new connection each, so that it goes to any worker.
ANY_WORKER = {"Connection": "close"}
TIMES_TO_MEET_EVERY_WORKER = 12


def basic(text):
    return "Basic " + base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def me(world, authorization=None, **headers):
    sent = headers if authorization is None else {"Authorization": authorization} | headers
    return world.http("GET", "/me", headers=sent)


def begin_session(world, person, body=None):
    """The cookie of a new session, and the whole header it came in."""
    answer = world.http("POST", "/me/sessions", body, as_=person)
    assert answer.status == 200, answer.text
    header = answer.headers["Set-Cookie"]
    return header.partition(";")[0], header


def is_missing(answer):
    """Whether the answer says that nobody signed in."""
    return (answer.status, answer.body, answer.headers.get("X-Authorization-Missing")) == (401, b"", "true")


class Test_basic_credentials:
    def test_address_and_password(self, shared_world: World):
        member = shared_world.member

        answer = me(shared_world, basic(f"{member.email}:{PASSWORD}"))

        assert answer.json()["id"] == member.user_id

    def test_the_client_signs_in_with_a_password(self, shared_world: World):
        client = api_client(shared_world.service, shared_world.member.email, PASSWORD)

        listed = toggl.UsersApi(client).get_workspace_users(shared_world.workspace_id)

        assert shared_world.member.user_id in {person.id for person in listed}

    @pytest.mark.parametrize("change", [str.upper, str.title, str.swapcase])
    def test_the_letter_case_of_the_address_does_not_matter(self, shared_world: World, change):
        email = change(shared_world.member.email)

        assert me(shared_world, basic(f"{email}:{PASSWORD}")).json()["id"] == shared_world.member.user_id

    def test_the_letter_case_of_the_password_matters(self, shared_world: World):
        answer = me(shared_world, basic(f"{shared_world.member.email}:{PASSWORD.upper()}"))

        assert (answer.status, answer.text) == WRONG

    def test_token_and_api_token(self, shared_world: World):
        answer = me(shared_world, basic(f"{shared_world.member.token}:api_token"))

        assert answer.json()["id"] == shared_world.member.user_id

    @pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
    def test_the_letter_case_of_the_scheme_does_not_matter(self, shared_world: World, scheme):
        header = basic(f"{shared_world.member.token}:api_token").replace("Basic", scheme)

        assert me(shared_world, header).status == 200

    def test_a_password_may_have_colons_and_other_letters(self, shared_world: World):
        password = "mõni:teine::väga pikk ümbrus"
        email = address("Colin Colon")
        shared_world.http.ok("POST", "/signup", {"email": email, "password": password})

        assert me(shared_world, basic(f"{email}:{password}")).json()["email"] == email

    def test_a_wrong_password_and_an_unknown_address_are_answered_alike(self, shared_world: World):
        answers = [
            me(shared_world, basic(credentials))
            for credentials in (
                f"{shared_world.member.email}:{PASSWORD} ",
                f"{shared_world.member.email}:",
                f"nobody@example.com:{PASSWORD}",
                f"{shared_world.invited.email}:{PASSWORD}",
                f":{PASSWORD}",
                f"nobody\0@example.com:{PASSWORD}",
                f"{shared_world.member.email}:{'x' * 1025}",
                f"{'0' * 32}:api_token",
                ":api_token",
                f"{shared_world.member.email}:api_token",
                f"{shared_world.member.token}:{PASSWORD}",
            )
        ]

        assert {(answer.status, answer.text) for answer in answers} == {WRONG}
        assert {answer.headers["Content-Type"].partition(";")[0] for answer in answers} == {"text/plain"}
        assert not any("X-Authorization-Missing" in answer.headers for answer in answers)

    def test_wrong_credentials_are_refused_before_anything_else_is_looked_at(self, shared_world: World):
        answer = shared_world.http("GET", "/organizations/x/users", as_=(shared_world.member.email, "wrong password"))

        assert (answer.status, answer.text) == WRONG

    def test_a_right_session_does_not_help_wrong_credentials(self, shared_world: World):
        cookie, _ = begin_session(shared_world, shared_world.member)

        answer = me(shared_world, basic(f"{shared_world.member.email}:wrong password"), Cookie=cookie)

        assert (answer.status, answer.text) == WRONG


class Test_missing_credentials:
    def test_no_header(self, shared_world: World):
        assert is_missing(me(shared_world))

    def test_the_client_without_credentials(self, shared_world: World):
        client = api_client(shared_world.service, "", "")

        with pytest.raises(ApiException) as caught:
            toggl.UsersApi(client).get_workspace_users(shared_world.workspace_id)

        assert (caught.value.status, caught.value.headers["X-Authorization-Missing"]) == (401, "true")

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "Basic",
            "Basic ",
            "Basic !!!",
            "Basic bm8gY29sb24=",
            "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
            "Basic =",
            "Digest username=x",
            "Token abc",
        ],
    )
    def test_a_header_that_cannot_be_read(self, shared_world: World, header):
        assert is_missing(me(shared_world, header))

    def test_a_bearer_header(self, shared_world: World):
        assert is_missing(me(shared_world, f"Bearer {shared_world.member.token}"))

    def test_a_bearer_header_with_a_session(self, shared_world: World):
        cookie, _ = begin_session(shared_world, shared_world.member)

        assert is_missing(me(shared_world, f"Bearer {shared_world.member.token}", Cookie=cookie))

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/organizations/1/users"),
            ("GET", "/organizations/1/users/detailed"),
            ("PATCH", "/organizations/1/users"),
            ("PUT", "/organizations/1/users/1"),
            ("DELETE", "/organizations/1/users/leave"),
            ("GET", "/workspaces/1/users"),
            ("GET", "/workspaces/1/workspace_users"),
            ("GET", "/organizations/1/workspaces/1/workspace_users"),
            ("PATCH", "/organizations/1/workspaces/1/workspace_users"),
            ("PUT", "/organizations/1/workspaces/1/assignments"),
            ("PUT", "/workspaces/1/users/1"),
            ("PUT", "/workspaces/1/workspace_users/1"),
            ("DELETE", "/workspaces/1/workspace_users/1"),
            ("POST", "/workspaces/1/users/1/lost_password"),
            ("POST", "/organizations"),
            ("GET", "/organizations/1"),
            ("GET", "/organizations/1/roles"),
            ("POST", "/organizations/1/workspaces"),
            ("GET", "/workspaces/1"),
            ("GET", "/workspaces"),
            ("GET", "/me/organizations"),
            ("GET", "/me/workspaces"),
            ("POST", "/me/sessions"),
            ("DELETE", "/me/sessions"),
            ("POST", "/me/reset_token"),
        ],
    )
    def test_every_operation_needs_them(self, shared_world: World, method, path):
        assert is_missing(shared_world.http(method, path))


class Test_me_sessions_post:
    def test_answers_with_the_user_and_a_cookie_that_signs_in(self, shared_world: World):
        member = shared_world.member

        answer = shared_world.http("POST", "/me/sessions", as_=(member.email, PASSWORD))

        shown = answer.json()
        assert (shown["id"], shown["email"], shown["fullname"]) == (member.user_id, member.email, member.name)
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        assert me(shared_world, Cookie=cookie).json()["id"] == member.user_id

    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self, shared_world: World):
        _, header = begin_session(shared_world, shared_world.member)

        attributes = {part.strip().lower() for part in header.split(";")[1:]}
        assert {"httponly", "secure", "samesite=strict", "path=/"} <= attributes

    @pytest.mark.parametrize("body", [None, {}, {"remember_me": False}, {"remember_me": None}])
    def test_the_cookie_ends_with_the_browser(self, shared_world: World, body):
        _, header = begin_session(shared_world, shared_world.member, body)

        assert "max-age" not in header.lower()
        assert "expires" not in header.lower()

    def test_a_remembered_session_lasts_longer(self, shared_world: World):
        cookie, header = begin_session(shared_world, shared_world.member, {"remember_me": True})

        assert "max-age=" in header.lower()
        assert me(shared_world, Cookie=cookie).status == 200

    def test_each_session_has_a_secret_of_its_own(self, shared_world: World):
        cookies = {begin_session(shared_world, shared_world.member)[0] for _ in range(3)}

        assert len(cookies) == 3

    @pytest.mark.parametrize("raw", [b"{", b"[]", b'{"remember_me": "yes"}'])
    def test_refuses_a_body_of_the_wrong_shape(self, shared_world: World, raw):
        answer = shared_world.http("POST", "/me/sessions", as_=shared_world.member, raw=raw)

        assert (answer.status, answer.refusal) == (400, "Invalid JSON input")

    def test_needs_right_credentials(self, shared_world: World):
        answer = shared_world.http("POST", "/me/sessions", as_=(shared_world.member.email, "wrong password"))

        assert (answer.status, answer.text) == WRONG
        assert "Set-Cookie" not in answer.headers

    def test_a_session_is_only_as_much_as_the_person(self, world: World):
        cookie, _ = begin_session(world, world.member)
        path = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"
        world.http.ok("PUT", path, {"inactive": True}, as_=world.owner)

        assert me(world, Cookie=cookie).status == 200
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", headers={"Cookie": cookie}).status == 403


class Test_me_sessions_delete:
    def test_ends_the_session_at_once_on_every_worker(self, shared_world: World):
        cookie, _ = begin_session(shared_world, shared_world.member)
        for _ in range(TIMES_TO_MEET_EVERY_WORKER):
            assert me(shared_world, Cookie=cookie, **ANY_WORKER).status == 200

        answer = shared_world.http("DELETE", "/me/sessions", headers={"Cookie": cookie})

        assert (answer.status, answer.body) == (200, b"")
        for _ in range(TIMES_TO_MEET_EVERY_WORKER):
            assert is_missing(me(shared_world, Cookie=cookie, **ANY_WORKER))

    def test_takes_the_cookie_back(self, shared_world: World):
        cookie, _ = begin_session(shared_world, shared_world.member)

        header = shared_world.http("DELETE", "/me/sessions", headers={"Cookie": cookie}).headers["Set-Cookie"]

        assert header.startswith(cookie.partition("=")[0] + "=")
        assert "max-age=0" in header.lower()

    def test_leaves_other_sessions(self, shared_world: World):
        first, second = (begin_session(shared_world, shared_world.member)[0] for _ in range(2))

        shared_world.http("DELETE", "/me/sessions", headers={"Cookie": first})

        assert me(shared_world, Cookie=second).status == 200

    def test_a_second_time_nobody_is_signed_in(self, shared_world: World):
        cookie, _ = begin_session(shared_world, shared_world.member)
        shared_world.http("DELETE", "/me/sessions", headers={"Cookie": cookie})

        assert is_missing(shared_world.http("DELETE", "/me/sessions", headers={"Cookie": cookie}))

    @pytest.mark.parametrize("value", ["", "nonsense", '"quoted"', "%00", "a" * 4000])
    def test_an_unknown_session_is_no_credentials(self, shared_world: World, value):
        name = begin_session(shared_world, shared_world.member)[0].partition("=")[0]

        assert is_missing(me(shared_world, Cookie=f"{name}={value}"))

    def test_an_expired_session_is_no_credentials(self, world: World):
        cookie, _ = begin_session(world, world.member)

        async def expire():
            connection = await asyncpg.connect(world.service.database_url)
            try:
                mine = "UPDATE sessions SET expires_at = now() WHERE account_id = $1"
                await connection.execute(mine, world.member.user_id)
            finally:
                await connection.close()

        asyncio.run(expire())

        assert is_missing(me(world, Cookie=cookie))


class Test_post_reset_token:
    def test_gives_a_token_that_works_and_ends_the_earlier_one_on_every_worker(self, world: World):
        for _ in range(TIMES_TO_MEET_EVERY_WORKER):
            assert me(world, basic(f"{world.member.token}:api_token"), **ANY_WORKER).status == 200

        token = world.http.ok("POST", "/me/reset_token", as_=world.member)

        assert len(token) == 32
        assert token != world.member.token
        for _ in range(TIMES_TO_MEET_EVERY_WORKER):
            earlier = me(world, basic(f"{world.member.token}:api_token"), **ANY_WORKER)
            assert (earlier.status, earlier.text) == WRONG
            assert me(world, basic(f"{token}:api_token"), **ANY_WORKER).json()["api_token"] == token

    def test_works_by_password_and_by_session(self, world: World):
        cookie, _ = begin_session(world, world.member)
        first = world.http.ok("POST", "/me/reset_token", as_=(world.member.email, PASSWORD))

        second = world.http("POST", "/me/reset_token", headers={"Cookie": cookie}).json()

        assert me(world, basic(f"{first}:api_token")).status == 403
        assert me(world, basic(f"{second}:api_token")).json()["id"] == world.member.user_id

    def test_leaves_password_and_sessions(self, world: World):
        cookie, _ = begin_session(world, world.member)

        world.http.ok("POST", "/me/reset_token", as_=world.member)

        assert me(world, Cookie=cookie).status == 200
        assert me(world, basic(f"{world.member.email}:{PASSWORD}")).status == 200

    def test_leaves_the_tokens_of_others(self, world: World):
        world.http.ok("POST", "/me/reset_token", as_=world.member)

        assert world.http("GET", "/me", as_=world.owner).status == 200


class Test_a_changed_password:
    def test_is_forgotten_by_every_worker_at_once(self, world: World):
        earlier = basic(f"{world.member.email}:{PASSWORD}")
        for _ in range(TIMES_TO_MEET_EVERY_WORKER):
            assert me(world, earlier, **ANY_WORKER).status == 200

        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        (code,) = parse_qs(urlsplit(world.http.ok("POST", path, as_=world.owner)["url"]).query)["code"]
        world.http.ok("POST", "/me/lost_passwords/confirm", {"code": code, "password": ANOTHER_PASSWORD})

        later = basic(f"{world.member.email}:{ANOTHER_PASSWORD}")
        for _ in range(TIMES_TO_MEET_EVERY_WORKER):
            answer = me(world, earlier, **ANY_WORKER)
            assert (answer.status, answer.text) == WRONG
            assert me(world, later, **ANY_WORKER).status == 200


async def stored_texts(database_url):
    """Every row of every table, as text, by the table's name."""
    connection = await asyncpg.connect(database_url)
    try:
        tables = await connection.fetch(
            """
            SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"""
        )
        return {
            table["name"]: "\n".join(
                row["text"] for row in await connection.fetch(f"SELECT t::text AS text FROM {table['name']} t")
            )
            for table in tables
        }
    finally:
        await connection.close()


class Test_secrets:
    @pytest.fixture
    def secrets(self, world: World):
        """Every kind of secret there is, each of them in use, and some of it in requests that were refused."""
        http, member = world.http, world.member
        password = "a password nobody else has"
        _, _, token = sign_up(http, "Sara Secret")
        reset_token = http.ok("POST", "/me/reset_token", as_=(token, "api_token"))
        cookie, _ = begin_session(world, (reset_token, "api_token"), {"remember_me": True})
        workspaces = [{"workspace_id": world.workspace_id}]
        (invited,) = invite(http, world.owner, world.organization_id, workspaces, "Nora Newcomer")
        path = f"/workspaces/{world.workspace_id}/users/{member.user_id}/lost_password"
        used, unused = (
            parse_qs(urlsplit(http.ok("POST", path, as_=world.owner)["url"]).query)["code"][0] for _ in range(2)
        )
        http("POST", "/me/lost_passwords/confirm", {"code": unused, "password": password})
        used, unused = unused, parse_qs(urlsplit(http.ok("POST", path, as_=world.owner)["url"]).query)["code"][0]
        session = cookie.partition("=")[2]
        http("GET", f"/invitations/{invited.code}")
        http("GET", f"/organizations/invitations/{invited.code}/accept?token={reset_token}", as_=world.owner)
        http("GET", f"/reset-password-{unused}")
        http("GET", "/me", headers={"Cookie": cookie, "X-Request-ID": "request-with-a-session"})
        http("POST", "/signup", {"email": 5, "password": password, "invitation_code": invited.code})
        http("POST", "/me/lost_passwords/confirm", raw=f'{{"code": "{unused}", "password": "{password}"'.encode())
        http("GET", "/me", headers={"Authorization": f"Bearer {reset_token}"})
        http("GET", "/me", as_=(member.email, password), headers={"X-Request-ID": "request-with-a-password"})
        assert http("GET", "/me", as_=(member.email, password)).status == 200
        return {
            "password": password,
            "common password": PASSWORD,
            "token": token,
            "reset token": reset_token,
            "session": session,
            "invitation code": invited.code,
            "accepted invitation code": member.code,
            "used reset code": used,
            "open reset code": unused,
        }

    def test_none_stands_in_the_database(self, world: World, secrets):
        stored = asyncio.run(stored_texts(world.service.database_url))

        found = [
            (kind, table)
            for kind, secret in secrets.items()
            for table, text in stored.items()
            if secret in text or secret.encode().hex() in text.lower()
        ]
        assert {"public.accounts", "public.account_passwords", "public.audit_entries"} <= set(stored)
        assert world.member.email in stored["public.accounts"]
        assert found == []

    def test_passwords_are_stored_as_argon2id(self, world: World):
        stored = asyncio.run(stored_texts(world.service.database_url))["public.account_passwords"].splitlines()

        assert len(stored) > 5
        assert all("$argon2id$" in row for row in stored)

    def test_none_stands_in_the_log(self, world: World, secrets):
        log = world.service.log.read_text()

        assert "request-with-a-session" in log
        assert "request-with-a-password" in log
        assert [kind for kind, secret in secrets.items() if secret in log] == []

    def test_no_answer_echoes_a_password(self, world: World):
        password = "a password nobody else has"
        email = address("Ella Echo")

        answers = [
            world.http("POST", "/signup", {"email": email, "password": password, "full_name": "Ella Echo"}),
            world.http("POST", "/signup", {"email": email, "password": password}),
            world.http("POST", "/signup", {"email": 1, "password": password}),
            world.http("POST", "/me/sessions", as_=(email, password)),
            world.http("GET", "/me", as_=(email, password)),
            world.http("GET", "/me", as_=(email, password + "!")),
            world.http("POST", "/me/lost_passwords/confirm", {"code": "none", "password": password}),
        ]

        assert [answer.status for answer in answers] == [200, 400, 400, 200, 200, 403, 400]
        assert not any(password in answer.text or password in str(answer.headers) for answer in answers)
