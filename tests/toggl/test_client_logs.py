"""What stands in the log, and that no secret does."""

import logging

import pytest

import toggl
from toggl import _logs
from toggl.transport import Exchange, Request

PASSWORD = "correct horse"
SECRETS = ("0123456789abcdef", "session-secret", "invitation-secret", "query-secret", "key-secret", "header-secret")


@pytest.fixture
def written(configuration, tmp_path, caplog, capfd):
    """All that was logged up to now: in the file, on the standard error, and what the program's own handlers got."""
    caplog.set_level(logging.DEBUG)
    configuration.logger_file = str(tmp_path / "client.log")
    configuration.debug = True

    def read() -> list[str]:
        return [(tmp_path / "client.log").read_text(), capfd.readouterr().err, caplog.text]

    yield read
    configuration.debug = False
    configuration.logger_file = None


def request(**given) -> Request:
    return Request(**{"method": "GET", "url": "https://localhost/api/v9/me", "headers": {}} | given)


class TestRequests:
    def test_a_request_is_one_line(self):
        asked = request(operation="get_me", attempt=2, body=b"12345", headers={"Accept": "application/json"})

        line = _logs.request_line(asked)

        assert line == "GET https://localhost/api/v9/me (get_me), attempt 2: 5 bytes; Accept: application/json"

    @pytest.mark.parametrize(
        ("header", "value", "shown"),
        [
            ("Authorization", "Basic MTIzOmFwaV90b2tlbg==", "Basic ***"),
            ("authorization", "Bearer 0123456789abcdef", "Bearer ***"),
            ("Authorization", "0123456789abcdef", "***"),
            ("Proxy-Authorization", "Basic MTIzOmFwaV90b2tlbg==", "Basic ***"),
            ("Cookie", "session=1; other=2", "***"),
            ("Set-Cookie", "session=1; Path=/", "***"),
            ("Idempotency-Key", "1", "***"),
            ("X-Whatever-Proves-Me", "1 2", "***"),
            ("Location", "https://localhost/reset?token=1", "https://localhost/reset?token=***"),
            ("X-Request-ID", "8f14", "8f14"),
        ],
    )
    def test_only_well_known_headers_are_shown(self, header, value, shown):
        line = _logs.request_line(request(headers={header: value, "Accept": "a/b"}))

        assert line.endswith(f"; {header}: {shown}; Accept: a/b")
        assert _logs.masked(line) == line

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("https://x/api/v9/invitations/abc", "https://x/api/v9/invitations/***"),
            ("https://x/organizations/invitations/a%2Fb/accept", "https://x/organizations/invitations/***/accept"),
            ("https://x/organizations/7/invitations/5/resend", "https://x/organizations/7/invitations/5/resend"),
            ("https://x/organizations/7/invitations", "https://x/organizations/7/invitations"),
            ("https://x/me/sessions/5", "https://x/me/sessions/***"),
            (
                "https://x/a?page=2&code=1&api_token=2&password=3",
                "https://x/a?page=2&code=***&api_token=***&password=***",
            ),
            ("https://ann:1@x/a", "https://***@x/a"),
        ],
    )
    def test_addresses_are_shown_without_their_secrets(self, url, shown):
        line = _logs.request_line(request(url=url))

        assert line == f"GET {shown}: no body"
        assert _logs.masked(line) == line


class TestAnswers:
    def test_an_answer_is_one_line(self):
        exchange = Exchange(request=request(), status=200, headers={"Content-Length": "5"}, seconds=0.0125)

        line = _logs.answer_line(exchange)

        assert line == "GET https://localhost/api/v9/me: 200 after 0.013 s; Content-Length: 5"

    def test_a_fault_is_told_without_secrets(self):
        error = toggl.NetworkError(0, "Cannot reach https://ann:1@proxy/me?token=2")

        line = _logs.answer_line(Exchange(request=request(), error=error))

        assert line.endswith(": Cannot reach https://***@proxy/me?token=*** after 0.000 s")


class TestADebugRun:
    def test_nothing_secret_is_written_anywhere(self, client, configuration, service, written):
        configuration.username, configuration.password = "0123456789abcdef", PASSWORD
        client.set_default_header("X-Key", "header-secret")
        client.cookie = "session=session-secret"
        service.answers("OK", headers={"Set-Cookie": "session=session-secret; Path=/"})

        toggl.InvitationsApi(client).post_organization_accept_invitation(
            "invitation-secret", _idempotency_key="key-secret"
        )
        client.rest_client.GET(f"{service.url}/x", query_params={"code": "query-secret"})

        for log in written():
            assert "/organizations/invitations/***/accept" in log
            assert "code=***" in log
            assert [
                secret for secret in (*SECRETS, PASSWORD, configuration.get_basic_auth_token()) if secret in log
            ] == []
        assert "invitation-secret" in service.requests[0].target
        assert service.requests[0].headers["Cookie"] == "session=session-secret"

    def test_a_body_is_not_written(self, client, service, written):
        service.answers({"api_token": "answer-secret"})

        toggl.AuthenticationApi(client).post_signup({"email": "ann@example.com", "password": "body-secret"})

        for log in written():
            assert "post_signup" in log
            assert "secret" not in log

    def test_a_refusal_is_written_without_the_secrets_of_its_address(self, client, service, written):
        service.answers("Invitation not found", status=404)

        with pytest.raises(toggl.NotFound):
            toggl.InvitationsApi(client).get_invitations("invitation-secret")

        for log in written():
            assert ": 404 after " in log
            assert "invitation-secret" not in log

    def test_a_fault_of_the_network_is_written_without_the_secrets_of_its_address(
        self, client, configuration, service, written
    ):
        configuration.retries = toggl.Retries(first_pause=0)
        service.hangs_up = True

        with pytest.raises(toggl.NetworkError):
            toggl.InvitationsApi(client).get_invitations("invitation-secret")

        for log in written():
            assert "attempt 3" in log
            assert "invitation-secret" not in log

    def test_headers_that_cannot_be_read_are_written_without_secrets(self, client, service, written):
        # What comes after the broken one is not read as headers.
        service.answers(
            "OK", headers={"Content-Length": "4", "Broken Header": "x", "Set-Cookie": "session=session-secret"}
        )

        client.rest_client.GET(f"{service.url}/invitations/invitation-secret")

        for log in written():
            assert "session-secret" not in log
            assert "invitation-secret" not in log

    def test_traces_are_written_without_secrets(self, written):
        fault = ValueError("Set-Cookie: session=session-secret")

        logging.getLogger("toggl").error("It went wrong", exc_info=fault)

        for log in written():
            assert "ValueError: Set-Cookie: ***" in log
            assert "session-secret" not in log
