"""`toggl.testing.fake_transport`: answers from a table, for tests without a service."""

import asyncio

import pytest

import toggl
import toggl.aio
from toggl.testing import answer, fake_transport, in_turn

ANN = {"id": 1, "name": "Ann"}


def client(fake) -> toggl.ApiClient:
    return toggl.ApiClient(toggl.Configuration(retries=toggl.Retries(first_pause=0)), transport=fake)


class TestAnswers:
    @pytest.mark.parametrize(
        "key",
        [
            ("GET", "/organizations/7/users"),
            ("GET", "/organizations/{organization_id}/users"),
            "get_organization_users",
        ],
    )
    def test_a_request_is_known_by_its_path_or_by_the_name_of_the_method(self, key):
        users = toggl.UsersApi(client(fake_transport({key: [ANN]})))

        (ann,) = users.get_organization_users(7, page=2)

        assert (ann.id, ann.name) == (1, "Ann")

    def test_a_path_comes_before_one_with_parts_and_that_before_a_name(self):
        table = {
            "get_organization_users": [{"id": 3}],
            ("GET", "/organizations/{organization_id}/users"): [{"id": 2}],
            ("GET", "/organizations/7/users"): [{"id": 1}],
        }
        users = toggl.UsersApi(client(fake_transport(table)))

        assert [users.get_organization_users(number)[0].id for number in (7, 8)] == [1, 2]

    def test_a_part_stands_for_one_part_of_a_path(self):
        users = toggl.UsersApi(client(fake_transport({("GET", "/organizations/{rest}"): []})))

        with pytest.raises(AssertionError):
            users.get_organization_users(7)

    def test_the_service_may_be_anywhere(self):
        fake = fake_transport({("GET", "/me/id"): 5})
        for host in ("https://example.com/toggl/api/v9", "https://example.com"):
            configuration = toggl.Configuration(host=host)

            assert toggl.MeApi(toggl.ApiClient(configuration, transport=fake)).get_me_id() == 5

    def test_texts_are_sent_as_the_service_sends_them(self):
        users = toggl.UsersApi(client(fake_transport({"put_workspace_users": answer("OK", headers={"X-Page": "1"})})))

        data, status, headers = users.put_workspace_users_with_http_info(8, 9)

        assert (data, status, headers["x-page"]) == ("OK", 200, "1")

    def test_bodies_may_be_models(self):
        fake = fake_transport({"get_organization_users": [toggl.ModelsOrgUser(id=1, name="Ann")]})

        (ann,) = toggl.UsersApi(client(fake)).get_organization_users(7)

        assert ann == toggl.ModelsOrgUser(id=1, name="Ann")

    def test_bytes_are_sent_as_they_are(self):
        fake = fake_transport({"get_me": answer(b"<html>", headers={"Content-Type": "text/html"})})

        with pytest.raises(toggl.ApiException, match="not what was asked for"):
            toggl.MeApi(client(fake)).get_me()

    def test_a_status_is_a_refusal_as_of_the_service(self):
        fake = fake_transport({"get_me": answer("Forbidden", status=403)})

        with pytest.raises(toggl.Forbidden) as caught:
            toggl.MeApi(client(fake)).get_me()

        assert (caught.value.message, caught.value.operation) == ("Forbidden.", "get_me")

    @pytest.mark.parametrize("planned", [toggl.NetworkError(0, "The cable is cut"), toggl.NetworkError])
    def test_exceptions_are_raised(self, planned):
        with pytest.raises(toggl.NetworkError):
            toggl.MeApi(client(fake_transport({"get_me": planned}))).get_me()

    def test_a_function_answers_what_it_likes(self):
        users = toggl.UsersApi(
            client(fake_transport({"get_organization_users": lambda sent: [{"name": sent.query["page"]}]}))
        )

        assert users.get_organization_users(7, page=3)[0].name == "3"

    def test_answers_in_turn_are_given_once_each(self):
        fake = fake_transport({"get_me": in_turn(answer(status=503), toggl.NetworkError(0, "Cut"), ANN)})
        me = toggl.MeApi(client(fake))

        assert me.get_me().id == 1

        assert [sent.attempt for sent in fake.requests] == [1, 2, 3]
        with pytest.raises(AssertionError, match=r"GET /me \(get_me\): this is request 4, and there are answers for 3"):
            me.get_me()

    def test_what_is_not_in_the_table_is_an_error_that_says_what_is(self):
        fake = fake_transport({"get_me": {}, ("GET", "/me/id"): 1})

        with pytest.raises(AssertionError) as caught:
            toggl.UsersApi(client(fake)).get_organization_users(7, page=2)

        assert str(caught.value) == (
            "Unexpected request GET /organizations/7/users?page=2 (get_organization_users); the table has:"
            "\n  'get_me'\n  ('GET', '/me/id')"
        )


class TestRequests:
    def test_what_was_sent_can_be_looked_at(self):
        fake = fake_transport({"put_organization_users": "OK"})

        toggl.UsersApi(client(fake)).put_organization_users(7, {"organization_admin": True}, organization_user_id=9)

        (sent,) = fake.requests
        assert (sent.method, sent.path, sent.query) == ("PUT", "/organizations/7/users/9", {})
        assert sent.json == {"organization_admin": True}
        assert sent.headers["content-type"] == "application/json"
        assert (sent.operation, sent.attempt) == ("put_organization_users", 1)

    def test_a_request_without_a_body_has_no_json(self):
        fake = fake_transport({"get_organization_users": []})

        toggl.UsersApi(client(fake)).get_organization_users(7, filter="a b", only_admins=True)

        assert fake.requests[0].json is None
        assert fake.requests[0].query == {"filter": "a b", "only_admins": "true"}

    def test_paths_are_decoded(self):
        fake = fake_transport({("GET", "/invitations/{code}"): {}})

        toggl.InvitationsApi(client(fake)).get_invitations("a/b")

        assert fake.requests[0].path == "/invitations/a/b"


class TestAsync:
    async def _ids(self, fake) -> list[int]:
        async with toggl.aio.ApiClient(toggl.Configuration(), transport=fake) as asynchronous:
            return [user.id for user in await toggl.aio.UsersApi(asynchronous).get_organization_users(7)]

    def test_the_same_object_serves_the_asynchronous_client(self):
        fake = fake_transport({"get_organization_users": [ANN]})

        assert asyncio.run(self._ids(fake)) == [1]

        assert fake.requests[0].path == "/organizations/7/users"
