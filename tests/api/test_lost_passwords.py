"""Links by which somebody sets a new password."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

import toggl
from rollbook.domain.secrets import link_code
from support.server import running
from support.world import PASSWORD, World, build, invite
from toggl.rest import ApiException

NO_ACCESS = (403, "User does not have access to this resource.")
ANOTHER_PASSWORD = "a quite different phrase"
NOBODY = 2**63 - 1


def query(world, sql, *values):
    """What the database itself says, or is told."""

    async def fetched():
        connection = await asyncpg.connect(world.service.database_url)
        try:
            return [dict(row) for row in await connection.fetch(sql, *values)]
        finally:
            await connection.close()

    return asyncio.run(fetched())


def ask(world, person, *, as_=None, workspace_id=None):
    """The status and body of asking for a link."""
    number = person if isinstance(person, int) else person.user_id
    path = f"/workspaces/{workspace_id or world.workspace_id}/users/{number}/lost_password"
    answer = world.http("POST", path, as_=as_ or world.owner)
    return answer.status, answer.json()


def code_for(world, person, *, as_=None):
    status, body = ask(world, person, as_=as_)
    assert status == 200, body
    return parse_qs(urlsplit(body["url"]).query)["code"][0]


def confirm(world, code, password=ANOTHER_PASSWORD, **more):
    answer = world.http("POST", "/me/lost_passwords/confirm", {"code": code, "password": password} | more)
    return answer.status, answer.json()


def signs_in(world, person, password):
    return world.http("GET", "/me", as_=(person.email, password)).status == 200


def make_admin(world, person, value=True):
    path = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
    world.http.ok("PUT", path, {"organization_admin": value}, as_=world.owner)


def join_second_organization(world, person):
    """Lets the stranger invite the person, who accepts."""
    body = {"emails": [person.email], "workspaces": [{"workspace_id": world.foreign_workspace_id}]}
    path = f"/organizations/{world.foreign_organization_id}/invitations"
    code = world.http.ok("POST", path, body, as_=world.stranger)["invitations"][0]["code"]
    world.http.ok("POST", f"/organizations/invitations/{code}/accept", as_=person)


UNUSABLE = (400, "The link has expired or was used already.")


class Test_post_workspace_users_lost_password:
    def test_the_client_gets_a_public_link_with_a_code(self, world: World):
        api = world.users_api(world.owner)

        answer = api.post_workspace_users_lost_password(world.workspace_id, world.member.user_id)

        assert isinstance(answer, toggl.UsersLostPasswordURL)
        url = urlsplit(answer.url)
        assert f"{url.scheme}://{url.netloc}{url.path}" == f"{world.http.root_url}/reset-password"
        assert len(parse_qs(url.query)["code"][0]) >= 32

    @pytest.mark.parametrize("viewer", ["owner", "admin"])
    @pytest.mark.parametrize("who", ["member", "indirect", "workspace_admin"])
    def test_owner_and_admins_get_a_link_for_members_of_the_workspace(self, world: World, viewer, who):
        person = getattr(world, who)

        code = code_for(world, person, as_=getattr(world, viewer))

        assert confirm(world, code) == (200, "OK")
        assert signs_in(world, person, ANOTHER_PASSWORD)

    def test_the_owner_gets_a_link_for_an_organization_admin(self, world: World):
        assert confirm(world, code_for(world, world.admin)) == (200, "OK")

        assert signs_in(world, world.admin, ANOTHER_PASSWORD)

    def test_an_organization_admin_gets_none_for_another_nor_for_themselves(self, world: World):
        make_admin(world, world.member)

        assert ask(world, world.member, as_=world.admin) == NO_ACCESS
        assert ask(world, world.admin, as_=world.admin) == NO_ACCESS

    @pytest.mark.parametrize("viewer", ["owner", "admin"])
    def test_there_is_none_for_the_owner(self, shared_world: World, viewer):
        assert ask(shared_world, shared_world.owner, as_=getattr(shared_world, viewer)) == NO_ACCESS

    @pytest.mark.parametrize("who", ["invited", "inactive", "outside", "stranger"])
    @pytest.mark.parametrize("viewer", ["owner", "admin"])
    def test_there_is_none_for_who_is_not_joined_and_active_in_the_workspace(self, shared_world: World, viewer, who):
        assert ask(shared_world, getattr(shared_world, who), as_=getattr(shared_world, viewer)) == NO_ACCESS

    def test_there_is_none_for_nobody(self, shared_world: World):
        assert ask(shared_world, NOBODY) == NO_ACCESS

    def test_takes_accounts_not_workspace_users(self, shared_world: World):
        assert ask(shared_world, shared_world.member.workspace_user_id) == NO_ACCESS

    def test_is_given_for_somebody_who_is_only_invited_to_another_organization(self, world):
        body = {"emails": [world.member.email], "workspaces": [{"workspace_id": world.foreign_workspace_id}]}
        world.http.ok("POST", f"/organizations/{world.foreign_organization_id}/invitations", body, as_=world.stranger)

        assert ask(world, world.member)[0] == 200

    def test_there_is_none_for_who_is_in_two_organizations(self, world: World):
        join_second_organization(world, world.member)

        assert ask(world, world.member) == NO_ACCESS

    def test_there_is_none_for_who_has_an_organization_of_their_own(self, world: World):
        world.http.ok("POST", "/organizations", {"name": "Own", "workspace_name": "Own"}, as_=world.member)

        assert ask(world, world.member) == NO_ACCESS

    @pytest.mark.parametrize("viewer", ["workspace_admin", "member", "outside", "inactive", "stranger"])
    def test_refuses_everybody_else(self, shared_world: World, viewer):
        with pytest.raises(ApiException) as caught:
            shared_world.users_api(getattr(shared_world, viewer)).post_workspace_users_lost_password(
                shared_world.workspace_id, shared_world.member.user_id
            )

        assert (caught.value.status, caught.value.body) == (403, f'"{NO_ACCESS[1]}"')

    def test_unknown_and_foreign_workspaces_are_one(self, shared_world: World):
        for where in (NOBODY, shared_world.foreign_workspace_id):
            assert ask(shared_world, shared_world.stranger, workspace_id=where) == NO_ACCESS

    def test_a_refusal_leaves_the_password_and_the_open_link_as_they_are(self, world: World):
        code = code_for(world, world.member)

        ask(world, world.member, as_=world.workspace_admin)

        assert confirm(world, code) == (200, "OK")

    def test_needs_credentials(self, shared_world: World):
        path = f"/workspaces/{shared_world.workspace_id}/users/{shared_world.member.user_id}/lost_password"

        answer = shared_world.http("POST", path)

        assert (answer.status, answer.body, answer.headers["X-Authorization-Missing"]) == (401, b"", "true")

    @pytest.mark.parametrize(
        ("workspace", "user", "part"), [("x", "1", "workspace_id"), ("1", "0", "user_id"), ("1", "me", "user_id")]
    )
    def test_names_the_number_that_is_wrong(self, shared_world: World, workspace, user, part):
        answer = shared_world.http(
            "POST", f"/workspaces/{workspace}/users/{user}/lost_password", as_=shared_world.owner
        )

        assert (answer.status, answer.refusal) == (400, f"Missing or invalid {part}")

    def test_the_person_is_told_by_email(self, world: World):
        code_for(world, world.member)

        kind = "kind = 'password_reset_by_administrator'"
        (message,) = query(
            world, f"SELECT * FROM outgoing_messages WHERE account_id = $1 AND {kind}", world.member.user_id
        )
        assert message["organization_id"] == world.organization_id
        assert message["sent_at"] is None

    def test_the_audit_log_keeps_who_asked(self, world: World):
        code_for(world, world.member, as_=world.admin)

        entries = (
            "SELECT account_id, workspace_id, entity_id FROM audit_entries WHERE organization_id = $1 AND action = $2"
        )
        (entry,) = query(world, entries, world.organization_id, "request_password_reset")
        assert entry == {
            "account_id": world.admin.user_id,
            "workspace_id": world.workspace_id,
            "entity_id": world.member.user_id,
        }


@pytest.fixture
def world_of_email_links(tmp_path_factory) -> Iterator[World]:
    """A world in a service with ``lost_password_links = "email"`` in its settings."""
    with running(tmp_path_factory.mktemp("by_email"), "--lost-password-links", "email") as service:
        yield build(service)


class Test_links_that_go_by_email_alone:
    def test_the_answer_is_the_public_page_and_the_same_people_are_refused(self, world_of_email_links: World):
        world = world_of_email_links

        answer = ask(world, world.member)

        assert answer == (200, {"url": f"{world.http.root_url}/reset-password"})
        links = "SELECT account_id FROM outgoing_messages WHERE kind LIKE 'password%'"
        assert query(world, links) == [{"account_id": world.member.user_id}]
        assert ask(world, world.owner) == NO_ACCESS
        assert ask(world, world.outside) == NO_ACCESS
        assert ask(world, world.member, as_=world.workspace_admin) == NO_ACCESS
        assert query(world, links) == [{"account_id": world.member.user_id}]

    def test_the_mail_alone_has_the_code(self, world_of_email_links: World):
        world = world_of_email_links
        ask(world, world.member)

        (message,) = query(world, "SELECT id FROM outgoing_messages WHERE kind = 'password_reset'")
        secret_key = (world.service.log.parent / "server" / "secret.key").read_bytes()
        code = link_code(secret_key, message["id"])

        assert confirm(world, code) == (200, "OK")
        assert signs_in(world, world.member, ANOTHER_PASSWORD)


class Test_post_lost_password_confirm:
    def test_sets_the_password(self, world: World):
        assert confirm(world, code_for(world, world.member)) == (200, "OK")

        assert signs_in(world, world.member, ANOTHER_PASSWORD)
        assert not signs_in(world, world.member, PASSWORD)

    def test_takes_the_account_with_the_code_and_refuses_another(self, world: World):
        code = code_for(world, world.member)

        assert confirm(world, code, user_id=world.admin.user_id)[0] == 400
        assert confirm(world, code, user_id=world.member.user_id) == (200, "OK")

        assert signs_in(world, world.admin, PASSWORD)
        assert signs_in(world, world.member, ANOTHER_PASSWORD)

    def test_a_link_works_once(self, world: World):
        code = code_for(world, world.member)
        confirm(world, code)

        assert confirm(world, code, "yet another phrase") == UNUSABLE

        assert signs_in(world, world.member, ANOTHER_PASSWORD)

    def test_a_new_link_ends_the_earlier_one(self, world: World):
        earlier = code_for(world, world.member)

        later = code_for(world, world.member, as_=world.admin)

        assert confirm(world, earlier) == UNUSABLE
        assert confirm(world, later) == (200, "OK")

    def test_a_link_lasts_one_hour(self, world: World):
        code = code_for(world, world.member)
        mine = "password_resets WHERE account_id = $1"
        (link,) = query(world, f"SELECT expires_at - created_at AS lasts FROM {mine}", world.member.user_id)
        assert link["lasts"].total_seconds() == 3600

        query(world, f"UPDATE {mine.replace('WHERE', 'SET expires_at = now() WHERE')}", world.member.user_id)

        assert confirm(world, code) == UNUSABLE
        assert signs_in(world, world.member, PASSWORD)

    def test_ends_all_sessions(self, world: World):
        cookies = [
            world.http("POST", "/me/sessions", body, as_=(world.member.email, PASSWORD)).headers["Set-Cookie"]
            for body in (None, {"remember_me": True})
        ]
        sessions = [{"Cookie": cookie.partition(";")[0]} for cookie in cookies]
        assert [world.http("GET", "/me", headers=session).status for session in sessions] == [200, 200]

        confirm(world, code_for(world, world.member))

        assert [world.http("GET", "/me", headers=session).status for session in sessions] == [401, 401]

    def test_leaves_the_sessions_and_passwords_of_others(self, world: World):
        cookie = world.http("POST", "/me/sessions", as_=world.admin).headers["Set-Cookie"].partition(";")[0]

        confirm(world, code_for(world, world.member))

        assert world.http("GET", "/me", headers={"Cookie": cookie}).status == 200
        assert signs_in(world, world.admin, PASSWORD)

    def test_refuses_the_word_that_says_that_the_user_name_is_a_token(self, world: World):
        code = code_for(world, world.member)

        assert confirm(world, code, "api_token") == (400, "password must not be api_token")
        assert signs_in(world, world.member, PASSWORD)

    def test_leaves_the_api_token(self, world: World):
        confirm(world, code_for(world, world.member))

        assert world.http.ok("GET", "/me", as_=world.member)["api_token"] == world.member.token

    @pytest.mark.parametrize("password", ["", "short", "7letter", None])
    def test_a_password_has_eight_characters(self, world: World, password):
        code = code_for(world, world.member)

        assert confirm(world, code, password) == (400, "Password should be at least 8 characters")
        assert confirm(world, code, "8letters") == (200, "OK")

    def test_a_password_has_at_most_1024_bytes(self, world: World):
        code = code_for(world, world.member)

        assert confirm(world, code, "é" * 513)[0] == 400
        assert confirm(world, code, "é" * 512) == (200, "OK")

        assert signs_in(world, world.member, "é" * 512)

    @pytest.mark.parametrize("code", ["", "nonsense", None, "\u00e9", "a" * 10_000])
    def test_refuses_an_unknown_code(self, shared_world: World, code):
        assert confirm(shared_world, code) == UNUSABLE

    def test_the_stored_form_of_a_code_is_no_code(self, world: World):
        code = code_for(world, world.member)

        assert confirm(world, hashlib.sha256(code.encode()).hexdigest()) == UNUSABLE

    @pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"code": 1}', b'{"password": ["a"]}', b'{"code": "\\u0000"}'])
    def test_refuses_a_body_of_the_wrong_shape(self, shared_world: World, raw):
        answer = shared_world.http("POST", "/me/lost_passwords/confirm", raw=raw)

        assert (answer.status, answer.refusal) == (400, "Invalid JSON input")


class Test_an_open_link:
    """It ends when what allowed it ends."""

    def test_ends_when_the_person_is_deactivated(self, world: World):
        code = code_for(world, world.member)
        path = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"

        for inactive in (True, False):
            world.http.ok("PUT", path, {"inactive": inactive}, as_=world.owner)

        assert confirm(world, code) == UNUSABLE

    def test_ends_when_the_person_becomes_an_admin(self, world: World):
        code = code_for(world, world.member)

        make_admin(world, world.member)
        make_admin(world, world.member, value=False)

        assert confirm(world, code) == UNUSABLE

    def test_ends_when_the_person_joins_a_second_organization(self, world: World):
        code = code_for(world, world.member)

        join_second_organization(world, world.member)

        assert confirm(world, code) == UNUSABLE

    def test_ends_when_the_person_makes_an_organization(self, world: World):
        code = code_for(world, world.member)

        world.http.ok("POST", "/organizations", {"name": "Own", "workspace_name": "Own"}, as_=world.member)

        assert confirm(world, code) == UNUSABLE

    def test_ends_when_the_person_leaves(self, world: World):
        code = code_for(world, world.member)

        world.http.ok("DELETE", f"/organizations/{world.organization_id}/users/leave", as_=world.member)

        assert confirm(world, code) == UNUSABLE

    def test_ends_when_the_person_is_deleted(self, world: World):
        code = code_for(world, world.member)

        delete = {"delete": [world.member.organization_user_id]}
        world.http.ok("PATCH", f"/organizations/{world.organization_id}/users", delete, as_=world.owner)

        assert confirm(world, code) == UNUSABLE

    def test_lives_on_while_others_change(self, world: World):
        code = code_for(world, world.member)

        make_admin(world, world.indirect)
        invite(world.http, world.owner, world.organization_id, [{"workspace_id": world.workspace_id}], "Nora Newcomer")

        assert confirm(world, code) == (200, "OK")
